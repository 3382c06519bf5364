#pragma once

#include <atomic>
#include <memory>

#include "../com/agile.h"
#include "../com/unknown.h"
#include "../gpmgmt/generated/gpmgmt.h"
#include "mailbox.h"

namespace gpmc {

class Apartment;

//! IGPMAsyncProgress, which GPMC leaves to its client to implement: the sink of one operation's Status calls.
//! https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmasyncprogress
//!
//! Agile: the server may call it from any thread, of any apartment or of none, and from several at once. A call copies
//! what it was given, posts it and returns S_OK; it waits for nothing and throws nothing. Destroyed, it posts that the
//! server let go of it. Once forgotten it does nothing any more.
class AsyncProgress final
    : public com_object<implements<gpmgmt::IGPMAsyncProgress, gpmgmt::IID_IGPMAsyncProgress, IID_IDispatch>> {
 public:
  //! Set by the client, on any thread: from then on nothing is posted. It may outlive the sink, and the sink it.
  using Forgotten = std::shared_ptr<std::atomic<bool>>;

  //! `apartment` takes over a result that is an object.
  AsyncProgress(uint32_t operation, std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Apartment> apartment,
                Forgotten forgotten);

  //! https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmasyncprogress-status
  HRESULT STDMETHODCALLTYPE Status(LONG lProgressNumerator, LONG lProgressDenominator, HRESULT hrStatus,
                                   VARIANT* pResult,
                                   gpmgmt::IGPMStatusMsgCollection* ppIGPMStatusMsgCollection) noexcept override;

  HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) noexcept override;
  HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT index, LCID locale, ITypeInfo** info) noexcept override;
  HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID reserved, LPOLESTR* names, UINT count, LCID locale,
                                          DISPID* ids) noexcept override;
  HRESULT STDMETHODCALLTYPE Invoke(DISPID id, REFIID reserved, LCID locale, WORD flags, DISPPARAMS* parameters,
                                   VARIANT* result, EXCEPINFO* exception, UINT* argument_error) noexcept override;

 protected:
  HRESULT query_other(REFIID iid, void** object) noexcept override { return marshaler_.query(iid, object); }

 private:
  ~AsyncProgress() override;
  bool forgotten() const { return forgotten_->load(std::memory_order_relaxed); }
  void post_with_payload(LONG numerator, LONG denominator, HRESULT hr, VARIANT* result,
                         gpmgmt::IGPMStatusMsgCollection* messages);

  const uint32_t operation_;
  const std::shared_ptr<Mailbox> mailbox_;
  const std::weak_ptr<Apartment> apartment_;
  const Forgotten forgotten_;
  ProgressSlot slot_;  //!< Guarded by the mailbox's lock.
  free_threaded_marshaler marshaler_;
};

}  // namespace gpmc
