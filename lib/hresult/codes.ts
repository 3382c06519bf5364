/**
 * Every HRESULT that this library answers with, recognises, or has words for, by its name in Microsoft's headers, as an
 * unsigned number; what they mean is in `meanings.ts`. Windows errors (`ERROR_…`, `RPC_S_…`) stand for
 * `HRESULT_FROM_WIN32` of them: 0x80070000 and the error. They are literals, because an object of literals is made at
 * once, and everything loads this one. gpmgmt.dll's own, which have no published names, are in `gpmc-codes.ts`.
 */
export const Hresult = {
  S_OK: 0,
  S_FALSE: 1,

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

  ERROR_FILE_NOT_FOUND: 0x80070002,
  ERROR_PATH_NOT_FOUND: 0x80070003,
  ERROR_TOO_MANY_OPEN_FILES: 0x80070004,
  ERROR_BAD_FORMAT: 0x8007000b,
  ERROR_INVALID_DATA: 0x8007000d,
  ERROR_INVALID_DRIVE: 0x8007000f,
  ERROR_WRITE_PROTECT: 0x80070013,
  ERROR_SHARING_VIOLATION: 0x80070020,
  ERROR_NOT_SUPPORTED: 0x80070032,
  ERROR_BAD_NETPATH: 0x80070035,
  ERROR_NETNAME_DELETED: 0x80070040,
  ERROR_BAD_NET_NAME: 0x80070043,
  ERROR_FILE_EXISTS: 0x80070050,
  ERROR_DISK_FULL: 0x80070070,
  ERROR_INVALID_NAME: 0x8007007b,
  ERROR_DIR_NOT_EMPTY: 0x80070091,
  ERROR_BAD_PATHNAME: 0x800700a1,
  ERROR_ALREADY_EXISTS: 0x800700b7,
  ERROR_FILENAME_EXCED_RANGE: 0x800700ce,
  ERROR_FILE_TOO_LARGE: 0x800700df,
  ERROR_DIRECTORY: 0x8007010b,
  ERROR_DIRECTORY_NOT_SUPPORTED: 0x80070150,
  ERROR_OPERATION_ABORTED: 0x800703e3,
  ERROR_NO_UNICODE_TRANSLATION: 0x80070459,
  ERROR_IO_DEVICE: 0x8007045d,
  ERROR_NOT_FOUND: 0x80070490,
  ERROR_INVALID_DOMAINNAME: 0x800704bc,
  ERROR_CANCELLED: 0x800704c7,
  ERROR_DISK_QUOTA_EXCEEDED: 0x8007050f,
  ERROR_NO_LOGON_SERVERS: 0x8007051f,
  ERROR_PRIVILEGE_NOT_HELD: 0x80070522,
  ERROR_NO_SUCH_USER: 0x80070525,
  ERROR_LOGON_FAILURE: 0x8007052e,
  ERROR_NONE_MAPPED: 0x80070534,
  ERROR_NO_SUCH_DOMAIN: 0x8007054b,
  ERROR_FILE_CORRUPT: 0x80070570,
  ERROR_TIMEOUT: 0x800705b4,
  ERROR_XML_PARSE_ERROR: 0x800705b9,
  RPC_S_SERVER_UNAVAILABLE: 0x800706ba,
  ERROR_CANT_RESOLVE_FILENAME: 0x80070781,
  ERROR_INVALID_OPERATION: 0x800710dd,
  ERROR_OBJECT_ALREADY_EXISTS: 0x80071392,
  ERROR_INVALID_STATE: 0x8007139f,
  ERROR_DS_UNAVAILABLE: 0x8007200f,
  ERROR_DS_OPERATIONS_ERROR: 0x80072020,
  ERROR_DS_NO_SUCH_OBJECT: 0x80072030,
  ERROR_DS_UNWILLING_TO_PERFORM: 0x80072035,
  ERROR_DS_SERVER_DOWN: 0x8007203a,
  ERROR_DS_OBJ_STRING_NAME_EXISTS: 0x80072071,
  ERROR_DS_INSUFF_ACCESS_RIGHTS: 0x80072098,
} as const;

/** The name of an HRESULT that says failure. */
export type HresultName = Exclude<keyof typeof Hresult, 'S_OK' | 'S_FALSE'>;

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

const cancellations: readonly number[] = [
  Hresult.E_ABORT,
  Hresult.ERROR_CANCELLED,
  Hresult.ERROR_OPERATION_ABORTED,
];

/** Whether an HRESULT says that an operation was cancelled. */
export function isCancellation(hresult: number): boolean {
  return cancellations.includes(hresult);
}
