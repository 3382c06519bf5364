#pragma once

#include <new>

#include "com.h"

namespace gpmc {

//! In a catch block: the HRESULT for an exception that no COM method may let out. Besides our own lack of
//! memory it may be anything that a server threw.
inline HRESULT hresult_of_exception() noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return E_OUTOFMEMORY;
  } catch (...) {
    return E_UNEXPECTED;
  }
}

//! What a call into a server returns, or the HRESULT for what it throws.
template <class Call>
HRESULT guarded(Call&& call) noexcept {
  try {
    return call();
  } catch (...) {
    return hresult_of_exception();
  }
}

}  // namespace gpmc
