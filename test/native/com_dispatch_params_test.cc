#include <cstdint>
#include <initializer_list>
#include <vector>

#include "../../native/com/dispatch_params.h"
#include "../../native/com/unique_variant.h"
#include "check.h"
#include "fake_objects.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

constexpr UINT kUntouched = 77;
constexpr dispatch_signature kStatus{5, 5};

VARIANT value_of(VARTYPE type, int64_t bits) {
  VARIANT value;
  VariantInit(&value);
  value.vt = type;
  value.llVal = bits;
  return value;
}
VARIANT real(double number) {
  VARIANT value = value_of(VT_R8, 0);
  value.dblVal = number;
  return value;
}
VARIANT refers(VARTYPE type, void* target) {
  VARIANT value = value_of(static_cast<VARTYPE>(type | VT_BYREF), 0);
  value.byref = target;
  return value;
}
VARIANT missing() {
  VARIANT value = value_of(VT_ERROR, 0);
  value.scode = DISP_E_PARAMNOTFOUND;
  return value;
}

// One call's arguments, given in the order in which a person writes them: positional ones, then named ones.
class call {
 public:
  call(const dispatch_signature& signature, std::initializer_list<VARIANT> positional,
       std::initializer_list<std::pair<DISPID, VARIANT>> named = {})
      : reader(&params, signature, &argument_error) {
    for (const auto& [name, value] : named) {
      names_.push_back(name);
      arguments_.push_back(value);
    }
    for (auto it = positional.end(); it != positional.begin();) arguments_.push_back(*--it);
    params.rgvarg = arguments_.data();
    params.cArgs = static_cast<UINT>(arguments_.size());
    params.rgdispidNamedArgs = names_.data();
    params.cNamedArgs = static_cast<UINT>(names_.size());
  }

 private:
  std::vector<VARIANT> arguments_;
  std::vector<DISPID> names_;

 public:
  DISPPARAMS params{};
  UINT argument_error = kUntouched;
  dispatch_params reader;
};

struct long_row {
  const char* name;
  VARIANT argument;
  HRESULT status;
  LONG value;
};

}  // namespace

TEST_CASE(arguments_come_reversed) {
  auto object = make_com<progress>();
  VARIANT result = value_of(VT_BSTR, 0);
  VARIANT collection = value_of(VT_DISPATCH, 0);
  collection.pdispVal = object.get();
  call status(kStatus, {value_of(VT_I4, 3), value_of(VT_I4, 10), value_of(VT_ERROR, E_ACCESSDENIED),
                        refers(VT_VARIANT, &result), collection});
  LONG numerator = 0;
  LONG denominator = 0;
  SCODE hr = 0;
  VARIANT* variant = nullptr;
  com_ptr<IProgress> messages;
  CHECK(status.reader.check() == S_OK);
  CHECK(status.reader.read_long(0, &numerator) == S_OK && numerator == 3);
  CHECK(status.reader.read_long(1, &denominator) == S_OK && denominator == 10);
  CHECK(status.reader.read_scode(2, &hr) == S_OK && hr == E_ACCESSDENIED);
  CHECK(status.reader.read_variant(3, &variant) == S_OK && variant == &result);
  CHECK(status.reader.read_interface(4, IID_IProgress, messages.put_void()) == S_OK);
  CHECK(messages.get() == object.get());
  CHECK(status.argument_error == kUntouched);
}

TEST_CASE(arguments_are_named_by_index) {
  call mixed({3, 3}, {value_of(VT_I4, 1)}, {{2, value_of(VT_I4, 3)}, {1, value_of(VT_I4, 2)}});
  CHECK(mixed.reader.check() == S_OK);
  for (LONG i = 0; i < 3; ++i) {
    LONG value = 0;
    CHECK(mixed.reader.read_long(static_cast<UINT>(i), &value) == S_OK && value == i + 1);
  }
  call put({1, 1}, {}, {{DISPID_PROPERTYPUT, value_of(VT_I4, 8)}});
  LONG value = 0;
  CHECK(put.reader.check() == S_OK);
  CHECK(put.reader.read_long(0, &value) == S_OK && value == 8);
}

