// Value, the form in which everything travels between JavaScript and COM, to VARIANTs and back.

#include "../../native/runtime/value.h"

#include <limits>

#include "../../native/com/unique_bstr.h"
#include "../../native/com/unique_variant.h"
#include "check.h"
#include "fake_objects.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

VARIANT of_type(VARTYPE type) {
  VARIANT variant{};
  variant.vt = type;
  return variant;
}

//! To a VARIANT and back.
Value round_trip(const Value& value) {
  unique_variant variant;
  CHECK(to_variant(value, variant.put()) == S_OK);
  return from_variant(*variant.get());
}

template <class T>
bool is(const Value& value, T expected) {
  const T* found = value.as<T>();
  return found && *found == expected;
}

bool is_failure(const Value& value, HRESULT hr) {
  const auto* failure = value.as<Failure>();
  return failure && failure->hresult == hr;
}

//! A SAFEARRAY in a VARIANT, filled by SafeArrayPutElement.
template <class Element>
unique_variant array_of(VARTYPE type, LONG lower, std::initializer_list<Element> elements) {
  unique_variant variant;
  SAFEARRAY* safe = SafeArrayCreateVector(type, lower, static_cast<ULONG>(elements.size()));
  CHECK(safe != nullptr);
  LONG offset = 0;
  for (Element element : elements) {
    LONG index = lower + offset++;
    CHECK(SafeArrayPutElement(safe, &index, &element) == S_OK);
  }
  variant->vt = static_cast<VARTYPE>(VT_ARRAY | type);
  variant->parray = safe;
  return variant;
}

//! Knows one object, as the number 1.
class one_object : public Resolver {
 public:
  explicit one_object(IUnknown* object) : object_(object) {}
  HRESULT resolve(const ObjectRef& reference, com_ptr<IUnknown>& object) override {
    if (reference.id != 1) return CO_E_OBJNOTCONNECTED;
    object = object_;
    return S_OK;
  }

 private:
  com_ptr<IUnknown> object_;
};

}  // namespace

TEST_CASE(plain_values_come_back_as_they_went) {
  CHECK(round_trip(Value()).empty());
  CHECK(round_trip(Value::Null{}).as<Value::Null>() != nullptr);
  CHECK(is(round_trip(true), true));
  CHECK(is(round_trip(false), false));
  for (const int32_t number :
       {0, 1, -1, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()}) {
    CHECK(is(round_trip(number), number));
  }
  for (const double number : {0.5, -2147483649.0, 4294967295.0, 1e300}) CHECK(is(round_trip(number), number));
  const std::u16string embedded(u"a\0b\xD83D", 4);  // An embedded NUL, half a surrogate pair.
  for (const std::u16string& text : {std::u16string(), std::u16string(u"Gruppe \u00DF"), embedded}) {
    CHECK(is(round_trip(text), text));
  }
  const Value date = round_trip(Date{-1.25});
  CHECK(date.as<Date>() && date.as<Date>()->days == -1.25);
  CHECK(is_failure(round_trip(Failure{E_ACCESSDENIED}), E_ACCESSDENIED));
}

TEST_CASE(whole_numbers_become_integers) {
  CHECK(is(value_of_number(3.0), int32_t{3}));
  CHECK(is(value_of_number(-0.0), int32_t{0}));
  CHECK(is(value_of_number(2147483648.0), 2147483648.0));
  CHECK(is(value_of_number(3.5), 3.5));
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK(is(value_of_number(infinite), infinite));
  CHECK(value_of_number(std::numeric_limits<double>::quiet_NaN()).as<double>() != nullptr);
}

TEST_CASE(numbers_of_every_type_are_read) {
  struct row {
    const char* name;
    VARTYPE type;
    LONGLONG bits;
    double expected;
  };
  const row rows[] = {
      {"VT_I1", VT_I1, 0xFF, -1},        {"VT_UI1", VT_UI1, 0xFF, 255},
      {"VT_I2", VT_I2, 0xFFFE, -2},      {"VT_UI2", VT_UI2, 0xFFFE, 65534},
      {"VT_I4", VT_I4, 0xFFFFFFFD, -3},  {"VT_UI4", VT_UI4, 0x80070005, 2147942405.0},
      {"VT_INT", VT_INT, 7, 7},          {"VT_UINT", VT_UINT, 0xFFFFFFFF, 4294967295.0},
      {"VT_I8", VT_I8, 5000000000, 5e9}, {"VT_UI8", VT_UI8, 5000000000, 5e9},
  };
  for (const row& row : rows) {
    VARIANT variant = of_type(row.type);
    variant.llVal = row.bits;
    const Value value = from_variant(variant);
    const double found = value.as<int32_t>()  ? *value.as<int32_t>()
                         : value.as<double>() ? *value.as<double>()
                                              : 0;
    CHECK_ROW(found == row.expected, row.name);
    // The same behind a reference.
    LONGLONG stored = row.bits;
    VARIANT by_reference = of_type(static_cast<VARTYPE>(VT_BYREF | row.type));
    by_reference.pllVal = &stored;
    const Value again = from_variant(by_reference);
    CHECK_ROW(again.storage().index() == value.storage().index(), row.name);
  }
  VARIANT single = of_type(VT_R4);
  single.fltVal = 0.5f;
  CHECK(is(from_variant(single), 0.5));
}

