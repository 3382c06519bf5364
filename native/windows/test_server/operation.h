#pragma once

#include "automation.h"

namespace gpmc::test_server {

//! Runs a method that has a progress parameter, as GPMC's do: synchronously where `progress` holds no object,
//! else on a thread of the operation's own, which calls the object's Status. The result of all of them is a
//! backup of `source`.
HRESULT run_operation(com_ptr<IGPMGPO> source, VARIANT* progress, VARIANT* cancel,
                      IGPMResult** result) noexcept;

}  // namespace gpmc::test_server
