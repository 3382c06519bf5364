#include "value.h"

#include <cmath>
#include <limits>

#include "../com/unique_bstr.h"
#include "../com/unique_variant.h"

namespace gpmc {

namespace {

//! More elements than any array of GPMC's has: a server that counts nonsense must not exhaust the memory.
constexpr ULONG kMostElements = 1u << 20;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

HRESULT interface_to_variant(IUnknown* object, bool as_unknown, VARIANT* variant) {
  if (!object) {
    variant->vt = VT_DISPATCH;
    variant->pdispVal = nullptr;
    return S_OK;
  }
  IDispatch* dispatch = nullptr;
  if (!as_unknown && SUCCEEDED(object->QueryInterface(IID_IDispatch, reinterpret_cast<void**>(&dispatch)))) {
    variant->vt = VT_DISPATCH;
    variant->pdispVal = dispatch;
    return S_OK;
  }
  object->AddRef();
  variant->vt = VT_UNKNOWN;
  variant->punkVal = object;
  return S_OK;
}

HRESULT array_to_variant(const Array& array, VARIANT* variant) {
  SAFEARRAY* safe = SafeArrayCreateVector(VT_VARIANT, 0, static_cast<ULONG>(array.size()));
  if (!safe) return E_OUTOFMEMORY;
  VARIANT* items = nullptr;
  HRESULT hr = SafeArrayAccessData(safe, reinterpret_cast<void**>(&items));
  for (size_t i = 0; SUCCEEDED(hr) && i < array.size(); ++i) hr = to_variant(array[i], &items[i]);
  if (items) SafeArrayUnaccessData(safe);
  if (FAILED(hr)) {
    SafeArrayDestroy(safe);
    return hr;
  }
  variant->vt = VT_ARRAY | VT_VARIANT;
  variant->parray = safe;
  return S_OK;
}

//! An element of a SAFEARRAY as a VARIANT of its own.
Value read_element(SAFEARRAY* safe, VARTYPE type, LONG index) {
  unique_variant element;
  if (type == VT_VARIANT) {
    const HRESULT hr = SafeArrayGetElement(safe, &index, element.put());
    return SUCCEEDED(hr) ? from_variant(*element.get()) : Value(Failure{hr});
  }
  // Every other element type is stored at the place of the VARIANT's own data.
  const HRESULT hr = SafeArrayGetElement(safe, &index, &element->llVal);
  if (FAILED(hr)) return Failure{hr};
  element->vt = type;
  return from_variant(*element.get());
}

Value read_array(SAFEARRAY* safe) {
  VARTYPE type = VT_EMPTY;
  LONG lower = 0;
  if (!safe) return Value::Null{};
  if (SafeArrayGetDim(safe) != 1) return Failure{DISP_E_TYPEMISMATCH};
  HRESULT hr = SafeArrayGetVartype(safe, &type);
  if (SUCCEEDED(hr)) hr = SafeArrayGetLBound(safe, 1, &lower);
  if (FAILED(hr)) return Failure{hr};
  // Elements that a VARIANT has no room for (VT_DECIMAL on 32 bits), or does not own by itself.
  if (type == VT_RECORD || (type != VT_VARIANT && safe->cbElements > sizeof(LONGLONG))) {
    return Failure{DISP_E_BADVARTYPE};
  }
  // Not by the upper bound, which of an empty array may be smaller than any LONG.
  const ULONG count = safe->rgsabound[0].cElements;
  if (count > kMostElements) return Failure{DISP_E_OVERFLOW};
  Array array;
  for (ULONG i = 0; i < count; ++i) {
    array.push_back(read_element(safe, type, static_cast<LONG>(int64_t{lower} + i)));
  }
  return array;
}

//! Numbers of the less usual types, and whatever else has a number's meaning.
Value read_by_coercion(const VARIANT& variant) {
  unique_variant number;
  const HRESULT hr = VariantChangeType(number.get(), const_cast<VARIANT*>(&variant), 0, VT_R8);
  return SUCCEEDED(hr) ? value_of_number(number->dblVal) : Value(Failure{hr});
}

}  // namespace

const Array* Value::array() const {
  const auto* array = as<std::unique_ptr<Array>>();
  return array ? array->get() : nullptr;
}

Value Value::clone() const {
  return std::visit(Overloaded{[](const std::unique_ptr<Array>& array) {
                                 Array copy;
                                 for (const Value& item : *array) copy.push_back(item.clone());
                                 return Value(std::move(copy));
                               },
                               [](const std::unique_ptr<Record>& record) {
                                 Record copy;
                                 for (const auto& [name, item] : *record)
                                   copy.emplace_back(name, item.clone());
                                 return Value(std::move(copy));
                               },
                               [](const auto& plain) { return Value(plain); }},
                    storage_);
}

Value value_of_number(double number) {
  if (number >= std::numeric_limits<int32_t>::min() && number <= std::numeric_limits<int32_t>::max() &&
      number == std::floor(number)) {
    return static_cast<int32_t>(number);
  }
  return number;
}

Value value_of_bstr(BSTR text) { return std::u16string(bstr_view(text)); }

HRESULT resolve_references(Value& value, Resolver& resolver) {
  if (const auto* reference = value.as<ObjectRef>()) {
    com_ptr<IUnknown> object;
    const HRESULT hr = resolver.resolve(*reference, object);
    if (FAILED(hr)) return hr;
    if (reference->as_unknown) {
      value = AsUnknown{std::move(object)};
    } else {
      value = std::move(object);
    }
    return S_OK;
  }
  if (auto* array = std::get_if<std::unique_ptr<Array>>(&value.storage())) {
    for (Value& item : **array) {
      const HRESULT hr = resolve_references(item, resolver);
      if (FAILED(hr)) return hr;
    }
  }
  return S_OK;
}

HRESULT to_variant(const Value& value, VARIANT* variant) {
  VariantInit(variant);
  return std::visit(
      Overloaded{
          [](Value::Empty) { return S_OK; },
          [&](Value::Null) {
            variant->vt = VT_NULL;
            return S_OK;
          },
          [&](bool flag) {
            variant->vt = VT_BOOL;
            variant->boolVal = flag ? VARIANT_TRUE : VARIANT_FALSE;
            return S_OK;
          },
          [&](int32_t number) {
            variant->vt = VT_I4;
            variant->lVal = number;
            return S_OK;
          },
          [&](double number) {
            variant->vt = VT_R8;
            variant->dblVal = number;
            return S_OK;
          },
          [&](const std::u16string& text) {
            unique_bstr copy{std::u16string_view(text)};
            if (!copy) return E_OUTOFMEMORY;
            variant->vt = VT_BSTR;
            variant->bstrVal = copy.release();
            return S_OK;
          },
          [&](Date date) {
            variant->vt = VT_DATE;
            variant->date = date.days;
            return S_OK;
          },
          [&](Failure failure) {
            variant->vt = VT_ERROR;
            variant->scode = failure.hresult;
            return S_OK;
          },
          [&](const com_ptr<IUnknown>& object) { return interface_to_variant(object.get(), false, variant); },
          [&](const AsUnknown& unknown) { return interface_to_variant(unknown.object.get(), true, variant); },
          [&](const std::unique_ptr<Array>& array) { return array_to_variant(*array, variant); },
          [](const auto&) { return E_INVALIDARG; }},
      value.storage());
}

Value from_variant(const VARIANT& variant) {
  if (variant.vt & VT_BYREF) {
    // Windows' VariantCopyInd looks behind a null reference.
    if (!variant.byref) return Failure{E_POINTER};
    if (variant.vt == (VT_BYREF | VT_VARIANT)) {
      // One level of VARIANT in VARIANT is all that Automation allows; there might be a circle.
      if (variant.pvarVal->vt == (VT_BYREF | VT_VARIANT)) return Failure{DISP_E_BADVARTYPE};
      return from_variant(*variant.pvarVal);
    }
    unique_variant copy;
    const HRESULT hr = VariantCopyInd(copy.get(), const_cast<VARIANT*>(&variant));
    return SUCCEEDED(hr) ? from_variant(*copy.get()) : Value(Failure{hr});
  }
  if (variant.vt & VT_ARRAY) return read_array(variant.parray);
  switch (variant.vt) {
    case VT_EMPTY:
      return {};
    case VT_NULL:
      return Value::Null{};
    case VT_I4:
    case VT_INT:
      return static_cast<int32_t>(variant.lVal);
    case VT_BOOL:
      return variant.boolVal != VARIANT_FALSE;
    case VT_BSTR:
      return value_of_bstr(variant.bstrVal);
    case VT_DATE:
      return Date{variant.date};
    case VT_ERROR:
      return Failure{variant.scode};
    case VT_DISPATCH:
      return com_ptr<IUnknown>(variant.pdispVal);
    case VT_UNKNOWN:
      return com_ptr<IUnknown>(variant.punkVal);
    default:
      return read_by_coercion(variant);
  }
}

}  // namespace gpmc
