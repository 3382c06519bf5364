/**
 * The HRESULTs the model answers with, unsigned. Those of gpmgmt.dll's own message table (facility 0x023) carry
 * their severity in the top two bits: its warnings (0x8023xxxx) satisfy `FAILED()` and yet stop nothing.
 */
export const Hresult = {
  S_OK: 0x0000_0000,
  E_NOTIMPL: 0x8000_4001,
  E_FAIL: 0x8000_4005,
  E_ACCESSDENIED: 0x8007_0005,
  E_INVALIDARG: 0x8007_0057,
  /** ERROR_FILE_NOT_FOUND: GPMC was seen to return it for a backup that is not there. */
  FILE_NOT_FOUND: 0x8007_0002,
  PATH_NOT_FOUND: 0x8007_0003,
  INVALID_DATA: 0x8007_000d,
  DISK_FULL: 0x8007_0070,
  DIRECTORY: 0x8007_010b,
  NOT_FOUND: 0x8007_0490,
  CANCELLED: 0x8007_04c7,
  /** A call that needs another one first. */
  INVALID_STATE: 0x8007_139f,
  NO_SUCH_DOMAIN: 0x8007_054b,
  NONE_MAPPED: 0x8007_0534,
  /** LDAP "no such object": what GPMC's clients see for a GPO, SOM or filter that does not exist. */
  DS_NO_SUCH_OBJECT: 0x8007_2030,
  DS_UNWILLING_TO_PERFORM: 0x8007_2035,
  OBJECT_ALREADY_EXISTS: 0x8007_1392,

  /** The restore is refused because of the backup's domain; an import is possible. */
  RESTORE_OTHER_DOMAIN: 0x8023_09c6,
  SOURCE_UNRESOLVED: 0x8023_0af5,
  WMI_FILTER_NOT_FOUND: 0x8023_0afd,
  REPORT_NOT_CREATED: 0x8023_0b11,
  GROUP_TYPES_DIFFER: 0x8023_0b1e,
  DESTINATION_WELL_KNOWN: 0x8023_0b1f,
  WMI_FILTER_LINK_DROPPED: 0x4023_0afc,

  PATH_WITHOUT_DESTINATION: 0xc023_0b15,
  ENTRY_DESTINATION_UNRESOLVED: 0xc023_0b17,
  ENTRY_DESTINATION_INVALID: 0xc023_0b18,
  SOURCE_NOT_A_PATH: 0xc023_0b1a,
  NO_ENTRY_FOR_SOURCE: 0xc023_0b1c,
  SD_MAPPED_TO_NOTHING: 0xc023_0b1d,
  DESTINATION_NOT_A_PATH: 0xc023_0b20,
} as const;
