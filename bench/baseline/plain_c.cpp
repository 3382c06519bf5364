// What a foreign-function library can call: no Node-API, a C function that takes a C callback.
#include <cstdint>
#include <memory>
#include <thread>

#include "producer.hpp"

#if defined(_WIN32)
#define BENCH_EXPORT extern "C" __declspec(dllexport)
#else
#define BENCH_EXPORT extern "C" __attribute__((visibility("default")))
#endif

using BenchStatus = void (*)(int32_t numerator, int32_t denominator, uint32_t hresult);

//! Starts a thread that calls `status` `count` times, and returns at once. The result goes to bench_join.
BENCH_EXPORT void* bench_start(int32_t count, BenchStatus status) {
  const bench::Pace pace{count, std::chrono::microseconds{0}, nullptr, 0};
  return new std::thread([pace, status] {
    bench::Produce(pace, [status](const bench::StatusCall& call) {
      status(call.numerator, call.denominator, call.hresult);
    });
  });
}

//! Waits for the thread. To be called after the last report has arrived: before that it would wait for
//! a callback that needs the very thread it blocks.
BENCH_EXPORT void bench_join(void* run) {
  const std::unique_ptr<std::thread> thread(static_cast<std::thread*>(run));
  thread->join();
}
