#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "../com/com.h"
#include "../com/com_ptr.h"

namespace gpmc {

//! A reference as JavaScript knows it: a number in one of three tables.
struct ObjectRef {
  enum class Kind : uint8_t {
    kObject,   //!< An apartment's object table: what a client received.
    kServed,   //!< Objects that TypeScript answers.
    kForeign,  //!< Objects of the client, seen by the server.
  };
  Kind kind;
  uint32_t id;
  bool as_unknown = false;  //!< Travels in a VARIANT as VT_UNKNOWN in place of VT_DISPATCH.
};

//! An OLE automation date: days since 1899-12-30.
struct Date {
  DATE days;
};

//! A value that could not be read.
struct Failure {
  HRESULT hresult;
};

//! An object that goes into a VARIANT as VT_UNKNOWN.
struct AsUnknown {
  com_ptr<IUnknown> object;
};

class Value;
using Array = std::vector<Value>;
//! A JavaScript object with a few named fields. The names are literals.
using Record = std::vector<std::pair<const char*, Value>>;

//! A value on its way between JavaScript and COM. It owns what it holds.
//!
//! A Value with a com_ptr stays on the thread that made it; an ObjectRef travels.
class Value {
 public:
  struct Empty {};
  struct Null {};
  using Storage = std::variant<Empty, Null, bool, int32_t, double, std::u16string, Date, Failure, ObjectRef,
                               com_ptr<IUnknown>, AsUnknown, std::unique_ptr<Array>, std::unique_ptr<Record>>;

  Value() = default;
  template <class T, class = std::enable_if_t<std::is_constructible_v<Storage, T>>>
  Value(T&& value) : storage_(std::forward<T>(value)) {}
  Value(Array array) : storage_(std::make_unique<Array>(std::move(array))) {}
  Value(Record record) : storage_(std::make_unique<Record>(std::move(record))) {}

  Storage& storage() { return storage_; }
  const Storage& storage() const { return storage_; }

  bool empty() const { return std::holds_alternative<Empty>(storage_); }
  template <class T>
  const T* as() const {
    return std::get_if<T>(&storage_);
  }
  const Array* array() const;

  //! A copy; references to COM objects are counted.
  Value clone() const;

 private:
  Storage storage_;
};

//! A number as an integer Value where it is one.
Value value_of_number(double number);
//! `text` is a BSTR's content; null is the empty string.
Value value_of_bstr(BSTR text);

//! Finds the object that an ObjectRef names. Called on the thread that makes the COM call.
class Resolver {
 public:
  virtual ~Resolver() = default;
  virtual HRESULT resolve(const ObjectRef& reference, com_ptr<IUnknown>& object) = 0;
};

//! Replaces every ObjectRef in `value` by the object that it names.
HRESULT resolve_references(Value& value, Resolver& resolver);

//! Replaces every object in `value` by the reference that `adopt` gives it.
template <class Adopt>
void adopt_objects(Value& value, Adopt&& adopt) {
  if (auto* object = std::get_if<com_ptr<IUnknown>>(&value.storage())) {
    Value reference = *object ? Value(adopt(std::move(*object))) : Value(Value::Null{});
    value = std::move(reference);
  } else if (auto* array = std::get_if<std::unique_ptr<Array>>(&value.storage())) {
    for (Value& item : **array) adopt_objects(item, adopt);
  } else if (auto* record = std::get_if<std::unique_ptr<Record>>(&value.storage())) {
    for (auto& field : **record) adopt_objects(field.second, adopt);
  }
}

//! Makes a VARIANT, which the caller clears. E_INVALIDARG for what a VARIANT cannot hold.
HRESULT to_variant(const Value& value, VARIANT* variant);
//! Reads a VARIANT, also by reference; arrays of one dimension become Arrays.
Value from_variant(const VARIANT& variant);

}  // namespace gpmc
