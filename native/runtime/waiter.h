#pragma once

#include <chrono>

#include "../com/com.h"

#if !defined(_WIN32)
#include <condition_variable>
#include <mutex>
#endif

namespace gpmc {

//! A flag that one thread sets and one waits for. On Windows a wait by a thread of an STA goes on dispatching
//! calls into that apartment, so that a server may call back while a call to it is under way.
class Waiter {
 public:
  Waiter();
  ~Waiter();
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  //! Any thread.
  void set();
  //! Waits until the flag is set, and clears it.
  void wait();
  //! What `wait` does of an STA's thread by the way: dispatches one call or message that waits there.
  static void dispatch();
  //! The same as `wait`, for a time and without dispatching. False when the bound has passed.
  bool wait_for(std::chrono::milliseconds bound);

 private:
#if defined(_WIN32)
  HANDLE event_;
#else
  std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
#endif
};

}  // namespace gpmc
