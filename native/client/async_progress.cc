#include "async_progress.h"

#include "../com/dispatch_params.h"
#include "../com/exception.h"
#include "../gpmgmt/dispatch_ids.h"
#include "../runtime/trace.h"

namespace gpmc {

namespace {

constexpr size_t kInterfaceIndex = gpmgmt::interface_of<gpmgmt::IGPMAsyncProgress>::index;
constexpr DISPID kStatusId = 1;

//! The forms in which "nothing" comes: the documentation names none of them.
bool is_empty(const VARIANT* variant) {
  return !variant || variant->vt == VT_EMPTY || variant->vt == VT_NULL ||
         ((variant->vt == VT_DISPATCH || variant->vt == VT_UNKNOWN) && !variant->punkVal) ||
         (variant->vt == VT_ERROR && variant->scode == DISP_E_PARAMNOTFOUND);
}

}  // namespace

AsyncProgress::AsyncProgress(std::shared_ptr<ProgressListener> listener)
    : listener_(std::move(listener)), marshaler_(identity()) {}

AsyncProgress::~AsyncProgress() {
  try {
    if (trace::enabled()) {
      trace::line("released", {{"operation", trace::number(listener_->operation())}, {"references", "0"}});
    }
    listener_->released();
  } catch (...) {
    // Out of memory, on a thread of the server's: a destructor that throws would end the process.
  }
}

HRESULT AsyncProgress::Status(LONG numerator, LONG denominator, HRESULT hr, VARIANT* result,
                              gpmgmt::IGPMStatusMsgCollection* messages) noexcept {
  return deliver("vtable", numerator, denominator, hr, result, messages);
}

HRESULT AsyncProgress::deliver(const char* via, LONG numerator, LONG denominator, HRESULT hr, VARIANT* result,
                               gpmgmt::IGPMStatusMsgCollection* messages) noexcept {
  try {
    if (trace::enabled()) {
      trace::line("status", {{"operation", trace::number(listener_->operation())},
                             {"via", via},
                             {"numerator", trace::number(numerator)},
                             {"denominator", trace::number(denominator)},
                             {"hresult", trace::hresult(hr)},
                             {"result", trace::vartype(result)},
                             {"messages", trace::pointer(messages)}});
    }
    if (!messages && is_empty(result)) {
      listener_->progress(numerator, denominator, hr);
    } else {
      listener_->status(numerator, denominator, hr, is_empty(result) ? nullptr : result, messages);
    }
  } catch (...) {
    // Out of memory for what it carries; the numbers need next to none. The server must not suffer for it.
    guarded([&] {
      listener_->progress(numerator, denominator, hr);
      return S_OK;
    });
  }
  return S_OK;
}

HRESULT AsyncProgress::GetTypeInfoCount(UINT* count) noexcept {
  if (!count) return E_POINTER;
  *count = 0;
  return S_OK;
}

HRESULT AsyncProgress::GetTypeInfo(UINT, LCID, ITypeInfo** info) noexcept {
  if (!info) return E_POINTER;
  *info = nullptr;
  return DISP_E_BADINDEX;
}

HRESULT AsyncProgress::GetIDsOfNames(REFIID reserved, LPOLESTR* names, UINT count, LCID,
                                     DISPID* ids) noexcept {
  return dispatch_ids_of_names(kInterfaceIndex, reserved, names, count, ids);
}

HRESULT AsyncProgress::Invoke(DISPID id, REFIID reserved, LCID, WORD flags, DISPPARAMS* parameters,
                              VARIANT* result, EXCEPINFO*, UINT* argument_error) noexcept {
  if (!(reserved == IID_NULL)) return DISP_E_UNKNOWNINTERFACE;
  if (id != kStatusId || !(flags & DISPATCH_METHOD)) return DISP_E_MEMBERNOTFOUND;
  // The result and the messages may be left out by a late-bound server; the numbers may not.
  const dispatch_params arguments(parameters, {5, 3}, argument_error);
  LONG numerator = 0;
  LONG denominator = 0;
  SCODE status = S_OK;
  VARIANT* value = nullptr;
  com_ptr<gpmgmt::IGPMStatusMsgCollection> messages;
  HRESULT hr = arguments.check();
  if (SUCCEEDED(hr)) hr = arguments.read_long(0, &numerator);
  if (SUCCEEDED(hr)) hr = arguments.read_long(1, &denominator);
  if (SUCCEEDED(hr)) hr = arguments.read_scode(2, &status);
  if (SUCCEEDED(hr)) hr = arguments.read_variant(3, &value);
  if (SUCCEEDED(hr))
    hr = arguments.read_interface(4, gpmgmt::IID_IGPMStatusMsgCollection, messages.put_void());
  if (FAILED(hr)) return hr;
  if (result) VariantInit(result);
  return deliver("Invoke", numerator, denominator, status, value, messages.get());
}

}  // namespace gpmc
