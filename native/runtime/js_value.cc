#include "js_value.h"

#include <cmath>

namespace gpmc {

namespace {

constexpr double kMillisecondsPerDay = 86400000.0;
//! The Unix epoch as an automation date.
constexpr double kUnixEpochDays = 25569.0;

//! Automation dates before 1899-12-30 count the days down and the time of day up.
double date_to_milliseconds(double date) {
  const double whole = std::trunc(date);
  const double days = date < 0 ? whole + (whole - date) : date;
  // A DATE has no exact milliseconds: without rounding, a whole second would become the one before.
  return std::round((days - kUnixEpochDays) * kMillisecondsPerDay);
}

double milliseconds_to_date(double milliseconds) {
  const double days = milliseconds / kMillisecondsPerDay + kUnixEpochDays;
  if (days >= 0) return days;
  const double whole = std::floor(days);
  return whole - (days - whole);
}

napi_value with_property(napi_env env, const char* name, napi_value value) {
  napi_value object = nullptr;
  napi_create_object(env, &object);
  napi_set_named_property(env, object, name, value);
  return object;
}

const char* property_of(ObjectRef::Kind kind) {
  switch (kind) {
    case ObjectRef::Kind::kObject:
      return "object";
    case ObjectRef::Kind::kServed:
      return "served";
    case ObjectRef::Kind::kForeign:
      return "foreign";
  }
  return "object";
}

struct ToJs {
  napi_env env;

  napi_value operator()(Value::Empty) const {
    napi_value js = nullptr;
    napi_get_undefined(env, &js);
    return js;
  }
  napi_value operator()(Value::Null) const {
    napi_value js = nullptr;
    napi_get_null(env, &js);
    return js;
  }
  napi_value operator()(bool flag) const {
    napi_value js = nullptr;
    napi_get_boolean(env, flag, &js);
    return js;
  }
  napi_value operator()(int32_t number) const {
    napi_value js = nullptr;
    napi_create_int32(env, number, &js);
    return js;
  }
  napi_value operator()(double number) const {
    napi_value js = nullptr;
    napi_create_double(env, number, &js);
    return js;
  }
  napi_value operator()(const std::u16string& text) const {
    napi_value js = nullptr;
    napi_create_string_utf16(env, text.data(), text.size(), &js);
    return js;
  }
  napi_value operator()(Date date) const {
    napi_value js = nullptr;
    napi_create_date(env, date_to_milliseconds(date.days), &js);
    return js;
  }
  napi_value operator()(Failure failure) const {
    return with_property(env, "error", (*this)(static_cast<double>(static_cast<uint32_t>(failure.hresult))));
  }
  napi_value operator()(const ObjectRef& reference) const {
    return with_property(env, property_of(reference.kind), (*this)(static_cast<double>(reference.id)));
  }
  //! An object that no table has taken over: it stays behind.
  napi_value operator()(const com_ptr<IUnknown>&) const { return (*this)(Value::Null{}); }
  napi_value operator()(const AsUnknown&) const { return (*this)(Value::Null{}); }
  napi_value operator()(const std::unique_ptr<Array>& array) const {
    napi_value js = nullptr;
    napi_create_array_with_length(env, array->size(), &js);
    for (size_t i = 0; i < array->size(); ++i) {
      // A scope each, or the handles of ten thousand rows pile up.
      napi_handle_scope scope = nullptr;
      napi_open_handle_scope(env, &scope);
      napi_set_element(env, js, static_cast<uint32_t>(i), to_js(env, (*array)[i]));
      napi_close_handle_scope(env, scope);
    }
    return js;
  }
  napi_value operator()(const std::unique_ptr<Record>& record) const {
    napi_value js = nullptr;
    napi_create_object(env, &js);
    for (const auto& [name, item] : *record) napi_set_named_property(env, js, name, to_js(env, item));
    return js;
  }
};

bool text_from_js(napi_env env, napi_value js, Value& value) {
  size_t length = 0;
  if (napi_get_value_string_utf16(env, js, nullptr, 0, &length) != napi_ok) return false;
  // Node-API writes a terminator; a std::u16string has room for it.
  std::u16string text(length, u'\0');
  if (napi_get_value_string_utf16(env, js, text.data(), length + 1, &length) != napi_ok) return false;
  value = std::move(text);
  return true;
}

//! Reads `{ object: n }` and its kin. False where it is none of them.
bool reference_from_js(napi_env env, napi_value js, Value& value) {
  for (const auto kind : {ObjectRef::Kind::kObject, ObjectRef::Kind::kServed, ObjectRef::Kind::kForeign}) {
    napi_value property = nullptr;
    uint32_t id = 0;
    if (napi_get_named_property(env, js, property_of(kind), &property) != napi_ok) return false;
    if (napi_get_value_uint32(env, property, &id) != napi_ok) continue;
    bool as_unknown = false;
    if (napi_get_named_property(env, js, "unknown", &property) == napi_ok) {
      napi_get_value_bool(env, property, &as_unknown);
    }
    value = ObjectRef{kind, id, as_unknown};
    return true;
  }
  return false;
}

bool object_from_js(napi_env env, napi_value js, Value& value) {
  bool is = false;
  double number = 0;
  if (napi_is_array(env, js, &is) == napi_ok && is) {
    Array array;
    if (!from_js_array(env, js, array)) return false;
    value = std::move(array);
    return true;
  }
  if (napi_is_date(env, js, &is) == napi_ok && is) {
    if (napi_get_date_value(env, js, &number) != napi_ok) return false;
    if (std::isnan(number)) {
      napi_throw_range_error(env, nullptr, "A COM call takes no invalid Date.");
      return false;
    }
    value = Date{milliseconds_to_date(number)};
    return true;
  }
  if (reference_from_js(env, js, value)) return true;
  napi_throw_type_error(env, nullptr, "A COM call takes no object of this kind.");
  return false;
}

}  // namespace

napi_value to_js(napi_env env, const Value& value) { return std::visit(ToJs{env}, value.storage()); }

bool from_js(napi_env env, napi_value js, Value& value) {
  napi_valuetype type = napi_undefined;
  bool flag = false;
  double number = 0;
  if (napi_typeof(env, js, &type) != napi_ok) return false;
  switch (type) {
    case napi_undefined:
      value = Value();
      return true;
    case napi_null:
      value = Value::Null{};
      return true;
    case napi_boolean:
      if (napi_get_value_bool(env, js, &flag) != napi_ok) return false;
      value = flag;
      return true;
    case napi_number:
      if (napi_get_value_double(env, js, &number) != napi_ok) return false;
      value = value_of_number(number);
      return true;
    case napi_string:
      return text_from_js(env, js, value);
    case napi_object:
      return object_from_js(env, js, value);
    default:
      napi_throw_type_error(env, nullptr, "A COM call takes no function, symbol or bigint.");
      return false;
  }
}

bool from_js_array(napi_env env, napi_value js, Array& array) {
  uint32_t length = 0;
  if (napi_get_array_length(env, js, &length) != napi_ok) {
    napi_throw_type_error(env, nullptr, "An array was expected.");
    return false;
  }
  array.resize(length);
  for (uint32_t i = 0; i < length; ++i) {
    napi_value item = nullptr;
    if (napi_get_element(env, js, i, &item) != napi_ok || !from_js(env, item, array[i])) return false;
  }
  return true;
}

}  // namespace gpmc
