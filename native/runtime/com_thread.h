#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace gpmc {

//! The apartment that a thread joins on Windows. Elsewhere there are none, and all behave as kNone.
enum class ApartmentModel { kSta, kMta, kNone };

//! A thread that runs tasks in order: the only kind of thread on which this addon makes COM calls.
//!
//! On Windows an STA thread pumps messages while it waits, so that calls into its apartment arrive. The
//! thread's state is shared with the thread: it stays valid when the thread outlives this owner because a COM
//! call does not return.
class ComThread {
 public:
  using Task = std::function<void()>;

  //! Starts the thread. `on_exit` runs on it last, behind all tasks. Throws std::system_error where the
  //! system has no more threads.
  ComThread(ApartmentModel model, Task on_exit);
  ~ComThread();
  ComThread(const ComThread&) = delete;
  ComThread& operator=(const ComThread&) = delete;

  //! Any thread. False, and the task is dropped, once `stop` was called.
  bool post(Task task);
  //! Any thread. The thread ends behind the tasks that are already queued.
  void stop();
  //! Waits for the end after `stop`. False when the bound has passed; then the thread is left to itself.
  bool join(std::chrono::milliseconds bound);

 private:
  struct State;
  static void run(const std::shared_ptr<State>& state);

  std::shared_ptr<State> state_;
  std::thread thread_;
};

//! Threads of this kind that run, in this process.
int running_com_threads();

}  // namespace gpmc
