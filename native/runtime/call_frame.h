#pragma once

#include <type_traits>
#include <utility>
#include <vector>

#include "../com/com_ptr.h"
#include "../com/unique_bstr.h"
#include "../com/unique_variant.h"
#include "../gpmgmt/generated/gpmgmt.h"
#include "../gpmgmt/method.h"
#include "value.h"

namespace gpmc {

//! The values of one vtable call, in and out, on the thread that makes it. The generated client thunks use
//! it: `In<T>` makes an argument from a Value, `Out<T>` receives one, `finish` keeps what was received.
class CallFrame {
 public:
  explicit CallFrame(std::vector<Value> in) : in_(std::move(in)) {}
  CallFrame(const CallFrame&) = delete;
  CallFrame& operator=(const CallFrame&) = delete;

  //! Makes the call asynchronous: `sink` is its IGPMAsyncProgress, given as `type`: VT_DISPATCH or
  //! VT_UNKNOWN. With VT_EMPTY the server gets an empty VARIANT, and no sink.
  void set_sink(IDispatch* sink, VARTYPE type = VT_DISPATCH) {
    asynchronous_ = true;
    if (type == VT_EMPTY) return;
    sink->AddRef();
    progress_->vt = type;
    progress_->pdispVal = sink;
  }
  //! Passes on a caller's own VARIANTs, for a late-bound call.
  void borrow(VARIANT* progress, VARIANT* cancel) {
    borrowed_progress_ = progress;
    borrowed_cancel_ = cancel;
  }

  //! The pvarGPMProgress argument: null, the only documented form, for a synchronous call.
  VARIANT* progress() {
    if (borrowed_progress_) return borrowed_progress_;
    return asynchronous_ ? progress_.get() : nullptr;
  }
  //! The pvarGPMCancel argument.
  VARIANT* cancel() {
    if (borrowed_cancel_) return borrowed_cancel_;
    return progress() ? cancel_.get() : nullptr;
  }
  //! What the server stored in pvarGPMCancel.
  const VARIANT& cancel_received() const { return *cancel_.get(); }

  //! The value at a position; empty beyond the last, as for an argument left out.
  const Value& in(size_t index) const {
    // Never destroyed: at the exit of the process other threads may still be in a call.
    static const Value& missing = *new Value;
    return index < in_.size() ? in_[index] : missing;
  }
  std::vector<Value>& out() { return out_; }

  void fail(HRESULT hr) {
    if (SUCCEEDED(status_)) status_ = hr;
  }
  //! S_OK, or why an argument could not be made: the call must not be made then.
  HRESULT status() const { return status_; }

  //! Keeps the received values of a call that succeeded; the others free themselves.
  template <class... O>
  HRESULT finish(HRESULT hr, O&... outs) {
    if (SUCCEEDED(hr)) (out_.push_back(outs.take()), ...);
    return hr;
  }

 private:
  std::vector<Value> in_;
  std::vector<Value> out_;
  bool asynchronous_ = false;
  unique_variant progress_;
  unique_variant cancel_;
  VARIANT* borrowed_progress_ = nullptr;
  VARIANT* borrowed_cancel_ = nullptr;
  HRESULT status_ = S_OK;
};

//! The 32 bits of an integer Value; unsigned ones above 2^31 (HRESULTs, flags) keep their bits.
HRESULT to_bits(const Value& value, uint32_t& bits);

//! Makes a call on the interface that declares the method.
HRESULT call_method(IUnknown* object, const MethodInfo& method, CallFrame& frame);
HRESULT call_method(IUnknown* object, const MethodInfo& method, Array arguments, std::vector<Value>& outs);

//! An integer or enum argument.
template <class T>
class In {
  static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);

 public:
  In(CallFrame& frame, size_t index) {
    uint32_t bits = 0;
    frame.fail(to_bits(frame.in(index), bits));
    value_ = static_cast<T>(bits);
  }
  operator T() const { return value_; }

