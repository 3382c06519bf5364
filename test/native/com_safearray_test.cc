#include <limits>

#include "../../native/com/unique_bstr.h"
#include "../../native/com/unique_variant.h"
#include "check.h"
#include "fake_objects.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

struct array_owner {
  explicit array_owner(SAFEARRAY* made) : array(made) {}
  array_owner(const array_owner&) = delete;
  array_owner& operator=(const array_owner&) = delete;
  ~array_owner() { SafeArrayDestroy(array); }
  SAFEARRAY* array;
};

LONG bound(HRESULT (*get)(SAFEARRAY*, UINT, LONG*), SAFEARRAY* array) {
  LONG value = -99;
  return get(array, 1, &value) == S_OK ? value : -99;
}
HRESULT lower(SAFEARRAY* array, UINT dimension, LONG* value) {
  return SafeArrayGetLBound(array, dimension, value);
}
HRESULT upper(SAFEARRAY* array, UINT dimension, LONG* value) {
  return SafeArrayGetUBound(array, dimension, value);
}

}  // namespace

TEST_CASE(safearray_describes_itself) {
  array_owner owner(SafeArrayCreateVector(VT_I4, 5, 3));
  VARTYPE type = VT_EMPTY;
  CHECK(SafeArrayGetVartype(owner.array, &type) == S_OK && type == VT_I4);
  CHECK(SafeArrayGetDim(owner.array) == 1);
  CHECK(bound(lower, owner.array) == 5);
  CHECK(bound(upper, owner.array) == 7);
  LONG value = 0;
  CHECK(SafeArrayGetLBound(owner.array, 2, &value) == DISP_E_BADINDEX);
  CHECK(SafeArrayGetUBound(owner.array, 0, &value) == DISP_E_BADINDEX);
  CHECK(owner.array->cbElements == 4);
  CHECK((owner.array->fFeatures & FADF_HAVEVARTYPE) != 0);
}

TEST_CASE(safearray_refuses_what_it_cannot_hold) {
  CHECK(SafeArrayCreateVector(VT_EMPTY, 0, 1) == nullptr);
  CHECK(SafeArrayCreateVector(VT_NULL, 0, 1) == nullptr);
}

TEST_CASE(safearray_of_no_elements) {
  array_owner owner(SafeArrayCreateVector(VT_VARIANT, 0, 0));
  CHECK(bound(lower, owner.array) == 0);
  CHECK(bound(upper, owner.array) == -1);
  LONG index = 0;
  unique_variant value;
  CHECK(SafeArrayGetElement(owner.array, &index, value.put()) == DISP_E_BADINDEX);
}

TEST_CASE(safearray_elements_start_empty_and_are_bounded) {
  array_owner owner(SafeArrayCreateVector(VT_I4, -1, 2));
  LONG index = -1;
  LONG value = 7;
  CHECK(SafeArrayGetElement(owner.array, &index, &value) == S_OK && value == 0);
  value = 9;
  index = 0;
  CHECK(SafeArrayPutElement(owner.array, &index, &value) == S_OK);
  value = 0;
  CHECK(SafeArrayGetElement(owner.array, &index, &value) == S_OK && value == 9);
  index = 1;
  CHECK(SafeArrayPutElement(owner.array, &index, &value) == DISP_E_BADINDEX);
  index = -2;
  CHECK(SafeArrayGetElement(owner.array, &index, &value) == DISP_E_BADINDEX);
}

