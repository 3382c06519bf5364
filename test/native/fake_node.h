#pragma once

//! \file
//! As much of Node-API as the mailbox calls, so that its order and its end can be tested without a JavaScript
//! engine and under ThreadSanitizer. The thread of the test is the JavaScript thread.

#include <node_api.h>

#include <functional>
#include <vector>

#include "../../native/runtime/mailbox.h"

namespace gpmc::test {

//! An event as `dispatch` saw it; `payload` is the number that travelled with it, or the length of
//! the text; -1 for anything else or nothing.
struct seen_event {
  Event event;
  int payload;
};

//! The JavaScript side: a receiver, and the event loop that it is called from.
class fake_node {
 public:
  static constexpr int kCapacity = 128;  //!< Events in one batch at the most.

  fake_node();
  ~fake_node();

  //! One turn of the event loop: a drain of the mailbox. False when nothing asked for one.
  bool turn();
  //! Turns until nothing asks for one.
  void run();
  //! As at the end of an environment: cleanup hooks, then the thread-safe function's finalizer.
  void end();

  //! Lets time pass; by itself it does not, unless `clock_runs`.
  void pass(std::chrono::milliseconds time);
  bool clock_runs = false;

  std::vector<Event> shared = std::vector<Event>(kCapacity);
  std::vector<seen_event> seen;
  std::function<void(const seen_event&)> on_event;  //!< May throw: a listener that fails.
  int wakes = 0;                                    //!< Times that the thread-safe function was called.
  int agains = 0;                                   //!< Times that a turn ended at its budget.
  int errors = 0;                                   //!< Exceptions that went to uncaughtException.
  std::shared_ptr<Mailbox> mailbox;

 private:
  int turns_ = 0;  //!< Of those that `again` asked for.
  bool ended_ = false;
};

}  // namespace gpmc::test
