#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>

#include "dispatch.h"
#include "hresult.h"
#include "number.h"
#include "oleauto.h"

// Conversions between numbers, text and truth values go through a `number`.

namespace {

using gpmc::abi::ascii_of;
using gpmc::abi::format_real;
using gpmc::abi::number;
using gpmc::abi::parse_number;

constexpr double kDateMin = -657434.0;  // 0100-01-01
constexpr double kDateEnd = 2958466.0;  // the day after 9999-12-31

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; });
}

HRESULT store_text(std::string_view text, VARIANT& result) {
  const std::u16string wide(text.begin(), text.end());
  result.bstrVal = SysAllocStringLen(wide.data(), static_cast<UINT>(wide.size()));
  return result.bstrVal ? S_OK : E_OUTOFMEMORY;
}

// ---- reading the source ----

HRESULT read_number(const VARIANT& source, number& result) {
  switch (source.vt) {
    case VT_EMPTY:
      result = number{};
      return S_OK;
    case VT_I1:
      result = number::of_signed(static_cast<signed char>(source.cVal));
      return S_OK;
    case VT_I2:
    case VT_BOOL:
      result = number::of_signed(source.iVal);
      return S_OK;
    case VT_I4:
    case VT_INT:
      result = number::of_signed(source.lVal);
      return S_OK;
    case VT_I8:
      result = number::of_signed(source.llVal);
      return S_OK;
    case VT_UI1:
      result = number::of_unsigned(source.bVal);
      return S_OK;
    case VT_UI2:
      result = number::of_unsigned(source.uiVal);
      return S_OK;
    case VT_UI4:
    case VT_UINT:
      result = number::of_unsigned(source.ulVal);
      return S_OK;
    case VT_UI8:
      result = number::of_unsigned(source.ullVal);
      return S_OK;
    case VT_R4:
      result = number::of_real(static_cast<double>(source.fltVal));
      return S_OK;
    case VT_R8:
    case VT_DATE:
      result = number::of_real(source.dblVal);
      return S_OK;
    case VT_BSTR:
      return parse_number(ascii_of(source.bstrVal), result);
    default:
      return DISP_E_TYPEMISMATCH;
  }
}

// ---- writing the destination ----

template <class T>
HRESULT to_integer(const number& value, T& result) {
  using limits = std::numeric_limits<T>;
  number whole = value;
  if (value.is_real) {
    const double rounded = std::nearbyint(value.real);  // half to even, as Automation does
    if (!(rounded > -9.3e18 && rounded < 18446744073709551616.0)) return DISP_E_OVERFLOW;
    whole = {.negative = rounded < 0, .magnitude = static_cast<uint64_t>(std::fabs(rounded))};
  }
  const uint64_t most = static_cast<uint64_t>((limits::max)());
  const uint64_t least = std::is_signed_v<T> ? most + 1 : 0;  // magnitude of the lowest value
  if (whole.magnitude > (whole.negative ? least : most)) return DISP_E_OVERFLOW;
  result = static_cast<T>(whole.negative ? ~whole.magnitude + 1 : whole.magnitude);
  return S_OK;
}

HRESULT to_float(const number& value, float& result) {
  const double real = value.as_real();
  if (std::isfinite(real) && std::fabs(real) > static_cast<double>((std::numeric_limits<float>::max)())) {
    return DISP_E_OVERFLOW;
  }
  result = static_cast<float>(real);
  return S_OK;
}

HRESULT to_date(const number& value, DATE& result) {
  const double real = value.as_real();
  if (!(real > kDateMin - 1 && real < kDateEnd)) return DISP_E_OVERFLOW;
  result = real;
  return S_OK;
}

HRESULT to_bool(const VARIANT& source, VARIANT_BOOL& result) {
  if (source.vt == VT_BSTR) {
    const std::string text = ascii_of(source.bstrVal);
    const bool is_true = equals_ignoring_case(text, "true") || text == "#TRUE#";
    if (is_true || equals_ignoring_case(text, "false") || text == "#FALSE#") {
      result = is_true ? VARIANT_TRUE : VARIANT_FALSE;
      return S_OK;
    }
  }
  number value;
  const HRESULT hr = read_number(source, value);
  if (FAILED(hr)) return hr;
  result = value.is_zero() ? VARIANT_FALSE : VARIANT_TRUE;
  return S_OK;
}

