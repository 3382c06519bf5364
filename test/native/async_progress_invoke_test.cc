// IGPMAsyncProgress through its IDispatch, as a late-bound server calls it.

#include <iterator>

#include "check.h"
#include "fake_messages.h"
#include "recording_listener.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

constexpr DISPID kStatus = 1;
constexpr auto kAccessDenied = static_cast<HRESULT>(0x80070005);

VARIANT of_type(VARTYPE type) {
  VARIANT variant{};
  variant.vt = type;
  return variant;
}
VARIANT of_long(LONG number) {
  VARIANT variant = of_type(VT_I4);
  variant.lVal = number;
  return variant;
}
VARIANT reference_to(VARIANT* target) {
  VARIANT variant = of_type(VT_BYREF | VT_VARIANT);
  variant.pvarVal = target;
  return variant;
}
VARIANT of_object(VARTYPE type, IUnknown* object) {
  VARIANT variant = of_type(type);
  variant.punkVal = object;  // Borrowed, as all arguments of Invoke are.
  return variant;
}

//! The arguments of one Invoke, named as the parameters of Status are; `invoke` reverses them.
struct late_status {
  std::vector<VARIANT> arguments{of_long(1), of_long(2), of_long(0), of_type(VT_EMPTY), of_type(VT_EMPTY)};
  std::vector<DISPID> names;  //!< Of the last arguments, in the order of `arguments`.
  DISPID id = kStatus;
  IID reserved = IID_NULL;
  WORD flags = DISPATCH_METHOD;
  UINT argument_error = 99;

  HRESULT invoke(IDispatch* sink) {
    std::vector<VARIANT> reversed(arguments.rbegin(), arguments.rend());
    std::vector<DISPID> reversed_names(names.rbegin(), names.rend());
    DISPPARAMS parameters{};
    parameters.rgvarg = reversed.data();
    parameters.rgdispidNamedArgs = reversed_names.data();
    parameters.cArgs = static_cast<UINT>(reversed.size());
    parameters.cNamedArgs = static_cast<UINT>(reversed_names.size());
    return sink->Invoke(id, reserved, 0, flags, &parameters, nullptr, nullptr, &argument_error);
  }
};

//! What the listener heard of one call, which must succeed.
heard hear(late_status call) {
  const listened_sink made;
  CHECK(call.invoke(made.sink.get()) == S_OK);
  CHECK(made.listener->calls.size() == 1);
  return made.listener->calls.empty() ? heard() : std::move(made.listener->calls[0]);
}

//! A call that must fail and be heard by nobody; `blamed` is the index in rgvarg that puArgErr gets, or -1.
void refuse(late_status call, HRESULT expected, int blamed, const char* row) {
  const listened_sink made;
  CHECK_ROW(call.invoke(made.sink.get()) == expected, row);
  CHECK_ROW(call.argument_error == (blamed < 0 ? 99u : static_cast<UINT>(blamed)), row);
  CHECK_ROW(made.listener->calls.empty(), row);
}

HRESULT id_of(const char16_t* name, DISPID* id, REFIID reserved = IID_NULL) {
  const listened_sink made;
  const unique_bstr text(name);
  LPOLESTR names = text.get();
  return made.sink->GetIDsOfNames(reserved, &names, 1, 0, id);
}

}  // namespace

TEST_CASE(sink_has_no_type_information) {
  const listened_sink made;
  UINT count = 7;
  CHECK(made.sink->GetTypeInfoCount(&count) == S_OK && count == 0);
  CHECK(made.sink->GetTypeInfoCount(nullptr) == E_POINTER);
  auto* info = reinterpret_cast<ITypeInfo*>(&count);
  CHECK(made.sink->GetTypeInfo(0, 0, &info) == DISP_E_BADINDEX && info == nullptr);
  CHECK(made.sink->GetTypeInfo(0, 0, nullptr) == E_POINTER);
}

