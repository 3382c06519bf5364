// What is copied of a server's status messages and results, also of those that fail.

#include "../../native/client/status_messages.h"

#include <cstring>
#include <limits>

#include "check.h"
#include "fake_messages.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

const Value* field(const Record& record, const char* name) {
  for (const auto& [key, value] : record) {
    if (std::strcmp(key, name) == 0) return &value;
  }
  return nullptr;
}

const Record& record_of(const Value& value) { return **value.as<std::unique_ptr<Record>>(); }

//! The field as a number, as JavaScript sees it; -1 where it is none.
double number(const Value& value, const char* name) {
  const Value* found = field(record_of(value), name);
  if (!found) return -1;
  if (const auto* small = found->as<int32_t>()) return *small;
  return found->as<double>() ? *found->as<double>() : -1;
}

bool text_is(const Value& value, const char* name, const char16_t* expected) {
  const Value* found = field(record_of(value), name);
  return found && found->as<std::u16string>() && *found->as<std::u16string>() == expected;
}

double failed(const Array& messages, size_t index) {
  return index < messages.size() ? number(messages[index], "failed") : -1;
}

double unsigned_of(HRESULT hr) { return static_cast<double>(static_cast<uint32_t>(hr)); }

}  // namespace

TEST_CASE(no_collection_has_no_messages) { CHECK(copy_status_messages(nullptr).empty()); }

TEST_CASE(messages_are_copied_whole) {
  const int64_t references = com_live_references();
  {
    const auto message = make_com<fake_message>();
    message->error_code = static_cast<HRESULT>(0x80230001);
    message->operation_code = 5;
    const auto collection = make_com<fake_messages>();
    collection->add(VT_DISPATCH, message->identity());
    collection->add(VT_UNKNOWN, message->identity());
    const Array messages = copy_status_messages(collection.get());
    CHECK(messages.size() == 2);
    for (const Value& read : messages) {
      CHECK(text_is(read, "objectPath", u"CN=Policies"));
      CHECK(text_is(read, "extensionName", u"Registry"));
      CHECK(text_is(read, "settingsName", u""));
      CHECK(text_is(read, "message", u"Done."));
      CHECK(number(read, "errorCode") == 2149777409.0);
      CHECK(number(read, "operationCode") == 5);
    }
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(a_collection_that_cannot_be_counted_says_why) {
  const auto collection = make_com<fake_messages>();
  collection->count_status = E_ACCESSDENIED;
  const Array messages = copy_status_messages(collection.get());
  CHECK(messages.size() == 1 && failed(messages, 0) == unsigned_of(E_ACCESSDENIED));
  CHECK(collection->asked == 0);
}

TEST_CASE(items_that_cannot_be_read_stand_for_themselves) {
  const int64_t references = com_live_references();
  {
    const auto silent = make_com<fake_message>();
    silent->settings_name = E_UNEXPECTED;
    const auto collection = make_com<fake_messages>();
    collection->add(VT_DISPATCH, make_com<fake_message>()->identity());
    collection->add(VT_I4, nullptr);  // Not an object.
    collection->add(VT_EMPTY, nullptr);
    collection->add(VT_DISPATCH, nullptr);
    collection->add(VT_UNKNOWN, make_com<named>()->identity());  // An object that is no message.
    collection->add(VT_DISPATCH, silent->identity());            // A message that fails.
    collection->count = 7;                                       // One more than there are.
    const Array messages = copy_status_messages(collection.get());
    CHECK(messages.size() == 7);
    CHECK(text_is(messages[0], "message", u"Done."));
    CHECK(failed(messages, 1) == unsigned_of(DISP_E_TYPEMISMATCH));
    CHECK(failed(messages, 2) == unsigned_of(DISP_E_TYPEMISMATCH));
    CHECK(failed(messages, 3) == unsigned_of(E_POINTER));
    CHECK(failed(messages, 4) == unsigned_of(E_NOINTERFACE));
    CHECK(failed(messages, 5) == unsigned_of(E_UNEXPECTED));
    CHECK(failed(messages, 6) == unsigned_of(E_INVALIDARG));
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(what_throws_stands_for_itself) {
  const auto collection = make_com<fake_messages>();
  for (int i = 0; i < 3; ++i) collection->add(VT_DISPATCH, make_com<fake_message>()->identity());
  collection->throws_at = 2;
  const Array messages = copy_status_messages(collection.get());
  CHECK(messages.size() == 3 && failed(messages, 1) == unsigned_of(E_UNEXPECTED));
  CHECK(text_is(messages[0], "message", u"Done.") && text_is(messages[2], "message", u"Done."));
  collection->throws_at = 0;
  const Array none = copy_status_messages(collection.get());
  CHECK(none.size() == 1 && failed(none, 0) == unsigned_of(E_UNEXPECTED));
}

TEST_CASE(a_count_of_nonsense_is_not_believed) {
  const auto collection = make_com<fake_messages>();
  for (const LONG count : {0, -1, std::numeric_limits<int32_t>::min()}) {
    collection->count = count;
    CHECK(copy_status_messages(collection.get()).empty());
  }
  collection->count = std::numeric_limits<LONG>::max();
  CHECK(copy_status_messages(collection.get()).size() <= 100000);
  CHECK(collection->asked <= 100000);
}

TEST_CASE(items_that_all_fail_are_given_up) {
  const auto collection = make_com<fake_messages>();
  collection->count = 100000;
  const Array none = copy_status_messages(collection.get());
  CHECK(none.size() == 16 && collection->asked == 16);
  CHECK(number(none[14], "unread") == -1);
  CHECK(failed(none, 15) == unsigned_of(E_INVALIDARG) && number(none[15], "unread") == 99984);
  // Failures in a row only: what can be read in between starts it anew.
  for (int i = 0; i < 40; ++i) {
    const bool readable = i == 15;
    collection->add(readable ? VT_DISPATCH : VT_EMPTY,
                    readable ? make_com<fake_message>()->identity() : nullptr);
  }
  const Array some = copy_status_messages(collection.get());
  CHECK(some.size() == 32 && text_is(some[15], "message", u"Done."));
  CHECK(number(some[31], "unread") == 8);
}

TEST_CASE(a_result_is_copied_whole) {
  const int64_t references = com_live_references();
  {
    const auto messages = make_com<fake_messages>();
    messages->add(VT_DISPATCH, make_com<fake_message>()->identity());
    const auto result = make_com<fake_result>();
    result->messages.copy(messages.get());
    result->overall = E_ACCESSDENIED;
    result->result->vt = VT_BSTR;
    result->result->bstrVal = unique_bstr(u"<report/>").release();
    const Value read(copy_result(result.get()));
    CHECK(number(read, "overall") == unsigned_of(E_ACCESSDENIED));
    CHECK(field(record_of(read), "messages")->array()->size() == 1);
    CHECK(text_is(read, "value", u"<report/>"));
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(a_result_that_fails_is_empty) {
  const auto result = make_com<fake_result>();
  result->status = E_FAIL;
  result->result_status = E_PENDING;
  result->overall = S_FALSE;
  const Value read(copy_result(result.get()));
  CHECK(number(read, "overall") == 1);
  CHECK(field(record_of(read), "messages")->array()->empty());
  CHECK(field(record_of(read), "value")->empty());
}
