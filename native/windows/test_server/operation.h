#pragma once

#include "automation.h"
#include "results.h"

namespace gpmc::test_server {

//! Runs a method that has a progress parameter, as GPMC's do: synchronously where `progress` holds no object,
//! else on a thread of the operation's own, which calls the object's Status.
HRESULT run_operation(Outcome outcome, com_ptr<IGPMGPO> source, VARIANT* progress, VARIANT* cancel,
                      IGPMResult** result) noexcept;

}  // namespace gpmc::test_server