TEST_CASE(sink_knows_the_name_of_its_method) {
  for (const char16_t* name : {u"Status", u"STATUS", u"status", u"sTaTuS"}) {
    DISPID id = 77;
    CHECK(id_of(name, &id) == S_OK && id == kStatus);
  }
  for (const char16_t* name : {u"", u"Statu", u"Status ", u"Statuses", u"get_Status", u"\u015Etatus"}) {
    DISPID id = 77;
    CHECK(id_of(name, &id) == DISP_E_UNKNOWNNAME && id == DISPID_UNKNOWN);
  }
  DISPID id = 77;
  CHECK(id_of(u"Status", &id, IID_IDispatch) == DISP_E_UNKNOWNINTERFACE);
  CHECK(id_of(u"Status", nullptr) == E_INVALIDARG);
}

TEST_CASE(sink_does_not_name_its_arguments) {
  const listened_sink made;
  const unique_bstr method(u"Status");
  const unique_bstr argument(u"lProgressNumerator");
  LPOLESTR names[] = {method.get(), argument.get()};
  DISPID ids[] = {77, 77};
  CHECK(made.sink->GetIDsOfNames(IID_NULL, names, 2, 0, ids) == DISP_E_UNKNOWNNAME);
  CHECK(ids[0] == kStatus && ids[1] == DISPID_UNKNOWN);
  CHECK(made.sink->GetIDsOfNames(IID_NULL, nullptr, 1, 0, ids) == E_INVALIDARG);
  CHECK(made.sink->GetIDsOfNames(IID_NULL, names, 0, 0, ids) == E_INVALIDARG);
  LPOLESTR none = nullptr;
  CHECK(made.sink->GetIDsOfNames(IID_NULL, &none, 1, 0, ids) == DISP_E_UNKNOWNNAME);
}

TEST_CASE(invoke_reverses_its_arguments) {
  late_status call;
  call.arguments = {of_long(3), of_long(7), of_long(kAccessDenied), of_type(VT_EMPTY), of_type(VT_NULL)};
  const heard told = hear(call);
  CHECK(told.numerator == 3 && told.denominator == 7 && told.hr == kAccessDenied);
  CHECK(told.plain);
}

TEST_CASE(invoke_coerces_its_numbers) {
  const unique_bstr three(u"3");
  const unique_bstr seven(u" 7 ");
  VARIANT short_three = of_type(VT_I2);
  short_three.iVal = 3;
  VARIANT text_three = of_type(VT_BSTR);
  text_three.bstrVal = three.get();
  VARIANT text_seven = of_type(VT_BSTR);
  text_seven.bstrVal = seven.get();
  VARIANT double_three = of_type(VT_R8);
  double_three.dblVal = 3.0;
  VARIANT byte_three = of_type(VT_UI1);
  byte_three.bVal = 3;
  LONG three_itself = 3;
  VARIANT by_reference = of_type(VT_BYREF | VT_I4);
  by_reference.plVal = &three_itself;
  VARIANT wrapped = reference_to(&text_three);
  for (const VARIANT& numerator :
       {short_three, text_three, double_three, byte_three, by_reference, wrapped}) {
    late_status call;
    call.arguments[0] = numerator;
    call.arguments[1] = text_seven;
    const heard told = hear(call);
    CHECK(told.numerator == 3 && told.denominator == 7);
  }
}

TEST_CASE(invoke_takes_a_status_in_each_form) {
  VARIANT error = of_type(VT_ERROR);
  error.scode = kAccessDenied;
  VARIANT wide = of_type(VT_UI4);
  wide.ulVal = 0x80070005u;
  VARIANT large = of_type(VT_R8);
  large.dblVal = 2147942405.0;
  VARIANT negative = of_long(kAccessDenied);
  const unique_bstr digits(u"2147942405");
  VARIANT text = of_type(VT_BSTR);
  text.bstrVal = digits.get();
  SCODE code = kAccessDenied;
  VARIANT by_reference = of_type(VT_BYREF | VT_ERROR);
  by_reference.pscode = &code;
  for (const VARIANT& status : {error, wide, large, negative, text, by_reference, reference_to(&wide)}) {
    late_status call;
    call.arguments[2] = status;
    CHECK(hear(call).hr == kAccessDenied);
  }
}

