/** Bounds on what is read, so that a hostile or broken backup costs bounded time and memory. Sizes are in bytes. */
export const limits = {
  /** gpreport.xml. The largest known real one has 733 KB. */
  reportSize: 64 * 1024 * 1024,
  /** manifest.xml, with about 500 bytes for each backup. */
  manifestSize: 128 * 1024 * 1024,
  /** Any other single file. */
  fileSize: 16 * 1024 * 1024,
  /** All files of one backup together. */
  backupSize: 256 * 1024 * 1024,
  /** Files and directories of one backup together. */
  backupEntries: 20_000,
  /** Directories inside each other, in a backup as well as above one. */
  directoryDepth: 32,
  /** Elements inside each other. The deepest of GPMC's own are below 20. */
  xmlDepth: 100,
  /** Tags, attributes, comments and CDATA sections of one document; of each a parser makes an object or several. */
  xmlPieces: 300_000,
  /** Elements of one section of a report that is made from settings files. */
  sectionElements: 250_000,
  /** The same for each backup that a manifest lists, if that is more, of at most so many. As GPMC writes it, it has 26. */
  manifestEntryPieces: 30,
  manifestEntries: 100_000,
  /** A security descriptor cannot be larger than its 64 KiB lists. */
  securityDescriptorSize: 256 * 1024,
  /** Characters of one in SDDL: what the largest one has if each of its bytes takes as many as in its entries it can. */
  sddlLength: 1024 * 1024,
  /** Directories that a search for backup directories visits. */
  searchedDirectories: 100_000,
} as const;
