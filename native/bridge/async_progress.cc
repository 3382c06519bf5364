#include "async_progress.h"

#include "../com/dispatch_params.h"
#include "../gpmgmt/dispatch_ids.h"
#include "apartment.h"
#include "status_messages.h"

namespace gpmc {

namespace {

constexpr size_t kInterfaceIndex = gpmgmt::interface_of<gpmgmt::IGPMAsyncProgress>::index;
constexpr DISPID kStatusId = 1;

bool is_empty(const VARIANT* variant) {
  return !variant || variant->vt == VT_EMPTY || variant->vt == VT_NULL ||
         ((variant->vt == VT_DISPATCH || variant->vt == VT_UNKNOWN) && !variant->punkVal) ||
         (variant->vt == VT_ERROR && variant->scode == DISP_E_PARAMNOTFOUND);
}

}  // namespace

AsyncProgress::AsyncProgress(uint32_t operation, std::shared_ptr<Mailbox> mailbox,
                             std::weak_ptr<Apartment> apartment, Forgotten forgotten)
    : operation_(operation),
      mailbox_(std::move(mailbox)),
      apartment_(std::move(apartment)),
      forgotten_(std::move(forgotten)),
      marshaler_(identity()) {}

AsyncProgress::~AsyncProgress() {
  if (!forgotten()) mailbox_->post(EventKind::kReleased, operation_);
}

HRESULT AsyncProgress::Status(LONG numerator, LONG denominator, HRESULT hr, VARIANT* result,
                              gpmgmt::IGPMStatusMsgCollection* messages) noexcept {
  if (forgotten()) return S_OK;
  try {
    if (!messages && is_empty(result)) {
      mailbox_->post_progress(operation_, numerator, denominator, hr, slot_);
    } else {
      post_with_payload(numerator, denominator, hr, result, messages);
    }
  } catch (...) {
    // Out of memory: the event is lost. The server must not suffer for it.
  }
  return S_OK;
}

void AsyncProgress::post_with_payload(LONG numerator, LONG denominator, HRESULT hr, VARIANT* result,
                                      gpmgmt::IGPMStatusMsgCollection* messages) {
  Record payload;
  payload.emplace_back("messages", read_status_messages(messages));
  Value value = is_empty(result) ? Value() : from_variant(*result);
  // The object belongs to the apartment of this thread; the client's apartment gets a reference of its own.
  adopt_objects(value, [this](com_ptr<IUnknown> object) -> Value {
    const std::shared_ptr<Apartment> apartment = apartment_.lock();
    return apartment ? Value(apartment->adopt_from_elsewhere(object.get())) : Value(Value::Null{});
  });
  payload.emplace_back("value", std::move(value));
  mailbox_->post_status(operation_, numerator, denominator, hr, slot_, std::move(payload));
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

HRESULT AsyncProgress::GetIDsOfNames(REFIID reserved, LPOLESTR* names, UINT count, LCID, DISPID* ids) noexcept {
  return dispatch_ids_of_names(kInterfaceIndex, reserved, names, count, ids);
}

HRESULT AsyncProgress::Invoke(DISPID id, REFIID reserved, LCID, WORD flags, DISPPARAMS* parameters, VARIANT* result,
                              EXCEPINFO*, UINT* argument_error) noexcept {
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
  if (SUCCEEDED(hr)) hr = arguments.read_interface(4, gpmgmt::IID_IGPMStatusMsgCollection, messages.put_void());
  if (FAILED(hr)) return hr;
  if (result) VariantInit(result);
  return Status(numerator, denominator, status, value, messages.get());
}

}  // namespace gpmc
