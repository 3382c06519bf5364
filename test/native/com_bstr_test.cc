#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "../../native/com/unique_bstr.h"
#include "check.h"

using gpmc::bstr_view;
using gpmc::unique_bstr;
using namespace std::string_view_literals;

namespace {

const OLECHAR* ole(const char16_t* text) { return reinterpret_cast<const OLECHAR*>(text); }

uint32_t stored_length(BSTR bstr) {
  uint32_t length;
  std::memcpy(&length, reinterpret_cast<const char*>(bstr) - 4, sizeof length);
  return length;
}

}  // namespace

TEST_CASE(bstr_keeps_its_byte_length_before_the_text) {
  unique_bstr text(u"GPO");
  CHECK(stored_length(text.get()) == 6);
  CHECK(SysStringByteLen(text.get()) == 6);
  CHECK(SysStringLen(text.get()) == 3);
  CHECK(text.get()[3] == 0);
}

TEST_CASE(bstr_holds_embedded_nuls) {
  constexpr std::u16string_view kText = u"a\0b\0"sv;
  unique_bstr text(kText);
  CHECK(SysStringLen(text.get()) == 4);
  CHECK(text.view() == kText);
  unique_bstr cut;
  cut.reset(SysAllocString(text.get()));
  CHECK(cut.view() == u"a");
}

TEST_CASE(bstr_of_odd_byte_lengths) {
  for (const UINT bytes : {0u, 1u, 3u, 7u}) {
    unique_bstr text(SysAllocStringByteLen("ABCDEFG", bytes));
    CHECK(SysStringByteLen(text.get()) == bytes);
    CHECK(SysStringLen(text.get()) == bytes / 2);
    CHECK(text.view().size() == bytes / 2);
    CHECK(std::memcmp(text.get(), "ABCDEFG", bytes) == 0);
    const char* end = reinterpret_cast<const char*>(text.get()) + bytes;
    CHECK(end[0] == 0 && end[1] == 0);
  }
}

TEST_CASE(bstr_null_and_empty) {
  CHECK(SysAllocString(nullptr) == nullptr);
  CHECK(SysStringLen(nullptr) == 0);
  CHECK(SysStringByteLen(nullptr) == 0);
  SysFreeString(nullptr);
  CHECK(bstr_view(nullptr).empty());
  CHECK(!unique_bstr());
  CHECK(unique_bstr(u""));
  CHECK(unique_bstr(std::u16string_view()).view().empty());
  CHECK(unique_bstr(std::u16string_view()));
}

TEST_CASE(bstr_too_long_is_null) {
  CHECK(SysAllocStringLen(nullptr, (std::numeric_limits<UINT>::max)()) == nullptr);
  CHECK(SysAllocStringLen(nullptr, (std::numeric_limits<UINT>::max)() / 2) == nullptr);
}

TEST_CASE(bstr_reallocation_may_read_the_old_text) {
  BSTR text = SysAllocString(ole(u"Default Domain Policy"));
  CHECK(SysReAllocStringLen(&text, text + 8, 6) == TRUE);
  CHECK(bstr_view(text) == u"Domain");
  CHECK(SysReAllocStringLen(&text, ole(u""), 0) == TRUE);
  CHECK(text != nullptr && SysStringLen(text) == 0);
  SysFreeString(text);
}

TEST_CASE(unique_bstr_moves_and_releases) {
  unique_bstr first(u"one");
  BSTR raw = first.get();
  unique_bstr second(std::move(first));
  CHECK(second.get() == raw);
  CHECK(!first);
  unique_bstr third(u"three");
  third = std::move(second);
  CHECK(third.get() == raw);
  auto& self = third;
  third = std::move(self);
  CHECK(third.view() == u"one");
  *third.put() = SysAllocString(ole(u"four"));
  CHECK(third.view() == u"four");
  BSTR released = third.release();
  CHECK(!third);
  CHECK(bstr_view(released) == u"four");
  SysFreeString(released);
}
