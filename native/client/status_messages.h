#pragma once

#include "../gpmgmt/generated/gpmgmt.h"
#include "../runtime/value.h"

namespace gpmc {

//! Copies the messages of a collection, on the thread that received it. A null collection, and one that
//! cannot be counted, has none; an item that cannot be read becomes `{ failed: hresult }`, also one that
//! throws.
Array copy_status_messages(gpmgmt::IGPMStatusMsgCollection* collection);

//! Copies an IGPMResult whole: `{ overall, messages, value }`. The value may hold an object.
Record copy_result(gpmgmt::IGPMResult* result);

}  // namespace gpmc
