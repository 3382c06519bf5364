#include <utility>

#include "../../native/com/com_ptr.h"
#include "../../native/com/unique_bstr.h"
#include "../../native/com/unique_variant.h"
#include "check.h"
#include "fake_objects.h"

using namespace gpmc;
using namespace gpmc::test;
using namespace std::string_view_literals;

namespace {

unique_variant text_variant(std::u16string_view text) {
  unique_variant result;
  result->vt = VT_BSTR;
  result->bstrVal = unique_bstr(text).release();
  return result;
}

unique_variant object_variant(IDispatch* object) {
  unique_variant result;
  result->vt = VT_DISPATCH;
  result->pdispVal = object;
  if (object) object->AddRef();
  return result;
}

}  // namespace

TEST_CASE(variant_has_the_layout_of_windows_x64) {
  VARIANT variant;
  VariantInit(&variant);
  CHECK(sizeof(VARIANT) == 24);
  CHECK(variant.vt == VT_EMPTY);
  CHECK(reinterpret_cast<char*>(&variant.lVal) - reinterpret_cast<char*>(&variant) == 8);
  CHECK(reinterpret_cast<char*>(&variant.wReserved3) - reinterpret_cast<char*>(&variant) == 6);
  variant.vt = VT_BOOL;
  variant.llVal = -1;
  CHECK(variant.boolVal == VARIANT_TRUE);
}

TEST_CASE(variant_clear_gives_back_what_it_owns) {
  auto object = make_com<progress>();
  unique_variant held = object_variant(object.get());
  const int64_t before = com_live_references();
  CHECK(VariantClear(held.get()) == S_OK);
  CHECK(held.type() == VT_EMPTY);
  CHECK(com_live_references() == before - 1);

  IDispatch* raw = object.get();
  VARIANT by_reference;
  VariantInit(&by_reference);
  by_reference.vt = VT_DISPATCH | VT_BYREF;
  by_reference.ppdispVal = &raw;
  CHECK(VariantClear(&by_reference) == S_OK);
  CHECK(com_live_references() == before - 1);

  VARIANT null_object;
  VariantInit(&null_object);
  null_object.vt = VT_UNKNOWN;
  null_object.punkVal = nullptr;
  CHECK(VariantClear(&null_object) == S_OK);

  VARIANT broken;
  VariantInit(&broken);
  broken.vt = 0x0FFF;
  CHECK(VariantClear(&broken) == DISP_E_BADVARTYPE);
}

TEST_CASE(variant_copy_shares_nothing) {
  unique_variant source = text_variant(u"a\0b"sv);
  unique_variant copy = text_variant(u"old");
  CHECK(VariantCopy(copy.get(), source.get()) == S_OK);
  CHECK(copy->bstrVal != source->bstrVal);
  CHECK(bstr_view(copy->bstrVal) == u"a\0b"sv);
  CHECK(VariantCopy(copy.get(), copy.get()) == S_OK);
  CHECK(bstr_view(copy->bstrVal) == u"a\0b"sv);

  unique_variant odd;
  odd->vt = VT_BSTR;
  odd->bstrVal = SysAllocStringByteLen("xyz", 3);
  CHECK(VariantCopy(copy.get(), odd.get()) == S_OK);
  CHECK(SysStringByteLen(copy->bstrVal) == 3);

  auto object = make_com<progress>();
  unique_variant held = object_variant(object.get());
  const int64_t before = com_live_references();
  CHECK(VariantCopy(copy.get(), held.get()) == S_OK);
  CHECK(com_live_references() == before + 1);
}

TEST_CASE(variant_copy_ind_follows_references) {
  LONG number = 42;
  VARIANT reference;
  VariantInit(&reference);
  reference.vt = VT_I4 | VT_BYREF;
  reference.plVal = &number;
  unique_variant copy;
  CHECK(VariantCopyInd(copy.get(), &reference) == S_OK);
  CHECK(copy.type() == VT_I4 && copy->lVal == 42);

  VARIANT outer;
  VariantInit(&outer);
  outer.vt = VT_VARIANT | VT_BYREF;
  outer.pvarVal = &reference;
  CHECK(VariantCopyInd(copy.get(), &outer) == S_OK);
  CHECK(copy.type() == VT_I4 && copy->lVal == 42);

  VARIANT outermost;
  VariantInit(&outermost);
  outermost.vt = VT_VARIANT | VT_BYREF;
  outermost.pvarVal = &outer;
  CHECK(VariantCopyInd(copy.get(), &outermost) == E_INVALIDARG);

  CHECK(VariantCopyInd(&reference, &reference) == S_OK);
  CHECK(reference.vt == VT_I4 && reference.lVal == 42);

  unique_bstr text(u"shared");
  BSTR raw = text.get();
  reference.vt = VT_BSTR | VT_BYREF;
  reference.pbstrVal = &raw;
  CHECK(VariantCopyInd(copy.get(), &reference) == S_OK);
  CHECK(copy.type() == VT_BSTR && copy->bstrVal != raw && bstr_view(copy->bstrVal) == u"shared");
}

TEST_CASE(unique_variant_moves_and_releases) {
  unique_variant first = text_variant(u"one");
  unique_variant second(std::move(first));
  CHECK(first.type() == VT_EMPTY);
  CHECK(bstr_view(second->bstrVal) == u"one");
  auto& self = second;
  second = std::move(self);
  CHECK(bstr_view(second->bstrVal) == u"one");
  unique_variant third(second.release());
  CHECK(second.type() == VT_EMPTY);
  CHECK(bstr_view(third->bstrVal) == u"one");
  CHECK(third.put()->vt == VT_EMPTY);
}

TEST_CASE(com_ptr_counts_what_it_owns) {
  const int64_t objects = com_live_objects();
  const int64_t references = com_live_references();
  {
    com_ptr<progress> object = make_com<progress>();
    CHECK(com_live_references() == references + 1);
    com_ptr<IDispatch> upcast = object;
    CHECK(com_live_references() == references + 2);
    com_ptr<IDispatch> moved = std::move(upcast);
    CHECK(!upcast && com_live_references() == references + 2);
    IDispatch* raw = nullptr;
    moved.copy_to(&raw);
    CHECK(com_live_references() == references + 3);
    upcast.attach(raw);
    raw = upcast.detach();
    CHECK(com_live_references() == references + 3);
    raw->Release();
    upcast.copy(moved.get());
    CHECK(upcast == moved);
    upcast.reset();
    CHECK(com_live_references() == references + 2);
    auto& self = moved;
    moved = self;
    CHECK(moved && com_live_references() == references + 2);
    CHECK(moved.query<INamed>(IID_INamed) == nullptr);
    com_ptr<IProgress> queried = moved.query<IProgress>(IID_IProgress);
    CHECK(queried.get() == object.get());
    CHECK(com_ptr<IUnknown>().query<IProgress>(IID_IProgress) == nullptr);
    CHECK(com_live_objects() == objects + 1);
  }
  CHECK(com_live_objects() == objects);
  CHECK(com_live_references() == references);
}
