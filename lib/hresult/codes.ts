/** `HRESULT_FROM_WIN32`. */
const win32 = (error: number): number => 0x80070000 + error;

/**
 * Every HRESULT that this library answers with, recognises, or has words for, by its name in Microsoft's headers, as an
 * unsigned number; what they mean is in `meanings.ts`. Windows errors (`ERROR_…`, `RPC_S_…`) stand for
 * `HRESULT_FROM_WIN32` of them. Those of gpmgmt.dll itself, which have no published names, are in `gpmc-codes.ts`.
 */
export const Hresult = {
  S_OK: 0,

  E_NOTIMPL: 0x80004001,
  E_NOINTERFACE: 0x80004002,
  E_POINTER: 0x80004003,
  E_ABORT: 0x80004004,
  E_FAIL: 0x80004005,
  E_PENDING: 0x8000000a,
  E_UNEXPECTED: 0x8000ffff,
  E_ACCESSDENIED: 0x80070005,
  E_HANDLE: 0x80070006,
  E_OUTOFMEMORY: 0x8007000e,
  E_INVALIDARG: 0x80070057,
  REGDB_E_CLASSNOTREG: 0x80040154,
  REGDB_E_IIDNOTREG: 0x80040155,
  CO_E_NOTINITIALIZED: 0x800401f0,
  CO_E_CLASSSTRING: 0x800401f3,
  CO_E_DLLNOTFOUND: 0x800401f8,
  CO_E_OBJNOTCONNECTED: 0x800401fd,
  CO_E_SERVER_EXEC_FAILURE: 0x80080005,
  RPC_E_CALL_REJECTED: 0x80010001,
  RPC_E_SERVERFAULT: 0x80010105,
  RPC_E_CHANGED_MODE: 0x80010106,
  RPC_E_DISCONNECTED: 0x80010108,
  RPC_E_WRONG_THREAD: 0x8001010e,
  DISP_E_MEMBERNOTFOUND: 0x80020003,
  DISP_E_TYPEMISMATCH: 0x80020005,
  DISP_E_EXCEPTION: 0x80020009,
  DISP_E_OVERFLOW: 0x8002000a,
  DISP_E_BADINDEX: 0x8002000b,
  DISP_E_BADPARAMCOUNT: 0x8002000e,
  WBEM_E_FAILED: 0x80041001,
  WBEM_E_NOT_FOUND: 0x80041002,
  WBEM_E_ACCESS_DENIED: 0x80041003,
  WBEM_E_INVALID_NAMESPACE: 0x8004100e,

  ERROR_FILE_NOT_FOUND: win32(2),
  ERROR_PATH_NOT_FOUND: win32(3),
  ERROR_TOO_MANY_OPEN_FILES: win32(4),
  ERROR_BAD_FORMAT: win32(11),
  ERROR_INVALID_DATA: win32(13),
  ERROR_INVALID_DRIVE: win32(15),
  ERROR_WRITE_PROTECT: win32(19),
  ERROR_SHARING_VIOLATION: win32(32),
  ERROR_NOT_SUPPORTED: win32(50),
  ERROR_BAD_NETPATH: win32(53),
  ERROR_NETNAME_DELETED: win32(64),
  ERROR_BAD_NET_NAME: win32(67),
  ERROR_FILE_EXISTS: win32(80),
  ERROR_DISK_FULL: win32(112),
  ERROR_INVALID_NAME: win32(123),
  ERROR_DIR_NOT_EMPTY: win32(145),
  ERROR_BAD_PATHNAME: win32(161),
  ERROR_ALREADY_EXISTS: win32(183),
  ERROR_FILENAME_EXCED_RANGE: win32(206),
  ERROR_FILE_TOO_LARGE: win32(223),
  ERROR_DIRECTORY: win32(267),
  ERROR_DIRECTORY_NOT_SUPPORTED: win32(336),
  ERROR_OPERATION_ABORTED: win32(995),
  ERROR_NO_UNICODE_TRANSLATION: win32(1113),
  ERROR_IO_DEVICE: win32(1117),
  ERROR_NOT_FOUND: win32(1168),
  ERROR_INVALID_DOMAINNAME: win32(1212),
  ERROR_CANCELLED: win32(1223),
  ERROR_DISK_QUOTA_EXCEEDED: win32(1295),
  ERROR_NO_LOGON_SERVERS: win32(1311),
  ERROR_PRIVILEGE_NOT_HELD: win32(1314),
  ERROR_NO_SUCH_USER: win32(1317),
  ERROR_LOGON_FAILURE: win32(1326),
  ERROR_NONE_MAPPED: win32(1332),
  ERROR_NO_SUCH_DOMAIN: win32(1355),
  ERROR_FILE_CORRUPT: win32(1392),
  ERROR_TIMEOUT: win32(1460),
  ERROR_XML_PARSE_ERROR: win32(1465),
  RPC_S_SERVER_UNAVAILABLE: win32(1722),
  ERROR_CANT_RESOLVE_FILENAME: win32(1921),
  ERROR_INVALID_OPERATION: win32(4317),
  ERROR_OBJECT_ALREADY_EXISTS: win32(5010),
  ERROR_INVALID_STATE: win32(5023),
  ERROR_DS_UNAVAILABLE: win32(8207),
  ERROR_DS_OPERATIONS_ERROR: win32(8224),
  ERROR_DS_NO_SUCH_OBJECT: win32(8240),
  ERROR_DS_UNWILLING_TO_PERFORM: win32(8245),
  ERROR_DS_SERVER_DOWN: win32(8250),
  ERROR_DS_OBJ_STRING_NAME_EXISTS: win32(8305),
  ERROR_DS_INSUFF_ACCESS_RIGHTS: win32(8344),
} as const;

/** The name of an HRESULT that says failure. */
export type HresultName = Exclude<keyof typeof Hresult, 'S_OK'>;

/** How bad an HRESULT is. */
export type Severity = 'success' | 'information' | 'warning' | 'error';

/** An HRESULT as text: `0x80070005`. */
export function formatHresult(hresult: number): string {
  return `0x${(hresult >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

/** Whether an HRESULT is one of gpmgmt.dll's own message identifiers (facility 0x23). */
export function isGpmcCode(hresult: number): boolean {
  return ((hresult >>> 16) & 0x1fff) === 0x23;
}

/**
 * How bad an HRESULT is. The codes of gpmgmt.dll use the top two bits, so that its warnings (0x8023xxxx) satisfy
 * `FAILED()`; elsewhere the sign alone makes an error, and 0x4xxxxxxx is an informational NTSTATUS-like code.
 */
export function hresultSeverity(hresult: number): Severity {
  const top = hresult >>> 30;
  if (top === 3) return 'error';
  if (top === 2) return isGpmcCode(hresult) ? 'warning' : 'error';
  return top === 1 ? 'information' : 'success';
}

/** `FAILED(hresult)`: true for errors, and for the warnings of gpmgmt.dll. */
export function failed(hresult: number): boolean {
  return hresult >>> 31 === 1;
}

/** Whether an HRESULT says that an operation was cancelled. */
export function isCancellation(hresult: number): boolean {
  return [Hresult.E_ABORT, Hresult.ERROR_CANCELLED, Hresult.ERROR_OPERATION_ABORTED].includes(hresult);
}
