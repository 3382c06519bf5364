#include <cmath>
#include <limits>
#include <string>

#include "../../native/com/unique_bstr.h"
#include "../../native/com/unique_variant.h"
#include "check.h"
#include "fake_objects.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

unique_variant of(VARTYPE type) {
  unique_variant result;
  result->vt = type;
  return result;
}
unique_variant integer(VARTYPE type, int64_t value) {
  unique_variant result = of(type);
  result->llVal = value;
  return result;
}
unique_variant real(double value, VARTYPE type = VT_R8) {
  unique_variant result = of(type);
  result->dblVal = value;
  return result;
}
unique_variant text(std::u16string_view value) {
  unique_variant result = of(VT_BSTR);
  result->bstrVal = unique_bstr(value).release();
  return result;
}

HRESULT change(const unique_variant& source, VARTYPE type, unique_variant& result, USHORT flags = 0) {
  // Not every version of Windows' headers says that the source is const.
  const HRESULT hr = VariantChangeType(result.put(), const_cast<VARIANT*>(source.get()), flags, type);
  return SUCCEEDED(hr) && result.type() != type ? E_UNEXPECTED : hr;
}

HRESULT fails(const unique_variant& source, VARTYPE type) {
  unique_variant result;
  return change(source, type, result);
}

bool gives(const unique_variant& source, VARTYPE type, int64_t expected) {
  unique_variant result;
  if (FAILED(change(source, type, result))) return false;
  switch (type) {
    case VT_I1:
      return static_cast<signed char>(result->cVal) == expected;
    case VT_UI1:
      return result->bVal == expected;
    case VT_I2:
    case VT_BOOL:
      return result->iVal == expected;
    case VT_UI2:
      return result->uiVal == expected;
    case VT_I4:
    case VT_INT:
      return result->lVal == expected;
    case VT_UI4:
    case VT_UINT:
      return result->ulVal == static_cast<uint64_t>(expected);
    default:
      return result->llVal == expected;
  }
}

bool gives_real(const unique_variant& source, VARTYPE type, double expected) {
  unique_variant result;
  if (FAILED(change(source, type, result))) return false;
  return (type == VT_R4 ? static_cast<double>(result->fltVal) : result->dblVal) == expected;
}

bool gives_text(const unique_variant& source, std::u16string_view expected, USHORT flags = 0) {
  unique_variant result;
  return SUCCEEDED(change(source, VT_BSTR, result, flags)) && bstr_view(result->bstrVal) == expected;
}

}  // namespace

TEST_CASE(change_type_between_integers) {
  CHECK(gives(integer(VT_I2, -7), VT_I4, -7));
  CHECK(gives(integer(VT_UI1, 200), VT_I2, 200));
  CHECK(gives(integer(VT_I4, -1), VT_I8, -1));
  CHECK(gives(integer(VT_UI4, 0xFFFFFFFF), VT_I8, 0xFFFFFFFF));
  CHECK(gives(integer(VT_I8, 0xFFFFFFFF), VT_UI4, 0xFFFFFFFF));
  CHECK(gives(integer(VT_I8, INT64_MIN), VT_I8, INT64_MIN));
  CHECK(gives(integer(VT_I4, -128), VT_I1, -128));
  CHECK(gives(integer(VT_INT, 5), VT_I4, 5));
  CHECK(gives(integer(VT_I4, 5), VT_UINT, 5));
  CHECK(gives(integer(VT_UI2, 65535), VT_UI8, 65535));
  CHECK(fails(integer(VT_UI4, 0x80000000), VT_I2) == DISP_E_OVERFLOW);
  CHECK(fails(integer(VT_I4, -1), VT_UI2) == DISP_E_OVERFLOW);
  CHECK(fails(integer(VT_I8, INT64_MIN), VT_I4) == DISP_E_OVERFLOW);
  CHECK(fails(integer(VT_UI8, -1), VT_I4) == DISP_E_OVERFLOW);
  CHECK(fails(integer(VT_I4, 128), VT_I1) == DISP_E_OVERFLOW);
  CHECK(fails(integer(VT_I4, 40000), VT_I2) == DISP_E_OVERFLOW);
}

