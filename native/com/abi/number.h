#pragma once

//! \file
//! The number that VariantChangeType converts through. Exact 64-bit integers need one of their own, because a
//! double holds 53 bits only.

#include <cstdint>
#include <string>
#include <string_view>

#include "types.h"

namespace gpmc::abi {

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

//! The text of a BSTR without the white space around it; empty when something in it is not ASCII, for then it
//! is neither a number nor a truth value.
std::string ascii_of(BSTR bstr);

//! Reads `[sign] digits [. digits] [e [sign] digits]` and nothing after it: an integer stays exact where 64
//! bits hold it. DISP_E_TYPEMISMATCH for other text, DISP_E_OVERFLOW beyond a double.
HRESULT parse_number(std::string_view text, number& result);

//! At most `digits` significant digits, with `E` for an exponent, in every locale.
std::string format_real(double value, int digits);

}  // namespace gpmc::abi
