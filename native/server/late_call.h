#pragma once

#include "../bridge/value.h"
#include "../gpmgmt/method.h"

namespace gpmc {

//! IDispatch::Invoke of an object whose vtable has `method`: `object` is a pointer to the declaring
//! interface.
HRESULT invoke_late(void* object, const MethodInfo& method, const DISPPARAMS* parameters, VARIANT* result,
                    EXCEPINFO* exception, UINT* argument_error) noexcept;

//! Calls a method through the object's IDispatch, as a script would: its name is looked up, the arguments are
//! reversed.
HRESULT call_late(IUnknown* object, const MethodInfo& method, const Array& arguments, Array& outs);

}  // namespace gpmc
