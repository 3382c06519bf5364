#include "property_reader.h"

#include <cstring>
#include <limits>

#include "../com/exception.h"
#include "../runtime/call_frame.h"

namespace gpmc {

namespace {

//! The last interface that was asked for: the properties of one object come mostly from one.
struct InterfaceCache {
  IUnknown* const object;
  const GUID* iid = nullptr;
  com_ptr<IUnknown> pointer;

  HRESULT find(const GUID& wanted, void** found) {
    if (iid != &wanted) {
      iid = nullptr;
      const HRESULT hr = object->QueryInterface(wanted, pointer.put_void());
      if (FAILED(hr)) return hr;
      iid = &wanted;
    }
    *found = pointer.get();
    return S_OK;
  }
};

//! Calls a method without in parameters; its first out value.
HRESULT get(InterfaceCache& object, const MethodInfo& method, Value& value) {
  CallFrame frame({});
  const HRESULT hr = guarded([&] {
    void* pointer = nullptr;
    const HRESULT found = object.find(*method.iid, &pointer);
    return FAILED(found) ? found : method.call(pointer, frame);
  });
  if (SUCCEEDED(hr) && !frame.out().empty()) value = std::move(frame.out()[0]);
  return hr;
}

//! A value as it is. The HRESULT says whether it is one.
HRESULT read_value(InterfaceCache& object, const MethodInfo& method, Rows& rows) {
  Value value;
  HRESULT hr = get(object, method, value);
  if (FAILED(hr)) {
    value = Failure{hr};
  } else if (const auto* failure = value.as<Failure>()) {
    hr = failure->hresult;
  }
  rows.add(std::move(value));
  return hr;
}

//! What a plan says of an object or a collection that `method` gave.
HRESULT read_object(const com_ptr<IUnknown>& object, const MethodInfo& method, const ReadPlan& plan,
                    Rows& rows) {
  if (!plan.each) {
    if (!rows.add_object(object, plan.iid())) return DISP_E_OVERFLOW;
    read_values(object.get(), plan, rows);
    return S_OK;
  }
  const size_t count = rows.add_number();
  MemberReader members(plan, rows);
  HRESULT hr = members.open(object.get(), method);
  if (SUCCEEDED(hr)) hr = members.read(std::numeric_limits<int32_t>::max());
  if (SUCCEEDED(hr)) rows.set_number(count, members.rows_added());
  return hr;
}

//! A value that is read further: nothing of a null pointer, and all or nothing of a collection.
HRESULT read_further(InterfaceCache& object, const MethodInfo& method, const ReadPlan& plan, Rows& rows) {
  const Rows::Mark mark = rows.mark();
  Value value;
  HRESULT hr = get(object, method, value);
  if (SUCCEEDED(hr)) {
    const auto* given = value.as<com_ptr<IUnknown>>();
    if (given && *given) {
      hr = guarded([&] { return read_object(*given, method, plan, rows); });
    } else if (given || value.empty() || value.as<Value::Null>()) {
      rows.add(Value::Null{});
    } else {
      hr = E_NOINTERFACE;
    }
  }
  if (FAILED(hr)) {
    rows.cut(mark);
    rows.add(Failure{hr});
  }
  return hr;
}

const MethodInfo* own_method(const InterfaceInfo& info, const char* name) {
  for (size_t i = info.first_method; i < size_t{info.first_method} + info.method_count; ++i) {
    if (std::strcmp(kMethods[i].name, name) == 0) return &kMethods[i];
  }
  return nullptr;
}

}  // namespace

HRESULT read_values(IUnknown* object, const ReadPlan& plan, Rows& rows) {
  InterfaceCache cache{object, nullptr, {}};
  bool any = plan.reads.empty();
  HRESULT last = S_OK;
  for (const PlannedRead& read : plan.reads) {
    const HRESULT hr = read.further ? read_further(cache, *read.method, *read.further, rows)
                                    : read_value(cache, *read.method, rows);
    if (FAILED(hr)) {
      last = hr;
    } else {
      any = true;
    }
  }
  return any ? S_OK : last;
}

HRESULT MemberReader::open(IUnknown* collection, const MethodInfo& source) {
  if (source.result < 0) return E_NOINTERFACE;
  const InterfaceInfo& info = kInterfaces[source.result];
  const MethodInfo* get_count = own_method(info, "get_Count");
  item_ = own_method(info, "get_Item");
  if (!get_count || !item_) return E_NOINTERFACE;
  HRESULT hr = collection->QueryInterface(*info.iid, collection_.put_void());
  CallFrame frame({});
  if (SUCCEEDED(hr)) hr = get_count->call(collection_.get(), frame);
  if (FAILED(hr)) return hr;
  const auto* count = frame.out().empty() ? nullptr : frame.out()[0].as<int32_t>();
  count_ = count && *count > 0 ? *count : 0;
  return S_OK;
}

HRESULT MemberReader::read(int32_t most) {
  for (; most > 0 && next_ <= count_; --most, ++next_) {
    const HRESULT hr = read_member(static_cast<int32_t>(next_));
    if (FAILED(hr)) return hr;
  }
  return next_ <= count_ ? S_FALSE : S_OK;
}

HRESULT MemberReader::read_member(int32_t index) {
  Array arguments;
  arguments.emplace_back(index);
  CallFrame frame(std::move(arguments));
  const HRESULT hr = item_->call(collection_.get(), frame);
  if (FAILED(hr)) return hr;
  const auto* object = frame.out().empty() ? nullptr : frame.out()[0].as<com_ptr<IUnknown>>();
  if (!object || !*object) return E_NOINTERFACE;
  if (!rows_.add_object(*object, plan_.iid())) return DISP_E_OVERFLOW;
  const HRESULT unread = read_values(object->get(), plan_, rows_);
  failures_ = SUCCEEDED(unread) ? 0 : failures_ + 1;
  return failures_ == kMostFailures ? unread : S_OK;
}

}  // namespace gpmc
