#pragma once

#include <cstdint>

#include "../../native/com/unknown.h"
#include "check.h"

namespace gpmc {

//! Counts objects and references over a test: nothing may be left.
class leak_check {
 public:
  ~leak_check() {
    CHECK(com_live_objects() == objects_);
    CHECK(com_live_references() == references_);
  }

 private:
  const int64_t objects_ = com_live_objects();
  const int64_t references_ = com_live_references();
};

}  // namespace gpmc
