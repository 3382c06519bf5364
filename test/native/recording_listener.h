#pragma once

//! \file
//! What the sink's tests listen with.

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "../../native/client/async_progress.h"
#include "../../native/runtime/value.h"

namespace gpmc::test {

//! One Status call as the listener saw it. `has_result` and `messages` are those of `status`.
struct heard {
  LONG numerator = 0;
  LONG denominator = 0;
  HRESULT hr = S_OK;
  bool plain = true;  //!< By `progress`, not by `status`.
  bool has_result = false;
  VARTYPE type = VT_EMPTY;
  Value result;
  com_ptr<gpmgmt::IGPMStatusMsgCollection> messages;
};

//! Keeps what it is told. Any thread.
class recording_listener final : public ProgressListener {
 public:
  void progress(LONG numerator, LONG denominator, HRESULT hr) override {
    heard call;
    call.numerator = numerator;
    call.denominator = denominator;
    call.hr = hr;
    keep(std::move(call));
  }
  void status(LONG numerator, LONG denominator, HRESULT hr, const VARIANT* result,
              gpmgmt::IGPMStatusMsgCollection* messages) override {
    heard call;
    call.numerator = numerator;
    call.denominator = denominator;
    call.hr = hr;
    call.plain = false;
    call.has_result = result != nullptr;
    if (result) {
      call.type = result->vt;
      call.result = from_variant(*result);
    }
    call.messages.copy(messages);
    keep(std::move(call));
  }
  void released() override { ++releases; }

  std::vector<heard> calls;  // read once the threads that call are joined
  std::atomic<int> releases{0};

 private:
  void keep(heard call) {
    const std::lock_guard lock(mutex_);
    calls.push_back(std::move(call));
  }
  std::mutex mutex_;
};

//! A sink and its listener.
struct listened_sink {
  std::shared_ptr<recording_listener> listener = std::make_shared<recording_listener>();
  com_ptr<AsyncProgress> sink = make_com<AsyncProgress>(listener);
};

}  // namespace gpmc::test
