#pragma once

//! \file
//! Status messages, collections of them and results that do as they are told: also what no good server does.

#include <stdexcept>
#include <string>
#include <vector>

#include "../../native/com/unique_bstr.h"
#include "../../native/com/unique_variant.h"
#include "../../native/gpmgmt/generated/gpmgmt.h"
#include "fake_objects.h"

namespace gpmc::test {

class fake_message
    : public mute_dispatch<
          implements<gpmgmt::IGPMStatusMessage, gpmgmt::IID_IGPMStatusMessage, IID_IDispatch>> {
 public:
  HRESULT STDMETHODCALLTYPE get_ObjectPath(BSTR* value) override { return give(u"CN=Policies", value); }
  HRESULT STDMETHODCALLTYPE ErrorCode() override { return error_code; }
  HRESULT STDMETHODCALLTYPE get_ExtensionName(BSTR* value) override { return give(u"Registry", value); }
  HRESULT STDMETHODCALLTYPE get_SettingsName(BSTR* value) override {
    *value = nullptr;  // A null BSTR is an empty one.
    return settings_name;
  }
  HRESULT STDMETHODCALLTYPE OperationCode() override { return operation_code; }
  HRESULT STDMETHODCALLTYPE get_Message(BSTR* value) override { return give(u"Done.", value); }

  HRESULT error_code = S_OK;
  HRESULT operation_code = S_OK;
  HRESULT settings_name = S_OK;

 private:
  static HRESULT give(const char16_t* text, BSTR* value) {
    *value = unique_bstr(text).release();
    return S_OK;
  }
};

class fake_messages
    : public mute_dispatch<
          implements<gpmgmt::IGPMStatusMsgCollection, gpmgmt::IID_IGPMStatusMsgCollection, IID_IDispatch>> {
 public:
  HRESULT STDMETHODCALLTYPE get_Count(LONG* value) override {
    if (throws_at == 0) throw std::runtime_error("a server's own");
    *value = count;
    return count_status;
  }
  HRESULT STDMETHODCALLTYPE get_Item(LONG index, VARIANT* value) override {
    ++asked;
    if (throws_at == index) throw std::runtime_error("a server's own");
    if (always) {
      always->AddRef();
      value->vt = VT_UNKNOWN;
      value->punkVal = always.get();
      return S_OK;
    }
    if (index < 1 || static_cast<size_t>(index) > items.size()) return E_INVALIDARG;
    return VariantCopy(value, items[static_cast<size_t>(index) - 1].get());
  }
  HRESULT STDMETHODCALLTYPE get__NewEnum(IEnumVARIANT** value) override {
    *value = nullptr;
    return E_NOTIMPL;
  }

  //! Adds an item; a null object is kept as a null pointer of that type.
  void add(VARTYPE type, IUnknown* object) {
    unique_variant& item = items.emplace_back();
    if (object) object->AddRef();
    item->vt = type;
    item->punkVal = object;
    count = static_cast<LONG>(items.size());
  }

  std::vector<unique_variant> items;
  com_ptr<IUnknown> always;  // Every item, whatever its index, where it is set.
  LONG count = 0;
  HRESULT count_status = S_OK;
  LONG asked = 0;
  LONG throws_at = -1;  // 0: the count; from 1: that item.
};

class fake_result
    : public mute_dispatch<implements<gpmgmt::IGPMResult, gpmgmt::IID_IGPMResult, IID_IDispatch>> {
 public:
  HRESULT STDMETHODCALLTYPE get_Status(gpmgmt::IGPMStatusMsgCollection** value) override {
    *value = nullptr;
    if (SUCCEEDED(status)) messages.copy_to(value);
    return status;
  }
  HRESULT STDMETHODCALLTYPE get_Result(VARIANT* value) override {
    if (throws) throws();
    return SUCCEEDED(result_status) ? VariantCopy(value, result.get()) : result_status;
  }
  HRESULT STDMETHODCALLTYPE OverallStatus() override { return overall; }

  com_ptr<gpmgmt::IGPMStatusMsgCollection> messages;
  unique_variant result;
  void (*throws)() = nullptr;
  HRESULT status = S_OK;
  HRESULT result_status = S_OK;
  HRESULT overall = S_OK;
};

}  // namespace gpmc::test
