#include <algorithm>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "producer.hpp"
#include "transports.hpp"

namespace bench {
namespace {

constexpr std::size_t kIntegersPerCall = 3;

//! What one flood owns. The finalizer of its thread-safe function deletes it, on the JS thread.
struct Flood {
  std::thread thread;
  std::mutex mutex;
  std::vector<StatusCall> pending;  // guarded by mutex
  std::vector<StatusCall> taken;    // JS thread only; its capacity goes round with pending's
  Napi::Reference<Napi::Int32Array> batch;
};

// JS thread. No budget and no regard for timers: this is how fast delivery can be, not how it should be.
void Drain(napi_env env, napi_value callback, void* context, void*) {
  if (env == nullptr) return;
  auto* flood = static_cast<Flood*>(context);
  {
    const std::scoped_lock lock(flood->mutex);
    flood->taken.swap(flood->pending);
  }
  const Napi::Function function(env, callback);
  Napi::Int32Array batch = flood->batch.Value();
  const std::size_t capacity = batch.ElementLength() / kIntegersPerCall;
  for (std::size_t first = 0; first < flood->taken.size(); first += capacity) {
    const std::size_t count = std::min(capacity, flood->taken.size() - first);
    int32_t* out = batch.Data();
    for (std::size_t index = first; index < first + count; ++index) {
      *out++ = flood->taken[index].numerator;
      *out++ = flood->taken[index].denominator;
      *out++ = static_cast<int32_t>(flood->taken[index].hresult);
    }
    function.Call({Napi::Number::New(env, static_cast<double>(count))});
  }
  flood->taken.clear();
}

void Finish(napi_env, void* data, void*) {
  const std::unique_ptr<Flood> flood(static_cast<Flood*>(data));
  flood->thread.join();
}

}  // namespace

void BatchFlood(const Napi::CallbackInfo& info) {
  const Pace pace = ReadPace(info);
  auto owned = std::make_unique<Flood>();
  owned->batch = Napi::Persistent(info[3].As<Napi::Int32Array>());
  napi_threadsafe_function function = nullptr;
  const napi_status created = napi_create_threadsafe_function(
      info.Env(), info[4], nullptr, Napi::String::New(info.Env(), "bench: batch"), 0, 1, owned.get(), Finish,
      owned.get(), Drain, &function);
  NAPI_THROW_IF_FAILED_VOID(info.Env(), created);
  Flood* flood = owned.release();
  flood->thread = std::thread([pace, function, flood] {
    Produce(pace, [function, flood](const StatusCall& call) {
      bool first = false;
      {
        const std::scoped_lock lock(flood->mutex);
        first = flood->pending.empty();
        flood->pending.push_back(call);
      }
      // Drain takes all there is, so only the report that ends emptiness has to wake it.
      if (first) napi_call_threadsafe_function(function, nullptr, napi_tsfn_nonblocking);
    });
    napi_release_threadsafe_function(function, napi_tsfn_release);
  });
}

}  // namespace bench
