#include <napi.h>

#include "transports.hpp"

namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports["threadSafeFunctionFlood"] = Napi::Function::New(env, bench::ThreadSafeFunctionFlood);
  exports["progressWorkerFlood"] = Napi::Function::New(env, bench::ProgressWorkerFlood);
  exports["rawThreadSafeFunctionFlood"] = Napi::Function::New(env, bench::RawThreadSafeFunctionFlood);
  exports["batchFlood"] = Napi::Function::New(env, bench::BatchFlood);
  exports["poolHop"] = Napi::Function::New(env, bench::PoolHop);
  return exports;
}

}  // namespace

NODE_API_MODULE(bench_baseline, Init)
