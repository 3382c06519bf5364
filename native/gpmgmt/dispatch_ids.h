#pragma once

#include <cstdint>

#include "../com/com.h"
#include "method.h"

namespace gpmc {

//! IDispatch::GetIDsOfNames for an interface of the description and its bases; names are matched without
//! case. DISP_E_UNKNOWNNAME with DISPID_UNKNOWN for names that are unknown, parameters' names included.
HRESULT dispatch_ids_of_names(size_t interface_index, REFIID reserved, LPOLESTR* names, UINT count,
                              DISPID* ids);

//! The method of an interface or its bases that IDispatch::Invoke means; null where there is none.
const MethodInfo* find_dispatch_method(size_t interface_index, DISPID id, WORD flags);

}  // namespace gpmc
