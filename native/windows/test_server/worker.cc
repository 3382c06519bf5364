#include "worker.h"

#include <thread>
#include <utility>

namespace gpmc::test_server {

namespace {

constexpr LONG kSteps = 3;
constexpr HRESULT kCancelled = static_cast<HRESULT>(0x800704C7);  // HRESULT_FROM_WIN32(ERROR_CANCELLED)

//! Calls Status through the vtable.
HRESULT call_early(IUnknown* sink, LONG step, HRESULT hr, VARIANT* value, IGPMStatusMsgCollection* messages) {
  com_ptr<IGPMAsyncProgress> progress;
  const HRESULT found = sink->QueryInterface(gpmgmt::IID_IGPMAsyncProgress, progress.put_void());
  return FAILED(found) ? found : progress->Status(step, kSteps, hr, value, messages);
}

//! Calls Status as a script host would.
HRESULT call_by_dispatch(IUnknown* sink, LONG step, HRESULT hr, VARIANT* value,
                         IGPMStatusMsgCollection* messages) {
  com_ptr<IDispatch> dispatch;
  HRESULT found = sink->QueryInterface(IID_IDispatch, dispatch.put_void());
  if (FAILED(found)) return found;
  wchar_t name[] = L"Status";
  LPOLESTR names = name;
  DISPID id = DISPID_UNKNOWN;
  found = dispatch->GetIDsOfNames(IID_NULL, &names, 1, LOCALE_NEUTRAL, &id);
  if (FAILED(found)) return found;
  VARIANT arguments[5]{};  // Reversed.
  arguments[0].vt = VT_DISPATCH;
  arguments[0].pdispVal = messages;
  arguments[1].vt = VT_BYREF | VT_VARIANT;
  arguments[1].pvarVal = value;
  arguments[2].vt = VT_I4;
  arguments[2].lVal = hr;
  arguments[3].vt = VT_I4;
  arguments[3].lVal = kSteps;
  arguments[4].vt = VT_I4;
  arguments[4].lVal = step;
  DISPPARAMS parameters{arguments, nullptr, 5, 0};
  return dispatch->Invoke(id, IID_NULL, LOCALE_NEUTRAL, DISPATCH_METHOD, &parameters, nullptr, nullptr,
                          nullptr);
}

//! One operation on its thread. Everything that it holds belongs to the thread's apartment.
class Worker {
 public:
  Worker(const Plan& plan, std::shared_ptr<Progress> progress, com_ptr<IUnknown> sink, Outcome outcome,
         com_ptr<IGPMGPO> source)
      : plan_(plan),
        progress_(std::move(progress)),
        sink_(std::move(sink)),
        outcome_(outcome),
        source_(std::move(source)) {}

  void run(HANDLE first, const Lease& lease) {
    report(1, S_OK, lease);
    SetEvent(first);
    // A server cannot be woken by its client's cancelling; it looks now and then.
    while (plan_.patient && !progress_->cancelled.load()) Sleep(1);
    if (progress_->cancelled.load()) {
      progress_->overall.store(kCancelled);
      report(2, kCancelled, lease);
      return;
    }
    report(2, S_OK, lease);
    progress_->overall.store(S_OK);
    report(kSteps, S_OK, lease);
  }

 private:
  void report(LONG step, HRESULT hr, const Lease& lease) {
    use_source();
    VARIANT value;
    VariantInit(&value);
    com_ptr<IGPMStatusMsgCollection> messages;
    if (step == kSteps) {
      messages = make_messages(u"The backup is complete.", lease);
      value.vt = VT_DISPATCH;
      value.pdispVal = make_outcome(outcome_, source_, lease).detach();
    }
    const auto call = plan_.late ? call_by_dispatch : call_early;
    record_made("IGPMAsyncProgress::Status", call(sink_.get(), step, hr, &value, messages.get()));
    VariantClear(&value);
  }

  //! Calls into the GPO's apartment, which may be the client's own.
  void use_source() {
    if (!source_) return;
    unique_bstr name;
    record_made("IGPMGPO::get_DisplayName", source_->get_DisplayName(name.put()));
  }

  const Plan plan_;
  const std::shared_ptr<Progress> progress_;
  const com_ptr<IUnknown> sink_;
  const Outcome outcome_;
  const com_ptr<IGPMGPO> source_;
};

bool joins(Plan::Thread thread) { return thread != Plan::Thread::kNone; }

//! Waits until no lease is left, dispatching calls into this apartment meanwhile.
void outlive(const std::weak_ptr<void>& lease, HANDLE given_back) {
  if (lease.expired()) return;
  DWORD index = 0;
  CoWaitForMultipleHandles(0, INFINITE, 1, &given_back, &index);
}

}  // namespace

Parcel::Parcel(IUnknown* object, REFIID iid, bool marshalled) noexcept {
  if (!marshalled) {
    direct_.copy(object);
    return;
  }
  IStream* stream = nullptr;
  if (SUCCEEDED(CoMarshalInterThreadInterfaceInStream(iid, object, &stream))) stream_.attach(stream);
}

HRESULT Parcel::open(REFIID iid, void** object) noexcept {
  if (!stream_) return direct_.query_to(iid, object);
  // The stream is released by the call.
  return CoGetInterfaceAndReleaseStream(stream_.detach(), iid, object);
}

void start_worker(const Plan& plan, std::shared_ptr<Progress> progress, IUnknown* sink, Outcome outcome,
                  com_ptr<IGPMGPO> source, std::shared_ptr<void> first) {
  const bool marshalled = joins(plan.thread);
  std::thread([plan, outcome, progress = std::move(progress), first = std::move(first), original = sink,
               sink_parcel = Parcel(sink, IID_IUnknown, marshalled),
               source_parcel = Parcel(source.get(), gpmgmt::IID_IGPMGPO, marshalled)]() mutable {
    if (joins(plan.thread)) {
      CoInitializeEx(nullptr,
                     plan.thread == Plan::Thread::kSta ? COINIT_APARTMENTTHREADED : COINIT_MULTITHREADED);
    }
    {
      com_ptr<IUnknown> here;
      com_ptr<IGPMGPO> gpo;
      sink_parcel.open(IID_IUnknown, here.put_void());
      if (joins(plan.thread)) source_parcel.open(gpmgmt::IID_IGPMGPO, gpo.put_void());
      record_handover(here.get() == original);
      const std::shared_ptr<void> given_back(CreateEventW(nullptr, TRUE, FALSE, nullptr), CloseHandle);
      Lease lease = joins(plan.thread) && !plan.ends ? Lease(given_back.get(), SetEvent) : Lease();
      Worker(plan, std::move(progress), std::move(here), outcome, std::move(gpo)).run(first.get(), lease);
      const std::weak_ptr<void> others = std::exchange(lease, nullptr);
      outlive(others, given_back.get());
    }
    if (joins(plan.thread)) CoUninitialize();
  }).detach();
}

}  // namespace gpmc::test_server
