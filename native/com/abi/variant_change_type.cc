#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <locale>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>

#include "dispatch.h"
#include "hresult.h"
#include "oleauto.h"

// Conversions go through one of two intermediates: a `number`, or text. Exact 64-bit integers need a number
// of their own, because a double holds 53 bits only.

namespace {

constexpr double kDateMin = -657434.0;  // 0100-01-01
constexpr double kDateEnd = 2958466.0;  // the day after 9999-12-31

struct number {
  bool is_real = false;
  bool negative = false;   // of an integer
  uint64_t magnitude = 0;  // of an integer
  double real = 0;

  static number of_real(double value) { return {.is_real = true, .real = value}; }
  static number of_unsigned(uint64_t value) { return {.magnitude = value}; }
  static number of_signed(int64_t value) {
    return {.negative = value < 0,
            .magnitude = value < 0 ? ~static_cast<uint64_t>(value) + 1 : static_cast<uint64_t>(value)};
  }

  double as_real() const {
    if (is_real) return real;
    const auto value = static_cast<double>(magnitude);
    return negative ? -value : value;
  }
  bool is_zero() const { return is_real ? real == 0 : magnitude == 0; }
};

// ---- text ----

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; });
}

// Trimmed; empty when something in it is not ASCII, for then it is neither a number nor a truth value.
std::string ascii_of(BSTR bstr) {
  std::u16string_view text(bstr ? bstr : u"", SysStringLen(bstr));
  const auto is_space = [](char16_t c) { return c == u' ' || (c >= u'\t' && c <= u'\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (!std::all_of(text.begin(), text.end(), [](char16_t c) { return c > 0 && c < 0x80; })) return {};
  return std::string(text.begin(), text.end());
}

size_t count_digits(std::string_view text) {
  return static_cast<size_t>(
      std::find_if_not(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) - text.begin());
}

// [sign] digits [. digits] [e [sign] digits], and nothing after it.
HRESULT parse_number(std::string_view text, number& result) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string_view unsigned_text = rest;
  size_t digits = count_digits(rest);
  rest.remove_prefix(digits);
  if (digits > 0 && rest.empty()) {
    uint64_t magnitude = 0;
    const char* end = unsigned_text.data() + unsigned_text.size();
    if (std::from_chars(unsigned_text.data(), end, magnitude).ec == std::errc()) {
      result = {.negative = negative && magnitude != 0, .magnitude = magnitude};
      return S_OK;
    }
  }
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    const size_t decimals = count_digits(rest);
    digits += decimals;
    rest.remove_prefix(decimals);
  }
  if (digits == 0) return DISP_E_TYPEMISMATCH;
  if (rest.starts_with('e') || rest.starts_with('E')) {
    rest.remove_prefix(1);
    if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
    const size_t exponent = count_digits(rest);
    if (exponent == 0) return DISP_E_TYPEMISMATCH;
    rest.remove_prefix(exponent);
  }
  if (!rest.empty()) return DISP_E_TYPEMISMATCH;
  // A stream because its locale can be chosen: strtod follows the process's, and not every standard library
  // has from_chars for double.
  std::istringstream stream{std::string(unsigned_text)};
  stream.imbue(std::locale::classic());
  double value = 0;
  stream >> value;
  if (std::isinf(value) || value == (std::numeric_limits<double>::max)()) return DISP_E_OVERFLOW;
  result = number::of_real(negative ? -value : value);
  return S_OK;
}

std::string format_real(double value, int digits) {
  if (value == 0) return "0";
  std::ostringstream stream;
  stream.imbue(std::locale::classic());
  stream << std::uppercase;
  stream.precision(digits);
  stream << value;
  return stream.str();
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
  return store_text((value.negative ? "-" : "") + std::to_string(value.magnitude), result);
}

template <class To>
HRESULT query(IUnknown* object, REFIID iid, To*& result) {
  result = nullptr;
  if (!object) return S_OK;
  const HRESULT hr = object->QueryInterface(iid, reinterpret_cast<void**>(&result));
  return FAILED(hr) ? DISP_E_TYPEMISMATCH : S_OK;
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

// `source` is not by reference, and of another type than `type`.
HRESULT convert(const VARIANT& source, USHORT flags, VARTYPE type, VARIANT& result) {
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
    hr = convert(value, flags, type, result);
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
