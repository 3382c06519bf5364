#pragma once

#include "../gpmgmt/method.h"
#include "../runtime/value.h"

namespace gpmc {

//! IDispatch::Invoke of an object whose vtable has `method`: `object` is a pointer to the declaring
//! interface.
HRESULT dispatch_invoke(void* object, const MethodInfo& method, const DISPPARAMS* parameters, VARIANT* result,
                        EXCEPINFO* exception, UINT* argument_error) noexcept;

//! Calls a method through the object's IDispatch, as a script would: its name is looked up, the arguments are
//! reversed.
HRESULT call_by_dispatch(IUnknown* object, const MethodInfo& method, const Array& arguments, Array& outs);

}  // namespace gpmc
