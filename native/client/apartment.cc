#include "apartment.h"

#include "../com/agile.h"
#include "../com/exception.h"
#include "../runtime/call_frame.h"
#include "../runtime/error_text.h"
#include "../runtime/trace.h"
#include "../server/server_context.h"
#include "property_reader.h"
#include "status_messages.h"

namespace gpmc {

namespace {

//! Members of a collection that are read in one task: ten thousand may be as many questions to a domain
//! controller, and other calls, cancellation and the end of the thread must not wait for all of them.
constexpr int32_t kPage = 256;

//! The cancel object in pvarGPMCancel, given as VT_DISPATCH or VT_UNKNOWN, or not at all.
com_ptr<gpmgmt::IGPMAsyncCancel> cancel_in(const VARIANT& variant) {
  const Value value = from_variant(variant);
  const auto* object = value.as<com_ptr<IUnknown>>();
  if (!object || !*object) return {};
  return object->query<gpmgmt::IGPMAsyncCancel>(gpmgmt::IID_IGPMAsyncCancel);
}

void trace_call(uint32_t operation, const MethodInfo& method, IUnknown* target) {
  if (!trace::enabled()) return;
  trace::line("call", {{"operation", trace::number(operation)},
                       {"method", std::string(method.interface_name) + "::" + method.name},
                       {"slot", trace::number(method.slot)},
                       {"object", trace::pointer(target)}});
}

void trace_return(uint32_t operation, HRESULT hr, CallFrame& frame) {
  if (!trace::enabled()) return;
  const auto* result = frame.out().empty() ? nullptr : frame.out()[0].as<com_ptr<IUnknown>>();
  trace::line("return", {{"operation", trace::number(operation)},
                         {"hresult", trace::hresult(hr)},
                         {"cancel", trace::vartype(&frame.cancel_received())},
                         {"result", trace::pointer(result ? result->get() : nullptr)}});
}

}  // namespace

Apartment::Apartment(uint32_t id, std::shared_ptr<Mailbox> mailbox, std::shared_ptr<ServerContext> server)
    : id_(id), mailbox_(std::move(mailbox)), server_(std::move(server)) {}

std::shared_ptr<Apartment> Apartment::open(uint32_t id, ApartmentModel model,
                                           std::shared_ptr<Mailbox> mailbox,
                                           std::shared_ptr<ServerContext> server) {
  auto apartment = std::shared_ptr<Apartment>(new Apartment(id, std::move(mailbox), std::move(server)));
  // The thread shares in the apartment until it ends, however late that is.
  apartment->thread_ = std::make_unique<ComThread>(model, [apartment] {
    apartment->empty_tables();
    apartment->mailbox_->post(EventKind::kClosed, apartment->id_);
  });
  return apartment;
}

HRESULT Apartment::resolve(const ObjectRef& reference, com_ptr<IUnknown>& object) {
  switch (reference.kind) {
    case ObjectRef::Kind::kObject:
      object = com_ptr<IUnknown>(find(reference.id));
      return object ? S_OK : CO_E_OBJNOTCONNECTED;
    case ObjectRef::Kind::kServed:
      object = server_->served(reference.id);
      return object ? S_OK : CO_E_OBJNOTCONNECTED;
    case ObjectRef::Kind::kForeign:
      return server_->resolve_foreign(reference.id, object);
  }
  return E_INVALIDARG;
}

IUnknown* Apartment::find(uint32_t object) {
  const auto found = objects_.find(object);
  return found == objects_.end() ? nullptr : found->second.get();
}

ObjectRef Apartment::insert(com_ptr<IUnknown> object) {
  const uint32_t id = next_object_.fetch_add(1);
  objects_.emplace(id, apartment_object(std::move(object)));
  return {ObjectRef::Kind::kObject, id};
}

void Apartment::adopt_all(Value& value) {
  adopt_objects(value, [this](com_ptr<IUnknown> object) { return insert(std::move(object)); });
}

ObjectRef Apartment::adopt(com_ptr<IUnknown> object) {
  const uint32_t id = next_object_.fetch_add(1);
  post([this, id, object = std::move(object)]() mutable {
    objects_.emplace(id, apartment_object(std::move(object)));
  });
  return {ObjectRef::Kind::kObject, id};
}

ObjectRef Apartment::adopt_from_elsewhere(IUnknown* object, REFIID iid) {
  const uint32_t id = next_object_.fetch_add(1);
  const auto parcel = std::make_shared<apartment_parcel>();
  parcel->pack(object, iid);
  post([this, id, parcel] { objects_.emplace(id, parcel->open()); });
  return {ObjectRef::Kind::kObject, id};
}

void Apartment::done(uint32_t call, HRESULT hr, Value payload) {
  adopt_all(payload);
  mailbox_->post(EventKind::kDone, call, hr, 0, 0, std::move(payload));
}

void Apartment::post_call(uint32_t call, ComThread::Task task) {
  const bool posted = post([this, call, task = std::move(task)] {
    try {
      task();
    } catch (...) {
      // A server may throw, or give more than there is memory for; `done` is a task's last act, so it was not
      // reached.
      mailbox_->post(EventKind::kDone, call, hresult_of_exception());
    }
  });
  if (!posted) mailbox_->post(EventKind::kDone, call, RPC_E_DISCONNECTED);
}

void Apartment::activate(uint32_t call) {
  post_call(call, [this, call] {
#if defined(_WIN32)
    com_ptr<IUnknown> gpm;
    const HRESULT hr =
        CoCreateInstance(gpmgmt::CLSID_GPM, nullptr, CLSCTX_INPROC_SERVER, gpmgmt::IID_IGPM, gpm.put_void());
    Array outs;
    outs.emplace_back(std::move(gpm));
    Record outcome;
    outcome.emplace_back("outs", std::move(outs));
    if (trace::enabled()) {
      const auto* object = outcome[0].second.array()->front().as<com_ptr<IUnknown>>();
      trace::line("activated", {{"hresult", trace::hresult(hr)}, {"object", trace::pointer(object->get())}});
    }
    done(call, hr, SUCCEEDED(hr) ? Value(std::move(outcome)) : Value());
#else
    done(call, REGDB_E_CLASSNOTREG, Value());
#endif
  });
}

HRESULT Apartment::make_call(IUnknown* object, const MethodInfo& method, Array arguments,
                             std::vector<Value>& outs) {
  for (Value& argument : arguments) {
    const HRESULT hr = resolve_references(argument, *this);
    if (FAILED(hr)) return hr;
  }
  return call_method(object, method, std::move(arguments), outs);
}

void Apartment::call(uint32_t call, uint32_t object, const MethodInfo* method, Array arguments,
                     SharedReadPlan read) {
  auto shared = std::make_shared<Array>(std::move(arguments));
  post_call(call, [this, call, object, method, shared, read = std::move(read)] {
    run_call(call, object, method, std::move(*shared), read);
  });
}

void Apartment::run_call(uint32_t call, uint32_t object, const MethodInfo* method, Array arguments,
                         const SharedReadPlan& read) {
  // The object stays alive while its own method runs, even if that releases it here.
  const com_ptr<IUnknown> target(find(object));
  if (!target) {
    done(call, CO_E_OBJNOTCONNECTED, Value());
    return;
  }
  if (!method) {
    Rows rows;
    if (read) read_values(target.get(), *read, rows);
    done_reading(call, S_OK, std::move(rows));
    return;
  }
  Array outs;
  take_error_text();  // What an earlier failure has left on this thread does not explain this one.
  const HRESULT hr = make_call(target.get(), *method, std::move(arguments), outs);
  if (FAILED(hr)) {
    std::u16string text = take_error_text();
    done(call, hr, text.empty() ? Value() : Value(std::move(text)));
  } else if (read) {
    auto* given = outs.empty() ? nullptr : std::get_if<com_ptr<IUnknown>>(&outs[0].storage());
    read_given(call, hr, given ? std::move(*given) : com_ptr<IUnknown>(), *method, read);
  } else {
    Record outcome;
    outcome.emplace_back("outs", std::move(outs));
    done(call, hr, Value(std::move(outcome)));
  }
}

//! The members of a collection, on their way from its server to JavaScript.
struct Apartment::Reading {
  Reading(uint32_t for_call, HRESULT success, SharedReadPlan wanted)
      : call(for_call), code(success), plan(std::move(wanted)), members(*plan, rows) {}

