#pragma once

#include <cstdint>

#include "../com/com.h"

namespace gpmc {

class CallFrame;

enum class MethodKind : uint8_t { kMethod, kGet, kPut };

//! Makes one vtable call: `object` is a pointer to the declaring interface, `frame` has the values.
using ClientThunk = HRESULT (*)(void* object, CallFrame& frame);

//! One row for each method of the description, in its order: the index is the method's number everywhere.
struct MethodInfo {
  const char* interface_name;
  const char* name;               //!< As in C++: get_DisplayName.
  const char16_t* dispatch_name;  //!< As in automation: DisplayName.
  const GUID* iid;
  uint16_t interface_index;
  uint16_t slot;
  LONG dispid;
  MethodKind kind;
  uint8_t parameters;  //!< All but the retval.
  uint8_t inputs;      //!< Values in a CallFrame.
  int8_t progress;     //!< Position of pvarGPMProgress in the parameter list, or -1.
  int8_t cancel;       //!< Position of pvarGPMCancel, or -1.
  bool has_retval;
  int16_t result;  //!< Index of the interface of its first out value, or -1.
  ClientThunk call;
};

struct InterfaceInfo {
  const char* name;
  const GUID* iid;
  int16_t base;           //!< Index of the base interface, -1 for IDispatch.
  uint16_t first_method;  //!< Index of the first method it declares itself.
  uint16_t method_count;  //!< Methods it declares itself.
};

inline constexpr size_t kMethodCount = 333;
inline constexpr size_t kInterfaceCount = 41;
extern const MethodInfo kMethods[kMethodCount];
extern const InterfaceInfo kInterfaces[kInterfaceCount];

}  // namespace gpmc
