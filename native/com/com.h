#pragma once

//! \file
//! COM and Automation vocabulary: the one header through which every C++ file of the project sees HRESULT,
//! GUID, IUnknown, IDispatch, BSTR, VARIANT and SAFEARRAY.
//!
//! On Windows these are the SDK's own; elsewhere `abi.h` declares the same names, in the global namespace,
//! with the layout and the vtable order of Windows x64, so that code above this line compiles unchanged on
//! both.

#if defined(_WIN32)

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00  // CoGetApartmentType and IAgileObject are newer than some compilers' default
#endif

// windows.h comes first: the others rely on it. clang-format keeps the groups apart.
#include <windows.h>

#include <oaidl.h>
#include <objbase.h>
#include <objidl.h>
#include <oleauto.h>

static_assert(sizeof(OLECHAR) == sizeof(char16_t), "OLECHAR is a UTF-16 code unit");

#else
#include "abi.h"
#endif
