// What is read of objects and collections by a plan, also of those that no good server has.

#include "../../native/client/property_reader.h"

#include <limits>

#include "../../native/com/unknown.h"
#include "check.h"
#include "fake_messages.h"
#include "leak_check.h"
#include "method_of.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

//! The messages of a result, and of each its text; then the result's own value.
struct result_plan : ReadPlan {
  result_plan() {
    const auto messages = std::make_shared<ReadPlan>();
    messages->each = true;
    messages->reads.push_back({&method_of("IGPMStatusMessage", "get_Message")});
    reads.push_back({&method_of("IGPMResult", "get_Status"), messages});
    reads.push_back({&method_of("IGPMResult", "get_Result")});
  }
};

struct told_result {
  com_ptr<fake_message> message = make_com<fake_message>();
  com_ptr<fake_messages> messages = make_com<fake_messages>();
  com_ptr<fake_result> result = make_com<fake_result>();
  result_plan plan;

  told_result() {
    result->result->vt = VT_I4;
    result->result->lVal = 7;
    result->messages.copy(messages.get());
  }
  HRESULT read(Rows& rows) { return read_values(result->identity(), plan, rows); }
  LONG references_of_message() {
    message->AddRef();
    return static_cast<LONG>(message->Release());
  }
};

//! The rows, each object as 100 and its place among the objects.
Array take(Rows& rows, std::vector<com_ptr<IUnknown>>& objects) {
  return rows.take([&](com_ptr<IUnknown> object, REFIID) {
    objects.push_back(std::move(object));
    return 99 + objects.size();
  });
}

bool is_number(const Value& value, int32_t number) {
  const auto* found = value.as<int32_t>();
  return found && *found == number;
}

bool is_failure(const Value& value, HRESULT hr) {
  const auto* found = value.as<Failure>();
  return found && found->hresult == hr;
}

//! That the messages could not be read, while the value was.
void check_failed(told_result& told, HRESULT hr, size_t room = Rows::kMostObjects) {
  Rows rows(room);
  std::vector<com_ptr<IUnknown>> objects;
  const LONG before = told.references_of_message();
  CHECK(told.read(rows) == S_OK);
  CHECK(told.references_of_message() == before);
  const Array values = take(rows, objects);
  CHECK(objects.empty() && values.size() == 2);
  if (values.size() == 2) CHECK(is_failure(values[0], hr) && is_number(values[1], 7));
}

}  // namespace

TEST_CASE(a_collection_is_read_where_its_value_would_stand) {
  const leak_check leaks;
  told_result told;
  told.messages->add(VT_DISPATCH, told.message->identity());
  told.messages->add(VT_UNKNOWN, told.message->identity());
  Rows rows;
  CHECK(told.read(rows) == S_OK);
  std::vector<com_ptr<IUnknown>> objects;
  const Array values = take(rows, objects);
  CHECK(objects.size() == 2 && values.size() == 6);
  if (values.size() != 6) return;
  CHECK(is_number(values[0], 2) && is_number(values[1], 100) && is_number(values[3], 101));
  for (const size_t at : {size_t{2}, size_t{4}}) {
    const auto* text = values[at].as<std::u16string>();
    CHECK(text && *text == u"Done.");
  }
  CHECK(is_number(values[5], 7));
  CHECK(told.references_of_message() == 5);  // Ours, the collection's two, and those of the two rows.
}

TEST_CASE(a_null_pointer_is_read_as_null) {
  const leak_check leaks;
  told_result told;
  told.result->messages.reset();
  for (const HRESULT success : {S_OK, S_FALSE}) {
    told.result->status = success;
    Rows rows;
    std::vector<com_ptr<IUnknown>> objects;
    CHECK(told.read(rows) == S_OK);
    const Array values = take(rows, objects);
    CHECK(values.size() == 2 && values[0].as<Value::Null>() && is_number(values[1], 7));
  }
}

