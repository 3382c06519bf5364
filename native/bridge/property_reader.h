#pragma once

#include "../gpmgmt/method.h"
#include "call_frame.h"

namespace gpmc {

struct ReadPlan;

//! Makes a call on the interface that declares the method.
HRESULT call_method(IUnknown* object, const MethodInfo& method, CallFrame& frame);
HRESULT call_method(IUnknown* object, const MethodInfo& method, Array arguments, std::vector<Value>& outs);

//! Adds one row: the object (or null, for a reader who has it already), and the values of the plan's methods.
HRESULT read_object(const com_ptr<IUnknown>& object, const ReadPlan& plan, Array& rows, bool include_object);

//! Adds a row for each member of a collection of the description.
HRESULT read_members(IUnknown* collection, const ReadPlan& plan, Array& rows);

}  // namespace gpmc
