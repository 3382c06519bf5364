#pragma once

//! \file
//! HRESULT arithmetic and the codes of COM and Automation, by the names and values of winerror.h.

#include "types.h"

constexpr bool SUCCEEDED(HRESULT hr) { return hr >= 0; }
constexpr bool FAILED(HRESULT hr) { return hr < 0; }

inline constexpr DWORD SEVERITY_SUCCESS = 0;
inline constexpr DWORD SEVERITY_ERROR = 1;

inline constexpr DWORD FACILITY_NULL = 0;
inline constexpr DWORD FACILITY_RPC = 1;
inline constexpr DWORD FACILITY_DISPATCH = 2;
inline constexpr DWORD FACILITY_STORAGE = 3;
inline constexpr DWORD FACILITY_ITF = 4;
inline constexpr DWORD FACILITY_WIN32 = 7;
inline constexpr DWORD FACILITY_WINDOWS = 8;

constexpr HRESULT MAKE_HRESULT(DWORD severity, DWORD facility, DWORD code) {
  return static_cast<HRESULT>((severity << 31) | (facility << 16) | code);
}
constexpr DWORD HRESULT_CODE(HRESULT hr) { return static_cast<DWORD>(hr) & 0xFFFF; }
constexpr DWORD HRESULT_FACILITY(HRESULT hr) { return (static_cast<DWORD>(hr) >> 16) & 0x1FFF; }
constexpr DWORD HRESULT_SEVERITY(HRESULT hr) { return static_cast<DWORD>(hr) >> 31; }

//! An HRESULT given instead of a Win32 code comes back as it is, as on Windows.
constexpr HRESULT HRESULT_FROM_WIN32(DWORD error) {
  const auto hr = static_cast<HRESULT>(error);
  return hr <= 0 ? hr : MAKE_HRESULT(SEVERITY_ERROR, FACILITY_WIN32, error & 0xFFFF);
}

// ---- General ----

inline constexpr HRESULT S_OK = static_cast<HRESULT>(0x00000000);
inline constexpr HRESULT S_FALSE = static_cast<HRESULT>(0x00000001);
inline constexpr HRESULT E_UNEXPECTED = static_cast<HRESULT>(0x8000FFFF);
inline constexpr HRESULT E_NOTIMPL = static_cast<HRESULT>(0x80004001);
inline constexpr HRESULT E_OUTOFMEMORY = static_cast<HRESULT>(0x8007000E);
inline constexpr HRESULT E_INVALIDARG = static_cast<HRESULT>(0x80070057);
inline constexpr HRESULT E_NOINTERFACE = static_cast<HRESULT>(0x80004002);
inline constexpr HRESULT E_POINTER = static_cast<HRESULT>(0x80004003);
inline constexpr HRESULT E_HANDLE = static_cast<HRESULT>(0x80070006);
inline constexpr HRESULT E_ABORT = static_cast<HRESULT>(0x80004004);
inline constexpr HRESULT E_FAIL = static_cast<HRESULT>(0x80004005);
inline constexpr HRESULT E_ACCESSDENIED = static_cast<HRESULT>(0x80070005);
inline constexpr HRESULT E_PENDING = static_cast<HRESULT>(0x8000000A);

// ---- Automation (FACILITY_DISPATCH) ----

