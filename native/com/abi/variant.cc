#include <utility>

#include "dispatch.h"
#include "hresult.h"
#include "oleauto.h"

namespace {

bool is_scalar(VARTYPE type) {
  switch (type) {
    case VT_EMPTY:
    case VT_NULL:
    case VT_I1:
    case VT_I2:
    case VT_I4:
    case VT_I8:
    case VT_UI1:
    case VT_UI2:
    case VT_UI4:
    case VT_UI8:
    case VT_INT:
    case VT_UINT:
    case VT_R4:
    case VT_R8:
    case VT_CY:
    case VT_DATE:
    case VT_ERROR:
    case VT_BOOL:
    case VT_DECIMAL:
      return true;
    default:
      return false;
  }
}

bool is_valid(VARTYPE type) {
  if ((type & ~(VT_TYPEMASK | VT_ARRAY | VT_BYREF)) != 0) return false;
  const auto base = static_cast<VARTYPE>(type & VT_TYPEMASK);
  if (base == VT_BSTR || base == VT_DISPATCH || base == VT_UNKNOWN) return true;
  if (base == VT_VARIANT) return type != VT_VARIANT;
  return is_scalar(base) && (type == base || base > VT_NULL);
}

// Gives `copy`, a bitwise copy of a valid VARIANT, its own share of what it refers to.
HRESULT own(VARIANT& copy) {
  if (copy.vt & VT_BYREF) return S_OK;
  if (copy.vt & VT_ARRAY) {
    return copy.parray ? SafeArrayCopy(std::exchange(copy.parray, nullptr), &copy.parray) : S_OK;
  }
  switch (copy.vt) {
    case VT_BSTR:
      if (!copy.bstrVal) return S_OK;
      copy.bstrVal =
          SysAllocStringByteLen(reinterpret_cast<LPCSTR>(copy.bstrVal), SysStringByteLen(copy.bstrVal));
      return copy.bstrVal ? S_OK : E_OUTOFMEMORY;
    case VT_UNKNOWN:
      if (copy.punkVal) copy.punkVal->AddRef();
      return S_OK;
    case VT_DISPATCH:
      if (copy.pdispVal) copy.pdispVal->AddRef();
      return S_OK;
    default:
      return S_OK;
  }
}

// `value` is owned; it replaces what `destination` holds or is given back.
HRESULT replace(VARIANT* destination, VARIANT value) {
  const HRESULT hr = VariantClear(destination);
  if (FAILED(hr)) {
    VariantClear(&value);
    return hr;
  }
  *destination = value;
  return S_OK;
}

// What a VT_BYREF variant points to, as a variant that still shares it.
HRESULT load(const VARIANT& source, VARIANT& value) {
  VariantInit(&value);
  value.vt = static_cast<VARTYPE>(source.vt & ~VT_BYREF);
  if (value.vt & VT_ARRAY) {
    value.parray = *source.pparray;
    return S_OK;
  }
  switch (value.vt) {
    case VT_I1:
    case VT_UI1:
      value.bVal = *source.pbVal;
      return S_OK;
    case VT_I2:
    case VT_UI2:
    case VT_BOOL:
      value.iVal = *source.piVal;
      return S_OK;
    case VT_I4:
    case VT_UI4:
    case VT_INT:
    case VT_UINT:
    case VT_ERROR:
      value.lVal = *source.plVal;
      return S_OK;
    case VT_I8:
    case VT_UI8:
    case VT_CY:
      value.llVal = *source.pllVal;
      return S_OK;
    case VT_R4:
      value.fltVal = *source.pfltVal;
      return S_OK;
    case VT_R8:
    case VT_DATE:
      value.dblVal = *source.pdblVal;
      return S_OK;
    case VT_BSTR:
      value.bstrVal = *source.pbstrVal;
      return S_OK;
    case VT_UNKNOWN:
      value.punkVal = *source.ppunkVal;
      return S_OK;
    case VT_DISPATCH:
      value.pdispVal = *source.ppdispVal;
      return S_OK;
    default:
      return DISP_E_BADVARTYPE;
  }
}

}  // namespace

void VariantInit(VARIANTARG* variant) { *variant = VARIANT{}; }

HRESULT VariantClear(VARIANTARG* variant) {
  if (!variant) return E_INVALIDARG;
  if (!is_valid(variant->vt)) return DISP_E_BADVARTYPE;
  if (!(variant->vt & VT_BYREF)) {
    if (variant->vt & VT_ARRAY) {
      const HRESULT hr = SafeArrayDestroy(variant->parray);
      if (FAILED(hr)) return hr;
    } else if (variant->vt == VT_BSTR) {
      SysFreeString(variant->bstrVal);
    } else if (variant->vt == VT_UNKNOWN && variant->punkVal) {
      variant->punkVal->Release();
    } else if (variant->vt == VT_DISPATCH && variant->pdispVal) {
      variant->pdispVal->Release();
    }
  }
  VariantInit(variant);
  return S_OK;
}

HRESULT VariantCopy(VARIANTARG* destination, const VARIANTARG* source) {
  if (destination == source) return S_OK;
  if (!is_valid(source->vt)) return DISP_E_BADVARTYPE;
  VARIANT copy = *source;
  const HRESULT hr = own(copy);
  return FAILED(hr) ? hr : replace(destination, copy);
}

HRESULT VariantCopyInd(VARIANT* destination, const VARIANTARG* source) {
  if (!(source->vt & VT_BYREF)) return VariantCopy(destination, source);
  if (!source->byref) return E_INVALIDARG;
  if (source->vt == (VT_VARIANT | VT_BYREF)) {
    // One level of variant in variant is all that Automation allows.
    const VARIANT* inner = source->pvarVal;
    if (inner->vt == (VT_VARIANT | VT_BYREF)) return E_INVALIDARG;
    return VariantCopyInd(destination, inner);
  }
  VARIANT value;
  HRESULT hr = load(*source, value);
  if (FAILED(hr)) return hr;
  hr = own(value);
  return FAILED(hr) ? hr : replace(destination, value);
}
