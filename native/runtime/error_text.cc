#include "error_text.h"

#include <utility>

#include "../com/com_ptr.h"
#include "../com/unique_bstr.h"

namespace gpmc {

#if defined(_WIN32)

void set_error_text(const std::u16string& text) {
  com_ptr<ICreateErrorInfo> create;
  if (FAILED(CreateErrorInfo(create.put()))) return;
  create->SetDescription(reinterpret_cast<LPOLESTR>(const_cast<char16_t*>(text.c_str())));
  const auto info = create.query<IErrorInfo>(IID_IErrorInfo);
  if (info) SetErrorInfo(0, info.get());
}

std::u16string take_error_text() {
  com_ptr<IErrorInfo> info;
  unique_bstr text;
  if (GetErrorInfo(0, info.put()) != S_OK || !info || FAILED(info->GetDescription(text.put()))) return {};
  return std::u16string(text.view());
}

#else

namespace {

thread_local std::u16string error_text;

}  // namespace

void set_error_text(const std::u16string& text) { error_text = text; }

std::u16string take_error_text() { return std::exchange(error_text, {}); }

#endif

}  // namespace gpmc
