#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#include "dispatch.h"
#include "hresult.h"
#include "oleauto.h"

namespace {

// As on Windows, sixteen bytes before the descriptor, the last four of which hold the VARTYPE.
constexpr size_t kHeader = 16;

size_t size_of(VARTYPE type) {
  switch (type) {
    case VT_I1:
    case VT_UI1:
      return 1;
    case VT_I2:
    case VT_UI2:
    case VT_BOOL:
      return 2;
    case VT_I4:
    case VT_UI4:
    case VT_INT:
    case VT_UINT:
    case VT_ERROR:
    case VT_R4:
      return 4;
    case VT_I8:
    case VT_UI8:
    case VT_R8:
    case VT_DATE:
    case VT_CY:
      return 8;
    case VT_BSTR:
    case VT_UNKNOWN:
    case VT_DISPATCH:
      return sizeof(void*);
    case VT_VARIANT:
      return sizeof(VARIANT);
    default:
      return 0;
  }
}

USHORT features_of(VARTYPE type) {
  constexpr USHORT kVector = FADF_HAVEVARTYPE | FADF_CREATEVECTOR;
  switch (type) {
    case VT_BSTR:
      return kVector | FADF_BSTR;
    case VT_UNKNOWN:
      return kVector | FADF_UNKNOWN;
    case VT_DISPATCH:
      return kVector | FADF_DISPATCH;
    case VT_VARIANT:
      return kVector | FADF_VARIANT;
    default:
      return kVector;
  }
}

VARTYPE type_of(const SAFEARRAY* array) {
  uint32_t type;
  std::memcpy(&type, reinterpret_cast<const char*>(array) - sizeof type, sizeof type);
  return static_cast<VARTYPE>(type);
}

void set_type(SAFEARRAY* array, VARTYPE type) {
  const uint32_t stored = type;
  std::memcpy(reinterpret_cast<char*>(array) - sizeof stored, &stored, sizeof stored);
}

// One element in place, seen as the VARIANT content that it would be; VARIANT elements are themselves.
// Zeroed memory is an empty element of every type.
HRESULT copy_element(VARTYPE type, const void* source, void* destination) {
  switch (type) {
    case VT_BSTR: {
      auto* text = *static_cast<BSTR const*>(source);
      BSTR copy =
          text ? SysAllocStringByteLen(reinterpret_cast<LPCSTR>(text), SysStringByteLen(text)) : nullptr;
      if (text && !copy) return E_OUTOFMEMORY;
      *static_cast<BSTR*>(destination) = copy;
      return S_OK;
    }
    case VT_UNKNOWN:
    case VT_DISPATCH: {
      // Both point to a vtable that starts with IUnknown's slots.
      auto* object = *static_cast<IUnknown* const*>(source);
      if (object) object->AddRef();
      *static_cast<IUnknown**>(destination) = object;
      return S_OK;
    }
    case VT_VARIANT:
      VariantInit(static_cast<VARIANT*>(destination));
      return VariantCopy(static_cast<VARIANT*>(destination), static_cast<const VARIANT*>(source));
    default:
      std::memcpy(destination, source, size_of(type));
      return S_OK;
  }
}

HRESULT clear_element(VARTYPE type, void* element) {
  switch (type) {
    case VT_BSTR:
      SysFreeString(*static_cast<BSTR*>(element));
      break;
    case VT_UNKNOWN:
    case VT_DISPATCH:
      if (auto* object = *static_cast<IUnknown**>(element)) object->Release();
      break;
    case VT_VARIANT: {
      const HRESULT hr = VariantClear(static_cast<VARIANT*>(element));
      if (FAILED(hr)) return hr;
      break;
    }
    default:
      break;
  }
  std::memset(element, 0, size_of(type));
  return S_OK;
}

void* element_at(SAFEARRAY* array, ULONG index) {
  return static_cast<char*>(array->pvData) + static_cast<size_t>(index) * array->cbElements;
}

// Locks the array for its lifetime, so that no element can be destroyed by foreign code that a copy or a
// Release runs.
class lock {
 public:
  explicit lock(SAFEARRAY* array) : array_(array), status_(SafeArrayLock(array)) {}
  lock(const lock&) = delete;
  lock& operator=(const lock&) = delete;
  ~lock() {
    if (SUCCEEDED(status_)) SafeArrayUnlock(array_);
  }
  HRESULT status() const { return status_; }

 private:
  SAFEARRAY* array_;
  HRESULT status_;
};

HRESULT locate(SAFEARRAY* array, const LONG* index, void*& element) {
  const int64_t offset = static_cast<int64_t>(*index) - array->rgsabound[0].lLbound;
  if (offset < 0 || offset >= array->rgsabound[0].cElements) return DISP_E_BADINDEX;
  element = element_at(array, static_cast<ULONG>(offset));
  return S_OK;
}

}  // namespace

SAFEARRAY* SafeArrayCreateVector(VARTYPE type, LONG lower_bound, ULONG elements) {
  const size_t size = size_of(type);
  if (size == 0) return nullptr;
  // The upper bound must be a LONG too.
  if (static_cast<int64_t>(lower_bound) + elements - 1 > (std::numeric_limits<LONG>::max)()) return nullptr;
  // One block, as FADF_CREATEVECTOR says; at least one byte of data, so that its address is inside the block.
  auto* block = static_cast<char*>(std::calloc(1, kHeader + sizeof(SAFEARRAY) + size * elements + 1));
  if (!block) return nullptr;
  auto* array = new (block + kHeader) SAFEARRAY{};
  array->cDims = 1;
  array->fFeatures = features_of(type);
  array->cbElements = static_cast<ULONG>(size);
  array->pvData = block + kHeader + sizeof(SAFEARRAY);
  array->rgsabound[0] = {elements, lower_bound};
  set_type(array, type);
  return array;
}

