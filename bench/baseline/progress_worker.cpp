#include "producer.hpp"
#include "transports.hpp"

namespace bench {
namespace {

//! Deletes itself on the JS thread once every report has been delivered.
class ProgressWorker final : public Napi::AsyncProgressQueueWorker<StatusCall> {
 public:
  ProgressWorker(const Napi::Function& callback, const Pace& pace)
      : AsyncProgressQueueWorker(callback, "bench: AsyncProgressQueueWorker"), pace_(pace) {}

 protected:
  void Execute(const ExecutionProgress& progress) override {
    Produce(pace_, [&progress](const StatusCall& call) { progress.Send(&call, 1); });
  }

  void OnProgress(const StatusCall* calls, std::size_t count) override {
    for (std::size_t index = 0; index < count; ++index) {
      Callback().Call({Napi::Number::New(Env(), calls[index].numerator),
                       Napi::Number::New(Env(), calls[index].denominator),
                       Napi::Number::New(Env(), calls[index].hresult)});
    }
  }

  // The callback takes reports only; the last of them says that it is the last.
  void OnOK() override {}

 private:
  const Pace pace_;
};

}  // namespace

void ProgressWorkerFlood(const Napi::CallbackInfo& info) {
  (new ProgressWorker(info[3].As<Napi::Function>(), ReadPace(info)))->Queue();
}

}  // namespace bench
