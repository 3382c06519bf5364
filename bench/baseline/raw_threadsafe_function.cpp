#include <memory>
#include <thread>

#include "producer.hpp"
#include "transports.hpp"

namespace bench {
namespace {

// JS thread. `env` is null when the environment goes down with reports still queued.
void Deliver(napi_env env, napi_value callback, void*, void* data) {
  const std::unique_ptr<StatusCall> call(static_cast<StatusCall*>(data));
  if (env == nullptr) return;
  napi_value undefined;
  napi_value arguments[3];
  napi_get_undefined(env, &undefined);
  napi_create_int32(env, call->numerator, &arguments[0]);
  napi_create_int32(env, call->denominator, &arguments[1]);
  napi_create_uint32(env, call->hresult, &arguments[2]);
  napi_call_function(env, undefined, callback, 3, arguments, nullptr);
}

void Join(napi_env, void* data, void*) {
  const std::unique_ptr<std::thread> thread(static_cast<std::thread*>(data));
  thread->join();
}

}  // namespace

void RawThreadSafeFunctionFlood(const Napi::CallbackInfo& info) {
  const Pace pace = ReadPace(info);
  auto thread = std::make_unique<std::thread>();
  napi_threadsafe_function function = nullptr;
  const napi_status created = napi_create_threadsafe_function(
      info.Env(), info[3], nullptr, Napi::String::New(info.Env(), "bench: napi_threadsafe_function"), 0, 1,
      thread.get(), Join, nullptr, Deliver, &function);
  NAPI_THROW_IF_FAILED_VOID(info.Env(), created);
  *thread.release() = std::thread([pace, function] {
    Produce(pace, [function](const StatusCall& call) {
      napi_call_threadsafe_function(function, new StatusCall(call), napi_tsfn_nonblocking);
    });
    napi_release_threadsafe_function(function, napi_tsfn_release);
  });
}

}  // namespace bench