TEST_CASE(change_type_keeps_the_bits_between_integers_of_one_size) {
  CHECK(gives(integer(VT_UI4, 0x80070005), VT_I4, E_ACCESSDENIED));
  CHECK(gives(integer(VT_I4, -1), VT_UI4, 0xFFFFFFFF));
  CHECK(gives(integer(VT_UINT, 0xFFFFFFFF), VT_INT, -1));
  CHECK(gives(integer(VT_UI8, -1), VT_I8, -1));
  CHECK(gives(integer(VT_UI2, 0xFFFF), VT_I2, -1));
  CHECK(gives(integer(VT_UI1, 0xFF), VT_I1, -1));
}

TEST_CASE(change_type_between_integers_and_reals) {
  CHECK(gives(real(2.5), VT_I4, 2));
  CHECK(gives(real(3.5), VT_I4, 4));
  CHECK(gives(real(-2.5), VT_I4, -2));
  CHECK(gives(real(2147483647.4), VT_I4, 2147483647));
  CHECK(fails(real(2147483648.0), VT_I4) == DISP_E_OVERFLOW);
  CHECK(gives(real(2147942405.0), VT_UI4, 2147942405));
  CHECK(fails(real(1e300), VT_I8) == DISP_E_OVERFLOW);
  CHECK(gives_real(integer(VT_I4, -5), VT_R8, -5));
  CHECK(gives_real(integer(VT_I4, 3), VT_R4, 3));
  CHECK(gives_real(real(0.5), VT_R4, 0.5));
  CHECK(fails(real(1e300), VT_R4) == DISP_E_OVERFLOW);
  unique_variant single = of(VT_R4);
  single->fltVal = 0.25F;
  CHECK(gives_real(single, VT_R8, 0.25));
}

TEST_CASE(change_type_of_truth_values) {
  CHECK(gives(integer(VT_I4, 5), VT_BOOL, VARIANT_TRUE));
  CHECK(gives(integer(VT_I4, 0), VT_BOOL, VARIANT_FALSE));
  CHECK(gives(real(0.1), VT_BOOL, VARIANT_TRUE));
  CHECK(gives(text(u"tRuE"), VT_BOOL, VARIANT_TRUE));
  CHECK(gives(text(u"False"), VT_BOOL, VARIANT_FALSE));
  CHECK(gives(text(u"#TRUE#"), VT_BOOL, VARIANT_TRUE));
  CHECK(gives(text(u"2"), VT_BOOL, VARIANT_TRUE));
  CHECK(gives(text(u"0"), VT_BOOL, VARIANT_FALSE));
  CHECK(fails(text(u"yes please"), VT_BOOL) == DISP_E_TYPEMISMATCH);
  CHECK(gives(integer(VT_BOOL, VARIANT_TRUE), VT_I4, -1));
  CHECK(gives_text(integer(VT_BOOL, VARIANT_TRUE), u"-1"));
  CHECK(gives_text(integer(VT_BOOL, VARIANT_TRUE), u"True", VARIANT_ALPHABOOL));
  CHECK(gives_text(integer(VT_BOOL, VARIANT_FALSE), u"False", VARIANT_ALPHABOOL));
}

TEST_CASE(change_type_of_text) {
  CHECK(gives(text(u"42"), VT_I4, 42));
  CHECK(gives(text(u"  -42 "), VT_I4, -42));
  CHECK(gives(text(u"+7"), VT_I4, 7));
  CHECK(gives(text(u"1.5e2"), VT_I4, 150));
  CHECK(gives(text(u"9223372036854775807"), VT_I8, INT64_MAX));
  CHECK(gives_real(text(u".25"), VT_R8, 0.25));
  CHECK(gives_real(text(u"1E-3"), VT_R8, 0.001));
  CHECK(fails(text(u"2147483648"), VT_I4) == DISP_E_OVERFLOW);
  for (const auto* wrong : {u"", u" ", u"-", u"abc", u"12x", u"1e", u"1.2.3", u"\u0661", u"nan", u"inf"}) {
    const std::u16string_view view(wrong);
    CHECK_ROW(fails(text(view), VT_I4) == DISP_E_TYPEMISMATCH, std::string(view.begin(), view.end()).c_str());
  }
  CHECK(gives_text(integer(VT_I4, -2147483648LL), u"-2147483648"));
  CHECK(gives_text(integer(VT_UI8, -1), u"18446744073709551615"));
  CHECK(gives_text(integer(VT_UI1, 9), u"9"));
  CHECK(gives_text(real(0.1), u"0.1"));
  CHECK(gives_text(real(-0.0), u"0"));
  CHECK(gives_text(real(1e20), u"1E+20"));
  CHECK(gives_text(real(123456789.125), u"123456789.125"));
}

