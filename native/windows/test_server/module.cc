//! \file
//! The entry points of an in-process COM server. `regsvr32` registers it as GPMC's class GPM, with the
//! ThreadingModel that the environment variable GPMC_TEST_THREADING_MODEL names (none where it is not set),
//! and the type library beside it for marshalling, unless GPMC_TEST_TYPE_LIBRARY is "none".

#include <string>

#include "gpm.h"

namespace gpmc::test_server {

namespace {

constexpr wchar_t kClassKey[] = L"CLSID\\{F5694708-88FE-4B35-BABF-E56162D5FBC8}";

class ClassFactory final : public com_object<implements<IClassFactory, IID_IClassFactory>> {
 public:
  HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, REFIID iid, void** object) noexcept override {
    record_call("IClassFactory::CreateInstance", true);
    if (!object) return E_POINTER;
    *object = nullptr;
    return outer ? CLASS_E_NOAGGREGATION : make_gpm().query_to(iid, object);
  }
  HRESULT STDMETHODCALLTYPE LockServer(BOOL) noexcept override { return S_OK; }
};

std::wstring module_path() {
  HMODULE module = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                     reinterpret_cast<LPCWSTR>(&module_path), &module);
  wchar_t path[MAX_PATH];
  return std::wstring(path, GetModuleFileNameW(module, path, MAX_PATH));
}

std::wstring library_path() {
  const std::wstring module = module_path();
  return module.substr(0, module.find_last_of(L"\\/") + 1) + L"gpmgmt.tlb";
}

HRESULT set_value(const std::wstring& key, const wchar_t* name, const std::wstring& text) {
  const auto bytes = static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t));
  return HRESULT_FROM_WIN32(
      RegSetKeyValueW(HKEY_CLASSES_ROOT, key.c_str(), name, REG_SZ, text.c_str(), bytes));
}

//! Without it COM can make no proxies for GPMC's interfaces.
bool wants_library() {
  wchar_t word[8];
  const DWORD length = GetEnvironmentVariableW(L"GPMC_TEST_TYPE_LIBRARY", word, 8);
  return !(length < 8 && std::wstring(word, length) == L"none");
}

HRESULT unregister_library() {
  return UnRegisterTypeLib(gpmgmt::LIBID_GPMGMTLib, 1, 0, LOCALE_NEUTRAL, SYS_WIN64);
}

HRESULT register_library() {
  com_ptr<ITypeLib> library;
  return LoadTypeLibEx(library_path().c_str(), REGKIND_REGISTER, library.put());
}

HRESULT register_class() {
  const std::wstring server = std::wstring(kClassKey) + L"\\InprocServer32";
  RegDeleteKeyValueW(HKEY_CLASSES_ROOT, server.c_str(), L"ThreadingModel");
  HRESULT hr = set_value(kClassKey, nullptr, L"GPMC test server");
  if (SUCCEEDED(hr)) hr = set_value(server, nullptr, module_path());
  wchar_t model[16];
  const DWORD length = GetEnvironmentVariableW(L"GPMC_TEST_THREADING_MODEL", model, 16);
  if (SUCCEEDED(hr) && length > 0 && length < 16) hr = set_value(server, L"ThreadingModel", model);
  return hr;
}

}  // namespace

}  // namespace gpmc::test_server

using namespace gpmc;
using namespace gpmc::test_server;

STDAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void** object) {
  if (!object) return E_POINTER;
  *object = nullptr;
  if (clsid != gpmgmt::CLSID_GPM) return CLASS_E_CLASSNOTAVAILABLE;
  return make_com<ClassFactory>().query_to(iid, object);
}

//! The server stays: its threads may be about to return into it.
STDAPI DllCanUnloadNow() { return S_FALSE; }

STDAPI DllRegisterServer() {
  unregister_library();
  const HRESULT hr = wants_library() ? register_library() : S_OK;
  return FAILED(hr) ? hr : register_class();
}

//! Unregistering what is not registered is no failure.
STDAPI DllUnregisterServer() {
  unregister_library();
  const LSTATUS status = RegDeleteTreeW(HKEY_CLASSES_ROOT, kClassKey);
  return status == ERROR_FILE_NOT_FOUND ? S_OK : HRESULT_FROM_WIN32(status);
}
