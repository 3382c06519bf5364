#include "gpm.h"

#include <string>
#include <vector>

#include "collection.h"
#include "gpo.h"
#include "operation.h"

namespace gpmc::test_server {

namespace {

constexpr HRESULT kNoSuchDomain =
    static_cast<HRESULT>(0x8007054B);  // HRESULT_FROM_WIN32(ERROR_NO_SUCH_DOMAIN)

//! The two GPOs that every domain has.
constexpr const char16_t* kIds[] = {u"{31B2F340-016D-11D2-945F-00C04FB984F9}",
                                    u"{6AC1786C-016F-11D2-945F-00C04FB984F9}"};
constexpr const char16_t* kNames[] = {u"Default Domain Policy", u"Default Domain Controllers Policy"};

class Criteria final : public Automation<IGPMSearchCriteria, gpmgmt::IID_IGPMSearchCriteria> {
 public:
  GPMC_NOT_OFFERED(Add, GPMSearchProperty, GPMSearchOperation, VARIANT)
};

class Domain final : public Automation<IGPMDomain, gpmgmt::IID_IGPMDomain> {
 public:
  HRESULT STDMETHODCALLTYPE get_DomainController(BSTR* name) noexcept override {
    record("IGPMDomain::get_DomainController");
    return give(name, u"dc1.contoso.com");
  }
  HRESULT STDMETHODCALLTYPE get_Domain(BSTR* name) noexcept override {
    record("IGPMDomain::get_Domain");
    return give(name, u"contoso.com");
  }
  HRESULT STDMETHODCALLTYPE GetGPO(BSTR id, IGPMGPO** gpo) noexcept override {
    record("IGPMDomain::GetGPO");
    if (!gpo) return E_POINTER;
    *gpo = nullptr;
    for (size_t i = 0; i < std::size(kIds); ++i) {
      if (bstr_view(id) == kIds[i]) *gpo = make_gpo(kIds[i], kNames[i]).detach();
    }
    return *gpo ? S_OK : HRESULT_FROM_WIN32(ERROR_DS_NO_SUCH_OBJECT);
  }
  HRESULT STDMETHODCALLTYPE SearchGPOs(IGPMSearchCriteria*, IGPMGPOCollection** gpos) noexcept override {
    record("IGPMDomain::SearchGPOs");
    if (!gpos) return E_POINTER;
    std::vector<com_ptr<IDispatch>> items;
    for (size_t i = 0; i < std::size(kIds); ++i) items.emplace_back(make_gpo(kIds[i], kNames[i]));
    *gpos = make_com<Collection<IGPMGPOCollection, gpmgmt::IID_IGPMGPOCollection>>(std::move(items)).detach();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE RestoreGPO(IGPMBackup* backup, LONG, VARIANT* progress, VARIANT* cancel,
                                       IGPMResult** result) noexcept override {
    record("IGPMDomain::RestoreGPO");
    if (!backup) return E_INVALIDARG;
    // The backup may belong to another apartment: then this is a proxy.
    unique_bstr id;
    const HRESULT hr = backup->get_ID(id.put());
    record_made("IGPMBackup::get_ID", hr);
    return FAILED(hr) ? hr
                      : run_operation(Outcome::kGpo, make_gpo(kIds[0], kNames[0]), progress, cancel, result);
  }
  GPMC_NOT_OFFERED(CreateGPO, IGPMGPO**)
  GPMC_NOT_OFFERED(GetSOM, BSTR, IGPMSOM**)
  GPMC_NOT_OFFERED(SearchSOMs, IGPMSearchCriteria*, IGPMSOMCollection**)
  GPMC_NOT_OFFERED(GetWMIFilter, BSTR, IGPMWMIFilter**)
  GPMC_NOT_OFFERED(SearchWMIFilters, IGPMSearchCriteria*, IGPMWMIFilterCollection**)
};

class Gpm final : public Automation<IGPM, gpmgmt::IID_IGPM> {
 public:
  HRESULT STDMETHODCALLTYPE GetDomain(BSTR name, BSTR, LONG, IGPMDomain** domain) noexcept override {
    record("IGPM::GetDomain");
    if (!domain) return E_POINTER;
    *domain = nullptr;
    if (bstr_view(name) != u"contoso.com") return kNoSuchDomain;
    *domain = make_com<Domain>().detach();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE CreateSearchCriteria(IGPMSearchCriteria** criteria) noexcept override {
    record("IGPM::CreateSearchCriteria");
    if (!criteria) return E_POINTER;
    *criteria = make_com<Criteria>().detach();
    return S_OK;
  }
  GPMC_NOT_OFFERED(GetBackupDir, BSTR, IGPMBackupDir**)
  GPMC_NOT_OFFERED(GetSitesContainer, BSTR, BSTR, BSTR, LONG, IGPMSitesContainer**)
  GPMC_NOT_OFFERED(GetRSOP, GPMRSOPMode, BSTR, LONG, IGPMRSOP**)
  GPMC_NOT_OFFERED(CreatePermission, BSTR, GPMPermissionType, VARIANT_BOOL, IGPMPermission**)
  GPMC_NOT_OFFERED(CreateTrustee, BSTR, IGPMTrustee**)
  GPMC_NOT_OFFERED(GetClientSideExtensions, IGPMCSECollection**)
  GPMC_NOT_OFFERED(GetConstants, IGPMConstants**)
  GPMC_NOT_OFFERED(GetMigrationTable, BSTR, IGPMMigrationTable**)
  GPMC_NOT_OFFERED(CreateMigrationTable, IGPMMigrationTable**)
  GPMC_NOT_OFFERED(InitializeReporting, BSTR)
};

}  // namespace

com_ptr<IGPM> make_gpm() { return make_com<Gpm>(); }

}  // namespace gpmc::test_server