HRESULT to_text(const VARIANT& source, USHORT flags, VARIANT& result) {
  if (source.vt == VT_EMPTY) return store_text({}, result);
  if (source.vt == VT_DATE) return DISP_E_TYPEMISMATCH;
  if (source.vt == VT_BOOL && (flags & (VARIANT_ALPHABOOL | VARIANT_LOCALBOOL))) {
    return store_text(source.boolVal ? "True" : "False", result);
  }
  number value;
  const HRESULT hr = read_number(source, value);
  if (FAILED(hr)) return hr;
  if (value.is_real) return store_text(format_real(value.real, source.vt == VT_R4 ? 7 : 15), result);
  std::string text(value.negative ? "-" : "");
  text += std::to_string(value.magnitude);
  return store_text(text, result);
}

template <class To>
HRESULT query(IUnknown* object, REFIID iid, To*& result) {
  result = nullptr;
  if (!object) return S_OK;
  return object->QueryInterface(iid, reinterpret_cast<void**>(&result));
}

HRESULT to_numeric(const VARIANT& source, VARTYPE type, VARIANT& result) {
  number value;
  const HRESULT hr = read_number(source, value);
  if (FAILED(hr)) return hr;
  switch (type) {
    case VT_I1: {
      signed char byte = 0;
      const HRESULT status = to_integer(value, byte);
      result.cVal = static_cast<CHAR>(byte);
      return status;
    }
    case VT_I2:
      return to_integer(value, result.iVal);
    case VT_I4:
    case VT_INT:
      return to_integer(value, result.lVal);
    case VT_I8:
      return to_integer(value, result.llVal);
    case VT_UI1:
      return to_integer(value, result.bVal);
    case VT_UI2:
      return to_integer(value, result.uiVal);
    case VT_UI4:
    case VT_UINT:
      return to_integer(value, result.ulVal);
    case VT_UI8:
      return to_integer(value, result.ullVal);
    case VT_R4:
      return to_float(value, result.fltVal);
    case VT_R8:
      result.dblVal = value.as_real();
      return S_OK;
    case VT_DATE:
      return source.vt == VT_BSTR ? DISP_E_TYPEMISMATCH : to_date(value, result.date);
    default:
      return DISP_E_TYPEMISMATCH;
  }
}

int integer_size(VARTYPE type) {
  switch (type) {
    case VT_I1:
    case VT_UI1:
      return 1;
    case VT_I2:
    case VT_UI2:
      return 2;
    case VT_I4:
    case VT_UI4:
    case VT_INT:
    case VT_UINT:
      return 4;
    case VT_I8:
    case VT_UI8:
      return 8;
    default:
      return 0;
  }
}

// `source` is not by reference, and of another type than `type`.
HRESULT convert(const VARIANT& source, USHORT flags, VARTYPE type, VARIANT& result) {
  const int size = integer_size(type);
  if (size != 0 && size == integer_size(source.vt)) {
    // Signed and unsigned of one size: Automation keeps the bits, whatever the sign says.
    result.llVal = source.llVal;
    return S_OK;
  }
  switch (type) {
    case VT_BSTR:
      return to_text(source, flags, result);
    case VT_BOOL:
      return to_bool(source, result.boolVal);
    case VT_DISPATCH:
      return source.vt == VT_UNKNOWN ? query(source.punkVal, IID_IDispatch, result.pdispVal)
                                     : DISP_E_TYPEMISMATCH;
    case VT_UNKNOWN:
      return source.vt == VT_DISPATCH ? query(source.pdispVal, IID_IUnknown, result.punkVal)
                                      : DISP_E_TYPEMISMATCH;
    default:
      return to_numeric(source, type, result);
  }
}

}  // namespace

HRESULT VariantChangeType(VARIANTARG* destination, const VARIANTARG* source, USHORT flags, VARTYPE type) {
  if (!destination || !source) return E_INVALIDARG;
  VARIANT value;
  VariantInit(&value);
  HRESULT hr = VariantCopyInd(&value, source);
  if (FAILED(hr)) return hr;
  VARIANT result = value;
  if (value.vt != type) {
    VariantInit(&result);
    try {
      hr = convert(value, flags, type, result);
    } catch (const std::bad_alloc&) {
      hr = E_OUTOFMEMORY;
    }
    VariantClear(&value);
    if (FAILED(hr)) return hr;
    result.vt = type;
  }
  hr = VariantClear(destination);
  if (FAILED(hr)) {
    VariantClear(&result);
    return hr;
  }
  *destination = result;
  return S_OK;
}