inline constexpr HRESULT DISP_E_UNKNOWNINTERFACE = static_cast<HRESULT>(0x80020001);
inline constexpr HRESULT DISP_E_MEMBERNOTFOUND = static_cast<HRESULT>(0x80020003);
inline constexpr HRESULT DISP_E_PARAMNOTFOUND = static_cast<HRESULT>(0x80020004);
inline constexpr HRESULT DISP_E_TYPEMISMATCH = static_cast<HRESULT>(0x80020005);
inline constexpr HRESULT DISP_E_UNKNOWNNAME = static_cast<HRESULT>(0x80020006);
inline constexpr HRESULT DISP_E_NONAMEDARGS = static_cast<HRESULT>(0x80020007);
inline constexpr HRESULT DISP_E_BADVARTYPE = static_cast<HRESULT>(0x80020008);
inline constexpr HRESULT DISP_E_EXCEPTION = static_cast<HRESULT>(0x80020009);
inline constexpr HRESULT DISP_E_OVERFLOW = static_cast<HRESULT>(0x8002000A);
inline constexpr HRESULT DISP_E_BADINDEX = static_cast<HRESULT>(0x8002000B);
inline constexpr HRESULT DISP_E_UNKNOWNLCID = static_cast<HRESULT>(0x8002000C);
inline constexpr HRESULT DISP_E_ARRAYISLOCKED = static_cast<HRESULT>(0x8002000D);
inline constexpr HRESULT DISP_E_BADPARAMCOUNT = static_cast<HRESULT>(0x8002000E);
inline constexpr HRESULT DISP_E_PARAMNOTOPTIONAL = static_cast<HRESULT>(0x8002000F);
inline constexpr HRESULT DISP_E_BADCALLEE = static_cast<HRESULT>(0x80020010);
inline constexpr HRESULT DISP_E_NOTACOLLECTION = static_cast<HRESULT>(0x80020011);
inline constexpr HRESULT DISP_E_DIVBYZERO = static_cast<HRESULT>(0x80020012);
inline constexpr HRESULT DISP_E_BUFFERTOOSMALL = static_cast<HRESULT>(0x80020013);

// ---- Type libraries ----

inline constexpr HRESULT TYPE_E_LIBNOTREGISTERED = static_cast<HRESULT>(0x8002801D);
inline constexpr HRESULT TYPE_E_ELEMENTNOTFOUND = static_cast<HRESULT>(0x8002802B);
inline constexpr HRESULT TYPE_E_CANTLOADLIBRARY = static_cast<HRESULT>(0x80029C4A);
inline constexpr HRESULT TYPE_E_TYPEMISMATCH = static_cast<HRESULT>(0x80028CA0);
inline constexpr HRESULT TYPE_E_OUTOFBOUNDS = static_cast<HRESULT>(0x80028CA1);

// ---- Activation and registration ----

inline constexpr HRESULT CLASS_E_NOAGGREGATION = static_cast<HRESULT>(0x80040110);
inline constexpr HRESULT CLASS_E_CLASSNOTAVAILABLE = static_cast<HRESULT>(0x80040111);
inline constexpr HRESULT CLASS_E_NOTLICENSED = static_cast<HRESULT>(0x80040112);
inline constexpr HRESULT REGDB_E_READREGDB = static_cast<HRESULT>(0x80040150);
inline constexpr HRESULT REGDB_E_WRITEREGDB = static_cast<HRESULT>(0x80040151);
inline constexpr HRESULT REGDB_E_KEYMISSING = static_cast<HRESULT>(0x80040152);
inline constexpr HRESULT REGDB_E_INVALIDVALUE = static_cast<HRESULT>(0x80040153);
inline constexpr HRESULT REGDB_E_CLASSNOTREG = static_cast<HRESULT>(0x80040154);
inline constexpr HRESULT REGDB_E_IIDNOTREG = static_cast<HRESULT>(0x80040155);
inline constexpr HRESULT REGDB_E_BADTHREADINGMODEL = static_cast<HRESULT>(0x80040156);

// ---- Monikers ----

inline constexpr HRESULT MK_E_CONNECTMANUALLY = static_cast<HRESULT>(0x800401E0);
inline constexpr HRESULT MK_E_EXCEEDEDDEADLINE = static_cast<HRESULT>(0x800401E1);
inline constexpr HRESULT MK_E_UNAVAILABLE = static_cast<HRESULT>(0x800401E3);
inline constexpr HRESULT MK_E_SYNTAX = static_cast<HRESULT>(0x800401E4);
inline constexpr HRESULT MK_E_NOOBJECT = static_cast<HRESULT>(0x800401E5);
inline constexpr HRESULT MK_E_CANTOPENFILE = static_cast<HRESULT>(0x800401EA);

// ---- COM runtime ----

