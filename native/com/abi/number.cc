#include "number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <locale>
#include <sstream>

#include "hresult.h"
#include "oleauto.h"

namespace gpmc::abi {

namespace {

size_t count_digits(std::string_view text) {
  return static_cast<size_t>(
      std::find_if_not(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) - text.begin());
}

}  // namespace

std::string ascii_of(BSTR bstr) {
  std::u16string_view text(bstr ? bstr : u"", SysStringLen(bstr));
  const auto is_space = [](char16_t c) { return c == u' ' || (c >= u'\t' && c <= u'\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (!std::all_of(text.begin(), text.end(), [](char16_t c) { return c > 0 && c < 0x80; })) return {};
  return std::string(text.begin(), text.end());
}

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

}  // namespace gpmc::abi
