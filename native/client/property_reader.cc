#include "property_reader.h"

#include <algorithm>
#include <cstring>

#include "../com/exception.h"
#include "../runtime/call_frame.h"

namespace gpmc {

namespace {

//! Members for which room is made in advance: a server that counts nonsense must not exhaust the memory.
constexpr int32_t kMostReserved = 65536;

//! The last interface that was asked for: the properties of one object come mostly from one.
struct InterfaceCache {
  IUnknown* object = nullptr;
  const GUID* iid = nullptr;
  com_ptr<IUnknown> pointer;

  HRESULT find(IUnknown* wanted, const GUID& wanted_iid, void** found) {
    if (object != wanted || iid != &wanted_iid) {
      const HRESULT hr = wanted->QueryInterface(wanted_iid, pointer.put_void());
      if (FAILED(hr)) {
        object = nullptr;
        return hr;
      }
      object = wanted;
      iid = &wanted_iid;
    }
    *found = pointer.get();
    return S_OK;
  }
};

Value read_property(IUnknown* object, const MethodInfo& method, InterfaceCache& cache) {
  CallFrame frame({});
  const HRESULT hr = guarded([&] {
    void* pointer = nullptr;
    const HRESULT found = cache.find(object, *method.iid, &pointer);
    return FAILED(found) ? found : method.call(pointer, frame);
  });
  if (FAILED(hr)) return Failure{hr};
  return frame.out().empty() ? Value() : std::move(frame.out()[0]);
}

const MethodInfo* own_method(const InterfaceInfo& info, const char* name) {
  for (size_t i = info.first_method; i < size_t{info.first_method} + info.method_count; ++i) {
    if (std::strcmp(kMethods[i].name, name) == 0) return &kMethods[i];
  }
  return nullptr;
}

//! The interface by which a collection of the description can be read: they all have Count and Item, but no
//! base of their own in common.
HRESULT find_collection(IUnknown* object, const MethodInfo** count, const MethodInfo** item) {
  for (const InterfaceInfo& info : kInterfaces) {
    *count = own_method(info, "get_Count");
    *item = own_method(info, "get_Item");
    com_ptr<IUnknown> found;
    if (*count && *item && SUCCEEDED(object->QueryInterface(*info.iid, found.put_void()))) return S_OK;
  }
  return E_NOINTERFACE;
}

//! The failure of the last row's last value, where all its values are failures.
HRESULT failure_of_row(const Array& rows, size_t values) {
  HRESULT hr = S_OK;
  for (size_t i = rows.size() - values; i < rows.size(); ++i) {
    const auto* failure = rows[i].as<Failure>();
    if (!failure) return S_OK;
    hr = failure->hresult;
  }
  return hr;
}

}  // namespace

void read_object(const com_ptr<IUnknown>& object, const ReadPlan& plan, Array& rows) {
  rows.emplace_back(object);
  InterfaceCache cache;
  for (const MethodInfo* method : plan.methods) rows.push_back(read_property(object.get(), *method, cache));
}

HRESULT read_members(IUnknown* collection, const ReadPlan& plan, Array& rows) {
  const MethodInfo* count_method = nullptr;
  const MethodInfo* item_method = nullptr;
  std::vector<Value> outs;
  HRESULT hr = find_collection(collection, &count_method, &item_method);
  if (SUCCEEDED(hr)) hr = call_method(collection, *count_method, Array(), outs);
  if (FAILED(hr)) return hr;
  const auto* count = outs.empty() ? nullptr : outs[0].as<int32_t>();
  if (count && *count > 0) {
    rows.reserve(static_cast<size_t>((std::min)(*count, kMostReserved)) * (plan.methods.size() + 1));
  }
  int failures = 0;
  for (int32_t i = 1; count && i <= *count; ++i) {
    Array arguments;
    arguments.emplace_back(i);
    std::vector<Value> item;
    hr = call_method(collection, *item_method, std::move(arguments), item);
    if (FAILED(hr)) return hr;
    const auto* object = item.empty() ? nullptr : item[0].as<com_ptr<IUnknown>>();
    if (!object || !*object) return E_NOINTERFACE;
    read_object(*object, plan, rows);
    const HRESULT unread = failure_of_row(rows, plan.methods.size());
    failures = SUCCEEDED(unread) ? 0 : failures + 1;
    if (failures == kMostFailures) return unread;
  }
  return S_OK;
}

}  // namespace gpmc
