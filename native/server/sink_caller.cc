#include "sink_caller.h"

#include <thread>

#include "dispatch_invoke.h"

namespace gpmc {

namespace {

//! Microseconds of the clock that process.hrtime reads.
double now() {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Value outcome_of(Array outs) {
  Record outcome;
  outcome.emplace_back("outs", std::move(outs));
  return outcome;
}

Array run_flood(gpmgmt::IGPMAsyncProgress& sink, const ServerContext& server, const Flood& flood) {
  Array departures;
  for (LONG i = 1; i <= flood.count && !server.closed(); ++i) {
    if (flood.pause.count() > 0) std::this_thread::sleep_for(flood.pause);
    if (i == 1 || flood.pause.count() > 0) departures.emplace_back(now());
    sink.Status(i, flood.denominator, S_OK, nullptr, nullptr);
  }
  return departures;
}

}  // namespace

void call_sink(std::shared_ptr<Apartment> thread, std::shared_ptr<ServerContext> server, uint32_t call,
               uint32_t foreign, const MethodInfo& method, Array arguments, bool late) {
  Apartment& target = *thread;
  auto shared = std::make_shared<Array>(std::move(arguments));
  target.post_call(
      call, [thread = std::move(thread), server = std::move(server), call, foreign, &method, shared, late] {
        com_ptr<IUnknown> object;
        Array outs;
        HRESULT hr = server->resolve_foreign(foreign, object);
        if (SUCCEEDED(hr)) {
          hr = late ? call_by_dispatch(object.get(), method, *shared, outs)
                    : thread->make_call(object.get(), method, std::move(*shared), outs);
        }
        // The arguments' references are given back before the server hears that the call is over.
        shared->clear();
        object.reset();
        thread->done(call, hr, outcome_of(std::move(outs)));
      });
}

void flood_sink(std::shared_ptr<Apartment> thread, std::shared_ptr<ServerContext> server, uint32_t call,
                uint32_t foreign, Flood flood) {
  Apartment& target = *thread;
  target.post_call(call, [thread = std::move(thread), server = std::move(server), call, foreign, flood] {
    com_ptr<IUnknown> object;
    com_ptr<gpmgmt::IGPMAsyncProgress> sink;
    Array departures;
    HRESULT hr = server->resolve_foreign(foreign, object);
    if (SUCCEEDED(hr)) hr = object->QueryInterface(gpmgmt::IID_IGPMAsyncProgress, sink.put_void());
    if (SUCCEEDED(hr)) departures = run_flood(*sink, *server, flood);
    sink.reset();
    object.reset();
    thread->done(call, hr, outcome_of(std::move(departures)));
  });
}

}  // namespace gpmc
