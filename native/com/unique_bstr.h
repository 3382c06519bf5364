#pragma once

#include <limits>
#include <string_view>
#include <utility>

#include "com.h"

namespace gpmc {

//! The characters of a BSTR, embedded NULs included and a trailing odd byte not. Null is the empty string.
//! Valid as long as the BSTR is.
inline std::u16string_view bstr_view(BSTR bstr) noexcept {
  // OLECHAR is wchar_t on Windows: the same 16-bit code units under another type.
  return bstr ? std::u16string_view(reinterpret_cast<const char16_t*>(bstr), SysStringLen(bstr))
              : std::u16string_view();
}

//! Owner of one BSTR.
class unique_bstr {
 public:
  unique_bstr() noexcept = default;
  //! Takes over `bstr`.
  explicit unique_bstr(BSTR bstr) noexcept : bstr_(bstr) {}
  //! Copies `text`. Never null for a text that fits (an empty one makes an empty BSTR); null when memory is
  //! out or the text is longer than a BSTR can count.
  explicit unique_bstr(std::u16string_view text) noexcept {
    // Without a source SysAllocStringLen would leave the characters as they come.
    const char16_t* source = text.data() ? text.data() : u"";
    if (text.size() <= (std::numeric_limits<UINT>::max)()) {
      bstr_ = SysAllocStringLen(reinterpret_cast<const OLECHAR*>(source), static_cast<UINT>(text.size()));
    }
  }

  //! Copies a NUL-terminated text. Keeps literals away from the constructor that takes over.
  explicit unique_bstr(const char16_t* text) noexcept : unique_bstr(std::u16string_view(text)) {}

  unique_bstr(unique_bstr&& other) noexcept : bstr_(other.release()) {}
  unique_bstr& operator=(unique_bstr&& other) noexcept {
    reset(other.release());
    return *this;
  }
  ~unique_bstr() { SysFreeString(bstr_); }

  //! Borrowed.
  BSTR get() const noexcept { return bstr_; }
  explicit operator bool() const noexcept { return bstr_ != nullptr; }
  std::u16string_view view() const noexcept { return bstr_view(bstr_); }

  //! Empties the owner and returns where a call may store a BSTR.
  [[nodiscard]] BSTR* put() noexcept {
    reset();
    return &bstr_;
  }
  //! Gives the BSTR to the caller.
  [[nodiscard]] BSTR release() noexcept { return std::exchange(bstr_, nullptr); }
  //! Frees the content and takes over `bstr`.
  void reset(BSTR bstr = nullptr) noexcept { SysFreeString(std::exchange(bstr_, bstr)); }

 private:
  BSTR bstr_ = nullptr;
};

}  // namespace gpmc