TEST_CASE(wrong_names_are_refused) {
  const VARIANT one = value_of(VT_I4, 1);
  call unknown({3, 0}, {one}, {{1, one}, {3, one}});
  CHECK(unknown.reader.check() == DISP_E_PARAMNOTFOUND && unknown.argument_error == 1);
  call negative({3, 0}, {}, {{-5, one}});
  CHECK(negative.reader.check() == DISP_E_PARAMNOTFOUND && negative.argument_error == 0);
  call twice({3, 0}, {}, {{1, one}, {1, one}});
  CHECK(twice.reader.check() == DISP_E_PARAMNOTFOUND && twice.argument_error == 1);
  call also_positional({3, 0}, {one}, {{0, one}});
  CHECK(also_positional.reader.check() == DISP_E_PARAMNOTFOUND && also_positional.argument_error == 0);
  call no_names({3, 0, false}, {one}, {{1, one}});
  CHECK(no_names.reader.check() == DISP_E_NONAMEDARGS);
}

TEST_CASE(wrong_counts_are_refused) {
  const VARIANT one = value_of(VT_I4, 1);
  CHECK(call({2, 2}, {one}).reader.check() == DISP_E_BADPARAMCOUNT);
  CHECK(call({2, 2}, {one, one, one}).reader.check() == DISP_E_BADPARAMCOUNT);
  CHECK(call({0, 0}, {}).reader.check() == S_OK);
  CHECK(call({2, 1}, {one}).reader.check() == S_OK);
}

TEST_CASE(broken_structures_are_refused) {
  UINT error = kUntouched;
  CHECK(dispatch_params(nullptr, kStatus, &error).check() == E_INVALIDARG);
  DISPPARAMS params{nullptr, nullptr, 1, 0};
  CHECK(dispatch_params(&params, {1, 1}, &error).check() == E_INVALIDARG);
  VARIANT argument = value_of(VT_I4, 1);
  params = {&argument, nullptr, 1, 1};
  CHECK(dispatch_params(&params, {1, 1}, &error).check() == E_INVALIDARG);
  params = {&argument, nullptr, 1, 2};
  CHECK(dispatch_params(&params, {1, 1}, &error).check() == E_INVALIDARG);
}

TEST_CASE(missing_arguments) {
  call optional({3, 1}, {value_of(VT_I4, 1), missing()});
  LONG value = 55;
  VARIANT* variant = nullptr;
  void* object = &value;
  unique_bstr text(u"default");
  CHECK(optional.reader.check() == S_OK);
  CHECK(optional.reader.read_long(1, &value) == S_FALSE && value == 55);
  CHECK(optional.reader.read_scode(2, &value) == S_FALSE && value == 55);
  CHECK(optional.reader.read_variant(1, &variant) == S_FALSE && variant == nullptr);
  CHECK(optional.reader.read_interface(2, IID_IDispatch, &object) == S_FALSE && object == &value);
  CHECK(optional.reader.read_bstr(1, &text) == S_FALSE && text.view() == u"default");
  CHECK(optional.argument_error == kUntouched);

  VARIANT marker = missing();
  call required({3, 3}, {value_of(VT_I4, 1), refers(VT_VARIANT, &marker), value_of(VT_I4, 3)});
  CHECK(required.reader.check() == S_OK);
  CHECK(required.reader.read_long(1, &value) == DISP_E_PARAMNOTOPTIONAL);
  CHECK(required.argument_error == 1);

  // The names fill the optional places and leave a required one open.
  call open({3, 2}, {}, {{0, value_of(VT_I4, 1)}, {2, value_of(VT_I4, 3)}});
  CHECK(open.reader.check() == S_OK);
  CHECK(open.reader.read_long(1, &value) == DISP_E_PARAMNOTOPTIONAL);
  CHECK(open.argument_error == kUntouched);
}

