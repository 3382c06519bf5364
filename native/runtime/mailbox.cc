#include "mailbox.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>
#include <utility>

#include "js_value.h"

namespace gpmc {

namespace {

//! How long one turn of the event loop may deliver, so that timers and I/O have their share of a flood.
constexpr auto kTurn = std::chrono::milliseconds(4);

Event make_event(EventKind kind, uint32_t id, int32_t a, int32_t b, int32_t c) {
  return {static_cast<int32_t>(kind), static_cast<int32_t>(id), a, b, c, -1};
}

//! Whether an event tells nothing but how far an operation is: the end of one, and an error, are more.
bool is_dispensable(const Event& event) {
  return event.kind == static_cast<int32_t>(EventKind::kStatus) && event.payload < 0 && event.c == S_OK &&
         event.a != event.b;
}

//! Shrinks what a flood has grown, so that the memory goes back.
template <class T>
void recycle(std::vector<T>& items) {
  items.clear();
  if (items.capacity() > 4 * Mailbox::kBacklogMark) items.shrink_to_fit();
}

}  // namespace

std::shared_ptr<Mailbox> Mailbox::create(napi_env env, const Receiver& receiver, Now now) {
  auto mailbox = std::shared_ptr<Mailbox>(new Mailbox(env, now));
  napi_value name;
  napi_create_string_utf8(env, "gpmc mailbox", NAPI_AUTO_LENGTH, &name);
  // The thread-safe function owns a share of the mailbox until it is destroyed. Its queue is not bounded: a
  // bounded one can strand a producer; the memory is bounded by the coalescing instead.
  auto* share = new std::shared_ptr<Mailbox>(mailbox);
  const auto finalize = [](napi_env, void* data, void*) {
    auto* owned = static_cast<std::shared_ptr<Mailbox>*>(data);
    (*owned)->close();
    delete owned;
  };
  const napi_status status = napi_create_threadsafe_function(
      env, nullptr, nullptr, name, 0, 1, share, finalize, mailbox.get(), &Mailbox::on_wake, &mailbox->wake_);
  if (status != napi_ok) {
    delete share;
    return nullptr;
  }
  mailbox->set_receiver(receiver);
  return mailbox;
}

void Mailbox::set_receiver(const Receiver& receiver) {
  drop_references();
  shared_ = receiver.shared;
  capacity_ = receiver.capacity;
  napi_create_reference(env_, receiver.dispatch, 1, &dispatch_);
  napi_create_reference(env_, receiver.again, 1, &again_);
  hold(false);
}

void Mailbox::on_wake(napi_env env, napi_value, void* context, void*) {
  if (env) static_cast<Mailbox*>(context)->drain();
}

void Mailbox::push_locked(const Event& event) {
  if (queue_.size() % kStride == 0) times_.push_back(now_());
  queue_.push_back(event);
  if (awake_) return;
  awake_ = true;
  napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
}

void Mailbox::push_locked(Event event, Value payload) {
  event.payload = static_cast<int32_t>(payloads_.size());
  payloads_.push_back(std::move(payload));
  push_locked(event);
}

void Mailbox::post(EventKind kind, uint32_t id, int32_t a, int32_t b, int32_t c) {
  const std::lock_guard lock(mutex_);
  if (!closed_) push_locked(make_event(kind, id, a, b, c));
}

void Mailbox::post(EventKind kind, uint32_t id, int32_t a, int32_t b, int32_t c, Value payload) {
  const std::lock_guard lock(mutex_);
  if (!closed_) push_locked(make_event(kind, id, a, b, c), std::move(payload));
}

void Mailbox::post_status(uint32_t operation, int32_t numerator, int32_t denominator, int32_t hresult,
                          ProgressSlot& slot, Value payload) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  slot = ProgressSlot();
  push_locked(make_event(EventKind::kStatus, operation, numerator, denominator, hresult), std::move(payload));
}

void Mailbox::post_progress(uint32_t operation, int32_t numerator, int32_t denominator, int32_t hresult,
                            ProgressSlot& slot) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  const Event event = make_event(EventKind::kStatus, operation, numerator, denominator, hresult);
  const bool dispensable = is_dispensable(event);
  if (dispensable && queue_.size() >= kBacklogMark && slot.generation == generation_) {
    queue_[slot.index] = event;
    return;
  }
  slot = dispensable ? ProgressSlot{generation_, queue_.size()} : ProgressSlot();
  push_locked(event);
}

//! Takes what waits once the last batch is delivered. False when nothing does: then the next post wakes
//! JavaScript.
bool Mailbox::fetch() {
  if (cursor_ < batch_.size()) return true;
  recycle(batch_);
  recycle(batch_payloads_);
  batch_times_.clear();
  cursor_ = 0;
  const std::lock_guard lock(mutex_);
  if (queue_.empty() || closed_) {
    awake_ = false;
    return false;
  }
  batch_.swap(queue_);
  batch_payloads_.swap(payloads_);
  batch_times_.swap(times_);
  ++generation_;
  return true;
}

