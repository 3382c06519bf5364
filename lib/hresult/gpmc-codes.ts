/**
 * The message identifiers of gpmgmt.dll that this library itself uses. They have numbers but no published names. Their
 * top two bits tell the severity: 0x4…: information, 0x8…: warning, 0xC…: error. Warnings satisfy `FAILED()` and yet
 * stop nothing.
 */
export const GpmcCode = {
  WMI_FILTER_LINK_DROPPED: 0x40230afc,
  RESTORE_OTHER_DOMAIN: 0x802309c6,
  SOURCE_UNRESOLVED: 0x80230af5,
  WMI_FILTER_NOT_FOUND: 0x80230afd,
  FILE_NOT_PARSED: 0x80230b0b,
  REPORT_NOT_CREATED: 0x80230b11,
  GROUP_TYPES_DIFFER: 0x80230b1e,
  DESTINATION_WELL_KNOWN: 0x80230b1f,
  IMPORT_FAILED: 0xc00007d2,
  BACKUP_FAILED: 0xc00007d4,
  RESTORE_FAILED: 0xc00007d6,
  COPY_FAILED: 0xc00007d8,
  DUPLICATE_PRINCIPAL: 0xc0230af8,
  XML_NOT_VALID: 0xc0230b0d,
  ENTRY_TYPE_WRONG: 0xc0230b14,
  PATH_WITHOUT_DESTINATION: 0xc0230b15,
  ENTRY_DESTINATION_UNRESOLVED: 0xc0230b17,
  ENTRY_DESTINATION_INVALID: 0xc0230b18,
  SOURCE_NOT_A_PATH: 0xc0230b1a,
  NO_ENTRY_FOR_SOURCE: 0xc0230b1c,
  SD_MAPPED_TO_NOTHING: 0xc0230b1d,
  DESTINATION_NOT_A_PATH: 0xc0230b20,
} as const;

const PRINCIPAL =
  'a principal could not be resolved: its name or type is unknown, or its domain cannot be reached';
const ACCESS =
  'attributes or permissions in the directory, or files of an extension, could not be read or written';

/**
 * What the message identifiers of gpmgmt.dll mean. They have numbers but no published names; later versions of
 * Windows may know more of them. 0x4…: information, 0x8…: warning, 0xC…: error.
 */
export const gpmcMeanings: ReadonlyMap<number, string> = new Map([
  [0x400007d1, 'the import succeeded'],
  [GpmcCode.IMPORT_FAILED, 'the import failed'],
  [0x400007d3, 'the backup succeeded'],
  [GpmcCode.BACKUP_FAILED, 'the backup failed'],
  [0x400007d5, 'the restore succeeded'],
  [GpmcCode.RESTORE_FAILED, 'the restore failed'],
  [0x400007d7, 'the copy succeeded'],
  [GpmcCode.COPY_FAILED, 'the copy failed'],
  [0x802309c5, 'the link information of a site, domain or OU is out of date and has to be read again'],
  [
    GpmcCode.RESTORE_OTHER_DOMAIN,
    'the backup is older than a rename of the domain: it cannot be restored, but it can be imported',
  ],
  [0x802309c8, 'an administrator has disabled this anywhere but on the domain controller itself'],
  [
    0x802309c9,
    'the domain controller runs Windows 2000 and the GPO has software installation settings: use a newer domain controller or do without validation',
  ],
  [GpmcCode.SOURCE_UNRESOLVED, PRINCIPAL],
  [GpmcCode.WMI_FILTER_LINK_DROPPED, 'the WMI filter link was not kept'],
  [GpmcCode.WMI_FILTER_NOT_FOUND, 'the WMI filter was not found, and is left out'],
  [
    0x40230b04,
    'an upgrade relation to a package of another GPO does not work across domains, and was dropped',
  ],
  [0x40230b08, 'the categories of a package do not work across domains, and were dropped'],
  [0x40230b09, 'an IPsec policy does not work across domains, and was dropped'],
  [0x80230b0a, 'the IPsec policy was not found, and is left out'],
  [GpmcCode.FILE_NOT_PARSED, 'an XML file could not be parsed at some place'],
  [0x80230b0e, 'all principals of a setting map to nothing, and the setting was skipped'],
  [0x80230b10, 'a service setting failed and was skipped'],
  [GpmcCode.REPORT_NOT_CREATED, 'the report could not be generated; the backup is complete without it'],
  [0x80230b12, PRINCIPAL],
  [0x80230b13, 'a domain-local group cannot be used outside its domain'],
  [0x80230b1b, 'the destination path cannot be reached'],
  [0x80230b1d, PRINCIPAL],
  [GpmcCode.GROUP_TYPES_DIFFER, 'source and destination are groups of different types'],
  [GpmcCode.DESTINATION_WELL_KNOWN, 'the destination is a well-known group, which is not allowed'],
  [0x80230b21, 'the software distribution path cannot be reached'],
  [0x80230b22, PRINCIPAL],
  [0x40230b23, 'settings of an extension are not valid in a Windows 2000 domain, and were dropped'],
  [0x80230b24, PRINCIPAL],
  [0x80230b25, 'a software deployment object could not be undeleted'],
  [0x80230b26, 'an entry of the migration table could not be validated'],
  [0x80230b27, 'a path that stays the same as in the source cannot be reached'],
  [0x80230b28, 'an entry of the migration table could not be validated'],
  [0x80230b29, 'a software advertisement file could not be made again'],
  [0xc0230af1, 'a file cannot be opened'],
  [0xc0230af2, 'the configuration of the backup cannot be saved'],
  [GpmcCode.DUPLICATE_PRINCIPAL, 'a principal occurs twice in the migration table'],
  [0xc0230afa, ACCESS],
  [0xc0230afb, ACCESS],
  [0xc0230afe, ACCESS],
  [0xc0230aff, ACCESS],
  [0xc0230b00, ACCESS],
  [0xc0230b01, ACCESS],
  [0xc0230b02, ACCESS],
  [
    0xc0230b03,
    'the restore failed, and the GPO could not be put back into its former state: check its settings',
  ],
  [0xc0230b05, 'a setting could not be read'],
  [0xc0230b06, 'a setting could not be transferred'],
  [0xc0230b07, 'a software advertisement file could not be made again'],
  [GpmcCode.XML_NOT_VALID, 'the XML is not valid against the schema of its namespace'],
  [0xc0230b0f, 'the backup does not fit the schema of this version'],
  [GpmcCode.ENTRY_TYPE_WRONG, 'an entry of the migration table has the wrong type'],
  [GpmcCode.PATH_WITHOUT_DESTINATION, 'a path in the migration table has no destination'],
  [GpmcCode.ENTRY_DESTINATION_UNRESOLVED, 'a destination in the migration table could not be resolved'],
  [GpmcCode.ENTRY_DESTINATION_INVALID, 'a destination in the migration table is not valid'],
  [0xc0230b19, 'an entry of this type cannot be mapped by relative name'],
  [GpmcCode.SOURCE_NOT_A_PATH, 'a source in the migration table is not a path'],
  [GpmcCode.NO_ENTRY_FOR_SOURCE, 'the migration table has no entry for a source'],
  [
    GpmcCode.SD_MAPPED_TO_NOTHING,
    'the migration table maps every principal of a security descriptor to nothing',
  ],
  [GpmcCode.DESTINATION_NOT_A_PATH, 'a destination in the migration table is not a path'],
  [0xc0230bb8, 'no domain controller of the domain of the user could be contacted'],
  [0xc0230bb9, 'the template of the backup could not be loaded'],
]);
