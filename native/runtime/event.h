#pragma once

#include <cstdint>

namespace gpmc {

//! What travels to JavaScript; lib/addon/contract.ts says what the fields of each kind mean.
enum class EventKind : int32_t {
  kStatus = 0,
  kDone = 1,
  kReturned = 2,
  kReleased = 3,
  kQuestion = 4,
  kDestroyed = 5,
  kClosed = 6,
};

//! One event as it lies in the memory shared with JavaScript.
struct Event {
  int32_t kind;
  int32_t id;
  int32_t a;
  int32_t b;
  int32_t c;
  int32_t payload;  //!< Index among the payloads of the batch, or -1.
};
static_assert(sizeof(Event) == 6 * sizeof(int32_t), "JavaScript reads an Int32Array");

}  // namespace gpmc
