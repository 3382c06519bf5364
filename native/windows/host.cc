//! \file
//! Binds the Node-API functions of the host executable when the addon is loaded (mingw-w64 builds; those of
//! MSVC have node-gyp's delay-load hook).
//!
//! An import of node.exe by name fails where the host has another name: Electron, a renamed copy. Here the
//! host's functions are in a delay-load import library, and all of them are looked up at once in the module
//! that runs. Not one by one at first use, as delay loading does: dlltool's thunk does not save the xmm
//! registers, so that a first call with a double would lose it.

#include <windows.h>

#include <delayimp.h>

extern "C" {

extern IMAGE_DOS_HEADER __ImageBase;
extern const ImgDelayDescr __DELAY_IMPORT_DESCRIPTOR_libhost_a;

//! What the thunk of a function calls that is not bound. There is none: DllMain has bound all.
FARPROC WINAPI __delayLoadHelper2(const ImgDelayDescr*, FARPROC*) {
  RaiseException(VcppException(ERROR_SEVERITY_ERROR, ERROR_PROC_NOT_FOUND), 0, 0, nullptr);
  return nullptr;
}

}  // extern "C"

namespace {

template <class T>
T* at(RVA offset) {
  return reinterpret_cast<T*>(reinterpret_cast<BYTE*>(&__ImageBase) + offset);
}

//! The module that exports Node-API: a Node built as a library, else the executable, whatever its name.
HMODULE host() {
  const HMODULE library = GetModuleHandleW(L"libnode.dll");
  return library ? library : GetModuleHandleW(nullptr);
}

bool bind_all(const ImgDelayDescr& imports, HMODULE module) {
  const auto* name = at<const IMAGE_THUNK_DATA>(imports.rvaINT);
  auto* slot = at<FARPROC>(imports.rvaIAT);
  for (; name->u1.AddressOfData; ++name, ++slot) {
    const auto* import = at<const IMAGE_IMPORT_BY_NAME>(static_cast<RVA>(name->u1.AddressOfData));
    *slot = GetProcAddress(module, reinterpret_cast<LPCSTR>(import->Name));
    if (!*slot) return false;
  }
  return true;
}

}  // namespace

//! A host without one of the functions (older than Node-API version 8, or no Node at all) cannot load the
//! addon.
extern "C" BOOL WINAPI DllMain(HINSTANCE, DWORD reason, LPVOID) {
  if (reason != DLL_PROCESS_ATTACH) return TRUE;
  return bind_all(__DELAY_IMPORT_DESCRIPTOR_libhost_a, host());
}