TEST_CASE(a_collection_that_cannot_be_read_is_one_failure) {
  const leak_check leaks;
  told_result told;
  told.messages->add(VT_DISPATCH, told.message->identity());
  told.messages->add(VT_I4, nullptr);
  check_failed(told, E_NOINTERFACE);
  told.messages->items.pop_back();
  check_failed(told, E_INVALIDARG);  // It still counts two.
  told.messages->throws_at = 2;
  check_failed(told, E_UNEXPECTED);
  told.messages->throws_at = 0;
  check_failed(told, E_UNEXPECTED);
  told.messages->throws_at = -1;
  told.messages->count_status = E_FAIL;
  check_failed(told, E_FAIL);
  told.result->status = E_ACCESSDENIED;
  check_failed(told, E_ACCESSDENIED);
}

TEST_CASE(a_collection_that_counts_nonsense_is_given_up) {
  const leak_check leaks;
  told_result told;
  told.messages->count = std::numeric_limits<LONG>::max();
  told.messages->always = com_ptr<IUnknown>(make_com<named>()->identity());
  check_failed(told, E_NOINTERFACE);
  CHECK(told.messages->asked == kMostFailures);
  // All can be read, and there is no end.
  told.messages->asked = 0;
  told.messages->always = com_ptr<IUnknown>(told.message->identity());
  check_failed(told, DISP_E_OVERFLOW, 100);
  CHECK(told.messages->asked == 101);
  told.messages->count = -1;
  Rows rows;
  std::vector<com_ptr<IUnknown>> objects;
  CHECK(told.read(rows) == S_OK);
  CHECK(is_number(take(rows, objects)[0], 0));
}

TEST_CASE(an_object_is_read_where_its_value_would_stand) {
  const leak_check leaks;
  told_result told;
  const auto status = std::make_shared<ReadPlan>();
  status->reads.push_back({&method_of("IGPMStatusMsgCollection", "get_Count")});
  status->reads.push_back({&method_of("IGPMStatusMessage", "get_Message")});
  told.plan.reads[0].further = status;
  Rows rows;
  std::vector<com_ptr<IUnknown>> objects;
  CHECK(told.read(rows) == S_OK);
  const Array values = take(rows, objects);
  CHECK(objects.size() == 1 && values.size() == 4);
  if (values.size() != 4) return;
  CHECK(is_number(values[0], 100) && is_number(values[1], 0));
  CHECK(is_failure(values[2], E_NOINTERFACE) && is_number(values[3], 7));
  // One whose method gives no object of its own.
  told.plan.reads[0] = {&method_of("IGPMResult", "get_Result"), status};
  Rows others;
  CHECK(told.read(others) == S_OK);
  CHECK(is_failure(take(others, objects)[0], E_NOINTERFACE));
}

TEST_CASE(an_object_of_which_nothing_can_be_read_fails) {
  const leak_check leaks;
  told_result told;
  told.result->status = E_FAIL;
  told.result->result_status = E_ACCESSDENIED;
  Rows rows;
  CHECK(told.read(rows) == E_ACCESSDENIED);
}

TEST_CASE(members_are_read_as_many_at_a_time_as_is_wanted) {
  const leak_check leaks;
  told_result told;
  for (int i = 0; i < 5; ++i) told.messages->add(VT_DISPATCH, told.message->identity());
  Rows rows;
  MemberReader members(*told.plan.reads[0].further, rows);
  CHECK(members.open(told.messages->identity(), *told.plan.reads[0].method) == S_OK);
  CHECK(members.read(2) == S_FALSE && told.messages->asked == 2);
  CHECK(members.read(2) == S_FALSE && told.messages->asked == 4);
  CHECK(members.read(2) == S_OK && told.messages->asked == 5);
  CHECK(members.rows_added() == 5);
  // What gives no collection of the description is none.
  MemberReader others(*told.plan.reads[0].further, rows);
  CHECK(others.open(told.messages->identity(), *told.plan.reads[1].method) == E_NOINTERFACE);
}