TEST_CASE(safearray_of_strings_copies_in_and_out) {
  array_owner owner(SafeArrayCreateVector(VT_BSTR, 0, 2));
  unique_bstr text(u"contoso.com");
  LONG index = 0;
  CHECK(SafeArrayPutElement(owner.array, &index, text.get()) == S_OK);
  unique_bstr out;
  CHECK(SafeArrayGetElement(owner.array, &index, out.put()) == S_OK);
  CHECK(out.view() == u"contoso.com");
  void* data = nullptr;
  CHECK(SafeArrayAccessData(owner.array, &data) == S_OK);
  BSTR inside = static_cast<BSTR*>(data)[0];
  CHECK(inside != text.get() && inside != out.get());
  CHECK(SafeArrayUnaccessData(owner.array) == S_OK);
  // The old text goes when a new one comes, and null is a text too.
  CHECK(SafeArrayPutElement(owner.array, &index, out.get()) == S_OK);
  CHECK(SafeArrayPutElement(owner.array, &index, nullptr) == S_OK);
  CHECK(SafeArrayGetElement(owner.array, &index, out.put()) == S_OK && out.view().empty());
}

TEST_CASE(safearray_of_objects_owns_references) {
  const int64_t references = com_live_references();
  for (const VARTYPE type : {VT_DISPATCH, VT_UNKNOWN}) {
    auto object = make_com<progress>();
    auto* as_element = static_cast<IDispatch*>(object.get());
    {
      array_owner owner(SafeArrayCreateVector(type, 0, 2));
      LONG index = 1;
      CHECK(SafeArrayPutElement(owner.array, &index, as_element) == S_OK);
      CHECK(SafeArrayPutElement(owner.array, &index, as_element) == S_OK);
      CHECK(com_live_references() == references + 2);
      com_ptr<IUnknown> out;
      CHECK(SafeArrayGetElement(owner.array, &index, out.put()) == S_OK);
      CHECK(com_live_references() == references + 3);
      SAFEARRAY* copy = nullptr;
      CHECK(SafeArrayCopy(owner.array, &copy) == S_OK);
      CHECK(com_live_references() == references + 4);
      CHECK(SafeArrayDestroy(copy) == S_OK);
      CHECK(com_live_references() == references + 3);
    }
    CHECK(com_live_references() == references + 1);
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(safearray_of_variants_owns_their_content) {
  const int64_t references = com_live_references();
  {
    unique_variant holder;
    holder->vt = VT_ARRAY | VT_VARIANT;
    holder->parray = SafeArrayCreateVector(VT_VARIANT, 0, 2);
    unique_variant element;
    element->vt = VT_DISPATCH;
    element->pdispVal = make_com<progress>().detach();
    LONG index = 0;
    CHECK(SafeArrayPutElement(holder->parray, &index, element.get()) == S_OK);
    element.reset();
    CHECK(com_live_references() == references + 1);
    unique_variant copy;
    CHECK(VariantCopy(copy.get(), holder.get()) == S_OK);
    CHECK(copy.type() == (VT_ARRAY | VT_VARIANT) && copy->parray != holder->parray);
    CHECK(com_live_references() == references + 2);
    CHECK(SafeArrayGetElement(copy->parray, &index, element.put()) == S_OK);
    CHECK(element.type() == VT_DISPATCH);
    CHECK(com_live_references() == references + 3);
    index = 1;
    CHECK(SafeArrayGetElement(copy->parray, &index, element.put()) == S_OK && element.type() == VT_EMPTY);
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(safearray_is_not_destroyed_while_locked) {
  array_owner owner(SafeArrayCreateVector(VT_UI1, 0, 4));
  void* data = nullptr;
  CHECK(SafeArrayAccessData(owner.array, &data) == S_OK);
  CHECK(SafeArrayDestroy(owner.array) == DISP_E_ARRAYISLOCKED);
  VARIANT holder;
  VariantInit(&holder);
  holder.vt = VT_ARRAY | VT_UI1;
  holder.parray = owner.array;
  CHECK(VariantClear(&holder) == DISP_E_ARRAYISLOCKED);
  CHECK(bound(upper, owner.array) == 3);
  CHECK(SafeArrayUnaccessData(owner.array) == S_OK);
  CHECK(SafeArrayUnlock(owner.array) == E_UNEXPECTED);
  CHECK(SafeArrayDestroy(nullptr) == S_OK);
}
