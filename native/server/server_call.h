#pragma once

#include <type_traits>
#include <utility>

#include "../com/exception.h"
#include "../runtime/call_frame.h"
#include "server_object_base.h"

namespace gpmc {

//! One vtable call on a served object, as the generated server thunks make it: arguments in, question, answer
//! out.
class ServerCall {
 public:
  ServerCall(ServerObjectBase& object, uint16_t method) : object_(object), method_(method) {}

  void in(BSTR text) {
    add([&] { return value_of_bstr(text); });
  }
  void in(VARIANT_BOOL flag) {
    add([&] { return Value(flag != VARIANT_FALSE); });
  }
  void in(const VARIANT& variant) {
    add([&] { return from_variant(variant); });
  }
  void in(const VARIANT* variant) {
    add([&] { return variant ? from_variant(*variant) : Value(); });
  }
  template <class T, class = std::enable_if_t<(std::is_integral_v<T> ||
                                               std::is_enum_v<T>)&&!std::is_same_v<T, VARIANT_BOOL>>>
  void in(T number) {
    add([&] { return value_of_number(static_cast<double>(number)); });
  }
  template <class I, class = std::enable_if_t<std::is_base_of_v<IUnknown, I>>>
  void in(I* object) {
    add([&] { return Value(com_ptr<IUnknown>(object)); });
  }

  //! pvarGPMProgress: an interface pointer, however the VARIANT holds it, or null for a synchronous call.
  void progress(const VARIANT* variant);
  //! pvarGPMCancel, which a caller may leave out.
  void cancel(VARIANT* variant) {
    if (variant) VariantInit(variant);
    add_out(variant, &write<VARIANT>, &clear<VARIANT>, true);
  }
  //! A required out parameter.
  template <class T>
  void out(T* pointer) {
    if (pointer) *pointer = T();
    add_out(pointer, &write<T>, &clear<T>, false);
  }
  void out(VARIANT* pointer) {
    if (pointer) VariantInit(pointer);
    add_out(pointer, &write<VARIANT>, &clear<VARIANT>, false);
  }

  //! Gives the answer: E_POINTER for a missing out pointer, else what TypeScript decides.
  HRESULT ask() noexcept;

 private:
  using Writer = HRESULT (*)(void* pointer, const Value& value);
  using Clearer = void (*)(void* pointer);
  struct OutParameter {
    void* pointer;
    Writer write;
    Clearer clear;
    bool optional;
  };

  //! The thunks may not throw: what cannot be kept is told by `ask`.
  template <class Make>
  void add(Make&& make) noexcept {
    try {
      arguments_.push_back(make());
    } catch (...) {
      status_ = hresult_of_exception();
    }
  }
  void add_out(void* pointer, Writer writer, Clearer clearer, bool optional) {
    outs_[out_count_++] = {pointer, writer, clearer, optional};
  }
  HRESULT write_outs(const Array& answers);
  template <class T>
  static HRESULT write(void* pointer, const Value& value);
  //! Takes back what was written: a caller frees nothing of a call that failed.
  template <class T>
  static void clear(void* pointer);

  ServerObjectBase& object_;
  const uint16_t method_;
  Array arguments_;
  OutParameter outs_[2]{};  // No method of the description has more.
  size_t out_count_ = 0;
  HRESULT status_ = S_OK;
};

namespace detail {

HRESULT write_bstr(BSTR* pointer, const Value& value);
HRESULT write_date(DATE* pointer, const Value& value);
HRESULT write_bool(VARIANT_BOOL* pointer, const Value& value);
HRESULT write_interface(void** pointer, const Value& value, REFIID iid);

template <class T>
struct is_interface : std::false_type {};
template <class I>
struct is_interface<I*> : std::is_base_of<IUnknown, I> {};

template <class I>
const GUID& out_iid() {
  if constexpr (std::is_same_v<I, IEnumVARIANT>) {
    return IID_IEnumVARIANT;
  } else {
    return iid_for<I>();
  }
}

}  // namespace detail

template <class T>
void ServerCall::clear(void* pointer) {
  if constexpr (std::is_same_v<T, VARIANT>) {
    VariantClear(static_cast<VARIANT*>(pointer));
  } else if constexpr (std::is_same_v<T, BSTR>) {
    SysFreeString(std::exchange(*static_cast<BSTR*>(pointer), nullptr));
  } else if constexpr (detail::is_interface<T>::value) {
    if (T object = std::exchange(*static_cast<T*>(pointer), nullptr)) object->Release();
  } else {
    *static_cast<T*>(pointer) = T();
  }
}

template <class T>
HRESULT ServerCall::write(void* pointer, const Value& value) {
  if constexpr (std::is_same_v<T, VARIANT>) {
    return to_variant(value, static_cast<VARIANT*>(pointer));
  } else if constexpr (std::is_same_v<T, BSTR>) {
    return detail::write_bstr(static_cast<BSTR*>(pointer), value);
  } else if constexpr (std::is_same_v<T, DATE>) {
    return detail::write_date(static_cast<DATE*>(pointer), value);
  } else if constexpr (std::is_same_v<T, VARIANT_BOOL>) {
    return detail::write_bool(static_cast<VARIANT_BOOL*>(pointer), value);
  } else if constexpr (detail::is_interface<T>::value) {
    return detail::write_interface(static_cast<void**>(pointer), value,
                                   detail::out_iid<std::remove_pointer_t<T>>());
  } else {
    uint32_t bits = 0;
    const HRESULT hr = to_bits(value, bits);
    if (SUCCEEDED(hr)) *static_cast<T*>(pointer) = static_cast<T>(bits);
    return hr;
  }
}

}  // namespace gpmc