inline constexpr HRESULT CO_E_NOTINITIALIZED = static_cast<HRESULT>(0x800401F0);
inline constexpr HRESULT CO_E_ALREADYINITIALIZED = static_cast<HRESULT>(0x800401F1);
inline constexpr HRESULT CO_E_CANTDETERMINECLASS = static_cast<HRESULT>(0x800401F2);
inline constexpr HRESULT CO_E_CLASSSTRING = static_cast<HRESULT>(0x800401F3);
inline constexpr HRESULT CO_E_IIDSTRING = static_cast<HRESULT>(0x800401F4);
inline constexpr HRESULT CO_E_APPNOTFOUND = static_cast<HRESULT>(0x800401F5);
inline constexpr HRESULT CO_E_APPSINGLEUSE = static_cast<HRESULT>(0x800401F6);
inline constexpr HRESULT CO_E_ERRORINAPP = static_cast<HRESULT>(0x800401F7);
inline constexpr HRESULT CO_E_DLLNOTFOUND = static_cast<HRESULT>(0x800401F8);
inline constexpr HRESULT CO_E_ERRORINDLL = static_cast<HRESULT>(0x800401F9);
inline constexpr HRESULT CO_E_OBJNOTREG = static_cast<HRESULT>(0x800401FB);
inline constexpr HRESULT CO_E_OBJISREG = static_cast<HRESULT>(0x800401FC);
inline constexpr HRESULT CO_E_OBJNOTCONNECTED = static_cast<HRESULT>(0x800401FD);
inline constexpr HRESULT CO_E_APPDIDNTREG = static_cast<HRESULT>(0x800401FE);
inline constexpr HRESULT CO_E_RELEASED = static_cast<HRESULT>(0x800401FF);
inline constexpr HRESULT CO_E_SERVER_EXEC_FAILURE = static_cast<HRESULT>(0x80080005);
inline constexpr HRESULT CO_E_SERVER_STOPPING = static_cast<HRESULT>(0x80080008);
inline constexpr HRESULT CO_E_NOT_SUPPORTED = static_cast<HRESULT>(0x80004021);
inline constexpr HRESULT CO_E_CLASS_DISABLED = static_cast<HRESULT>(0x80004027);

// ---- Calls between apartments and processes ----

