#include "dispatch_ids.h"

namespace gpmc {

namespace {

char16_t lower(char16_t unit) {
  return unit >= u'A' && unit <= u'Z' ? static_cast<char16_t>(unit + 32) : unit;
}

//! All names of the description are ASCII.
bool same_name(const OLECHAR* left, const char16_t* right) {
  for (; *right; ++left, ++right) {
    if (lower(static_cast<char16_t>(*left)) != lower(*right)) return false;
  }
  return *left == 0;
}

//! The first method of the interface or its bases that `matches`, or null.
template <class Predicate>
const MethodInfo* find_method(size_t interface_index, Predicate&& matches) {
  for (int index = static_cast<int>(interface_index); index >= 0; index = kInterfaces[index].base) {
    const InterfaceInfo& info = kInterfaces[index];
    for (size_t i = info.first_method; i < size_t{info.first_method} + info.method_count; ++i) {
      if (matches(kMethods[i])) return &kMethods[i];
    }
  }
  return nullptr;
}

}  // namespace

HRESULT dispatch_ids_of_names(size_t interface_index, REFIID reserved, LPOLESTR* names, UINT count,
                              DISPID* ids) {
  if (!(reserved == IID_NULL)) return DISP_E_UNKNOWNINTERFACE;
  if (!names || !ids || count == 0) return E_INVALIDARG;
  for (UINT i = 0; i < count; ++i) ids[i] = DISPID_UNKNOWN;
  const MethodInfo* method = names[0] ? find_method(interface_index,
                                                    [&](const MethodInfo& candidate) {
                                                      return same_name(names[0], candidate.dispatch_name);
                                                    })
                                      : nullptr;
  if (!method) return DISP_E_UNKNOWNNAME;
  ids[0] = method->dispid;
  return count == 1 ? S_OK : DISP_E_UNKNOWNNAME;
}

const MethodInfo* find_dispatch_method(size_t interface_index, DISPID id, WORD flags) {
  return find_method(interface_index, [&](const MethodInfo& candidate) {
    if (candidate.dispid != id) return false;
    switch (candidate.kind) {
      case MethodKind::kMethod:
        return (flags & DISPATCH_METHOD) != 0;
      case MethodKind::kGet:
        // A property with parameters is called like a method by some automation clients.
        return (flags & (DISPATCH_PROPERTYGET | DISPATCH_METHOD)) != 0;
      case MethodKind::kPut:
        return (flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF)) != 0;
    }
    return false;
  });
}

}  // namespace gpmc