HRESULT SafeArrayDestroy(SAFEARRAY* array) {
  if (!array) return S_OK;
  if (array->cLocks > 0) return DISP_E_ARRAYISLOCKED;
  const VARTYPE type = type_of(array);
  for (ULONG i = 0; i < array->rgsabound[0].cElements; ++i) {
    const HRESULT hr = clear_element(type, element_at(array, i));
    if (FAILED(hr)) return hr;
  }
  std::free(reinterpret_cast<char*>(array) - kHeader);
  return S_OK;
}

HRESULT SafeArrayCopy(SAFEARRAY* array, SAFEARRAY** copy) {
  if (!copy) return E_INVALIDARG;
  *copy = nullptr;
  if (!array) return S_OK;
  const lock guard(array);
  if (FAILED(guard.status())) return guard.status();
  const SAFEARRAYBOUND& bound = array->rgsabound[0];
  const VARTYPE type = type_of(array);
  SAFEARRAY* result = SafeArrayCreateVector(type, bound.lLbound, bound.cElements);
  if (!result) return E_OUTOFMEMORY;
  for (ULONG i = 0; i < bound.cElements; ++i) {
    const HRESULT hr = copy_element(type, element_at(array, i), element_at(result, i));
    if (FAILED(hr)) {
      SafeArrayDestroy(result);
      return hr;
    }
  }
  *copy = result;
  return S_OK;
}

HRESULT SafeArrayLock(SAFEARRAY* array) {
  if (!array) return E_INVALIDARG;
  // Windows' count has sixteen usable bits; so has this one, that the error be the same.
  if (array->cLocks >= 0xFFFF) return E_UNEXPECTED;
  ++array->cLocks;
  return S_OK;
}

HRESULT SafeArrayUnlock(SAFEARRAY* array) {
  if (!array) return E_INVALIDARG;
  if (array->cLocks == 0) return E_UNEXPECTED;
  --array->cLocks;
  return S_OK;
}

HRESULT SafeArrayAccessData(SAFEARRAY* array, void** data) {
  if (!array || !data) return E_INVALIDARG;
  const HRESULT hr = SafeArrayLock(array);
  *data = SUCCEEDED(hr) ? array->pvData : nullptr;
  return hr;
}

HRESULT SafeArrayUnaccessData(SAFEARRAY* array) { return SafeArrayUnlock(array); }

HRESULT SafeArrayGetElement(SAFEARRAY* array, LONG* index, void* value) {
  if (!array || !index || !value) return E_INVALIDARG;
  const lock guard(array);
  if (FAILED(guard.status())) return guard.status();
  void* element = nullptr;
  const HRESULT hr = locate(array, index, element);
  return FAILED(hr) ? hr : copy_element(type_of(array), element, value);
}

HRESULT SafeArrayPutElement(SAFEARRAY* array, LONG* index, void* value) {
  if (!array || !index) return E_INVALIDARG;
  const VARTYPE type = type_of(array);
  const bool by_value = type == VT_BSTR || type == VT_UNKNOWN || type == VT_DISPATCH;
  if (!value && !by_value) return E_INVALIDARG;
  const lock guard(array);
  if (FAILED(guard.status())) return guard.status();
  void* element = nullptr;
  HRESULT hr = locate(array, index, element);
  if (FAILED(hr)) return hr;
  // The new one is taken before the old one goes: they may be the same.
  VARIANT taken;
  VariantInit(&taken);
  void* const place = type == VT_VARIANT ? static_cast<void*>(&taken) : &taken.llVal;
  hr = copy_element(type, by_value ? static_cast<const void*>(&value) : value, place);
  if (FAILED(hr)) return hr;
  hr = clear_element(type, element);
  if (FAILED(hr)) {
    clear_element(type, place);
    return hr;
  }
  std::memcpy(element, place, array->cbElements);
  return S_OK;
}

HRESULT SafeArrayGetLBound(SAFEARRAY* array, UINT dimension, LONG* lower_bound) {
  if (!array || !lower_bound) return E_INVALIDARG;
  if (dimension != 1) return DISP_E_BADINDEX;
  *lower_bound = array->rgsabound[0].lLbound;
  return S_OK;
}

HRESULT SafeArrayGetUBound(SAFEARRAY* array, UINT dimension, LONG* upper_bound) {
  if (!array || !upper_bound) return E_INVALIDARG;
  if (dimension != 1) return DISP_E_BADINDEX;
  const SAFEARRAYBOUND& bound = array->rgsabound[0];
  *upper_bound = static_cast<LONG>(static_cast<int64_t>(bound.lLbound) + bound.cElements - 1);
  return S_OK;
}

UINT SafeArrayGetDim(SAFEARRAY* array) { return array ? array->cDims : 0; }

HRESULT SafeArrayGetVartype(SAFEARRAY* array, VARTYPE* type) {
  if (!array || !type) return E_INVALIDARG;
  *type = type_of(array);
  return S_OK;
}
