#pragma once

#include <napi.h>

// One function a transport. Each takes `(count, gapMicroseconds, sent, …, callback)`, returns at once,
// and calls back on the JS thread. What JS gets is plain numbers: an object literal in JS is faster than
// napi_set_property from C++, and a baseline is to be at its best.

namespace bench {

//! One `Napi::ThreadSafeFunction` call a report: the common idiom.
void ThreadSafeFunctionFlood(const Napi::CallbackInfo& info);

//! `Napi::AsyncProgressQueueWorker`, which node-addon-api offers for progress.
void ProgressWorkerFlood(const Napi::CallbackInfo& info);

//! One `napi_threadsafe_function` call a report, without node-addon-api's wrapper.
void RawThreadSafeFunctionFlood(const Napi::CallbackInfo& info);

//! The limit: a queue, one wake-up for what is in it, one JS call a batch of integers.
//! Takes the Int32Array to fill before the callback, which gets the number of reports in it.
void BatchFlood(const Napi::CallbackInfo& info);

//! Queues empty work to libuv's thread pool; the returned Promise resolves when it is back.
Napi::Value PoolHop(const Napi::CallbackInfo& info);

}  // namespace bench
