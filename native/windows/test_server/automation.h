#pragma once

#include "../../com/com_ptr.h"
#include "../../com/unique_bstr.h"
#include "../../com/unknown.h"
#include "../../gpmgmt/generated/gpmgmt.h"
#include "journal.h"

// mingw-w64's own declarations: the server's vtables do not come from the description that the addon's come
// from. The header has no IID values; those are the project's.
#include <gpmgmt.h>

//! A method that this server does not offer.
#define GPMC_NOT_OFFERED(method, ...) \
  HRESULT STDMETHODCALLTYPE method(__VA_ARGS__) noexcept override { return E_NOTIMPL; }

namespace gpmc::test_server {

//! The registered type library's description of an interface.
HRESULT load_type_info(REFIID iid, ITypeInfo** info) noexcept;

//! Copies `text` to an out parameter.
HRESULT give(BSTR* out, const char16_t* text) noexcept;

//! A VARIANT's object, by value or by reference; null where it has none.
IUnknown* object_in(const VARIANT* variant) noexcept;

//! The apartment in which an object was made, and may be used.
class Home {
 public:
  Home() noexcept : thread_(GetCurrentThreadId()), apartment_(apartment_name()) {}
  bool here() const noexcept;

 private:
  const DWORD thread_;
  const char* const apartment_;
};

//! Base of the server's objects: IUnknown, IDispatch by the type library, and a record of every call. As the
//! objects of most servers they are not agile: elsewhere than in their own apartment they are to be used
//! through a proxy.
template <class I, const IID& Iid>
class Automation : public com_object<implements<I, Iid, IID_IDispatch>> {
 public:
  HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) noexcept override {
    if (!count) return E_POINTER;
    *count = 1;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT index, LCID, ITypeInfo** info) noexcept override {
    if (!info) return E_POINTER;
    *info = nullptr;
    return index == 0 ? load_type_info(Iid, info) : DISP_E_BADINDEX;
  }
  HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID, LPOLESTR* names, UINT count, LCID,
                                          DISPID* ids) noexcept override {
    com_ptr<ITypeInfo> info;
    const HRESULT hr = load_type_info(Iid, info.put());
    return FAILED(hr) ? hr : info->GetIDsOfNames(names, count, ids);
  }
  HRESULT STDMETHODCALLTYPE Invoke(DISPID id, REFIID, LCID, WORD flags, DISPPARAMS* parameters,
                                   VARIANT* result, EXCEPINFO* exception,
                                   UINT* argument_error) noexcept override {
    com_ptr<ITypeInfo> info;
    const HRESULT hr = load_type_info(Iid, info.put());
    if (FAILED(hr)) return hr;
    return info->Invoke(static_cast<I*>(this), id, flags, parameters, result, exception, argument_error);
  }

 protected:
  //! To be called by every method first.
  void record(const char* method) const noexcept { record_call(method, home_.here()); }

 private:
  const Home home_;
};

}  // namespace gpmc::test_server
