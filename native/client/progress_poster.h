#pragma once

#include <atomic>
#include <memory>

#include "../runtime/mailbox.h"
#include "async_progress.h"
#include "read_plan.h"

namespace gpmc {

class Apartment;

//! From the sink of one operation to JavaScript: copies what the sink is told and posts it. Any thread.
class ProgressPoster final : public ProgressListener {
 public:
  //! `apartment` takes over a result that is an object, once what `read` says of it is read.
  ProgressPoster(uint32_t operation, std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Apartment> apartment,
                 SharedReadPlan read);

  //! From now on nothing is posted: the server may go on calling.
  void forget() { forgotten_.store(true, std::memory_order_relaxed); }

  void progress(LONG numerator, LONG denominator, HRESULT hr) override;
  void status(LONG numerator, LONG denominator, HRESULT hr, const VARIANT* result,
              gpmgmt::IGPMStatusMsgCollection* messages) override;
  void released() override;
  uint32_t operation() const override { return operation_; }

 private:
  uint32_t adopt(IUnknown* object, REFIID iid) const;
  void adopt_values(Value& value, REFIID iid) const;
  bool forgotten() const { return forgotten_.load(std::memory_order_relaxed); }

  const uint32_t operation_;
  const std::shared_ptr<Mailbox> mailbox_;
  const std::weak_ptr<Apartment> apartment_;
  const SharedReadPlan read_;
  std::atomic<bool> forgotten_{false};
  ProgressSlot slot_;  //!< Guarded by the mailbox's lock.
};

}  // namespace gpmc