TEST_CASE(invoke_passes_the_result_on) {
  const int64_t references = com_live_references();
  {
    const auto object = make_com<fake_message>();
    const unique_bstr report(u"<report/>");
    VARIANT text = of_type(VT_BSTR);
    text.bstrVal = report.get();
    VARIANT dispatch = of_object(VT_DISPATCH, object->identity());
    VARIANT unknown = of_object(VT_UNKNOWN, object->identity());
    for (VARIANT* result : {&dispatch, &unknown}) {
      for (const VARIANT& argument : {*result, reference_to(result)}) {
        late_status call;
        call.arguments[3] = argument;
        const heard told = hear(call);
        CHECK(told.has_result && told.type == result->vt && !told.messages);
        const auto* received = told.result.as<com_ptr<IUnknown>>();
        CHECK(received && received->get() == object->identity());
      }
    }
    late_status call;
    call.arguments[3] = reference_to(&text);
    const heard told = hear(call);
    const auto* received = told.result.as<std::u16string>();
    CHECK(received && *received == u"<report/>");
    VARIANT empty = of_type(VT_EMPTY);
    call.arguments[3] = reference_to(&empty);
    CHECK(hear(call).plain);
    CHECK(object->AddRef() == 2);
    CHECK(object->Release() == 1);
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(invoke_takes_the_messages_in_each_form) {
  const int64_t references = com_live_references();
  {
    const auto messages = make_com<fake_messages>();
    IUnknown* identity = messages->identity();
    IUnknown* nothing = nullptr;
    VARIANT by_reference = of_type(VT_BYREF | VT_UNKNOWN);
    by_reference.ppunkVal = &identity;
    VARIANT null_by_reference = by_reference;
    null_by_reference.ppunkVal = &nothing;
    VARIANT dispatch = of_object(VT_DISPATCH, identity);
    for (const VARIANT& given :
         {dispatch, of_object(VT_UNKNOWN, identity), by_reference, reference_to(&dispatch)}) {
      late_status call;
      call.arguments[4] = given;
      CHECK(hear(call).messages.get() == messages.get());
    }
    VARIANT missing = of_type(VT_ERROR);
    missing.scode = DISP_E_PARAMNOTFOUND;
    for (const VARIANT& given : {of_object(VT_DISPATCH, nullptr), of_object(VT_UNKNOWN, nullptr), missing,
                                 of_type(VT_NULL), null_by_reference}) {
      late_status call;
      call.arguments[4] = given;
      CHECK(hear(call).plain);
    }
    const auto stranger = make_com<fake_message>();
    late_status call;
    call.arguments[4] = of_object(VT_DISPATCH, stranger->identity());
    refuse(call, DISP_E_TYPEMISMATCH, 0, "an object that is no collection");
    call.arguments[4] = of_long(0);
    refuse(call, DISP_E_TYPEMISMATCH, 0, "a number for the collection");
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(invoke_takes_named_arguments) {
  late_status call;
  call.arguments = {of_long(3), of_long(kAccessDenied), of_long(7)};
  call.names = {2, 1};  // hrStatus, then lProgressDenominator
  const heard told = hear(call);
  CHECK(told.numerator == 3 && told.denominator == 7 && told.hr == kAccessDenied);
  call.names = {2, 0};
  refuse(call, DISP_E_PARAMNOTFOUND, 0, "a name for what has a position");
  call.names = {1, 1};
  refuse(call, DISP_E_PARAMNOTFOUND, 1, "a name given twice");
  call.names = {1, 5};
  refuse(call, DISP_E_PARAMNOTFOUND, 0, "a name that is none");
  call.names = {1, 3};
  refuse(call, DISP_E_PARAMNOTOPTIONAL, -1, "hrStatus left out");
}

TEST_CASE(invoke_wants_the_numbers_and_no_more_than_it_has) {
  late_status call;
  call.arguments.resize(3);
  CHECK(hear(call).plain);
  call.arguments.resize(2);
  refuse(call, DISP_E_BADPARAMCOUNT, -1, "two arguments");
  call.arguments.clear();
  refuse(call, DISP_E_BADPARAMCOUNT, -1, "no arguments");
  call.arguments.assign(6, of_long(0));
  refuse(call, DISP_E_BADPARAMCOUNT, -1, "six arguments");

  const unique_bstr word(u"many");
  for (size_t position = 0; position < 3; ++position) {
    const int index = 4 - static_cast<int>(position);
    late_status wrong;
    wrong.arguments[position] = of_type(VT_BSTR);
    wrong.arguments[position].bstrVal = word.get();
    refuse(wrong, DISP_E_TYPEMISMATCH, index, "a word for a number");
    wrong.arguments[position] = of_type(VT_ERROR);
    wrong.arguments[position].scode = DISP_E_PARAMNOTFOUND;
    refuse(wrong, DISP_E_PARAMNOTOPTIONAL, index, "a number left out");
    wrong.arguments[position] = of_type(VT_R8);
    wrong.arguments[position].dblVal = 1e10;
    refuse(wrong, DISP_E_OVERFLOW, index, "a number too large");
    wrong.arguments[position] = of_type(VT_BYREF | VT_I4);  // of a null pointer
    refuse(wrong, DISP_E_TYPEMISMATCH, index, "a reference to nothing");
  }
}

TEST_CASE(invoke_refuses_what_is_no_call_of_status) {
  late_status call;
  for (const int flags : {0, 2, 4, 8}) {  // none; DISPATCH_PROPERTYGET, -PUT, -PUTREF
    call.flags = static_cast<WORD>(flags);
    refuse(call, DISP_E_MEMBERNOTFOUND, -1, "flags of a property");
  }
  call.flags = DISPATCH_METHOD | DISPATCH_PROPERTYGET;  // Visual Basic cannot tell which it means.
  CHECK(hear(call).numerator == 1);
  for (const DISPID id : {0, 2, -1, DISPID_NEWENUM, 0x7FFFFFFF}) {
    call.id = static_cast<DISPID>(id);
    refuse(call, DISP_E_MEMBERNOTFOUND, -1, "an unknown DISPID");
  }
  call.id = kStatus;
  call.reserved = IID_IDispatch;
  refuse(call, DISP_E_UNKNOWNINTERFACE, -1, "riid that is not IID_NULL");
}

TEST_CASE(invoke_does_without_pointers) {
  const listened_sink made;
  const auto invoke = [&](DISPPARAMS* parameters) {
    return made.sink->Invoke(kStatus, IID_NULL, 0, DISPATCH_METHOD, parameters, nullptr, nullptr, nullptr);
  };
  CHECK(invoke(nullptr) == E_INVALIDARG);
  DISPPARAMS parameters{};
  parameters.cArgs = 5;
  CHECK(invoke(&parameters) == E_INVALIDARG);
  VARIANT arguments[] = {of_type(VT_EMPTY), of_type(VT_EMPTY), of_type(VT_UNKNOWN), of_long(2), of_long(1)};
  parameters.rgvarg = arguments;
  CHECK(invoke(&parameters) == DISP_E_TYPEMISMATCH);  // puArgErr is null: nobody is blamed.
  arguments[2] = of_long(0);
  parameters.cNamedArgs = 1;
  CHECK(invoke(&parameters) == E_INVALIDARG);
  CHECK(made.listener->calls.empty());
  parameters.cNamedArgs = 0;
  CHECK(invoke(&parameters) == S_OK);

  VARIANT result = of_long(5);
  EXCEPINFO exception{};
  UINT argument_error = 99;
  CHECK(made.sink->Invoke(kStatus, IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, &exception,
                          &argument_error) == S_OK);
  CHECK(result.vt == VT_EMPTY && argument_error == 99 && exception.scode == 0);
  CHECK(made.listener->calls.size() == 2);
}
