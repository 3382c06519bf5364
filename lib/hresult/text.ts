import {
  E_ABORT,
  E_NOINTERFACE,
  E_PENDING,
  E_UNEXPECTED,
  formatHresult,
  isGpmcCode,
  REGDB_E_CLASSNOTREG,
  RPC_E_DISCONNECTED,
} from './codes';
import { gpmcMeanings } from './gpmc';

// Names, meanings and advice: needed once something has failed, and loaded then.

/** What is known of an HRESULT. */
interface HresultEntry {
  /** The name in Microsoft's headers. */
  readonly name: string;
  /** What it means, as the part of a sentence that follows a colon. */
  readonly meaning: string;
  /** What an administrator can do, in whole sentences. */
  readonly advice?: string;
}

const PATH = 'Check that the path exists and that the account running this process can reach it.';
const DIRECTORY =
  'Check that a domain controller of this domain can be reached, and the name or id that was asked for.';
const ACCESS =
  'Use an account with the right to do this: on the GPO, or to create GPOs in the domain, and on the files and directories that are named.';
const BROKEN = 'The file may have been damaged or edited; take another backup or file.';
const INSTALL =
  'Group Policy Management is not installed on this Windows. On Windows 10 or 11 run, as administrator: ' +
  'Add-WindowsCapability -Online -Name Rsat.GroupPolicy.Management.Tools~~~~0.0.1.0 — ' +
  'on Windows Server run: Install-WindowsFeature GPMC';

/** COM, automation and WMI. */
const com: ReadonlyArray<readonly [code: number, name: string, meaning: string, advice?: string]> = [
  [0x80004001, 'E_NOTIMPL', 'the server does not implement this'],
  [
    E_NOINTERFACE,
    'E_NOINTERFACE',
    'the object does not have the interface',
    'This version of GPMC may be too old for it.',
  ],
  [0x80004003, 'E_POINTER', 'a null pointer was given'],
  [E_ABORT, 'E_ABORT', 'it was aborted'],
  [0x80004005, 'E_FAIL', 'it failed, and the server gave no reason'],
  [E_PENDING, 'E_PENDING', 'it is not finished yet'],
  [E_UNEXPECTED, 'E_UNEXPECTED', 'the server failed in a way it did not expect'],
  [0x80070005, 'E_ACCESSDENIED', 'access is denied', ACCESS],
  [0x80070006, 'E_HANDLE', 'a handle is not valid'],
  [0x8007000e, 'E_OUTOFMEMORY', 'there is not enough memory'],
  [0x80070057, 'E_INVALIDARG', 'the server refuses an argument'],
  [REGDB_E_CLASSNOTREG, 'REGDB_E_CLASSNOTREG', 'the COM class is not registered', INSTALL],
  [0x80040155, 'REGDB_E_IIDNOTREG', 'the interface is not registered', INSTALL],
  [0x800401f0, 'CO_E_NOTINITIALIZED', 'COM is not initialized on this thread'],
  [0x800401f3, 'CO_E_CLASSSTRING', 'the COM class is not registered', INSTALL],
  [0x800401f8, 'CO_E_DLLNOTFOUND', 'the DLL of the COM class was not found', INSTALL],
  [0x800401fd, 'CO_E_OBJNOTCONNECTED', 'the object has lost its server'],
  [0x80080005, 'CO_E_SERVER_EXEC_FAILURE', 'the COM server could not be started'],
  [0x80010001, 'RPC_E_CALL_REJECTED', 'the server rejected the call'],
  [0x80010105, 'RPC_E_SERVERFAULT', 'the server crashed during the call'],
  [0x80010106, 'RPC_E_CHANGED_MODE', 'the thread already belongs to another kind of apartment'],
  [RPC_E_DISCONNECTED, 'RPC_E_DISCONNECTED', 'the object has lost its server'],
  [0x8001010e, 'RPC_E_WRONG_THREAD', 'the object was used on a thread that is not its own'],
  [0x80020003, 'DISP_E_MEMBERNOTFOUND', 'the object has no such member'],
  [0x80020005, 'DISP_E_TYPEMISMATCH', 'a value is of the wrong type'],
  [0x80020009, 'DISP_E_EXCEPTION', 'the server raised an exception'],
  [0x8002000a, 'DISP_E_OVERFLOW', 'a number is out of range'],
  [0x8002000b, 'DISP_E_BADINDEX', 'there is no item with this index'],
  [0x8002000e, 'DISP_E_BADPARAMCOUNT', 'the number of arguments is wrong'],
  [0x80041001, 'WBEM_E_FAILED', 'WMI failed'],
  [
    0x80041002,
    'WBEM_E_NOT_FOUND',
    'WMI did not find it',
    'Check that the user has logged on to that computer at least once.',
  ],
  [0x80041003, 'WBEM_E_ACCESS_DENIED', 'WMI denied access', ACCESS],
  [0x8004100e, 'WBEM_E_INVALID_NAMESPACE', 'WMI has no such namespace'],
];

