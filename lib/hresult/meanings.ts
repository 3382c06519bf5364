import type { HresultName } from './codes';

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

/**
 * What each HRESULT means, as the part of a sentence that follows a colon, and what an administrator can do, in whole
 * sentences. Needed once something has failed, and loaded then.
 */
export const meanings: Readonly<Record<HresultName, readonly [meaning: string, advice?: string]>> = {
  E_NOTIMPL: ['the server does not implement this'],
  E_NOINTERFACE: ['the object does not have the interface', 'This version of GPMC may be too old for it.'],
  E_POINTER: ['a null pointer was given'],
  E_ABORT: ['it was aborted'],
  E_FAIL: ['it failed'],
  E_PENDING: ['it is not finished yet'],
  E_UNEXPECTED: ['the server failed in a way it did not expect'],
  E_ACCESSDENIED: ['access is denied', ACCESS],
  E_HANDLE: ['a handle is not valid'],
  E_OUTOFMEMORY: ['there is not enough memory'],
  E_INVALIDARG: ['the server refuses an argument'],
  REGDB_E_CLASSNOTREG: ['the COM class is not registered', INSTALL],
  REGDB_E_IIDNOTREG: ['the interface is not registered', INSTALL],
  CO_E_NOTINITIALIZED: ['COM is not initialized on this thread'],
  CO_E_CLASSSTRING: ['the COM class is not registered', INSTALL],
  CO_E_DLLNOTFOUND: ['the DLL of the COM class was not found', INSTALL],
  CO_E_OBJNOTCONNECTED: ['the object has lost its server'],
  CO_E_SERVER_EXEC_FAILURE: ['the COM server could not be started'],
  RPC_E_CALL_REJECTED: ['the server rejected the call'],
  RPC_E_SERVERFAULT: ['the server crashed during the call'],
  RPC_E_CHANGED_MODE: ['the thread already belongs to another kind of apartment'],
  RPC_E_DISCONNECTED: ['the object has lost its server'],
  RPC_E_WRONG_THREAD: ['the object was used on a thread that is not its own'],
  DISP_E_MEMBERNOTFOUND: ['the object has no such member'],
  DISP_E_TYPEMISMATCH: ['a value is of the wrong type'],
  DISP_E_EXCEPTION: ['the server raised an exception'],
  DISP_E_OVERFLOW: ['a number is out of range'],
  DISP_E_BADINDEX: ['there is no item with this index'],
  DISP_E_BADPARAMCOUNT: ['the number of arguments is wrong'],
  WBEM_E_FAILED: ['WMI failed'],
  WBEM_E_NOT_FOUND: [
    'WMI did not find it',
    'Check that the user has logged on to that computer at least once.',
  ],
  WBEM_E_ACCESS_DENIED: ['WMI denied access', ACCESS],
  WBEM_E_INVALID_NAMESPACE: ['WMI has no such namespace'],
  ERROR_FILE_NOT_FOUND: [
    'it was not found',
    'Check the name or id that was asked for, and that its files are complete.',
  ],
  ERROR_PATH_NOT_FOUND: ['the path was not found', `${PATH} GPMC does not create directories.`],
  ERROR_TOO_MANY_OPEN_FILES: [
    'this process, or this computer, has too many files open',
    'Close some, or allow more.',
  ],
  ERROR_BAD_FORMAT: ['the format is not valid', BROKEN],
  ERROR_INVALID_DATA: ['the data is not valid', BROKEN],
  ERROR_INVALID_DRIVE: ['there is no such drive', PATH],
  ERROR_WRITE_PROTECT: ['the medium is write-protected'],
  ERROR_SHARING_VIOLATION: ['a file is in use by another process', 'Try again when it is free.'],
  ERROR_NOT_SUPPORTED: ['this is not supported'],
  ERROR_BAD_NETPATH: ['the network path was not found', PATH],
  ERROR_NETNAME_DELETED: ['the network connection to the server was lost', 'Try again when it is there.'],
  ERROR_BAD_NET_NAME: ['the network name was not found', PATH],
  ERROR_FILE_EXISTS: ['the file exists already'],
  ERROR_DISK_FULL: ['the disk is full', 'Free some space, then remove the incomplete files.'],
  ERROR_INVALID_NAME: ['the file name or path is not valid', PATH],
  ERROR_DIR_NOT_EMPTY: ['the directory is not empty'],
  ERROR_BAD_PATHNAME: ['the path is not valid', PATH],
  ERROR_ALREADY_EXISTS: ['it exists already'],
  ERROR_FILENAME_EXCED_RANGE: ['the file name or path is too long', 'Use a directory with a shorter path.'],
  ERROR_FILE_TOO_LARGE: ['the file is too large'],
  ERROR_DIRECTORY: ['the path is not a directory', 'Give the path of the directory.'],
  ERROR_DIRECTORY_NOT_SUPPORTED: ['the path is a directory, not a file', 'Give the path of a file.'],
  ERROR_OPERATION_ABORTED: ['it was aborted'],
  ERROR_NO_UNICODE_TRANSLATION: ['the text is not valid in its encoding', BROKEN],
  ERROR_IO_DEVICE: ['a device failed to read or write'],
  ERROR_NOT_FOUND: ['it was not found', 'Check the name or id that was asked for.'],
  ERROR_INVALID_DOMAINNAME: [
    'the domain name is not valid',
    'Give the full DNS name of the domain, such as contoso.com.',
  ],
  ERROR_CANCELLED: ['it was cancelled'],
  ERROR_DISK_QUOTA_EXCEEDED: ['the disk quota is used up'],
  ERROR_NO_LOGON_SERVERS: ['no logon server is available', DIRECTORY],
  ERROR_PRIVILEGE_NOT_HELD: ['a privilege is missing', ACCESS],
  ERROR_NO_SUCH_USER: ['there is no such account', 'Check the account names in it.'],
  ERROR_LOGON_FAILURE: ['the user name or password is wrong'],
  ERROR_NONE_MAPPED: ['a name could not be resolved to an account', 'Check the account names in it.'],
  ERROR_NO_SUCH_DOMAIN: ['the domain does not exist or cannot be contacted', DIRECTORY],
  ERROR_FILE_CORRUPT: ['a file or directory is damaged', BROKEN],
  ERROR_TIMEOUT: ['the time allowed has run out'],
  ERROR_XML_PARSE_ERROR: ['a file is not well-formed XML', BROKEN],
  RPC_S_SERVER_UNAVAILABLE: ['the RPC server is not available', DIRECTORY],
  ERROR_CANT_RESOLVE_FILENAME: ['the path leads in a circle of links', PATH],
  ERROR_INVALID_OPERATION: ['this is not possible here'],
  ERROR_OBJECT_ALREADY_EXISTS: ['it exists already'],
  ERROR_INVALID_STATE: ['this is not possible in its present state'],
  ERROR_DS_UNAVAILABLE: ['the directory service is not available', DIRECTORY],
  ERROR_DS_OPERATIONS_ERROR: ['the directory service failed'],
  ERROR_DS_NO_SUCH_OBJECT: ['it is not in the directory', DIRECTORY],
  ERROR_DS_UNWILLING_TO_PERFORM: ['the directory service refuses it'],
  ERROR_DS_SERVER_DOWN: ['the directory service does not answer', DIRECTORY],
  ERROR_DS_OBJ_STRING_NAME_EXISTS: ['an object of this name exists already'],
  ERROR_DS_INSUFF_ACCESS_RIGHTS: ['the directory denies access', ACCESS],
};
