#pragma once

#include <napi.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>

namespace bench {

//! The arguments of one progress report, as every transport carries them.
struct StatusCall {
  int32_t numerator;
  int32_t denominator;
  uint32_t hresult;
};

//! How many reports a producer sends, how fast, and where it notes when.
struct Pace {
  int32_t count;
  std::chrono::microseconds gap;  //!< slept before each report; 0 sends as fast as the transport takes them
  double* sent;                   //!< microseconds on the clock of process.hrtime()
  std::size_t sent_length;        //!< only the first that many reports are timed
};

//! Reads `(count, gapMicroseconds, sent: Float64Array)`, the first arguments of every transport.
//! The caller in JS keeps `sent` alive until the last report has arrived.
inline Pace ReadPace(const Napi::CallbackInfo& info) {
  auto sent = info[2].As<Napi::Float64Array>();
  return {info[0].As<Napi::Number>().Int32Value(),
          std::chrono::microseconds{info[1].As<Napi::Number>().Int64Value()}, sent.Data(),
          sent.ElementLength()};
}

//! Microseconds on the clock of process.hrtime(): the monotonic clock of every system.
inline double Now() {
  using Microseconds = std::chrono::duration<double, std::micro>;
  return Microseconds{std::chrono::steady_clock::now().time_since_epoch()}.count();
}

//! Calls `send` once a report on the calling thread. The time is taken before the transport's own
//! work (allocation, lock, wake-up), so that latency includes it.
template <class Send>
void Produce(const Pace& pace, Send&& send) {
  for (int32_t numerator = 1; numerator <= pace.count; ++numerator) {
    if (pace.gap.count() > 0) std::this_thread::sleep_for(pace.gap);
    const auto index = static_cast<std::size_t>(numerator) - 1;
    if (index < pace.sent_length) pace.sent[index] = Now();
    send(StatusCall{numerator, pace.count, 0});
  }
}

}  // namespace bench