 private:
  T value_;
};

template <>
class In<VARIANT_BOOL> {
 public:
  In(CallFrame& frame, size_t index) {
    const bool* flag = frame.in(index).as<bool>();
    if (!flag) frame.fail(DISP_E_TYPEMISMATCH);
    value_ = flag && *flag ? VARIANT_TRUE : VARIANT_FALSE;
  }
  operator VARIANT_BOOL() const { return value_; }

 private:
  VARIANT_BOOL value_;
};

//! Null for null and for a value left out.
template <>
class In<BSTR> {
 public:
  In(CallFrame& frame, size_t index) {
    const Value& value = frame.in(index);
    if (const auto* text = value.as<std::u16string>()) {
      value_ = unique_bstr(std::u16string_view(*text));
      if (!value_) frame.fail(E_OUTOFMEMORY);
    } else if (!value.empty() && !value.as<Value::Null>()) {
      frame.fail(DISP_E_TYPEMISMATCH);
    }
  }
  operator BSTR() const { return value_.get(); }

 private:
  unique_bstr value_;
};

template <>
class In<VARIANT> {
 public:
  In(CallFrame& frame, size_t index) { frame.fail(to_variant(frame.in(index), value_.put())); }
  //! The callee of a by-value VARIANT borrows its content.
  operator VARIANT() const { return *value_.get(); }

 private:
  unique_variant value_;
};

//! Null for a value left out.
template <>
class In<VARIANT*> {
 public:
  In(CallFrame& frame, size_t index) : given_(!frame.in(index).empty()) {
    frame.fail(to_variant(frame.in(index), value_.put()));
  }
  operator VARIANT*() { return given_ ? value_.get() : nullptr; }

 private:
  bool given_;
  unique_variant value_;
};

template <class T>
const GUID& iid_for() {
  if constexpr (std::is_same_v<T, IDispatch>) {
    return IID_IDispatch;
  } else {
    return gpmgmt::interface_of<T>::iid;
  }
}

//! An interface pointer; null for null.
template <class T>
class In<T*> {
 public:
  In(CallFrame& frame, size_t index) {
    const Value& value = frame.in(index);
    if (const auto* object = value.as<com_ptr<IUnknown>>()) {
      if (*object) frame.fail(object->query_to(iid_for<T>(), value_.put_void()));
    } else if (!value.empty() && !value.as<Value::Null>()) {
      frame.fail(DISP_E_TYPEMISMATCH);
    }
  }
  operator T*() const { return value_.get(); }

 private:
  com_ptr<T> value_;
};

//! An integer or enum that is received.
template <class T>
class Out {
  static_assert(std::is_integral_v<T> || std::is_enum_v<T>);

 public:
  operator T*() { return &value_; }
  Value take() { return value_of_number(static_cast<double>(value_)); }

 private:
  T value_{};
};

template <>
class Out<VARIANT_BOOL> {
 public:
  operator VARIANT_BOOL*() { return &value_; }
  Value take() { return value_ != VARIANT_FALSE; }

 private:
  VARIANT_BOOL value_ = VARIANT_FALSE;
};

template <>
class Out<DATE> {
 public:
  operator DATE*() { return &value_; }
  Value take() { return Date{value_}; }

 private:
  DATE value_ = 0;
};

template <>
class Out<BSTR> {
 public:
  operator BSTR*() { return value_.put(); }
  Value take() { return std::u16string(value_.view()); }

 private:
  unique_bstr value_;
};

template <>
class Out<VARIANT> {
 public:
  operator VARIANT*() { return value_.put(); }
  Value take() { return from_variant(*value_.get()); }

 private:
  unique_variant value_;
};

template <class T>
class Out<T*> {
 public:
  operator T**() { return value_.put(); }
  Value take() { return com_ptr<IUnknown>(std::move(value_)); }

 private:
  com_ptr<T> value_;
};

}  // namespace gpmc
