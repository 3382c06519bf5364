#include <thread>

#include "producer.hpp"
#include "transports.hpp"

namespace bench {

void ThreadSafeFunctionFlood(const Napi::CallbackInfo& info) {
  const Pace pace = ReadPace(info);
  auto* thread = new std::thread;
  // The finalizer runs on the JS thread once the producer has released the function and its queue is empty.
  auto function = Napi::ThreadSafeFunction::New(info.Env(), info[3].As<Napi::Function>(),
                                                "bench: ThreadSafeFunction", 0, 1, [thread](Napi::Env) {
                                                  thread->join();
                                                  delete thread;
                                                });
  *thread = std::thread([pace, function]() mutable {
    Produce(pace, [&function](StatusCall call) {
      function.NonBlockingCall([call](Napi::Env env, Napi::Function callback) {
        callback.Call({Napi::Number::New(env, call.numerator), Napi::Number::New(env, call.denominator),
                       Napi::Number::New(env, call.hresult)});
      });
    });
    function.Release();
  });
}

}  // namespace bench