TEST_CASE(references_are_followed_but_not_for_ever) {
  const unique_bstr text(u"value");
  BSTR borrowed = text.get();
  VARIANT inner = of_type(VT_BYREF | VT_BSTR);
  inner.pbstrVal = &borrowed;
  VARIANT outer = of_type(VT_BYREF | VT_VARIANT);
  outer.pvarVal = &inner;
  CHECK(is(from_variant(outer), std::u16string(u"value")));
  inner = outer;
  inner.pvarVal = &inner;  // A circle.
  CHECK(from_variant(outer).as<Failure>() != nullptr);
  CHECK(from_variant(inner).as<Failure>() != nullptr);
}

TEST_CASE(null_pointers_are_values_or_failures) {
  CHECK(is(from_variant(of_type(VT_BSTR)), std::u16string()));
  CHECK(is(value_of_bstr(nullptr), std::u16string()));
  for (const VARTYPE type : {VT_DISPATCH, VT_UNKNOWN}) {
    const Value value = from_variant(of_type(type));
    const auto* object = value.as<com_ptr<IUnknown>>();
    CHECK(object && !*object);
  }
  CHECK(from_variant(of_type(VT_ARRAY | VT_VARIANT)).as<Value::Null>() != nullptr);
  for (const int type : {int{VT_I4}, int{VT_BSTR}, int{VT_DISPATCH}, int{VT_VARIANT}, VT_ARRAY | VT_I4}) {
    CHECK(is_failure(from_variant(of_type(static_cast<VARTYPE>(VT_BYREF | type))), E_POINTER));
  }
  VARIANT inner = of_type(VT_BYREF | VT_BSTR);  // A reference to a reference to nothing.
  VARIANT outer = of_type(VT_BYREF | VT_VARIANT);
  outer.pvarVal = &inner;
  CHECK(is_failure(from_variant(outer), E_POINTER));
}

TEST_CASE(types_without_a_value_are_failures) {
  for (const int type : {4094, 0x7F, int{VT_VARIANT}}) {
    CHECK(from_variant(of_type(static_cast<VARTYPE>(type))).as<Failure>() != nullptr);
  }
}

