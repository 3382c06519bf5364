/** The HRESULTs that `inject` knows by name. */
export const hresultNames = {
  E_ABORT: 0x80004004,
  E_ACCESSDENIED: 0x80070005,
  E_FAIL: 0x80004005,
  E_HANDLE: 0x80070006,
  E_INVALIDARG: 0x80070057,
  E_NOINTERFACE: 0x80004002,
  E_NOTIMPL: 0x80004001,
  E_OUTOFMEMORY: 0x8007000e,
  E_PENDING: 0x8000000a,
  E_POINTER: 0x80004003,
  E_UNEXPECTED: 0x8000ffff,
  ERROR_CANCELLED: 0x800704c7,
  ERROR_DISK_FULL: 0x80070070,
  ERROR_DS_NO_SUCH_OBJECT: 0x80072030,
  ERROR_DS_UNAVAILABLE: 0x8007200f,
  ERROR_FILE_NOT_FOUND: 0x80070002,
  ERROR_NETNAME_DELETED: 0x80070040,
  ERROR_NO_SUCH_DOMAIN: 0x8007054b,
  ERROR_PATH_NOT_FOUND: 0x80070003,
  ERROR_SHARING_VIOLATION: 0x80070020,
  ERROR_TIMEOUT: 0x800705b4,
  RPC_E_DISCONNECTED: 0x80010108,
  RPC_S_SERVER_UNAVAILABLE: 0x800706ba,
} as const;

/** The name of an HRESULT of winerror.h; `ERROR_…` and `RPC_S_…` are Win32 codes as HRESULTs. */
export type HresultName = keyof typeof hresultNames;

/** The number of an HRESULT given by name or number; throws a TypeError or RangeError that names `what` it is for. */
export function toHresult(value: HresultName | number, what: string): number {
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= -0x80000000 && value <= 0xffffffff && value >>> 0 >= 0x80000000) {
      return value >>> 0;
    }
    throw new RangeError(
      `${what} is ${value}; an HRESULT that says failure is an integer from 0x80000000 to 0xFFFFFFFF.`,
    );
  }
  if (Object.hasOwn(hresultNames, value)) return hresultNames[value];
  throw new TypeError(
    `${what} is ${JSON.stringify(value)}; give a number or one of ${Object.keys(hresultNames).join(', ')}.`,
  );
}
