#pragma once

//! \file
//! Scalar types, GUID and BSTR with their Windows x64 sizes (`long` has 32 bits there, hence the fixed
//! widths).

#include <cstddef>
#include <cstdint>

using BYTE = uint8_t;
using CHAR = char;
using SHORT = int16_t;
using USHORT = uint16_t;
using WORD = uint16_t;
using INT = int;
using UINT = unsigned int;
using BOOL = int;
using LONG = int32_t;
using ULONG = uint32_t;
using DWORD = uint32_t;
using LONGLONG = int64_t;
using ULONGLONG = uint64_t;
using FLOAT = float;
using DOUBLE = double;
using PVOID = void*;
using LPVOID = void*;
using LPCSTR = const char*;

using HRESULT = LONG;
using SCODE = LONG;
using LCID = DWORD;
using DISPID = LONG;
using MEMBERID = DISPID;
using VARTYPE = uint16_t;

using OLECHAR = char16_t;
using LPOLESTR = OLECHAR*;
using LPCOLESTR = const OLECHAR*;
//! Counted UTF-16 string: the byte length stands in the four bytes before the first character. Null is empty.
using BSTR = OLECHAR*;

//! Days since 1899-12-30 00:00, local time by convention; the fraction is the time of day.
using DATE = double;
using VARIANT_BOOL = int16_t;

inline constexpr BOOL TRUE = 1;
inline constexpr BOOL FALSE = 0;
inline constexpr VARIANT_BOOL VARIANT_TRUE = -1;
inline constexpr VARIANT_BOOL VARIANT_FALSE = 0;

//! Fixed-point currency, in ten-thousandths.
union CY {
  LONGLONG int64;
};

struct GUID {
  uint32_t Data1;
  uint16_t Data2;
  uint16_t Data3;
  uint8_t Data4[8];

  friend constexpr bool operator==(const GUID&, const GUID&) = default;
};

using IID = GUID;
using CLSID = GUID;
using REFGUID = const GUID&;
using REFIID = const IID&;
using REFCLSID = const CLSID&;

constexpr bool IsEqualGUID(REFGUID left, REFGUID right) { return left == right; }
constexpr bool IsEqualIID(REFIID left, REFIID right) { return left == right; }
constexpr bool IsEqualCLSID(REFCLSID left, REFCLSID right) { return left == right; }

inline constexpr GUID GUID_NULL{};
inline constexpr IID IID_NULL{};

inline constexpr LCID LOCALE_NEUTRAL = 0x0000;
inline constexpr LCID LOCALE_INVARIANT = 0x007F;
inline constexpr LCID LOCALE_USER_DEFAULT = 0x0400;
inline constexpr LCID LOCALE_SYSTEM_DEFAULT = 0x0800;

// The calling convention that Windows names in every interface; other platforms have one convention only.
#define STDMETHODCALLTYPE

static_assert(sizeof(GUID) == 16 && alignof(GUID) == 4);
