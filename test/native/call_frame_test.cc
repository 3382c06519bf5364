// The arguments and out values of one vtable call, as the generated client thunks use them.

#include "../../native/runtime/call_frame.h"

#include <limits>

#include "check.h"
#include "fake_messages.h"

using namespace gpmc;
using namespace gpmc::test;
using gpmgmt::IGPMStatusMessage;
using gpmgmt::IGPMStatusMsgCollection;

namespace {

CallFrame frame_of(Value value) {
  std::vector<Value> values;
  values.push_back(std::move(value));
  return CallFrame(std::move(values));
}

//! Why a value cannot be an argument of a type; S_OK where it can.
template <class T>
HRESULT status_of(Value value) {
  CallFrame frame = frame_of(std::move(value));
  const In<T> argument(frame, 0);
  return frame.status();
}

}  // namespace

TEST_CASE(integers_have_32_bits) {
  struct row {
    Value value;
    HRESULT hr;
    uint32_t bits;
  };
  const double infinite = std::numeric_limits<double>::infinity();
  row rows[] = {
      {Value(0), S_OK, 0},
      {Value(-1), S_OK, 0xFFFFFFFF},
      {Value(std::numeric_limits<int32_t>::min()), S_OK, 0x80000000},
      {Value(2147483648.0), S_OK, 0x80000000},
      {Value(4294967295.0), S_OK, 0xFFFFFFFF},
      {Value(4294967296.0), DISP_E_OVERFLOW, 0},
      {Value(-2147483649.0), DISP_E_OVERFLOW, 0},
      {Value(infinite), DISP_E_OVERFLOW, 0},
      {Value(-infinite), DISP_E_OVERFLOW, 0},
      {Value(std::numeric_limits<double>::quiet_NaN()), DISP_E_TYPEMISMATCH, 0},
      {Value(0.5), DISP_E_TYPEMISMATCH, 0},
      {Value(true), DISP_E_TYPEMISMATCH, 0},
      {Value(std::u16string(u"1")), DISP_E_TYPEMISMATCH, 0},
      {Value(Value::Null{}), DISP_E_TYPEMISMATCH, 0},
      {Value(), DISP_E_TYPEMISMATCH, 0},
  };
  for (const row& row : rows) {
    uint32_t bits = 0;
    CHECK(to_bits(row.value, bits) == row.hr);
    CHECK(bits == row.bits);
  }
}

TEST_CASE(arguments_of_a_wrong_type_fail_the_frame) {
  CHECK(status_of<LONG>(Value(std::u16string(u"1"))) == DISP_E_TYPEMISMATCH);
  CHECK(status_of<LONG>(Value(4294967296.0)) == DISP_E_OVERFLOW);
  CHECK(status_of<VARIANT_BOOL>(Value(1)) == DISP_E_TYPEMISMATCH);
  CHECK(status_of<VARIANT_BOOL>(Value()) == DISP_E_TYPEMISMATCH);
  CHECK(status_of<BSTR>(Value(1)) == DISP_E_TYPEMISMATCH);
  CHECK(status_of<VARIANT>(Value(Record())) == E_INVALIDARG);
  CHECK(status_of<VARIANT*>(Value(Record())) == E_INVALIDARG);
  CHECK(status_of<IGPMStatusMessage*>(Value(1)) == DISP_E_TYPEMISMATCH);
  CHECK(status_of<IGPMStatusMessage*>(Value(ObjectRef{ObjectRef::Kind::kObject, 1})) == DISP_E_TYPEMISMATCH);
  const com_ptr<IUnknown> stranger(make_com<named>()->identity());
  CHECK(status_of<IGPMStatusMessage*>(Value(stranger)) == E_NOINTERFACE);
}

TEST_CASE(the_first_failure_is_kept) {
  std::vector<Value> values;
  values.emplace_back(4294967296.0);
  values.emplace_back(std::u16string(u"1"));
  CallFrame frame(std::move(values));
  const In<LONG> first(frame, 0);
  const In<LONG> second(frame, 1);
  CHECK(frame.status() == DISP_E_OVERFLOW);
}

TEST_CASE(arguments_become_what_the_callee_takes) {
  CallFrame number = frame_of(Value(2147942405.0));
  CHECK(static_cast<LONG>(In<LONG>(number, 0)) == static_cast<LONG>(0x80070005));
  CallFrame flag = frame_of(Value(true));
  CHECK(static_cast<VARIANT_BOOL>(In<VARIANT_BOOL>(flag, 0)) == VARIANT_TRUE);
  CallFrame text = frame_of(Value(std::u16string(u"a\0b", 3)));
  const In<BSTR> string(text, 0);
  CHECK(SysStringLen(string) == 3);
  CallFrame empty_text = frame_of(Value(std::u16string()));
  const In<BSTR> empty_string(empty_text, 0);
  CHECK(static_cast<BSTR>(empty_string) != nullptr);
  for (const bool null : {true, false}) {
    CallFrame nothing = frame_of(null ? Value(Value::Null{}) : Value());
    const In<BSTR> no_string(nothing, 0);
    const In<IGPMStatusMessage*> no_object(nothing, 0);
    CHECK(static_cast<BSTR>(no_string) == nullptr);
    CHECK(static_cast<IGPMStatusMessage*>(no_object) == nullptr);
    CHECK(nothing.status() == S_OK);
  }
  CallFrame beyond{std::vector<Value>()};
  In<VARIANT*> left_out(beyond, 3);
  CHECK(static_cast<VARIANT*>(left_out) == nullptr && beyond.status() == S_OK);
  CallFrame given = frame_of(Value(Value::Null{}));
  In<VARIANT*> null(given, 0);
  CHECK(static_cast<VARIANT*>(null) && static_cast<VARIANT*>(null)->vt == VT_NULL);
}

