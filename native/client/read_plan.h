#pragma once

#include <memory>
#include <vector>

#include "../gpmgmt/method.h"

namespace gpmc {

struct ReadPlan;
//! Null: nothing is read.
using SharedReadPlan = std::shared_ptr<const ReadPlan>;

//! One value of a plan: what a method without in parameters gives, or what is read of that.
struct PlannedRead {
  const MethodInfo* method;
  SharedReadPlan further = nullptr;  //!< Null: the value is wanted as it is.
};

//! What to read of an object, or of each member of a collection: see ReadPlan in lib/addon/contract.ts.
struct ReadPlan {
  std::vector<PlannedRead> reads;
  bool each = false;

  //! The interface that an object is first used by.
  const GUID& iid() const { return reads.empty() ? IID_IDispatch : *reads.front().method->iid; }
};

}  // namespace gpmc
