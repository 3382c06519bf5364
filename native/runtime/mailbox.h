#pragma once

#include <node_api.h>

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <mutex>
#include <vector>

#include "event.h"
#include "value.h"

namespace gpmc {

//! Where the latest progress of an operation lies in the queue, if it still does. Guarded by the mailbox's
//! lock.
struct ProgressSlot {
  uint64_t generation = std::numeric_limits<uint64_t>::max();
  size_t index = 0;
};

//! The one way to JavaScript of an environment: any thread posts, the JavaScript thread drains in batches.
//!
//! A thread-safe function alone does not survive the end of its environment while other threads call it. Here
//! every producer holds the lock while it looks at `closed_` and wakes JavaScript, and the environment's
//! cleanup hook, registered after the thread-safe function was made and so run before it is destroyed, closes
//! under the same lock.
class Mailbox : public std::enable_shared_from_this<Mailbox> {
 public:
  //! Events that may wait before progress is coalesced: 1.5 MB.
  static constexpr size_t kBacklogMark = 65536;
  //! How long progress may wait before newer progress takes its place.
  static constexpr std::chrono::milliseconds kStale{100};
  //! Events for each look at the clock, so that a flood does not pay for it.
  static constexpr size_t kStride = 32;

  using Clock = std::chrono::steady_clock;
  using Now = Clock::time_point (*)();

  //! Who is told: `dispatch(count, payloads)` reads the events from `shared`, which has room for `capacity`
  //! of them; `again()` is called when a turn's budget was spent.
  struct Receiver {
    napi_value dispatch;
    napi_value again;
    Event* shared;
    size_t capacity;
  };

  //! JavaScript thread. Null when the environment is ending. `now` is called on any thread.
  static std::shared_ptr<Mailbox> create(napi_env env, const Receiver& receiver, Now now = &Clock::now);
  //! JavaScript thread: what comes from now on is another receiver's.
  void set_receiver(const Receiver& receiver);

  //! Any thread. Dropped when the environment is gone.
  void post(EventKind kind, uint32_t id, int32_t a = 0, int32_t b = 0, int32_t c = 0);
  void post(EventKind kind, uint32_t id, int32_t a, int32_t b, int32_t c, Value payload);
  //! Any thread. A Status call without messages or a result: past the mark it takes the place of the
  //! operation's last, and of those that have become stale the last is delivered.
  void post_progress(uint32_t operation, int32_t numerator, int32_t denominator, int32_t hresult,
                     ProgressSlot& slot);
  //! Any thread. A Status call with messages or a result: always delivered, and progress behind it stays
  //! behind it.
  void post_status(uint32_t operation, int32_t numerator, int32_t denominator, int32_t hresult,
                   ProgressSlot& slot, Value payload);

  //! JavaScript thread: delivers until nothing waits or the turn's budget is spent.
  void drain();
  //! JavaScript thread: whether the mailbox keeps the event loop alive.
  void hold(bool alive);
  //! JavaScript thread, from the environment's cleanup hook. Nothing is delivered from now on.
  void close();
  //! JavaScript thread, when the environment's data is destroyed.
  void drop_references();

 private:
  Mailbox(napi_env env, Now now) : env_(env), now_(now) {}
  static void on_wake(napi_env env, napi_value, void* context, void*);

  void push_locked(const Event& event);
  void push_locked(Event event, Value payload);
  bool fetch();
  void leave_out_stale(Clock::time_point now);
  bool deliver(size_t count);
  napi_value make_payloads(size_t count);

  const napi_env env_;
  const Now now_;
  napi_ref dispatch_ = nullptr;
  napi_ref again_ = nullptr;
  Event* shared_ = nullptr;
  size_t capacity_ = 0;

  std::mutex mutex_;
  // Guarded by mutex_:
  bool closed_ = false;
  bool awake_ = false;  //!< JavaScript was woken, or will call drain() by itself.
  uint64_t generation_ = 0;
  std::vector<Event> queue_;
  std::vector<Value> payloads_;
  std::vector<Clock::time_point> times_;  //!< When each kStride-th event of the queue was posted.
  napi_threadsafe_function wake_ = nullptr;

  // JavaScript thread only:
  std::vector<Event> batch_;
  std::vector<Value> batch_payloads_;
  std::vector<Clock::time_point> batch_times_;
  size_t cursor_ = 0;
  bool draining_ = false;
};

}  // namespace gpmc