//! Of what is left of the batch and has waited too long, keeps the last progress of each operation only: a
//! result must not wait for listeners to be told what nobody wants to know any more.
void Mailbox::leave_out_stale(Clock::time_point now) {
  const auto fresh = std::upper_bound(batch_times_.begin(), batch_times_.end(), now - kStale);
  if (fresh - batch_times_.begin() < 2) return;
  // Known to be stale is what was posted before the last stale look at the clock.
  const size_t end = static_cast<size_t>(fresh - batch_times_.begin() - 1) * kStride;
  if (end <= cursor_) return;
  std::unordered_set<int32_t> told;
  size_t kept = end;
  for (size_t i = end; i-- > cursor_;) {
    const bool superseded = is_dispensable(batch_[i]) && !told.insert(batch_[i].id).second;
    if (!superseded) batch_[--kept] = batch_[i];
  }
  cursor_ = kept;
}

//! The payloads of the next `count` events as a JavaScript array; the events' indexes are rewritten to fit
//! it.
napi_value Mailbox::make_payloads(size_t count) {
  napi_value array = nullptr;
  napi_create_array(env_, &array);
  int32_t used = 0;
  for (size_t i = 0; i < count; ++i) {
    Event& event = shared_[i];
    if (event.payload < 0) continue;
    napi_set_element(env_, array, static_cast<uint32_t>(used),
                     to_js(env_, batch_payloads_[static_cast<size_t>(event.payload)]));
    batch_payloads_[static_cast<size_t>(event.payload)] = Value();
    event.payload = used++;
  }
  return array;
}

//! Calls JavaScript with `count` events. False when the environment cannot run JavaScript any more.
bool Mailbox::deliver(size_t count) {
  napi_handle_scope scope;
  if (napi_open_handle_scope(env_, &scope) != napi_ok) return false;
  std::memcpy(shared_, batch_.data() + cursor_, count * sizeof(Event));
  cursor_ += count;
  napi_value arguments[2];
  napi_value dispatch = nullptr;
  napi_value global = nullptr;
  napi_create_uint32(env_, static_cast<uint32_t>(count), &arguments[0]);
  arguments[1] = make_payloads(count);
  napi_get_reference_value(env_, dispatch_, &dispatch);
  napi_get_global(env_, &global);
  napi_status status = napi_call_function(env_, global, dispatch, 2, arguments, nullptr);
  // A listener threw: its error is the process's to handle, and the rest of the batch is still owed.
  while (status == napi_pending_exception) {
    napi_value error = nullptr;
    if (napi_get_and_clear_last_exception(env_, &error) != napi_ok) break;
    if (napi_fatal_exception(env_, error) != napi_ok) break;
    napi_create_uint32(env_, 0, &arguments[0]);
    status = napi_call_function(env_, global, dispatch, 2, arguments, nullptr);
  }
  napi_close_handle_scope(env_, scope);
  return status == napi_ok;
}

void Mailbox::drain() {
  if (draining_) return;
  draining_ = true;
  auto now = now_();
  const auto deadline = now + kTurn;
  bool running = true;
  bool spent = false;
  while (running && !spent && fetch()) {
    leave_out_stale(now);
    running = deliver(std::min(capacity_, batch_.size() - cursor_));
    now = now_();
    spent = now >= deadline;
  }
  draining_ = false;
  if (!running || !spent) return;
  // The budget is spent. JavaScript calls again in a later turn; until then nobody needs to wake it. Waking
  // it here instead would go on in the same turn: a thread-safe function repeats itself up to a thousand
  // times.
  napi_handle_scope scope;
  if (napi_open_handle_scope(env_, &scope) != napi_ok) return;
  napi_value again = nullptr;
  napi_value global = nullptr;
  napi_get_reference_value(env_, again_, &again);
  napi_get_global(env_, &global);
  napi_call_function(env_, global, again, 0, nullptr, nullptr);
  napi_close_handle_scope(env_, scope);
}

void Mailbox::hold(bool alive) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  if (alive) {
    napi_ref_threadsafe_function(env_, wake_);
  } else {
    napi_unref_threadsafe_function(env_, wake_);
  }
}

void Mailbox::close() {
  std::vector<Value> undelivered;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  queue_.clear();
  times_.clear();
  undelivered.swap(payloads_);
}

void Mailbox::drop_references() {
  if (dispatch_) napi_delete_reference(env_, std::exchange(dispatch_, nullptr));
  if (again_) napi_delete_reference(env_, std::exchange(again_, nullptr));
}

}  // namespace gpmc
