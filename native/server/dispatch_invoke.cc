#include "dispatch_invoke.h"

#include "../com/dispatch_params.h"
#include "../com/exception.h"
#include "../runtime/call_frame.h"
#include "../runtime/error_text.h"

namespace gpmc {

namespace {

//! Puts the failure of the method itself, which Invoke reports as an exception, where the caller wants it.
HRESULT raise(HRESULT hr, EXCEPINFO* exception) {
  if (!exception) return hr;
  *exception = EXCEPINFO();
  exception->scode = hr;
  exception->bstrDescription = unique_bstr(std::u16string_view(take_error_text())).release();
  return DISP_E_EXCEPTION;
}

//! Collects the arguments but progress and cancel, which go to the frame as the caller's own VARIANTs.
HRESULT read_arguments(const dispatch_params& given, const MethodInfo& method, Array& arguments,
                       VARIANT** progress, VARIANT** cancel) {
  for (UINT position = 0; position < method.parameters; ++position) {
    VARIANT* variant = nullptr;
    const HRESULT hr = given.read_variant(position, &variant);
    if (FAILED(hr)) return hr;
    if (static_cast<int>(position) == method.progress) {
      *progress = hr == S_OK ? variant : nullptr;
    } else if (static_cast<int>(position) == method.cancel) {
      *cancel = hr == S_OK ? variant : nullptr;
    } else {
      arguments.push_back(hr == S_OK ? from_variant(*variant) : Value());
    }
  }
  return S_OK;
}

}  // namespace

HRESULT dispatch_invoke(void* object, const MethodInfo& method, const DISPPARAMS* parameters, VARIANT* result,
                        EXCEPINFO* exception, UINT* argument_error) noexcept {
  try {
    const dispatch_params given(parameters, {method.parameters, 0}, argument_error);
    HRESULT hr = given.check();
    if (FAILED(hr)) return hr;
    Array arguments;
    VARIANT* progress = nullptr;
    VARIANT* cancel = nullptr;
    hr = read_arguments(given, method, arguments, &progress, &cancel);
    if (FAILED(hr)) return hr;
    CallFrame frame(std::move(arguments));
    frame.borrow(progress, cancel);
    hr = method.call(object, frame);
    // An argument that could not be converted is the caller's fault, all else the method's.
    if (FAILED(frame.status())) return frame.status();
    if (FAILED(hr)) return raise(hr, exception);
    if (result) {
      VariantInit(result);
      if (!frame.out().empty()) return to_variant(frame.out()[0], result);
    }
    return S_OK;
  } catch (...) {
    return hresult_of_exception();
  }
}

HRESULT call_by_dispatch(IUnknown* object, const MethodInfo& method, const Array& arguments, Array& outs) {
  com_ptr<IDispatch> dispatch;
  HRESULT hr = object->QueryInterface(IID_IDispatch, dispatch.put_void());
  if (FAILED(hr)) return hr;
  unique_bstr name{std::u16string_view(method.dispatch_name)};
  LPOLESTR names = name.get();
  DISPID id = DISPID_UNKNOWN;
  hr = dispatch->GetIDsOfNames(IID_NULL, &names, 1, 0, &id);
  if (FAILED(hr)) return hr;

  std::vector<unique_variant> values(arguments.size());
  std::vector<VARIANT> reversed(arguments.size());
  for (size_t i = 0; i < arguments.size(); ++i) {
    unique_variant& value = values[arguments.size() - 1 - i];
    hr = to_variant(arguments[i], value.put());
    if (FAILED(hr)) return hr;
    reversed[arguments.size() - 1 - i] = *value.get();  // Borrowed: the callee owns nothing of its arguments.
  }
  DISPPARAMS parameters{};
  parameters.rgvarg = reversed.data();
  parameters.cArgs = static_cast<UINT>(reversed.size());
  unique_variant result;
  UINT argument_error = 0;
  hr =
      dispatch->Invoke(id, IID_NULL, 0, DISPATCH_METHOD, &parameters, result.put(), nullptr, &argument_error);
  if (SUCCEEDED(hr) && result.type() != VT_EMPTY) outs.push_back(from_variant(*result.get()));
  return hr;
}

}  // namespace gpmc
