//! \file
//! Binds the Node-API functions of the host executable when the addon is loaded (cross builds; those of MSVC
//! have node-gyp's delay-load hook).
//!
//! An import of node.exe by name fails where the host has another name: Electron, a renamed copy. So there is
//! no import of the host at all. A call of a function that is declared as imported goes through a pointer,
//! which the linker takes from an import library; here the pointers are defined, and DllMain looks up in the
//! module that runs what they shall point to.

#include <windows.h>

// The pointers have the names that compilers give them.
extern "C" {
#define HOST_FUNCTION(name) FARPROC __imp_##name = nullptr;
#include "host_functions.inc"
#undef HOST_FUNCTION
}  // extern "C"

namespace {

struct HostFunction {
  const char* name;
  FARPROC* pointer;
};

const HostFunction kHostFunctions[] = {
#define HOST_FUNCTION(name) {#name, &__imp_##name},
#include "host_functions.inc"
#undef HOST_FUNCTION
};

//! The module that exports Node-API: a Node built as a library, else the executable, whatever its name.
HMODULE host() {
  const HMODULE library = GetModuleHandleW(L"libnode.dll");
  return library ? library : GetModuleHandleW(nullptr);
}

bool bind_all(HMODULE module) {
  for (const HostFunction& function : kHostFunctions) {
    *function.pointer = GetProcAddress(module, function.name);
    if (!*function.pointer) return false;
  }
  return true;
}

}  // namespace

//! A host without one of the functions (older than Node-API version 8, or no Node at all) cannot load the
//! addon.
extern "C" BOOL WINAPI DllMain(HINSTANCE, DWORD reason, LPVOID) {
  return reason != DLL_PROCESS_ATTACH || bind_all(host());
}
