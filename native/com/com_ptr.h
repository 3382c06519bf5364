#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "com.h"

namespace gpmc {

//! Owner of one reference to a COM object.
//!
//! Ownership is always spelled out: the constructor from a raw pointer and copies add a reference, `attach`
//! and `put` take over one that the caller already owns. Releasing may run foreign code, so a com_ptr must
//! not be destroyed under a lock. Not synchronised: one thread at a time for one com_ptr.
template <class T>
class com_ptr {
 public:
  constexpr com_ptr() noexcept = default;
  constexpr com_ptr(std::nullptr_t) noexcept {}
  //! Adds a reference.
  explicit com_ptr(T* object) noexcept : object_(object) { add_ref(); }

  com_ptr(const com_ptr& other) noexcept : object_(other.object_) { add_ref(); }
  com_ptr(com_ptr&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}

  template <class U, class = std::enable_if_t<std::is_convertible_v<U*, T*>>>
  com_ptr(const com_ptr<U>& other) noexcept : object_(other.get()) {
    add_ref();
  }
  template <class U, class = std::enable_if_t<std::is_convertible_v<U*, T*>>>
  com_ptr(com_ptr<U>&& other) noexcept : object_(other.detach()) {}

  ~com_ptr() { release(object_); }

  com_ptr& operator=(com_ptr other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }

  //! Borrowed pointer, null when empty.
  T* get() const noexcept { return object_; }
  T* operator->() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }

  //! Takes over a reference that the caller owns.
  void attach(T* object) noexcept { release(std::exchange(object_, object)); }
  //! Gives the reference to the caller.
  [[nodiscard]] T* detach() noexcept { return std::exchange(object_, nullptr); }
  //! Replaces the content by `object` and adds a reference to it.
  void copy(T* object) noexcept { *this = com_ptr(object); }
  //! Stores the pointer with a reference of its own in `*out`; `out` must not be null.
  void copy_to(T** out) const noexcept {
    add_ref();
    *out = object_;
  }
  void reset() noexcept { attach(nullptr); }

  //! Empties the owner and returns where a call may store a reference.
  [[nodiscard]] T** put() noexcept {
    reset();
    return &object_;
  }
  //! Like `put`, for QueryInterface and its kin.
  [[nodiscard]] void** put_void() noexcept { return reinterpret_cast<void**>(put()); }

  //! Asks the object for another interface. Empty when it refuses, or when this is empty.
  template <class U>
  [[nodiscard]] com_ptr<U> query(REFIID iid) const noexcept {
    com_ptr<U> result;
    query_to(iid, result.put_void());
    return result;
  }
  //! QueryInterface; E_POINTER when this is empty.
  HRESULT query_to(REFIID iid, void** out) const noexcept {
    if (object_) return object_->QueryInterface(iid, out);
    *out = nullptr;
    return E_POINTER;
  }

  friend bool operator==(const com_ptr& left, const com_ptr& right) noexcept {
    return left.object_ == right.object_;
  }
  friend bool operator==(const com_ptr& left, std::nullptr_t) noexcept { return left.object_ == nullptr; }

 private:
  void add_ref() const noexcept {
    if (object_) object_->AddRef();
  }
  static void release(T* object) noexcept {
    if (object) object->Release();
  }

  T* object_ = nullptr;
};

//! com_ptr that takes over a reference which the caller owns.
template <class T>
[[nodiscard]] com_ptr<T> attach_com_ptr(T* object) noexcept {
  com_ptr<T> result;
  result.attach(object);
  return result;
}

}  // namespace gpmc
