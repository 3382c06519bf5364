#include "dispatch_params.h"

#include <cstdint>
#include <limits>

#include "unique_variant.h"

namespace gpmc {

namespace {

// Script engines wrap variants in variants; more depth than this is a mistake or an endless chain.
constexpr int kMaxReferenceDepth = 8;

bool is_missing(const VARIANT& argument) {
  return argument.vt == VT_ERROR && argument.scode == DISP_E_PARAMNOTFOUND;
}

// Follows VT_BYREF|VT_VARIANT. Null where a reference is null or the chain too long.
VARIANT* follow(VARIANT* argument) {
  for (int depth = 0; depth < kMaxReferenceDepth; ++depth) {
    if (argument->vt != (VT_BYREF | VT_VARIANT)) {
      return (argument->vt & VT_BYREF) && !argument->byref ? nullptr : argument;
    }
    argument = argument->pvarVal;
    if (!argument) return nullptr;
  }
  return nullptr;
}

}  // namespace

dispatch_params::dispatch_params(const DISPPARAMS* params, const dispatch_signature& signature,
                                 UINT* argument_error) noexcept
    : params_(params), signature_(signature), argument_error_(argument_error) {}

HRESULT dispatch_params::check() const noexcept {
  if (!params_ || params_->cNamedArgs > params_->cArgs) return E_INVALIDARG;
  if (params_->cArgs > 0 && !params_->rgvarg) return E_INVALIDARG;
  if (params_->cNamedArgs > 0) {
    if (!params_->rgdispidNamedArgs) return E_INVALIDARG;
    if (!signature_.named_allowed) return DISP_E_NONAMEDARGS;
  }
  if (params_->cArgs > signature_.parameters || params_->cArgs < signature_.required)
    return DISP_E_BADPARAMCOUNT;
  return check_names();
}

HRESULT dispatch_params::check_names() const noexcept {
  const UINT positional = params_->cArgs - params_->cNamedArgs;
  for (UINT i = 0; i < params_->cNamedArgs; ++i) {
    const UINT position = named_position(i);
    bool refused = position >= signature_.parameters || position < positional;
    for (UINT earlier = 0; earlier < i && !refused; ++earlier) refused = named_position(earlier) == position;
    if (refused) return blame(i, DISP_E_PARAMNOTFOUND);
  }
  return S_OK;
}

UINT dispatch_params::named_position(UINT index) const noexcept {
  const DISPID name = params_->rgdispidNamedArgs[index];
  if (name == DISPID_PROPERTYPUT && signature_.parameters > 0) return signature_.parameters - 1;
  return static_cast<UINT>(name);  // a negative one becomes larger than any parameter list
}

bool dispatch_params::locate(UINT position, UINT* index) const noexcept {
  if (position < params_->cArgs - params_->cNamedArgs) {
    *index = params_->cArgs - 1 - position;
    return true;
  }
  for (UINT i = 0; i < params_->cNamedArgs; ++i) {
    if (named_position(i) == position) {
      *index = i;
      return true;
    }
  }
  return false;
}

HRESULT dispatch_params::find(UINT position, VARIANT** value, UINT* index) const noexcept {
  *value = nullptr;
  const bool is_required = position < signature_.required;
  if (!locate(position, index)) return is_required ? DISP_E_PARAMNOTOPTIONAL : S_FALSE;
  VARIANT* argument = follow(&params_->rgvarg[*index]);
  if (!argument) return blame(*index, DISP_E_TYPEMISMATCH);
  if (is_missing(*argument)) return is_required ? blame(*index, DISP_E_PARAMNOTOPTIONAL) : S_FALSE;
  *value = argument;
  return S_OK;
}

HRESULT dispatch_params::coerce(UINT position, VARTYPE type, VARIANT* value) const noexcept {
  VARIANT* argument = nullptr;
  UINT index = 0;
  HRESULT hr = find(position, &argument, &index);
  if (hr != S_OK) return hr;
  hr = VariantChangeType(value, argument, 0, type);
  return FAILED(hr) ? blame(index, hr) : S_OK;
}

HRESULT dispatch_params::read_long(UINT position, LONG* value) const noexcept {
  unique_variant coerced;
  const HRESULT hr = coerce(position, VT_I4, coerced.put());
  if (hr == S_OK) *value = coerced->lVal;
  return hr;
}

HRESULT dispatch_params::read_scode(UINT position, SCODE* value) const noexcept {
  VARIANT* argument = nullptr;
  UINT index = 0;
  HRESULT hr = find(position, &argument, &index);
  if (hr != S_OK) return hr;
  if (argument->vt == VT_ERROR || argument->vt == (VT_ERROR | VT_BYREF)) {
    *value = argument->vt == VT_ERROR ? argument->scode : *argument->pscode;
    return S_OK;
  }
  unique_variant coerced;
  hr = VariantChangeType(coerced.put(), argument, 0, VT_I8);
  if (FAILED(hr)) return blame(index, hr);
  const int64_t number = coerced->llVal;
  if (number < (std::numeric_limits<int32_t>::min)() || number > (std::numeric_limits<uint32_t>::max)()) {
    return blame(index, DISP_E_OVERFLOW);
  }
  *value = static_cast<SCODE>(static_cast<uint32_t>(number));
  return S_OK;
}

HRESULT dispatch_params::read_bool(UINT position, VARIANT_BOOL* value) const noexcept {
  unique_variant coerced;
  const HRESULT hr = coerce(position, VT_BOOL, coerced.put());
  if (hr == S_OK) *value = coerced->boolVal;
  return hr;
}

HRESULT dispatch_params::read_bstr(UINT position, unique_bstr* value) const noexcept {
  unique_variant coerced;
  const HRESULT hr = coerce(position, VT_BSTR, coerced.put());
  if (hr == S_OK) value->reset(coerced.release().bstrVal);
  return hr;
}

HRESULT dispatch_params::read_variant(UINT position, VARIANT** value) const noexcept {
  VARIANT* argument = nullptr;
  UINT index = 0;
  const HRESULT hr = find(position, &argument, &index);
  if (hr == S_OK) *value = argument;
  return hr;
}

HRESULT dispatch_params::read_interface(UINT position, REFIID iid, void** value) const noexcept {
  VARIANT* argument = nullptr;
  UINT index = 0;
  const HRESULT hr = find(position, &argument, &index);
  if (hr != S_OK) return hr;
  IUnknown* object = nullptr;
  switch (argument->vt) {
    case VT_EMPTY:
    case VT_NULL:
      break;
    case VT_UNKNOWN:
      object = argument->punkVal;
      break;
    case VT_DISPATCH:
      object = argument->pdispVal;
      break;
    case VT_UNKNOWN | VT_BYREF:
      object = *argument->ppunkVal;
      break;
    case VT_DISPATCH | VT_BYREF:
      object = *argument->ppdispVal;
      break;
    default:
      return blame(index, DISP_E_TYPEMISMATCH);
  }
  *value = nullptr;
  if (!object) return S_OK;
  return FAILED(object->QueryInterface(iid, value)) ? blame(index, DISP_E_TYPEMISMATCH) : S_OK;
}

HRESULT dispatch_params::blame(UINT index, HRESULT hr) const noexcept {
  if (argument_error_) *argument_error_ = index;
  return hr;
}

}  // namespace gpmc