TEST_CASE(integers_are_coerced) {
  LONG target = -9;
  VARIANT inner = value_of(VT_UI1, 200);
  VARIANT by_reference = refers(VT_I4, &target);
  unique_bstr text(u" 12 ");
  unique_bstr word(u"twelve");
  VARIANT text_argument = value_of(VT_BSTR, 0);
  text_argument.bstrVal = text.get();
  VARIANT word_argument = value_of(VT_BSTR, 0);
  word_argument.bstrVal = word.get();
  const long_row rows[] = {
      {"VT_I2", value_of(VT_I2, -3), S_OK, -3},
      {"VT_BOOL", value_of(VT_BOOL, VARIANT_TRUE), S_OK, -1},
      {"VT_R8", real(2.5), S_OK, 2},
      {"VT_EMPTY", value_of(VT_EMPTY, 0), S_OK, 0},
      {"VT_BSTR", text_argument, S_OK, 12},
      {"VT_BSTR of a word", word_argument, DISP_E_TYPEMISMATCH, 0},
      {"VT_I4|VT_BYREF", by_reference, S_OK, -9},
      {"VT_VARIANT|VT_BYREF", refers(VT_VARIANT, &inner), S_OK, 200},
      {"VT_VARIANT|VT_BYREF to VT_BYREF", refers(VT_VARIANT, &by_reference), S_OK, -9},
      {"VT_I8 too large", value_of(VT_I8, 0x80000000LL), DISP_E_OVERFLOW, 0},
      {"VT_R8 too large", real(1e10), DISP_E_OVERFLOW, 0},
      {"VT_NULL", value_of(VT_NULL, 0), DISP_E_TYPEMISMATCH, 0},
      {"VT_ERROR", value_of(VT_ERROR, E_FAIL), DISP_E_TYPEMISMATCH, 0},
      {"null VT_I4|VT_BYREF", refers(VT_I4, nullptr), DISP_E_TYPEMISMATCH, 0},
      {"null VT_VARIANT|VT_BYREF", refers(VT_VARIANT, nullptr), DISP_E_TYPEMISMATCH, 0},
  };
  for (const long_row& row : rows) {
    call one({2, 2}, {row.argument, value_of(VT_I4, 0)});
    LONG value = 0;
    CHECK_ROW(one.reader.read_long(0, &value) == row.status, row.name);
    CHECK_ROW(value == row.value, row.name);
    CHECK_ROW(one.argument_error == (FAILED(row.status) ? 1 : kUntouched), row.name);
  }
}

TEST_CASE(endless_references_end) {
  VARIANT loop = refers(VT_VARIANT, nullptr);
  loop.pvarVal = &loop;
  call one({1, 1}, {loop});
  VARIANT* variant = nullptr;
  CHECK(one.reader.read_variant(0, &variant) == DISP_E_TYPEMISMATCH && one.argument_error == 0);
}

TEST_CASE(status_codes_are_taken_from_any_number) {
  SCODE target = E_ABORT;
  const long_row rows[] = {
      {"VT_ERROR", value_of(VT_ERROR, E_ACCESSDENIED), S_OK, E_ACCESSDENIED},
      {"VT_ERROR|VT_BYREF", refers(VT_ERROR, &target), S_OK, E_ABORT},
      {"VT_I4", value_of(VT_I4, E_FAIL), S_OK, E_FAIL},
      {"VT_UI4", value_of(VT_UI4, 0x80070005), S_OK, E_ACCESSDENIED},
      {"VT_I8", value_of(VT_I8, 0x80070005), S_OK, E_ACCESSDENIED},
      {"VT_UI8", value_of(VT_UI8, 0x80070005), S_OK, E_ACCESSDENIED},
      {"VT_R8", real(2147942405.0), S_OK, E_ACCESSDENIED},
      {"VT_R8 negative", real(-2147024891.0), S_OK, E_ACCESSDENIED},
      {"VT_EMPTY", value_of(VT_EMPTY, 0), S_OK, S_OK},
      {"VT_I8 too large", value_of(VT_I8, 0x100000000LL), DISP_E_OVERFLOW, 0},
      {"VT_NULL", value_of(VT_NULL, 0), DISP_E_TYPEMISMATCH, 0},
  };
  for (const long_row& row : rows) {
    call one({1, 1}, {row.argument});
    SCODE value = 0;
    CHECK_ROW(one.reader.read_scode(0, &value) == row.status, row.name);
    CHECK_ROW(value == row.value, row.name);
  }
}

