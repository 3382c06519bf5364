#include <memory>

#include "transports.hpp"

namespace bench {
namespace {

struct Hop {
  explicit Hop(Napi::Env env) : deferred(Napi::Promise::Deferred::New(env)) {}
  Napi::Promise::Deferred deferred;
  napi_async_work work = nullptr;
};

void Execute(napi_env, void*) {}

void Complete(napi_env env, napi_status, void* data) {
  const std::unique_ptr<Hop> hop(static_cast<Hop*>(data));
  hop->deferred.Resolve(Napi::Env(env).Undefined());
  napi_delete_async_work(env, hop->work);
}

}  // namespace

Napi::Value PoolHop(const Napi::CallbackInfo& info) {
  auto hop = std::make_unique<Hop>(info.Env());
  const Napi::Promise promise = hop->deferred.Promise();
  napi_status status =
      napi_create_async_work(info.Env(), nullptr, Napi::String::New(info.Env(), "bench: pool hop"), Execute,
                             Complete, hop.get(), &hop->work);
  NAPI_THROW_IF_FAILED(info.Env(), status, Napi::Value());
  status = napi_queue_async_work(info.Env(), hop->work);
  NAPI_THROW_IF_FAILED(info.Env(), status, Napi::Value());
  static_cast<void>(hop.release());  // Complete owns it now.
  return promise;
}

}  // namespace bench
