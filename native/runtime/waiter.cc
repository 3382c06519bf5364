#include "waiter.h"

namespace gpmc {

#if defined(_WIN32)

namespace {

bool in_sta() {
  APTTYPE type;
  APTTYPEQUALIFIER qualifier;
  if (FAILED(CoGetApartmentType(&type, &qualifier))) return false;
  return type == APTTYPE_STA || type == APTTYPE_MAINSTA;
}

}  // namespace

Waiter::Waiter() : event_(CreateEventW(nullptr, FALSE, FALSE, nullptr)) {}
Waiter::~Waiter() { CloseHandle(event_); }

void Waiter::set() { SetEvent(event_); }

void Waiter::wait() {
  if (!in_sta()) {
    WaitForSingleObject(event_, INFINITE);
    return;
  }
  for (;;) {
    const DWORD woken = MsgWaitForMultipleObjectsEx(1, &event_, INFINITE, QS_ALLINPUT, MWMO_INPUTAVAILABLE);
    if (woken == WAIT_OBJECT_0 || woken == WAIT_FAILED) return;
    // One message, and back to the event, which comes first: a window that is never out of messages must not
    // keep it waiting.
    dispatch();
  }
}

void Waiter::dispatch() {
  MSG message;
  if (!PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) return;
  TranslateMessage(&message);
  DispatchMessageW(&message);
}

bool Waiter::wait_for(std::chrono::milliseconds bound) {
  return WaitForSingleObject(event_, static_cast<DWORD>(bound.count())) == WAIT_OBJECT_0;
}

#else

Waiter::Waiter() = default;
Waiter::~Waiter() = default;

void Waiter::set() {
  // Notified under the lock: the waiting thread may destroy this as soon as it sees the flag.
  const std::lock_guard lock(mutex_);
  set_ = true;
  changed_.notify_one();
}

void Waiter::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return set_; });
  set_ = false;
}

void Waiter::dispatch() {}

bool Waiter::wait_for(std::chrono::milliseconds bound) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, bound, [this] { return set_; })) return false;
  set_ = false;
  return true;
}

#endif

}  // namespace gpmc
