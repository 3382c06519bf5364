#include "automation.h"

#include <cstring>

namespace gpmc::test_server {

HRESULT load_type_info(REFIID iid, ITypeInfo** info) noexcept {
  com_ptr<ITypeLib> library;
  const HRESULT hr = LoadRegTypeLib(gpmgmt::LIBID_GPMGMTLib, 1, 0, LOCALE_NEUTRAL, library.put());
  return FAILED(hr) ? hr : library->GetTypeInfoOfGuid(iid, info);
}

HRESULT give(BSTR* out, const char16_t* text) noexcept {
  if (!out) return E_POINTER;
  *out = unique_bstr(text).release();
  return *out ? S_OK : E_OUTOFMEMORY;
}

IUnknown* object_in(const VARIANT* variant) noexcept {
  while (variant && variant->vt == (VT_BYREF | VT_VARIANT)) variant = variant->pvarVal;
  if (!variant) return nullptr;
  if (variant->vt == VT_DISPATCH || variant->vt == VT_UNKNOWN) return variant->punkVal;
  if (variant->vt == (VT_BYREF | VT_DISPATCH) || variant->vt == (VT_BYREF | VT_UNKNOWN))
    return *variant->ppunkVal;
  return nullptr;
}

bool Home::here() const noexcept {
  if (std::strcmp(apartment_, "sta") == 0) return thread_ == GetCurrentThreadId();
  // Threads that have joined nothing are as good as the multi-threaded apartment's.
  return std::strcmp(apartment_, "none") == 0 || std::strcmp(apartment_name(), "sta") != 0;
}

}  // namespace gpmc::test_server
