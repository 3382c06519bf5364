#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include "oleauto.h"

namespace {

// The length takes the last four of the eight bytes before the text, so that the text is aligned to eight.
constexpr size_t kHeader = 8;
// Two for the terminator, one more so that an odd number of bytes is terminated too.
constexpr size_t kTail = 3;
constexpr UINT kMaxBytes = (std::numeric_limits<UINT>::max)() - kHeader - kTail;

char* block_of(BSTR bstr) { return reinterpret_cast<char*>(bstr) - kHeader; }

BSTR allocate(UINT bytes) {
  if (bytes > kMaxBytes) return nullptr;
  auto* block = static_cast<char*>(std::malloc(kHeader + bytes + kTail));
  if (!block) return nullptr;
  const uint32_t length = bytes;
  std::memcpy(block + kHeader - sizeof length, &length, sizeof length);
  std::memset(block + kHeader + bytes, 0, kTail);
  return reinterpret_cast<BSTR>(block + kHeader);
}

BSTR copy_of(const void* source, UINT bytes) {
  BSTR bstr = allocate(bytes);
  if (!bstr) return nullptr;
  if (source) {
    std::memcpy(bstr, source, bytes);
  } else {
    std::memset(static_cast<void*>(bstr), 0, bytes);
  }
  return bstr;
}

}  // namespace

BSTR SysAllocString(const OLECHAR* source) {
  if (!source) return nullptr;
  const size_t length = std::char_traits<OLECHAR>::length(source);
  if (length > kMaxBytes / sizeof(OLECHAR)) return nullptr;
  return SysAllocStringLen(source, static_cast<UINT>(length));
}

BSTR SysAllocStringLen(const OLECHAR* source, UINT length) {
  if (length > kMaxBytes / sizeof(OLECHAR)) return nullptr;
  return copy_of(source, static_cast<UINT>(length * sizeof(OLECHAR)));
}

BSTR SysAllocStringByteLen(LPCSTR source, UINT length) { return copy_of(source, length); }

INT SysReAllocStringLen(BSTR* bstr, const OLECHAR* source, UINT length) {
  if (!bstr) return FALSE;
  // Not realloc: the source may lie within the old text.
  BSTR replacement = SysAllocStringLen(source, length);
  if (!replacement) return FALSE;
  SysFreeString(*bstr);
  *bstr = replacement;
  return TRUE;
}

void SysFreeString(BSTR bstr) {
  if (bstr) std::free(block_of(bstr));
}

UINT SysStringLen(BSTR bstr) { return SysStringByteLen(bstr) / sizeof(OLECHAR); }

UINT SysStringByteLen(BSTR bstr) {
  if (!bstr) return 0;
  uint32_t length;
  std::memcpy(&length, block_of(bstr) + kHeader - sizeof length, sizeof length);
  return length;
}
