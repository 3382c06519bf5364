#pragma once

#include <memory>

#include "../com/agile.h"
#include "../com/unknown.h"
#include "../gpmgmt/generated/gpmgmt.h"

namespace gpmc {

//! What a sink is told. Called on whatever thread the server uses, on several at once; must not block.
class ProgressListener {
 public:
  virtual ~ProgressListener() = default;
  //! A Status call that carried numbers only.
  virtual void progress(LONG numerator, LONG denominator, HRESULT hr) = 0;
  //! A Status call with a result, messages or both; either may be null. Both are borrowed.
  virtual void status(LONG numerator, LONG denominator, HRESULT hr, const VARIANT* result,
                      gpmgmt::IGPMStatusMsgCollection* messages) = 0;
  //! The server let go of the sink.
  virtual void released() = 0;
  //! The operation's number, for the trace.
  virtual uint32_t operation() const { return 0; }
};

//! IGPMAsyncProgress, which GPMC leaves to its client to implement: the sink of one operation's Status calls.
//! https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmasyncprogress
//!
//! Agile: the server may call it from any thread, of any apartment or of none. A call tells the listener and
//! returns S_OK; it waits for nothing and throws nothing.
class AsyncProgress final
    : public com_object<implements<gpmgmt::IGPMAsyncProgress, gpmgmt::IID_IGPMAsyncProgress, IID_IDispatch>> {
 public:
  explicit AsyncProgress(std::shared_ptr<ProgressListener> listener);

  //! https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmasyncprogress-status
  HRESULT STDMETHODCALLTYPE
  Status(LONG lProgressNumerator, LONG lProgressDenominator, HRESULT hrStatus, VARIANT* pResult,
         gpmgmt::IGPMStatusMsgCollection* ppIGPMStatusMsgCollection) noexcept override;

  HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) noexcept override;
  HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT index, LCID locale, ITypeInfo** info) noexcept override;
  HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID reserved, LPOLESTR* names, UINT count, LCID locale,
                                          DISPID* ids) noexcept override;
  HRESULT STDMETHODCALLTYPE Invoke(DISPID id, REFIID reserved, LCID locale, WORD flags,
                                   DISPPARAMS* parameters, VARIANT* result, EXCEPINFO* exception,
                                   UINT* argument_error) noexcept override;

 protected:
  HRESULT query_other(REFIID iid, void** object) noexcept override { return marshaler_.query(iid, object); }

 private:
  ~AsyncProgress() override;
  HRESULT deliver(const char* via, LONG numerator, LONG denominator, HRESULT hr, VARIANT* result,
                  gpmgmt::IGPMStatusMsgCollection* messages) noexcept;

  const std::shared_ptr<ProgressListener> listener_;
  free_threaded_marshaler marshaler_;
};

}  // namespace gpmc
