#include "operation.h"

#include "worker.h"

namespace gpmc::test_server {

namespace {

//! COM's identity for objects whose marshalling within a process hands over the pointer itself.
constexpr CLSID kInProcFreeMarshaler{0x0000033a, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};

void inspect_sink(IUnknown* sink) {
  const com_ptr<IUnknown> object(sink);
  // Every proxy manager has IMultiQI; no object of a client's own needs it.
  const bool proxy = static_cast<bool>(object.query<IMultiQI>(IID_IMultiQI));
  CLSID unmarshaler{};
  const auto marshal = object.query<IMarshal>(IID_IMarshal);
  const bool known =
      marshal && SUCCEEDED(marshal->GetUnmarshalClass(gpmgmt::IID_IGPMAsyncProgress, sink, MSHCTX_INPROC,
                                                      nullptr, MSHLFLAGS_NORMAL, &unmarshaler));
  record_sink(proxy, known && unmarshaler == kInProcFreeMarshaler);
}

HRESULT start(Outcome outcome, com_ptr<IGPMGPO> source, IUnknown* sink,
              const std::shared_ptr<Progress>& progress) {
  inspect_sink(sink);
  const Plan plan = Plan::current();
  const std::shared_ptr<void> first(CreateEventW(nullptr, TRUE, FALSE, nullptr), CloseHandle);
  start_worker(plan, progress, sink, outcome, std::move(source), first);
  if (!plan.early) return S_OK;
  // Dispatches calls into this apartment: the worker may need the GPO, which lives here.
  HANDLE event = first.get();
  DWORD index = 0;
  return CoWaitForMultipleHandles(0, INFINITE, 1, &event, &index);
}

}  // namespace

HRESULT run_operation(Outcome outcome, com_ptr<IGPMGPO> source, VARIANT* progress, VARIANT* cancel,
                      IGPMResult** result) noexcept {
  if (!result) return E_POINTER;
  *result = nullptr;
  if (cancel) VariantInit(cancel);
  const auto shared = std::make_shared<Progress>();
  if (IUnknown* sink = object_in(progress)) {
    const HRESULT hr = start(outcome, source, sink, shared);
    if (FAILED(hr)) return hr;
    if (cancel) {
      cancel->vt = VT_DISPATCH;
      cancel->pdispVal = make_cancel(shared).detach();
    }
  } else {
    shared->overall.store(S_OK);
  }
  *result = make_result(shared, outcome, std::move(source)).detach();
  return S_OK;
}

}  // namespace gpmc::test_server
