#pragma once

#include <vector>

#include "../com/com_ptr.h"
#include "../gpmgmt/method.h"
#include "../runtime/value.h"

namespace gpmc {

//! What to read of a call's first out value: see ReadPlan in lib/addon/contract.ts.
struct ReadPlan {
  std::vector<const MethodInfo*> methods;
  bool each = false;
};

//! Members of a collection that are read in vain one behind the other before the rest is given up: a server
//! that counts nonsense must not keep its client reading.
inline constexpr int kMostFailures = 16;

//! Adds the row of one object: the object itself, then the values of the plan's methods. Rows follow each
//! other in one array, because ten thousand small ones cost JavaScript more than what is in them.
void read_object(const com_ptr<IUnknown>& object, const ReadPlan& plan, Array& rows);

//! Adds the row of each member of a collection of the description. Fails where a member cannot be had, or
//! nothing can be read of many in a row.
HRESULT read_members(IUnknown* collection, const ReadPlan& plan, Array& rows);

}  // namespace gpmc
