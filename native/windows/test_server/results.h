#pragma once

#include <atomic>
#include <memory>

#include "automation.h"

namespace gpmc::test_server {

//! What an operation's method and its worker thread share.
struct Progress {
  //! E_PENDING while the operation runs.
  std::atomic<HRESULT> overall{E_PENDING};
  std::atomic<bool> cancelled{false};
};  //! Something that keeps the thread alive on which an object was made.
using Lease = std::shared_ptr<void>;

//! What an operation on a GPO results in.
enum class Outcome { kBackup, kGpo };

//! The result of an operation on `source`, for the apartment of this thread. `source` is null on a thread
//! that may not use the GPO, and may be a proxy.
com_ptr<IDispatch> make_outcome(Outcome outcome, com_ptr<IGPMGPO> source, Lease lease);
//! A collection of one message.
com_ptr<IGPMStatusMsgCollection> make_messages(const char16_t* text, Lease lease);
com_ptr<IGPMResult> make_result(std::shared_ptr<const Progress> progress, Outcome outcome,
                                com_ptr<IGPMGPO> source);
com_ptr<IGPMAsyncCancel> make_cancel(std::shared_ptr<Progress> progress);

}  // namespace gpmc::test_server
