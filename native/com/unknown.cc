#include "unknown.h"

namespace gpmc {

namespace detail {
com_counter live_objects;
com_counter live_references;
}  // namespace detail

int64_t com_live_objects() noexcept { return detail::live_objects.value.load(std::memory_order_relaxed); }

int64_t com_live_references() noexcept {
  return detail::live_references.value.load(std::memory_order_relaxed);
}

}  // namespace gpmc