inline constexpr HRESULT RPC_E_CALL_REJECTED = static_cast<HRESULT>(0x80010001);
inline constexpr HRESULT RPC_E_CALL_CANCELED = static_cast<HRESULT>(0x80010002);
inline constexpr HRESULT RPC_E_CANTCALLOUT_INEXTERNALCALL = static_cast<HRESULT>(0x80010005);
inline constexpr HRESULT RPC_E_CONNECTION_TERMINATED = static_cast<HRESULT>(0x80010006);
inline constexpr HRESULT RPC_E_SERVER_DIED = static_cast<HRESULT>(0x80010007);
inline constexpr HRESULT RPC_E_CLIENT_DIED = static_cast<HRESULT>(0x80010008);
inline constexpr HRESULT RPC_E_INVALID_DATAPACKET = static_cast<HRESULT>(0x80010009);
inline constexpr HRESULT RPC_E_CANTTRANSMIT_CALL = static_cast<HRESULT>(0x8001000A);
inline constexpr HRESULT RPC_E_INVALID_DATA = static_cast<HRESULT>(0x8001000F);
inline constexpr HRESULT RPC_E_CANTCALLOUT_AGAIN = static_cast<HRESULT>(0x80010011);
inline constexpr HRESULT RPC_E_SERVER_DIED_DNE = static_cast<HRESULT>(0x80010012);
inline constexpr HRESULT RPC_E_SYS_CALL_FAILED = static_cast<HRESULT>(0x80010100);
inline constexpr HRESULT RPC_E_OUT_OF_RESOURCES = static_cast<HRESULT>(0x80010101);
inline constexpr HRESULT RPC_E_NOT_REGISTERED = static_cast<HRESULT>(0x80010103);
inline constexpr HRESULT RPC_E_FAULT = static_cast<HRESULT>(0x80010104);
inline constexpr HRESULT RPC_E_SERVERFAULT = static_cast<HRESULT>(0x80010105);
inline constexpr HRESULT RPC_E_CHANGED_MODE = static_cast<HRESULT>(0x80010106);
inline constexpr HRESULT RPC_E_INVALIDMETHOD = static_cast<HRESULT>(0x80010107);
inline constexpr HRESULT RPC_E_DISCONNECTED = static_cast<HRESULT>(0x80010108);
inline constexpr HRESULT RPC_E_RETRY = static_cast<HRESULT>(0x80010109);
inline constexpr HRESULT RPC_E_SERVERCALL_RETRYLATER = static_cast<HRESULT>(0x8001010A);
inline constexpr HRESULT RPC_E_SERVERCALL_REJECTED = static_cast<HRESULT>(0x8001010B);
inline constexpr HRESULT RPC_E_CANTCALLOUT_ININPUTSYNCCALL = static_cast<HRESULT>(0x8001010D);
inline constexpr HRESULT RPC_E_WRONG_THREAD = static_cast<HRESULT>(0x8001010E);
inline constexpr HRESULT RPC_E_THREAD_NOT_INIT = static_cast<HRESULT>(0x8001010F);
inline constexpr HRESULT RPC_E_INVALID_OBJECT = static_cast<HRESULT>(0x80010114);
inline constexpr HRESULT RPC_S_CALLPENDING = static_cast<HRESULT>(0x80010115);
inline constexpr HRESULT RPC_E_CALL_COMPLETE = static_cast<HRESULT>(0x80010117);
inline constexpr HRESULT RPC_E_UNSECURE_CALL = static_cast<HRESULT>(0x80010118);
inline constexpr HRESULT RPC_E_TOO_LATE = static_cast<HRESULT>(0x80010119);
inline constexpr HRESULT RPC_E_ACCESS_DENIED = static_cast<HRESULT>(0x8001011B);
inline constexpr HRESULT RPC_E_TIMEOUT = static_cast<HRESULT>(0x8001011F);
inline constexpr HRESULT RPC_E_UNEXPECTED = static_cast<HRESULT>(0x8001FFFF);

// ---- Win32 codes, for HRESULT_FROM_WIN32 ----

inline constexpr DWORD ERROR_SUCCESS = 0;
inline constexpr DWORD ERROR_FILE_NOT_FOUND = 2;
inline constexpr DWORD ERROR_PATH_NOT_FOUND = 3;
inline constexpr DWORD ERROR_ACCESS_DENIED = 5;
inline constexpr DWORD ERROR_NOT_ENOUGH_MEMORY = 8;
inline constexpr DWORD ERROR_INVALID_DATA = 13;
inline constexpr DWORD ERROR_WRITE_FAULT = 29;
inline constexpr DWORD ERROR_SHARING_VIOLATION = 32;
inline constexpr DWORD ERROR_NOT_SUPPORTED = 50;
inline constexpr DWORD ERROR_FILE_EXISTS = 80;
inline constexpr DWORD ERROR_INVALID_PARAMETER = 87;
inline constexpr DWORD ERROR_DISK_FULL = 112;
inline constexpr DWORD ERROR_INVALID_NAME = 123;
inline constexpr DWORD ERROR_DIR_NOT_EMPTY = 145;
inline constexpr DWORD ERROR_BUSY = 170;
inline constexpr DWORD ERROR_ALREADY_EXISTS = 183;
inline constexpr DWORD ERROR_MORE_DATA = 234;
inline constexpr DWORD ERROR_NO_MORE_ITEMS = 259;
inline constexpr DWORD ERROR_OPERATION_ABORTED = 995;
inline constexpr DWORD ERROR_NOT_FOUND = 1168;
inline constexpr DWORD ERROR_CANCELLED = 1223;
inline constexpr DWORD ERROR_TIMEOUT = 1460;
inline constexpr DWORD ERROR_NO_SUCH_DOMAIN = 1355;