TEST_CASE(texts_and_truth_values_are_coerced) {
  unique_bstr text(std::u16string_view(u"a\0b", 3));
  BSTR raw = text.get();
  call one({4, 4}, {refers(VT_BSTR, &raw), value_of(VT_I4, -5), value_of(VT_BOOL, VARIANT_TRUE),
                    value_of(VT_NULL, 0)});
  unique_bstr out;
  CHECK(one.reader.read_bstr(0, &out) == S_OK && out.get() != raw);
  CHECK(out.view() == std::u16string_view(u"a\0b", 3));
  CHECK(one.reader.read_bstr(1, &out) == S_OK && out.view() == u"-5");
  CHECK(one.reader.read_bstr(3, &out) == DISP_E_TYPEMISMATCH && one.argument_error == 0);
  VARIANT_BOOL truth = VARIANT_FALSE;
  CHECK(one.reader.read_bool(2, &truth) == S_OK && truth == VARIANT_TRUE);
  truth = VARIANT_FALSE;
  CHECK(one.reader.read_bool(1, &truth) == S_OK && truth == VARIANT_TRUE);
}

TEST_CASE(variants_are_lent_as_they_are) {
  call one({1, 1}, {value_of(VT_I4, 5)});
  VARIANT* variant = nullptr;
  CHECK(one.reader.read_variant(0, &variant) == S_OK);
  CHECK(variant == &one.params.rgvarg[0]);
}

TEST_CASE(interfaces_are_queried) {
  const int64_t references = com_live_references();
  {
    auto object = make_com<named_progress>();
    auto* dispatch = static_cast<IDispatch*>(object.get());
    VARIANT by_dispatch = value_of(VT_DISPATCH, 0);
    by_dispatch.pdispVal = dispatch;
    VARIANT by_unknown = value_of(VT_UNKNOWN, 0);
    by_unknown.punkVal = object->identity();
    VARIANT null_dispatch = value_of(VT_DISPATCH, 0);
    null_dispatch.pdispVal = nullptr;
    for (const VARIANT& argument : {by_dispatch, by_unknown, refers(VT_DISPATCH, &dispatch)}) {
      call one({1, 1}, {argument});
      com_ptr<INamed> found;
      CHECK(one.reader.read_interface(0, IID_INamed, found.put_void()) == S_OK && found);
      void* refused = object.get();
      CHECK(one.reader.read_interface(0, IID_IEnumVARIANT, &refused) == DISP_E_TYPEMISMATCH);
      CHECK(refused == nullptr && one.argument_error == 0);
    }
    for (const VARIANT& argument : {null_dispatch, value_of(VT_EMPTY, 0), value_of(VT_NULL, 0)}) {
      call one({1, 1}, {argument});
      void* found = object.get();
      CHECK(one.reader.read_interface(0, IID_INamed, &found) == S_OK && found == nullptr);
    }
    call number({1, 1}, {value_of(VT_I4, 5)});
    void* found = nullptr;
    CHECK(number.reader.read_interface(0, IID_INamed, &found) == DISP_E_TYPEMISMATCH);
  }
  CHECK(com_live_references() == references);
}
