#pragma once

#include "com.h"

namespace gpmc {

//! Owner of one VARIANT and of what it holds.
class unique_variant {
 public:
  unique_variant() noexcept { VariantInit(&variant_); }
  //! Takes over the content of `variant`, which must not be cleared by anyone else.
  explicit unique_variant(const VARIANT& variant) noexcept : variant_(variant) {}

  unique_variant(unique_variant&& other) noexcept : variant_(other.release()) {}
  unique_variant& operator=(unique_variant&& other) noexcept {
    if (this != &other) {
      reset();
      variant_ = other.release();
    }
    return *this;
  }
  ~unique_variant() { VariantClear(&variant_); }

  //! Borrowed; the content may be changed through it, and stays owned.
  VARIANT* get() noexcept { return &variant_; }
  const VARIANT* get() const noexcept { return &variant_; }
  VARIANT* operator->() noexcept { return &variant_; }
  const VARIANT* operator->() const noexcept { return &variant_; }
  VARTYPE type() const noexcept { return variant_.vt; }

  //! Clears, and returns where a call may store a VARIANT.
  [[nodiscard]] VARIANT* put() noexcept {
    reset();
    return &variant_;
  }
  //! Gives the content to the caller and becomes VT_EMPTY.
  [[nodiscard]] VARIANT release() noexcept {
    const VARIANT content = variant_;
    VariantInit(&variant_);
    return content;
  }
  void reset() noexcept {
    VariantClear(&variant_);
    // A locked SAFEARRAY refuses to be cleared; it is given up rather than owned twice.
    VariantInit(&variant_);
  }

 private:
  VARIANT variant_;
};

}  // namespace gpmc