TEST_CASE(change_type_of_dates) {
  CHECK(gives_real(integer(VT_I4, 45000), VT_DATE, 45000));
  CHECK(gives_real(real(45000.5, VT_DATE), VT_R8, 45000.5));
  CHECK(gives(real(45000.25, VT_DATE), VT_I4, 45000));
  CHECK(fails(real(1e7), VT_DATE) == DISP_E_OVERFLOW);
  CHECK(fails(text(u"no date"), VT_DATE) == DISP_E_TYPEMISMATCH);
}

TEST_CASE(change_type_of_nothing) {
  CHECK(gives(of(VT_EMPTY), VT_I4, 0));
  CHECK(gives(of(VT_EMPTY), VT_BOOL, VARIANT_FALSE));
  CHECK(gives_text(of(VT_EMPTY), u""));
  CHECK(gives_real(of(VT_EMPTY), VT_DATE, 0));
  for (const VARTYPE type : {VT_I4, VT_BSTR, VT_BOOL, VT_R8, VT_DISPATCH}) {
    CHECK(fails(of(VT_NULL), type) == DISP_E_TYPEMISMATCH);
  }
  unique_variant null_again;
  CHECK(change(of(VT_NULL), VT_NULL, null_again) == S_OK);
}

TEST_CASE(change_type_of_error_codes) {
  unique_variant error = integer(VT_ERROR, 0);
  error->scode = E_ACCESSDENIED;
  unique_variant result;
  CHECK(change(error, VT_ERROR, result) == S_OK && result->scode == E_ACCESSDENIED);
  CHECK(fails(error, VT_I4) == DISP_E_TYPEMISMATCH);
  CHECK(fails(error, VT_BSTR) == DISP_E_TYPEMISMATCH);
  CHECK(fails(integer(VT_I4, 5), VT_ERROR) == DISP_E_TYPEMISMATCH);
}

TEST_CASE(change_type_of_objects) {
  const int64_t references = com_live_references();
  {
    com_ptr<progress> object = make_com<progress>();
    unique_variant source = of(VT_UNKNOWN);
    source->punkVal = com_ptr<IUnknown>(object).detach();
    unique_variant result;
    CHECK(change(source, VT_DISPATCH, result) == S_OK);
    CHECK(result->pdispVal == object.get());
    CHECK(change(result, VT_UNKNOWN, source) == S_OK);

    com_ptr<named> without_dispatch = make_com<named>();
    unique_variant other = of(VT_UNKNOWN);
    other->punkVal = com_ptr<IUnknown>(without_dispatch).detach();
    CHECK(fails(other, VT_DISPATCH) == E_NOINTERFACE);
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(change_type_follows_references_and_works_in_place) {
  LONG number = 1234;
  unique_variant variant = of(VT_I4 | VT_BYREF);
  variant->plVal = &number;
  CHECK(gives_text(variant, u"1234"));
  CHECK(VariantChangeType(variant.get(), variant.get(), 0, VT_BSTR) == S_OK);
  CHECK(variant.type() == VT_BSTR && bstr_view(variant->bstrVal) == u"1234");
  CHECK(VariantChangeType(variant.get(), variant.get(), 0, VT_I2) == S_OK);
  CHECK(variant.type() == VT_I2 && variant->iVal == 1234);

  // A failure leaves the destination as it was.
  unique_variant kept = text(u"kept");
  CHECK(VariantChangeType(kept.get(), kept.get(), 0, VT_I4) == DISP_E_TYPEMISMATCH);
  CHECK(kept.type() == VT_BSTR && bstr_view(kept->bstrVal) == u"kept");
}
