#pragma once

//! \file
//! The functions of oleaut32 that the project calls, by their own names, signatures and results.
//! Each behaves as its page at https://learn.microsoft.com/windows/win32/api/oleauto/ says, except where
//! noted. All are safe on any thread as long as no two threads work on the same string, variant or array.

#include "types.h"
#include "variant.h"

// ---- strings (bstr.cc) ----

BSTR SysAllocString(const OLECHAR* source);
//! Null `source`: the characters are zero. Null result: out of memory, or longer than a BSTR can count.
BSTR SysAllocStringLen(const OLECHAR* source, UINT length);
//! `length` in bytes, odd ones included; the bytes are copied as they are.
BSTR SysAllocStringByteLen(LPCSTR source, UINT length);
//! `source` may point into the old string. On failure the old string stays as it was.
INT SysReAllocStringLen(BSTR* bstr, const OLECHAR* source, UINT length);
void SysFreeString(BSTR bstr);
//! In characters; a trailing odd byte does not count.
UINT SysStringLen(BSTR bstr);
UINT SysStringByteLen(BSTR bstr);

// ---- variants (variant.cc, variant_change_type.cc) ----

inline constexpr USHORT VARIANT_NOVALUEPROP = 0x01;
inline constexpr USHORT VARIANT_ALPHABOOL = 0x02;
inline constexpr USHORT VARIANT_NOUSEROVERRIDE = 0x04;
inline constexpr USHORT VARIANT_LOCALBOOL = 0x10;

void VariantInit(VARIANTARG* variant);
HRESULT VariantClear(VARIANTARG* variant);
HRESULT VariantCopy(VARIANTARG* destination, const VARIANTARG* source);
HRESULT VariantCopyInd(VARIANT* destination, const VARIANTARG* source);
//! Beyond the range of `type`: DISP_E_OVERFLOW; but between signed and unsigned integers of one size the bits
//! are kept, as on Windows. Numbers use the invariant locale, and these conversions do not exist: to and from
//! VT_CY and VT_DECIMAL, between text and VT_DATE, an object to its default property. They answer
//! DISP_E_TYPEMISMATCH.
HRESULT VariantChangeType(VARIANTARG* destination, const VARIANTARG* source, USHORT flags, VARTYPE type);

// ---- arrays (safearray.cc): one dimension, as SafeArrayCreateVector makes them ----

SAFEARRAY* SafeArrayCreateVector(VARTYPE type, LONG lower_bound, ULONG elements);
HRESULT SafeArrayDestroy(SAFEARRAY* array);
HRESULT SafeArrayCopy(SAFEARRAY* array, SAFEARRAY** copy);
HRESULT SafeArrayLock(SAFEARRAY* array);
HRESULT SafeArrayUnlock(SAFEARRAY* array);
HRESULT SafeArrayAccessData(SAFEARRAY* array, void** data);
HRESULT SafeArrayUnaccessData(SAFEARRAY* array);
//! The caller owns what it gets: a copied string or variant, a reference to an object.
HRESULT SafeArrayGetElement(SAFEARRAY* array, LONG* index, void* value);
//! Copies what it is given. BSTR and interface pointers are passed as themselves, all others by address.
HRESULT SafeArrayPutElement(SAFEARRAY* array, LONG* index, void* value);
HRESULT SafeArrayGetLBound(SAFEARRAY* array, UINT dimension, LONG* lower_bound);
HRESULT SafeArrayGetUBound(SAFEARRAY* array, UINT dimension, LONG* upper_bound);
UINT SafeArrayGetDim(SAFEARRAY* array);
HRESULT SafeArrayGetVartype(SAFEARRAY* array, VARTYPE* type);
