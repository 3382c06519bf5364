#include "server_call.h"

namespace gpmc {

void ServerCall::progress(const VARIANT* variant) {
  add([&] {
    Value value = variant ? from_variant(*variant) : Value();
    const auto* object = value.as<com_ptr<IUnknown>>();
    return object && *object ? std::move(value) : Value(Value::Null{});
  });
}

HRESULT ServerCall::ask() noexcept {
  for (size_t i = 0; i < out_count_; ++i) {
    if (!outs_[i].pointer && !outs_[i].optional) return E_POINTER;
  }
  if (FAILED(status_)) return status_;
  try {
    Array answers;
    const HRESULT hr = object_.answer(method_, std::move(arguments_), answers);
    if (FAILED(hr)) return hr;
    const HRESULT written = write_outs(answers);
    return FAILED(written) ? written : hr;
  } catch (...) {
    return hresult_of_exception();
  }
}

HRESULT ServerCall::write_outs(const Array& answers) {
  for (size_t i = 0; i < out_count_ && i < answers.size(); ++i) {
    if (!outs_[i].pointer) continue;
    const HRESULT hr = outs_[i].write(outs_[i].pointer, answers[i]);
    if (SUCCEEDED(hr)) continue;
    for (size_t written = 0; written < i; ++written) {
      if (outs_[written].pointer) outs_[written].clear(outs_[written].pointer);
    }
    return hr;
  }
  return S_OK;
}

namespace detail {

HRESULT write_bstr(BSTR* pointer, const Value& value) {
  const auto* text = value.as<std::u16string>();
  if (!text) return value.empty() || value.as<Value::Null>() ? S_OK : DISP_E_TYPEMISMATCH;
  unique_bstr copy{std::u16string_view(*text)};
  if (!copy) return E_OUTOFMEMORY;
  *pointer = copy.release();
  return S_OK;
}

HRESULT write_date(DATE* pointer, const Value& value) {
  const auto* date = value.as<Date>();
  if (!date) return DISP_E_TYPEMISMATCH;
  *pointer = date->days;
  return S_OK;
}

HRESULT write_bool(VARIANT_BOOL* pointer, const Value& value) {
  const bool* flag = value.as<bool>();
  if (!flag) return DISP_E_TYPEMISMATCH;
  *pointer = *flag ? VARIANT_TRUE : VARIANT_FALSE;
  return S_OK;
}

HRESULT write_interface(void** pointer, const Value& value, REFIID iid) {
  const auto* object = value.as<com_ptr<IUnknown>>();
  if (!object) return value.empty() || value.as<Value::Null>() ? S_OK : DISP_E_TYPEMISMATCH;
  return *object ? (*object)->QueryInterface(iid, pointer) : S_OK;
}

}  // namespace detail

}  // namespace gpmc