  const uint32_t call;
  const HRESULT code;  //!< That of the method that gave the collection.
  const SharedReadPlan plan;
  Rows rows;
  MemberReader members;
};

//! Reads what a method gave with a success; no rows where that is no object.
void Apartment::read_given(uint32_t call, HRESULT code, com_ptr<IUnknown> given, const MethodInfo& method,
                           const SharedReadPlan& plan) {
  if (given && plan->each) {
    const auto reading = std::make_shared<Reading>(call, code, plan);
    const HRESULT hr = reading->members.open(given.get(), method);
    if (FAILED(hr)) {
      done(call, hr, Value());
      return;
    }
    reading->rows.reserve(static_cast<size_t>(reading->members.count()) * (plan->reads.size() + 1));
    read_page(reading);
    return;
  }
  Rows rows;
  if (given) {
    rows.add_object(given, plan->iid());
    read_values(given.get(), *plan, rows);
  }
  done_reading(call, code, std::move(rows));
}

//! Reads so many members, and has the rest read behind what else waits for the thread.
void Apartment::read_page(const std::shared_ptr<Reading>& reading) {
  const HRESULT hr = reading->members.read(kPage);
  if (hr == S_FALSE) {
    post_call(reading->call, [this, reading] { read_page(reading); });
    return;
  }
  // The rows hold what is wanted; the collection itself goes.
  reading->members.close();
  Rows rows = std::move(reading->rows);
  if (SUCCEEDED(hr)) {
    done_reading(reading->call, reading->code, std::move(rows));
  } else {
    rows = Rows();  // The objects that were read go with them: nobody learns of them.
    done(reading->call, hr, Value());
  }
}

void Apartment::done_reading(uint32_t call, HRESULT code, Rows rows) {
  Record outcome;
  outcome.emplace_back(
      "rows", rows.take([this](com_ptr<IUnknown> object, REFIID) { return insert(std::move(object)).id; }));
  done(call, code, Value(std::move(outcome)));
}

void Apartment::read_result(uint32_t call, uint32_t object) {
  post_call(call, [this, call, object] {
    com_ptr<gpmgmt::IGPMResult> result;
    IUnknown* found = find(object);
    const HRESULT hr =
        found ? found->QueryInterface(gpmgmt::IID_IGPMResult, result.put_void()) : CO_E_OBJNOTCONNECTED;
    done(call, hr, SUCCEEDED(hr) ? Value(copy_result(result.get())) : Value());
  });
}

void Apartment::start_operation(uint32_t operation, uint32_t object, const MethodInfo& method,
                                Array arguments, SharedReadPlan read) {
  auto poster = std::make_shared<ProgressPoster>(operation, mailbox_, weak_from_this(), std::move(read));
  operations_.emplace(operation, poster);
  auto shared = std::make_shared<Array>(std::move(arguments));
  const bool posted = post([this, operation, object, &method, shared, poster] {
    try {
      run_operation(operation, object, method, std::move(*shared), poster);
    } catch (...) {
      mailbox_->post(EventKind::kReturned, operation, hresult_of_exception());
    }
  });
  if (!posted) {
    mailbox_->post(EventKind::kReturned, operation, RPC_E_DISCONNECTED);
    mailbox_->post(EventKind::kReleased, operation);
  }
}

void Apartment::run_operation(uint32_t operation, uint32_t object, const MethodInfo& method, Array arguments,
                              const std::shared_ptr<ProgressPoster>& poster) {
  auto sink = make_com<AsyncProgress>(poster);
  const com_ptr<IUnknown> target(find(object));
  take_error_text();  // An earlier failure's.
  HRESULT hr = target ? S_OK : CO_E_OBJNOTCONNECTED;
  for (Value& argument : arguments) {
    if (SUCCEEDED(hr)) hr = resolve_references(argument, *this);
  }
  Record payload;
  {
    CallFrame frame(std::move(arguments));
    frame.set_sink(sink.get(), trace::progress_type());
    trace_call(operation, method, target.get());
    if (SUCCEEDED(hr)) hr = call_method(target.get(), method, frame);
    trace_return(operation, hr, frame);
    if (FAILED(hr)) {
      std::u16string text = take_error_text();
      if (!text.empty()) payload.emplace_back("text", std::move(text));
    }
    if (com_ptr<gpmgmt::IGPMAsyncCancel> cancel = cancel_in(frame.cancel_received())) {
      cancels_.emplace(operation, std::move(cancel));
    }
    if (!frame.out().empty()) {
      if (const auto* result = frame.out()[0].as<com_ptr<IUnknown>>(); result && *result) {
        payload.emplace_back("result", std::move(frame.out()[0]));
      }
    }
  }
  Value value(std::move(payload));
  adopt_all(value);
  mailbox_->post(EventKind::kReturned, operation, hr, cancels_.count(operation) ? 1 : 0, 0, std::move(value));
  if (trace::enabled()) {
    trace::line("posted", {{"operation", trace::number(operation)},
                           {"references", trace::number(std::stoll(trace::references(sink.get())) - 1)}});
  }
  // Returned comes before Released, whatever the server did with its references in the meantime.
  sink.reset();
}

void Apartment::cancel_operation(uint32_t call, uint32_t operation) {
  post_call(call, [this, call, operation] {
    const auto found = cancels_.find(operation);
    if (trace::enabled()) trace::line("cancelling", {{"operation", trace::number(operation)}});
    const HRESULT hr = found == cancels_.end() ? E_NOTIMPL : found->second->Cancel();
    if (trace::enabled()) {
      trace::line("cancelled", {{"operation", trace::number(operation)}, {"hresult", trace::hresult(hr)}});
    }
    done(call, hr, Value());
  });
}

void Apartment::forget_operation(uint32_t operation) {
  const auto found = operations_.find(operation);
  if (found == operations_.end()) return;
  found->second->forget();
  operations_.erase(found);
  post([this, operation] { cancels_.erase(operation); });
}

void Apartment::release(std::vector<uint32_t> objects) {
  post([this, objects = std::move(objects)] {
    for (const uint32_t object : objects) objects_.erase(object);
  });
}

void Apartment::empty_tables() {
  cancels_.clear();
  objects_.clear();
}

}  // namespace gpmc
