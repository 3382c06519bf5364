#include "results.h"

#include <utility>

#include "collection.h"

namespace gpmc::test_server {

namespace {

//! 2020-02-29 12:00.
constexpr DATE kBackupTime = 43890.5;

//! A backup of `source`. Where that is a proxy, the backup's methods call into the GPO's apartment.
class Backup final : public Automation<IGPMBackup, gpmgmt::IID_IGPMBackup> {
 public:
  Backup(com_ptr<IGPMGPO> source, Lease lease) : lease_(std::move(lease)), source_(std::move(source)) {}

  HRESULT STDMETHODCALLTYPE get_ID(BSTR* id) noexcept override {
    record("IGPMBackup::get_ID");
    return give(id, u"{0B0A0C0B-0001-4000-8000-000000000001}");
  }
  HRESULT STDMETHODCALLTYPE get_GPOID(BSTR* id) noexcept override {
    record("IGPMBackup::get_GPOID");
    return source_ ? source_->get_ID(id) : give(id, u"{31B2F340-016D-11D2-945F-00C04FB984F9}");
  }
  HRESULT STDMETHODCALLTYPE get_GPODomain(BSTR* name) noexcept override {
    record("IGPMBackup::get_GPODomain");
    return source_ ? source_->get_DomainName(name) : give(name, u"");
  }
  HRESULT STDMETHODCALLTYPE get_GPODisplayName(BSTR* name) noexcept override {
    record("IGPMBackup::get_GPODisplayName");
    return source_ ? source_->get_DisplayName(name) : give(name, u"");
  }
  HRESULT STDMETHODCALLTYPE get_Timestamp(DATE* time) noexcept override {
    record("IGPMBackup::get_Timestamp");
    if (!time) return E_POINTER;
    *time = kBackupTime;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE get_Comment(BSTR* comment) noexcept override {
    record("IGPMBackup::get_Comment");
    return give(comment, u"");
  }
  HRESULT STDMETHODCALLTYPE get_BackupDir(BSTR* directory) noexcept override {
    record("IGPMBackup::get_BackupDir");
    return give(directory, u"C:\\Backups");
  }
  GPMC_NOT_OFFERED(Delete)
  GPMC_NOT_OFFERED(GenerateReport, GPMReportType, VARIANT*, VARIANT*, IGPMResult**)
  GPMC_NOT_OFFERED(GenerateReportToFile, GPMReportType, BSTR, IGPMResult**)

 private:
  const Lease lease_;  // The last to go: the thread ends when the object is gone.
  const com_ptr<IGPMGPO> source_;
};

class Message final : public Automation<IGPMStatusMessage, gpmgmt::IID_IGPMStatusMessage> {
 public:
  Message(const char16_t* text, Lease lease) : lease_(std::move(lease)), text_(text) {}

  HRESULT STDMETHODCALLTYPE get_ObjectPath(BSTR* path) noexcept override {
    record("IGPMStatusMessage::get_ObjectPath");
    return give(path, u"LDAP://cn=policies,dc=contoso,dc=com");
  }
  HRESULT STDMETHODCALLTYPE ErrorCode() noexcept override {
    record("IGPMStatusMessage::ErrorCode");
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE get_ExtensionName(BSTR* name) noexcept override {
    record("IGPMStatusMessage::get_ExtensionName");
    return give(name, u"Registry");
  }
  HRESULT STDMETHODCALLTYPE get_SettingsName(BSTR* name) noexcept override {
    record("IGPMStatusMessage::get_SettingsName");
    return give(name, u"");
  }
  HRESULT STDMETHODCALLTYPE OperationCode() noexcept override {
    record("IGPMStatusMessage::OperationCode");
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE get_Message(BSTR* text) noexcept override {
    record("IGPMStatusMessage::get_Message");
    return give(text, text_);
  }

 private:
  const Lease lease_;
  const char16_t* const text_;
};

class Result final : public Automation<IGPMResult, gpmgmt::IID_IGPMResult> {
 public:
  Result(std::shared_ptr<const Progress> progress, Outcome outcome, com_ptr<IGPMGPO> source)
      : progress_(std::move(progress)), outcome_(outcome), source_(std::move(source)) {}

  HRESULT STDMETHODCALLTYPE get_Status(IGPMStatusMsgCollection** messages) noexcept override {
    record("IGPMResult::get_Status");
    if (!messages) return E_POINTER;
    *messages = make_messages(u"All is well.", nullptr).detach();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE get_Result(VARIANT* result) noexcept override {
    record("IGPMResult::get_Result");
    if (!result) return E_POINTER;
    VariantInit(result);
    if (progress_->overall.load() != S_OK) return S_OK;
    result->vt = VT_DISPATCH;
    result->pdispVal = make_outcome(outcome_, source_, nullptr).detach();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE OverallStatus() noexcept override {
    record("IGPMResult::OverallStatus");
    return progress_->overall.load();
  }

 private:
  const std::shared_ptr<const Progress> progress_;
  const Outcome outcome_;
  const com_ptr<IGPMGPO> source_;
};

class AsyncCancel final : public Automation<IGPMAsyncCancel, gpmgmt::IID_IGPMAsyncCancel> {
 public:
  explicit AsyncCancel(std::shared_ptr<Progress> progress) : progress_(std::move(progress)) {}

  HRESULT STDMETHODCALLTYPE Cancel() noexcept override {
    record("IGPMAsyncCancel::Cancel");
    progress_->cancelled.store(true);
    return S_OK;
  }

 private:
  const std::shared_ptr<Progress> progress_;
};

}  // namespace

com_ptr<IDispatch> make_outcome(Outcome outcome, com_ptr<IGPMGPO> source, Lease lease) {
  if (outcome == Outcome::kGpo) return source;
  return make_com<Backup>(std::move(source), std::move(lease));
}

com_ptr<IGPMStatusMsgCollection> make_messages(const char16_t* text, Lease lease) {
  std::vector<com_ptr<IDispatch>> items;
  items.emplace_back(make_com<Message>(text, std::move(lease)));
  return make_com<Collection<IGPMStatusMsgCollection, gpmgmt::IID_IGPMStatusMsgCollection>>(std::move(items));
}

com_ptr<IGPMResult> make_result(std::shared_ptr<const Progress> progress, Outcome outcome,
                                com_ptr<IGPMGPO> source) {
  return make_com<Result>(std::move(progress), outcome, std::move(source));
}

com_ptr<IGPMAsyncCancel> make_cancel(std::shared_ptr<Progress> progress) {
  return make_com<AsyncCancel>(std::move(progress));
}

}  // namespace gpmc::test_server
