#include "gpo.h"

#include <string>

#include "operation.h"

namespace gpmc::test_server {

namespace {

//! 2020-02-29 12:00.
constexpr DATE kChanged = 43890.5;

class Gpo final : public Automation<IGPMGPO, gpmgmt::IID_IGPMGPO> {
 public:
  Gpo(const char16_t* id, const char16_t* name) : id_(id), name_(name) {}

  HRESULT STDMETHODCALLTYPE get_DisplayName(BSTR* name) noexcept override {
    record("IGPMGPO::get_DisplayName");
    return give(name, name_.c_str());
  }
  HRESULT STDMETHODCALLTYPE put_DisplayName(BSTR name) noexcept override {
    record("IGPMGPO::put_DisplayName");
    name_ = bstr_view(name);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE get_Path(BSTR* path) noexcept override {
    record("IGPMGPO::get_Path");
    return give(path, (u"cn=" + id_ + u",cn=policies,cn=system,DC=contoso,DC=com").c_str());
  }
  HRESULT STDMETHODCALLTYPE get_ID(BSTR* id) noexcept override {
    record("IGPMGPO::get_ID");
    return give(id, id_.c_str());
  }
  HRESULT STDMETHODCALLTYPE get_DomainName(BSTR* name) noexcept override {
    record("IGPMGPO::get_DomainName");
    return give(name, u"contoso.com");
  }
  HRESULT STDMETHODCALLTYPE get_CreationTime(DATE* time) noexcept override {
    record("IGPMGPO::get_CreationTime");
    return store(time, kChanged);
  }
  HRESULT STDMETHODCALLTYPE get_ModificationTime(DATE* time) noexcept override {
    record("IGPMGPO::get_ModificationTime");
    return store(time, kChanged);
  }
  HRESULT STDMETHODCALLTYPE get_UserDSVersionNumber(LONG* version) noexcept override {
    record("IGPMGPO::get_UserDSVersionNumber");
    return store(version, LONG{3});
  }
  HRESULT STDMETHODCALLTYPE get_ComputerDSVersionNumber(LONG* version) noexcept override {
    record("IGPMGPO::get_ComputerDSVersionNumber");
    return store(version, LONG{4});
  }
  HRESULT STDMETHODCALLTYPE get_UserSysvolVersionNumber(LONG* version) noexcept override {
    record("IGPMGPO::get_UserSysvolVersionNumber");
    return store(version, LONG{3});
  }
  HRESULT STDMETHODCALLTYPE get_ComputerSysvolVersionNumber(LONG* version) noexcept override {
    record("IGPMGPO::get_ComputerSysvolVersionNumber");
    return store(version, LONG{4});
  }
  HRESULT STDMETHODCALLTYPE IsUserEnabled(VARIANT_BOOL* enabled) noexcept override {
    record("IGPMGPO::IsUserEnabled");
    return store(enabled, VARIANT_TRUE);
  }
  HRESULT STDMETHODCALLTYPE IsComputerEnabled(VARIANT_BOOL* enabled) noexcept override {
    record("IGPMGPO::IsComputerEnabled");
    return store(enabled, VARIANT_FALSE);
  }
  HRESULT STDMETHODCALLTYPE Backup(BSTR, BSTR, VARIANT* progress, VARIANT* cancel,
                                   IGPMResult** result) noexcept override {
    record("IGPMGPO::Backup");
    return run_operation(Outcome::kBackup, com_ptr<IGPMGPO>(this), progress, cancel, result);
  }
  GPMC_NOT_OFFERED(GetWMIFilter, IGPMWMIFilter**)
  GPMC_NOT_OFFERED(SetWMIFilter, IGPMWMIFilter*)
  GPMC_NOT_OFFERED(SetUserEnabled, VARIANT_BOOL)
  GPMC_NOT_OFFERED(SetComputerEnabled, VARIANT_BOOL)
  GPMC_NOT_OFFERED(GetSecurityInfo, IGPMSecurityInfo**)
  GPMC_NOT_OFFERED(SetSecurityInfo, IGPMSecurityInfo*)
  GPMC_NOT_OFFERED(Delete)
  GPMC_NOT_OFFERED(Import, LONG, IGPMBackup*, VARIANT*, VARIANT*, VARIANT*, IGPMResult**)
  GPMC_NOT_OFFERED(GenerateReport, GPMReportType, VARIANT*, VARIANT*, IGPMResult**)
  GPMC_NOT_OFFERED(GenerateReportToFile, GPMReportType, BSTR, IGPMResult**)
  GPMC_NOT_OFFERED(CopyTo, LONG, IGPMDomain*, VARIANT*, VARIANT*, VARIANT*, VARIANT*, IGPMResult**)
  GPMC_NOT_OFFERED(SetSecurityDescriptor, LONG, IDispatch*)
  GPMC_NOT_OFFERED(GetSecurityDescriptor, LONG, IDispatch**)
  GPMC_NOT_OFFERED(IsACLConsistent, VARIANT_BOOL*)
  GPMC_NOT_OFFERED(MakeACLConsistent)

 private:
  template <class T>
  static HRESULT store(T* out, T value) noexcept {
    if (!out) return E_POINTER;
    *out = value;
    return S_OK;
  }

  const std::u16string id_;
  std::u16string name_;
};

}  // namespace

com_ptr<IGPMGPO> make_gpo(const char16_t* id, const char16_t* name) { return make_com<Gpo>(id, name); }

}  // namespace gpmc::test_server
