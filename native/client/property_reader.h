#pragma once

#include "../gpmgmt/method.h"
#include "../runtime/call_frame.h"

namespace gpmc {

struct ReadPlan;

//! Makes a call on the interface that declares the method.
HRESULT call_method(IUnknown* object, const MethodInfo& method, CallFrame& frame);
HRESULT call_method(IUnknown* object, const MethodInfo& method, Array arguments, std::vector<Value>& outs);

//! Adds the row of one object: the object itself, then the values of the plan's methods. Rows follow each
//! other in one array, because ten thousand small ones cost JavaScript more than what is in them.
void read_object(const com_ptr<IUnknown>& object, const ReadPlan& plan, Array& rows);

//! Adds the row of each member of a collection of the description.
HRESULT read_members(IUnknown* collection, const ReadPlan& plan, Array& rows);

}  // namespace gpmc
