#include "status_messages.h"

#include "../com/exception.h"
#include "../runtime/call_frame.h"
#include "property_reader.h"

namespace gpmc {

namespace {

using gpmgmt::IGPMStatusMessage;
using gpmgmt::IGPMStatusMsgCollection;

//! More messages than any operation has: a server that counts nonsense must not exhaust the memory.
constexpr LONG kMostMessages = 100000;

Value unsigned_number(HRESULT hr) { return value_of_number(static_cast<double>(static_cast<uint32_t>(hr))); }

//! `unread` messages behind it are given up with it.
Value failed(HRESULT hr, LONG unread = 0) {
  Record record;
  record.emplace_back("failed", unsigned_number(hr));
  if (unread > 0) record.emplace_back("unread", int32_t{unread});
  return record;
}

using Getter = HRESULT (STDMETHODCALLTYPE IGPMStatusMessage::*)(BSTR*);

//! The text of one property; the first failure is kept in `hr`.
Value read_text(IGPMStatusMessage* message, Getter getter, HRESULT& hr) {
  unique_bstr text;
  const HRESULT read = (message->*getter)(text.put());
  if (FAILED(read) && SUCCEEDED(hr)) hr = read;
  return std::u16string(text.view());
}

HRESULT read_message(IGPMStatusMessage* message, Record& record) {
  HRESULT hr = S_OK;
  record.emplace_back("objectPath", read_text(message, &IGPMStatusMessage::get_ObjectPath, hr));
  record.emplace_back("extensionName", read_text(message, &IGPMStatusMessage::get_ExtensionName, hr));
  record.emplace_back("settingsName", read_text(message, &IGPMStatusMessage::get_SettingsName, hr));
  record.emplace_back("message", read_text(message, &IGPMStatusMessage::get_Message, hr));
  // These two return what they have to say as their HRESULT.
  record.emplace_back("errorCode", unsigned_number(message->ErrorCode()));
  record.emplace_back("operationCode", unsigned_number(message->OperationCode()));
  return hr;
}

HRESULT read_item(IGPMStatusMsgCollection* collection, LONG index, Record& record) {
  unique_variant item;
  HRESULT hr = collection->get_Item(index, item.put());
  if (FAILED(hr)) return hr;
  if (item.type() != VT_DISPATCH && item.type() != VT_UNKNOWN) return DISP_E_TYPEMISMATCH;
  IUnknown* object = item.type() == VT_DISPATCH ? item->pdispVal : item->punkVal;
  if (!object) return E_POINTER;
  com_ptr<IGPMStatusMessage> message;
  hr = object->QueryInterface(gpmgmt::IID_IGPMStatusMessage, message.put_void());
  return SUCCEEDED(hr) ? read_message(message.get(), record) : hr;
}

}  // namespace

Array copy_status_messages(IGPMStatusMsgCollection* collection) {
  Array messages;
  LONG count = 0;
  if (!collection) return messages;
  const HRESULT hr = guarded([&] { return collection->get_Count(&count); });
  if (FAILED(hr)) {
    messages.push_back(failed(hr));
    return messages;
  }
  int failures = 0;
  for (LONG i = 1; i <= count && i <= kMostMessages; ++i) {
    Record record;
    const HRESULT read = guarded([&] { return read_item(collection, i, record); });
    failures = SUCCEEDED(read) ? 0 : failures + 1;
    const bool given_up = failures == kMostFailures;
    messages.push_back(SUCCEEDED(read) ? Value(std::move(record)) : failed(read, given_up ? count - i : 0));
    if (given_up) break;
  }
  return messages;
}

Record copy_result(gpmgmt::IGPMResult* result) {
  Record record;
  unique_variant value;
  const HRESULT hr = result->get_Result(value.put());
  record.emplace_back("value", SUCCEEDED(hr) ? from_variant(*value.get()) : Value());
  com_ptr<IGPMStatusMsgCollection> collection;
  if (FAILED(result->get_Status(collection.put()))) collection.reset();
  record.emplace_back("messages", copy_status_messages(collection.get()));
  // Last: a server that completes the result meanwhile must not be taken at its earlier word about a value it
  // has since given. A success without a value, in turn, is known to be worth another look.
  record.emplace_back("overall", unsigned_number(result->OverallStatus()));
  return record;
}

}  // namespace gpmc