/** Windows errors, by their number below `HRESULT_FROM_WIN32`. */
const win32: ReadonlyArray<readonly [error: number, name: string, meaning: string, advice?: string]> = [
  [
    2,
    'ERROR_FILE_NOT_FOUND',
    'it was not found',
    'Check the name or id that was asked for, and that its files are complete.',
  ],
  [3, 'ERROR_PATH_NOT_FOUND', 'the path was not found', `${PATH} GPMC does not create directories.`],
  [11, 'ERROR_BAD_FORMAT', 'the format is not valid', BROKEN],
  [13, 'ERROR_INVALID_DATA', 'the data is not valid', BROKEN],
  [15, 'ERROR_INVALID_DRIVE', 'there is no such drive', PATH],
  [19, 'ERROR_WRITE_PROTECT', 'the medium is write-protected'],
  [32, 'ERROR_SHARING_VIOLATION', 'a file is in use by another process', 'Try again when it is free.'],
  [50, 'ERROR_NOT_SUPPORTED', 'this is not supported'],
  [53, 'ERROR_BAD_NETPATH', 'the network path was not found', PATH],
  [67, 'ERROR_BAD_NET_NAME', 'the network name was not found', PATH],
  [80, 'ERROR_FILE_EXISTS', 'the file exists already'],
  [112, 'ERROR_DISK_FULL', 'the disk is full', 'Free some space, then remove the incomplete files.'],
  [123, 'ERROR_INVALID_NAME', 'the file name or path is not valid', PATH],
  [145, 'ERROR_DIR_NOT_EMPTY', 'the directory is not empty'],
  [161, 'ERROR_BAD_PATHNAME', 'the path is not valid', PATH],
  [183, 'ERROR_ALREADY_EXISTS', 'it exists already'],
  [
    206,
    'ERROR_FILENAME_EXCED_RANGE',
    'the file name or path is too long',
    'Use a directory with a shorter path.',
  ],
  [267, 'ERROR_DIRECTORY', 'the path is not a directory', PATH],
  [995, 'ERROR_OPERATION_ABORTED', 'it was aborted'],
  [1117, 'ERROR_IO_DEVICE', 'a device failed to read or write'],
  [1168, 'ERROR_NOT_FOUND', 'it was not found', 'Check the name or id that was asked for.'],
  [
    1212,
    'ERROR_INVALID_DOMAINNAME',
    'the domain name is not valid',
    'Give the full DNS name of the domain, such as contoso.com.',
  ],
  [1223, 'ERROR_CANCELLED', 'it was cancelled'],
  [1311, 'ERROR_NO_LOGON_SERVERS', 'no logon server is available', DIRECTORY],
  [1314, 'ERROR_PRIVILEGE_NOT_HELD', 'a privilege is missing', ACCESS],
  [1326, 'ERROR_LOGON_FAILURE', 'the user name or password is wrong'],
  [1332, 'ERROR_NONE_MAPPED', 'a name could not be resolved to an account', 'Check the account names in it.'],
  [1355, 'ERROR_NO_SUCH_DOMAIN', 'the domain does not exist or cannot be contacted', DIRECTORY],
  [1392, 'ERROR_FILE_CORRUPT', 'a file or directory is damaged', BROKEN],
  [1460, 'ERROR_TIMEOUT', 'the time allowed has run out'],
  [1465, 'ERROR_XML_PARSE_ERROR', 'a file is not well-formed XML', BROKEN],
  [1722, 'RPC_S_SERVER_UNAVAILABLE', 'the RPC server is not available', DIRECTORY],
  [4317, 'ERROR_INVALID_OPERATION', 'this is not possible here'],
  [5010, 'ERROR_OBJECT_ALREADY_EXISTS', 'it exists already'],
  [5023, 'ERROR_INVALID_STATE', 'this is not possible in its present state'],
  [8224, 'ERROR_DS_OPERATIONS_ERROR', 'the directory service failed'],
  [8240, 'ERROR_DS_NO_SUCH_OBJECT', 'it is not in the directory', DIRECTORY],
  [8245, 'ERROR_DS_UNWILLING_TO_PERFORM', 'the directory service refuses it'],
  [8250, 'ERROR_DS_SERVER_DOWN', 'the directory service does not answer', DIRECTORY],
  [8305, 'ERROR_DS_OBJ_STRING_NAME_EXISTS', 'an object of this name exists already'],
  [8344, 'ERROR_DS_INSUFF_ACCESS_RIGHTS', 'the directory denies access', ACCESS],
];

const entries = new Map<number, HresultEntry>();
for (const [code, name, meaning, advice] of com) entries.set(code, { name, meaning, advice });
for (const [error, name, meaning, advice] of win32)
  entries.set(0x80070000 + error, { name, meaning, advice });

/** The name of an HRESULT in Microsoft's headers, or {@link formatHresult} where it has none that is published. */
export function hresultCode(hresult: number): string {
  return entries.get(hresult >>> 0)?.name ?? formatHresult(hresult);
}

/** What an HRESULT means, in words that can follow a colon. */
export function hresultMeaning(hresult: number): string {
  const code = hresult >>> 0;
  const known = entries.get(code)?.meaning ?? gpmcMeanings.get(code);
  if (known) return known;
  if (code >>> 16 === 0x8007) return `Windows error ${code & 0xffff}`;
  return isGpmcCode(code) ? 'an error of GPMC' : 'an error of the server';
}

/** What an administrator can do about an HRESULT; empty where nothing general can be said. */
export function hresultAdvice(hresult: number): string {
  return entries.get(hresult >>> 0)?.advice ?? '';
}
