#include "call_frame.h"

#include <cmath>

namespace gpmc {

HRESULT to_bits(const Value& value, uint32_t& bits) {
  if (const auto* number = value.as<int32_t>()) {
    bits = static_cast<uint32_t>(*number);
    return S_OK;
  }
  if (const auto* number = value.as<double>()) {
    if (*number != std::floor(*number)) return DISP_E_TYPEMISMATCH;
    if (*number < 0 || *number > 4294967295.0) return DISP_E_OVERFLOW;
    bits = static_cast<uint32_t>(*number);
    return S_OK;
  }
  return DISP_E_TYPEMISMATCH;
}

HRESULT call_method(IUnknown* object, const MethodInfo& method, CallFrame& frame) {
  com_ptr<IUnknown> pointer;
  const HRESULT hr = object->QueryInterface(*method.iid, pointer.put_void());
  return SUCCEEDED(hr) ? method.call(pointer.get(), frame) : hr;
}

HRESULT call_method(IUnknown* object, const MethodInfo& method, Array arguments, std::vector<Value>& outs) {
  CallFrame frame(std::move(arguments));
  const HRESULT hr = call_method(object, method, frame);
  outs = std::move(frame.out());
  return hr;
}

}  // namespace gpmc