TEST_CASE(an_interface_argument_holds_a_reference_for_the_call) {
  const auto message = make_com<fake_message>();
  {
    CallFrame frame = frame_of(Value(com_ptr<IUnknown>(message->identity())));
    const In<IGPMStatusMessage*> argument(frame, 0);
    CHECK(static_cast<IGPMStatusMessage*>(argument) == message.get());
    CHECK(message->AddRef() == 4);
    CHECK(message->Release() == 3);
  }
  CHECK(message->AddRef() == 2);
  CHECK(message->Release() == 1);
}

TEST_CASE(out_values_are_kept_of_a_call_that_succeeded) {
  const int64_t references = com_live_references();
  for (const HRESULT hr : {S_OK, S_FALSE, E_FAIL}) {
    CallFrame frame{std::vector<Value>()};
    Out<LONG> number;
    Out<VARIANT_BOOL> flag;
    Out<BSTR> text;
    Out<VARIANT> variant;
    Out<IGPMStatusMessage*> object;
    Out<DATE> date;
    // A server may set some of them and fail.
    *static_cast<LONG*>(number) = -7;
    *static_cast<VARIANT_BOOL*>(flag) = 1;  // Not VARIANT_TRUE, but true.
    *static_cast<BSTR*>(text) = unique_bstr(u"text").release();
    VARIANT* received = variant;
    received->vt = VT_BSTR;
    received->bstrVal = unique_bstr(u"variant").release();
    *static_cast<IGPMStatusMessage**>(object) = make_com<fake_message>().detach();
    *static_cast<DATE*>(date) = 1.5;
    CHECK(frame.finish(hr, number, flag, text, variant, object, date) == hr);
    CHECK(frame.out().size() == (SUCCEEDED(hr) ? 6u : 0u));
    if (FAILED(hr)) continue;
    CHECK(*frame.out()[0].as<int32_t>() == -7);
    CHECK(*frame.out()[1].as<bool>());
    CHECK(*frame.out()[2].as<std::u16string>() == u"text");
    CHECK(*frame.out()[3].as<std::u16string>() == u"variant");
    CHECK(*frame.out()[4].as<com_ptr<IUnknown>>() != nullptr);
    CHECK(frame.out()[5].as<Date>()->days == 1.5);
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(out_values_that_were_not_set_are_nothing) {
  CallFrame frame{std::vector<Value>()};
  Out<BSTR> text;
  Out<VARIANT> variant;
  Out<IGPMStatusMsgCollection*> object;
  CHECK(frame.finish(S_OK, text, variant, object) == S_OK);
  CHECK(frame.out()[0].as<std::u16string>()->empty());
  CHECK(frame.out()[1].empty());
  CHECK(*frame.out()[2].as<com_ptr<IUnknown>>() == nullptr);
}

TEST_CASE(progress_and_cancel_go_together) {
  const int64_t references = com_live_references();
  {
    CallFrame synchronous{std::vector<Value>()};
    CHECK(!synchronous.progress() && !synchronous.cancel());
    const auto sink = make_com<progress>();
    CallFrame asynchronous{std::vector<Value>()};
    asynchronous.set_sink(sink.get());
    CHECK(asynchronous.progress() && asynchronous.progress()->vt == VT_DISPATCH);
    CHECK(asynchronous.progress()->pdispVal == sink.get());
    CHECK(asynchronous.cancel() && asynchronous.cancel()->vt == VT_EMPTY);
    *asynchronous.cancel() = VARIANT{};
    asynchronous.cancel()->vt = VT_UNKNOWN;
    asynchronous.cancel()->punkVal = make_com<progress>().detach();
    CHECK(asynchronous.cancel_received().vt == VT_UNKNOWN);

    CallFrame unknown{std::vector<Value>()};
    unknown.set_sink(sink.get(), VT_UNKNOWN);
    CHECK(unknown.progress()->vt == VT_UNKNOWN && unknown.progress()->punkVal == sink.get());
    CallFrame without{std::vector<Value>()};
    without.set_sink(sink.get(), VT_EMPTY);
    CHECK(without.progress() && without.progress()->vt == VT_EMPTY && without.cancel());

    VARIANT own_progress{};
    VARIANT own_cancel{};
    CallFrame late{std::vector<Value>()};
    late.borrow(&own_progress, &own_cancel);
    CHECK(late.progress() == &own_progress && late.cancel() == &own_cancel);
  }
  CHECK(com_live_references() == references);
}