TEST_CASE(objects_keep_their_count) {
  const int64_t references = com_live_references();
  {
    const auto automated = make_com<progress>();
    const auto plain = make_com<named>();
    unique_variant variant;
    CHECK(to_variant(Value(com_ptr<IUnknown>(automated->identity())), variant.put()) == S_OK);
    CHECK(variant.type() == VT_DISPATCH && variant->pdispVal == automated.get());
    CHECK(to_variant(Value(com_ptr<IUnknown>(plain->identity())), variant.put()) == S_OK);
    CHECK(variant.type() == VT_UNKNOWN && variant->punkVal == plain->identity());
    CHECK(to_variant(AsUnknown{com_ptr<IUnknown>(automated->identity())}, variant.put()) == S_OK);
    CHECK(variant.type() == VT_UNKNOWN && variant->punkVal == automated->identity());
    CHECK(to_variant(com_ptr<IUnknown>(), variant.put()) == S_OK);
    CHECK(variant.type() == VT_DISPATCH && !variant->pdispVal);
    IUnknown* pointer = plain->identity();
    VARIANT by_reference = of_type(VT_BYREF | VT_UNKNOWN);
    by_reference.ppunkVal = &pointer;
    const Value read = from_variant(by_reference);
    CHECK(read.as<com_ptr<IUnknown>>() && read.as<com_ptr<IUnknown>>()->get() == pointer);
    CHECK(plain->AddRef() == 3);
    CHECK(plain->Release() == 2);
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(arrays_come_back_with_their_members) {
  const int64_t references = com_live_references();
  {
    Array inner;
    inner.emplace_back(std::u16string(u"deep"));
    Array outer;
    outer.emplace_back(1);
    outer.push_back(std::move(inner));
    outer.emplace_back(com_ptr<IUnknown>(make_com<progress>()->identity()));
    outer.emplace_back();
    const Value value(std::move(outer));
    const Value copy = value.clone();
    const Value back = round_trip(copy);
    const Array* found = back.array();
    CHECK(found && found->size() == 4);
    CHECK(is((*found)[0], int32_t{1}));
    const Array* nested = (*found)[1].array();
    CHECK(nested && nested->size() == 1 && is((*nested)[0], std::u16string(u"deep")));
    CHECK((*found)[2].as<com_ptr<IUnknown>>() != nullptr);
    CHECK((*found)[3].empty());
    const Value empty = round_trip(Array());
    CHECK(empty.array() && empty.array()->empty());
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(arrays_of_a_server_have_any_bounds_and_type) {
  const unique_variant bytes = array_of<BYTE>(VT_UI1, 5, {7, 255});
  const Value value = from_variant(*bytes.get());
  const Array* read = value.array();
  CHECK(read && read->size() == 2 && is((*read)[1], int32_t{255}));

  // The upper bound is the largest LONG: the reader's index must not run over it. (Wine cannot fill this
  // one.)
  unique_variant last;
  last->vt = VT_ARRAY | VT_I4;
  last->parray = SafeArrayCreateVector(VT_I4, std::numeric_limits<LONG>::max(), 1);
  const Value single = from_variant(*last.get());
  CHECK(single.array() && single.array()->size() == 1);

  SAFEARRAY* behind = bytes->parray;
  VARIANT by_reference = of_type(VT_BYREF | VT_ARRAY | VT_UI1);
  by_reference.pparray = &behind;
  const Value again = from_variant(by_reference);
  CHECK(again.array() && again.array()->size() == 2);
}

TEST_CASE(arrays_are_read_by_their_count) {
  // One below its lower bound, the upper bound of the first is no LONG.
  for (const LONG lower : {std::numeric_limits<LONG>::min(), std::numeric_limits<LONG>::max()}) {
    const unique_variant empty = array_of<LONG>(VT_I4, lower, {});
    const Value value = from_variant(*empty.get());
    CHECK(value.array() && value.array()->empty());
  }
  const unique_variant first = array_of<LONG>(VT_I4, std::numeric_limits<LONG>::min(), {3, 4});
  const Value value = from_variant(*first.get());
  CHECK(value.array() && value.array()->size() == 2 && is((*value.array())[1], int32_t{4}));
  // By hand: there is no memory for such a count.
  for (const ULONG count : {0x100001u, 0xFFFFFFFFu}) {
    first->parray->rgsabound[0].cElements = count;
    CHECK(is_failure(from_variant(*first.get()), DISP_E_OVERFLOW));
  }
  first->parray->rgsabound[0].cElements = 2;
}

TEST_CASE(elements_too_large_for_a_variant_are_refused) {
  // By hand: SafeArrayCreateVector makes no records. Nothing may be copied out of it.
  unique_variant variant = array_of<LONGLONG>(VT_I8, 0, {1, 2});
  variant->parray->cbElements = 16;
  CHECK(is_failure(from_variant(*variant.get()), DISP_E_BADVARTYPE));
  variant->parray->cbElements = sizeof(LONGLONG);
}

TEST_CASE(what_a_variant_cannot_hold_is_refused) {
  const int64_t references = com_live_references();
  {
    unique_variant variant;
    CHECK(to_variant(ObjectRef{ObjectRef::Kind::kForeign, 1}, variant.put()) == E_INVALIDARG);
    CHECK(variant.type() == VT_EMPTY);
    CHECK(to_variant(Record(), variant.put()) == E_INVALIDARG);
    Array array;
    array.emplace_back(com_ptr<IUnknown>(make_com<progress>()->identity()));
    array.emplace_back(ObjectRef{ObjectRef::Kind::kObject, 9});
    CHECK(to_variant(std::move(array), variant.put()) == E_INVALIDARG);
    CHECK(variant.type() == VT_EMPTY);
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(references_are_resolved_also_in_arrays) {
  const auto object = make_com<progress>();
  one_object resolver(object->identity());
  Array array;
  array.emplace_back(ObjectRef{ObjectRef::Kind::kObject, 1});
  array.emplace_back(ObjectRef{ObjectRef::Kind::kServed, 1, true});
  Value value(std::move(array));
  CHECK(resolve_references(value, resolver) == S_OK);
  const Array& resolved = *value.array();
  CHECK(resolved[0].as<com_ptr<IUnknown>>() &&
        resolved[0].as<com_ptr<IUnknown>>()->get() == object->identity());
  CHECK(resolved[1].as<AsUnknown>() && resolved[1].as<AsUnknown>()->object.get() == object->identity());
  Value unknown(ObjectRef{ObjectRef::Kind::kObject, 2});
  CHECK(resolve_references(unknown, resolver) == CO_E_OBJNOTCONNECTED);
  CHECK(unknown.as<ObjectRef>() != nullptr);
}

TEST_CASE(objects_are_adopted_also_in_records) {
  const int64_t references = com_live_references();
  {
    Array array;
    array.emplace_back(com_ptr<IUnknown>(make_com<progress>()->identity()));
    array.emplace_back(com_ptr<IUnknown>());
    Record record;
    record.emplace_back("list", std::move(array));
    Value value(std::move(record));
    uint32_t adopted = 0;
    adopt_objects(value, [&](com_ptr<IUnknown>) { return ObjectRef{ObjectRef::Kind::kObject, ++adopted}; });
    CHECK(adopted == 1);
    const Array& list = *(*value.as<std::unique_ptr<Record>>())->front().second.array();
    CHECK(list[0].as<ObjectRef>() && list[0].as<ObjectRef>()->id == 1);
    CHECK(list[1].as<Value::Null>() != nullptr);
    CHECK(com_live_references() == references);
  }
}
