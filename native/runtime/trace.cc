#include "trace.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>

#include "../com/com_ptr.h"

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#elif defined(__APPLE__)
#include <pthread.h>
#endif

namespace gpmc::trace {

namespace {

#if defined(_WIN32)
//! IClientSecurity: proxies answer it, and objects have no reason to.
//! https://learn.microsoft.com/windows/win32/api/objidl/nn-objidl-iclientsecurity
constexpr GUID kClientSecurity{0x0000013d, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
#endif

std::atomic<bool> on{false};
std::atomic<VARTYPE> progress_form{VT_DISPATCH};

unsigned long thread_number() {
#if defined(_WIN32)
  return GetCurrentThreadId();
#elif defined(__linux__)
  return static_cast<unsigned long>(syscall(SYS_gettid));
#elif defined(__APPLE__)
  uint64_t number = 0;
  pthread_threadid_np(nullptr, &number);
  return static_cast<unsigned long>(number);
#else
  return 0;
#endif
}

const char* apartment_name() {
#if defined(_WIN32)
  APTTYPE type;
  APTTYPEQUALIFIER qualifier;
  if (FAILED(CoGetApartmentType(&type, &qualifier))) return "none";
  switch (type) {
    case APTTYPE_STA:
      return "STA";
    case APTTYPE_MAINSTA:
      return "main-STA";
    case APTTYPE_MTA:
      return qualifier == APTTYPEQUALIFIER_IMPLICIT_MTA ? "implicit-MTA" : "MTA";
    case APTTYPE_NA:
      return "neutral";
    default:
      return "unknown";
  }
#else
  return "none";
#endif
}

double milliseconds() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

const char* base_type(VARTYPE type) {
  switch (type) {
    case VT_EMPTY:
      return "VT_EMPTY";
    case VT_NULL:
      return "VT_NULL";
    case VT_I4:
      return "VT_I4";
    case VT_BSTR:
      return "VT_BSTR";
    case VT_DISPATCH:
      return "VT_DISPATCH";
    case VT_ERROR:
      return "VT_ERROR";
    case VT_BOOL:
      return "VT_BOOL";
    case VT_VARIANT:
      return "VT_VARIANT";
    case VT_UNKNOWN:
      return "VT_UNKNOWN";
    default:
      return nullptr;
  }
}

}  // namespace

bool enabled() { return on.load(std::memory_order_relaxed); }
void enable(VARTYPE progress) {
  progress_form.store(progress, std::memory_order_relaxed);
  on.store(true, std::memory_order_relaxed);
}
VARTYPE progress_type() { return progress_form.load(std::memory_order_relaxed); }

void line(const char* event, std::initializer_list<Field> fields) {
  char head[160];
  std::snprintf(head, sizeof head, "gpmc trace ms=%.3f thread=%lu apartment=%s event=%s", milliseconds(),
                thread_number(), apartment_name(), event);
  std::string text(head);
  for (const Field& field : fields) {
    text += ' ';
    text += field.name;
    text += '=';
    text += field.value;
  }
  text += '\n';
  // One write for a line: several threads trace at once.
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::string number(long long value) { return std::to_string(value); }

std::string hresult(HRESULT hr) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08X", static_cast<unsigned>(hr));
  return text;
}

std::string vartype(const VARIANT* variant) {
  if (!variant) return "null";
  std::string text;
  if (variant->vt & VT_BYREF) text += "VT_BYREF|";
  if (variant->vt & VT_ARRAY) text += "VT_ARRAY|";
  const char* name = base_type(static_cast<VARTYPE>(variant->vt & VT_TYPEMASK));
  text += name ? std::string(name) : std::to_string(variant->vt & VT_TYPEMASK);
  const bool is_object = variant->vt == VT_DISPATCH || variant->vt == VT_UNKNOWN;
  if (is_object && !variant->punkVal) text += ":null";
  return text;
}

std::string pointer(IUnknown* object) {
  if (!object) return "null";
#if defined(_WIN32)
  com_ptr<IUnknown> security;
  if (SUCCEEDED(object->QueryInterface(kClientSecurity, security.put_void()))) return "proxy";
#endif
  return "direct";
}

std::string references(IUnknown* object) {
  object->AddRef();
  return std::to_string(object->Release());
}

}  // namespace gpmc::trace
