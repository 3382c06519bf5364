/** `S_OK`. */
export const S_OK = 0;
/** What a component answers that lacks an interface. */
export const E_NOINTERFACE = 0x80004002;
/** The operation was aborted. */
export const E_ABORT = 0x80004004;
/** The result is not complete yet. */
export const E_PENDING = 0x8000000a;
/** Used for a failure of the server that has no HRESULT of its own. */
export const E_UNEXPECTED = 0x8000ffff;
/** The class is not registered: no GPMC on this computer. */
export const REGDB_E_CLASSNOTREG = 0x80040154;
/** The object's server is gone, or its `Gpm` is closed. */
export const RPC_E_DISCONNECTED = 0x80010108;
/** `HRESULT_FROM_WIN32(ERROR_CANCELLED)`. */
export const ERROR_CANCELLED = 0x800704c7;
/** `HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)`. */
export const ERROR_OPERATION_ABORTED = 0x800703e3;

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
  return hresult === E_ABORT || hresult === ERROR_CANCELLED || hresult === ERROR_OPERATION_ABORTED;
}
