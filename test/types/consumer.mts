// The public API as other software is written against it: compiled, never run, by consumers.test.ts.
import type { EventEmitter } from 'node:events';
import { expectTypeOf } from 'expect-type';
import {
  type BackupOptions,
  type BackupSearch,
  type CopyOptions,
  type CreateGpoLinkOptions,
  type CreateGpoOptions,
  type DeleteGpoOptions,
  type DomainControllerOptions,
  type ExtensionsCondition,
  Gpm,
  type GpmBackup,
  type GpmBackupDir,
  type GpmDomain,
  type GpmError,
  GpmGpo,
  type GpmGpoLink,
  type GpmMigrationTable,
  GpmOperation,
  type GpmOperationEvents,
  type GpmPermission,
  type GpmRsop,
  type GpmSitesContainer,
  type GpmSom,
  type GpmTrustee,
  type GpmWmiFilter,
  type GpoPart,
  type GpoParts,
  type GpoPermission,
  type GpoSearch,
  type GpoVersion,
  type IdCondition,
  type ImportOptions,
  type IncludeOptions,
  type MapDestination,
  type MapDestinationOption,
  type MapEntry,
  type MapEntryType,
  type MigrationAddOptions,
  type OpenOptions,
  type OperationResult,
  type OperationState,
  type ReportOptions,
  type ReportType,
  type RestoreOptions,
  type RsopLoggingOptions,
  type RsopMode,
  type RsopPlanningOptions,
  type Severity,
  type SomParts,
  type SomPermission,
  type SomReference,
  type SomSearch,
  type Status,
  type StatusMessage,
  type TextCondition,
  type Trustee,
} from 'gpmc';
import { MockForest } from 'gpmc/mock';

type Maybe<T> = T | undefined;

// Opening
expectTypeOf<(typeof Gpm)['open']>().toEqualTypeOf<(given?: OpenOptions) => Promise<Gpm>>();
expectTypeOf<OpenOptions>().toEqualTypeOf<{
  readonly backend?: Maybe<'auto' | 'com' | 'mock'>;
  readonly mock?: Maybe<MockForest>;
  readonly apartment?: Maybe<'sta' | 'mta'>;
  readonly cancelGrace?: Maybe<number>;
  readonly addon?: Maybe<string>;
}>();
expectTypeOf<Gpm>().toExtend<AsyncDisposable>();
expectTypeOf<keyof Gpm>().toEqualTypeOf<
  | 'backend'
  | 'getDomain'
  | 'getSitesContainer'
  | 'createTrustee'
  | 'getClientSideExtensions'
  | 'openRsop'
  | 'loggingEnumerateUsers'
  | 'getBackupDir'
  | 'getRsop'
  | 'createMigrationTable'
  | 'getMigrationTable'
  | 'close'
  | typeof Symbol.asyncDispose
>();
expectTypeOf<Gpm['backend']>().toEqualTypeOf<'com' | 'mock'>();
expectTypeOf<Gpm['close']>().toEqualTypeOf<() => Promise<void>>();
expectTypeOf<Gpm['getDomain']>().toEqualTypeOf<
  (domain?: string, given?: DomainControllerOptions) => Promise<GpmDomain>
>();
expectTypeOf<DomainControllerOptions>().toEqualTypeOf<
  | { readonly controller?: Maybe<string>; readonly dc?: undefined }
  | { readonly controller?: undefined; readonly dc?: Maybe<'pdc' | 'any'> }
>();
expectTypeOf<Gpm['getBackupDir']>().toEqualTypeOf<(directory: string) => Promise<GpmBackupDir>>();
expectTypeOf<Gpm['createMigrationTable']>().toEqualTypeOf<() => Promise<GpmMigrationTable>>();
expectTypeOf<Gpm['getMigrationTable']>().toEqualTypeOf<(path: string) => Promise<GpmMigrationTable>>();

// Domains
expectTypeOf<keyof GpmDomain>().toEqualTypeOf<
  | 'name'
  | 'domainController'
  | 'getGpo'
  | 'getGpoByName'
  | 'searchGpos'
  | 'createGpo'
  | 'restoreGpo'
  | 'getSom'
  | 'searchSoms'
  | 'getWmiFilter'
  | 'searchWmiFilters'
>();
expectTypeOf<Pick<GpmDomain, 'name' | 'domainController'>>().toEqualTypeOf<{
  readonly name: string;
  readonly domainController: string;
}>();
expectTypeOf<GpmDomain['createGpo']>().toEqualTypeOf<(given?: CreateGpoOptions) => Promise<GpmGpo>>();
expectTypeOf<GpmDomain['restoreGpo']>().toEqualTypeOf<
  (backup: GpmBackup, given?: RestoreOptions) => GpmOperation<GpmGpo>
>();
expectTypeOf<CreateGpoOptions>().toEqualTypeOf<{
  readonly displayName?: Maybe<string>;
  readonly description?: Maybe<string>;
}>();
expectTypeOf<RestoreOptions>().toEqualTypeOf<{
  readonly validateDc?: Maybe<boolean>;
  readonly signal?: Maybe<AbortSignal>;
}>();
expectTypeOf<GpoSearch>().toEqualTypeOf<{
  readonly displayName?: Maybe<string | TextCondition>;
  readonly id?: Maybe<string | IdCondition>;
  readonly computerExtensions?: Maybe<string | ExtensionsCondition>;
  readonly userExtensions?: Maybe<string | ExtensionsCondition>;
  readonly wmiFilter?: Maybe<GpmWmiFilter>;
}>();
type Some = string | readonly string[];
expectTypeOf<TextCondition>().toEqualTypeOf<{
  readonly equals?: Maybe<string>;
  readonly contains?: Maybe<Some>;
  readonly notContains?: Maybe<Some>;
}>();
expectTypeOf<IdCondition>().toEqualTypeOf<{
  readonly equals?: Maybe<string>;
  readonly notEquals?: Maybe<Some>;
}>();
expectTypeOf<ExtensionsCondition>().toEqualTypeOf<{
  readonly contains?: Maybe<Some>;
  readonly notContains?: Maybe<Some>;
}>();

// GPOs
type GpoProperties = {
  readonly id: string;
  readonly displayName: string;
  readonly domainName: string;
  readonly path: string;
  readonly creationTime: Date;
  readonly modificationTime: Date;
  readonly computerVersion: GpoVersion;
  readonly userVersion: GpoVersion;
  readonly computerEnabled: boolean;
  readonly userEnabled: boolean;
  readonly description: string;
};
expectTypeOf<keyof GpmGpo>().toEqualTypeOf<
  | keyof GpoProperties
  | 'refresh'
  | 'setDisplayName'
  | 'setDescription'
  | 'setComputerEnabled'
  | 'setUserEnabled'
  | 'delete'
  | 'backup'
  | 'import'
  | 'copyTo'
  | 'generateReport'
  | 'generateReportToFile'
  | 'getWmiFilter'
  | 'setWmiFilter'
  | 'isAclConsistent'
  | 'makeAclConsistent'
>();
expectTypeOf<Pick<GpmGpo, keyof GpoProperties>>().toEqualTypeOf<GpoProperties>();
expectTypeOf<GpoVersion>().toEqualTypeOf<{ readonly ds: number; readonly sysvol: number | null }>();
expectTypeOf<ReturnType<GpmGpo['refresh']>>().resolves.toEqualTypeOf<GpmGpo>();
expectTypeOf<GpmGpo['setDisplayName']>().toEqualTypeOf<(displayName: string) => Promise<void>>();
expectTypeOf<GpmGpo['setDescription']>().toEqualTypeOf<(description: string) => Promise<void>>();
expectTypeOf<GpmGpo['setComputerEnabled']>().toEqualTypeOf<(enabled: boolean) => Promise<void>>();
expectTypeOf<GpmGpo['setUserEnabled']>().toEqualTypeOf<(enabled: boolean) => Promise<void>>();
expectTypeOf<GpmGpo['delete']>().toEqualTypeOf<(given?: DeleteGpoOptions) => Promise<void>>();
expectTypeOf<DeleteGpoOptions>().toEqualTypeOf<{
  readonly links?: Maybe<'keep' | 'delete'>;
  readonly sites?: Maybe<GpmSitesContainer>;
}>();
expectTypeOf<GpmGpo['backup']>().toEqualTypeOf<
  (directory: string, given?: BackupOptions) => GpmOperation<GpmBackup>
>();
expectTypeOf<GpmGpo['import']>().toEqualTypeOf<
  (backup: GpmBackup, given?: ImportOptions) => GpmOperation<GpmGpo>
>();
expectTypeOf<GpmGpo['copyTo']>().toEqualTypeOf<
  (domain: GpmDomain, given?: CopyOptions) => GpmOperation<GpmGpo>
>();
expectTypeOf<BackupOptions>().toEqualTypeOf<{
  readonly comment?: Maybe<string>;
  readonly signal?: Maybe<AbortSignal>;
}>();
type Import = {
  readonly migrationTable?: Maybe<GpmMigrationTable>;
  readonly migrationTableOnly?: Maybe<boolean>;
  readonly signal?: Maybe<AbortSignal>;
};
expectTypeOf<ImportOptions>().toEqualTypeOf<Import>();
expectTypeOf<Pick<CopyOptions, keyof CopyOptions>>().toEqualTypeOf<{
  readonly migrationTable?: Maybe<GpmMigrationTable>;
  readonly migrationTableOnly?: Maybe<boolean>;
  readonly signal?: Maybe<AbortSignal>;
  readonly displayName?: Maybe<string>;
  readonly processSecurity?: Maybe<boolean>;
}>();

// Backups
type BackupProperties = {
  readonly id: string;
  readonly gpoId: string;
  readonly gpoDomain: string;
  readonly gpoDisplayName: string;
  readonly timestamp: Date;
  readonly comment: string;
  readonly directory: string;
};
expectTypeOf<keyof GpmBackup>().toEqualTypeOf<
  keyof BackupProperties | 'delete' | 'generateReport' | 'generateReportToFile'
>();
expectTypeOf<Pick<GpmBackup, keyof BackupProperties>>().toEqualTypeOf<BackupProperties>();
expectTypeOf<GpmBackup['delete']>().toEqualTypeOf<() => Promise<void>>();
expectTypeOf<keyof GpmBackupDir>().toEqualTypeOf<'directory' | 'getBackup' | 'searchBackups'>();
expectTypeOf<GpmBackupDir['getBackup']>().toEqualTypeOf<(id: string) => Promise<GpmBackup>>();
expectTypeOf<GpmBackupDir['searchBackups']>().toEqualTypeOf<
  (search?: BackupSearch) => Promise<GpmBackup[]>
>();
expectTypeOf<BackupSearch>().toEqualTypeOf<{
  readonly mostRecent?: Maybe<boolean>;
  readonly gpoId?: Maybe<string | IdCondition>;
  readonly gpoDisplayName?: Maybe<string | TextCondition>;
  readonly gpoDomain?: Maybe<string | GpmDomain>;
}>();

// Reports and RSoP
type Report = (type: ReportType, given?: ReportOptions) => GpmOperation<string>;
expectTypeOf<ReportType>().toEqualTypeOf<'html' | 'xml'>();
expectTypeOf<ReportOptions>().toEqualTypeOf<{ readonly signal?: Maybe<AbortSignal> }>();
expectTypeOf<GpmGpo['generateReport']>().toEqualTypeOf<Report>();
expectTypeOf<GpmBackup['generateReport']>().toEqualTypeOf<Report>();
expectTypeOf<GpmRsop['generateReport']>().toEqualTypeOf<Report>();
type ReportFile = (type: ReportType, path: string, given?: ReportOptions) => GpmOperation<string>;
expectTypeOf<GpmGpo['generateReportToFile']>().toEqualTypeOf<ReportFile>();
expectTypeOf<GpmBackup['generateReportToFile']>().toEqualTypeOf<ReportFile>();
expectTypeOf<GpmRsop['generateReportToFile']>().toEqualTypeOf<ReportFile>();
expectTypeOf<keyof GpmRsop>().toEqualTypeOf<
  | 'mode'
  | 'namespace'
  | 'computer'
  | 'user'
  | 'computerSom'
  | 'userSom'
  | 'site'
  | 'domainController'
  | 'userGroups'
  | 'computerGroups'
  | 'userWmiFilters'
  | 'computerWmiFilters'
  | 'generateReport'
  | 'generateReportToFile'
  | 'release'
  | typeof Symbol.asyncDispose
>();
expectTypeOf<GpmRsop['mode']>().toEqualTypeOf<RsopMode | 'unknown'>();
expectTypeOf<GpmRsop['userGroups']>().toEqualTypeOf<readonly GpmTrustee[] | null>();
expectTypeOf<GpmRsop['userWmiFilters']>().toEqualTypeOf<readonly GpmWmiFilter[] | 'all' | null>();
expectTypeOf<Gpm['openRsop']>().toEqualTypeOf<(namespace: string) => Promise<GpmRsop>>();
expectTypeOf<Gpm['loggingEnumerateUsers']>().toEqualTypeOf<(computer: string) => Promise<GpmTrustee[]>>();
expectTypeOf<Trustee>().toEqualTypeOf<string | Pick<GpmTrustee, 'sid'>>();
expectTypeOf<RsopMode>().toEqualTypeOf<'logging' | 'planning'>();
expectTypeOf<GpmRsop['release']>().toEqualTypeOf<() => Promise<void>>();
expectTypeOf<GpmRsop>().toExtend<AsyncDisposable>();
expectTypeOf<Gpm['getRsop']>().toBeCallableWith('logging');
expectTypeOf<Gpm['getRsop']>().toBeCallableWith('logging', { computer: '.', user: 'CONTOSO\\ann' });
expectTypeOf<Gpm['getRsop']>().toBeCallableWith('planning', { user: 'CONTOSO\\ann' });
expectTypeOf<ReturnType<Gpm['getRsop']>>().resolves.toEqualTypeOf<GpmRsop>();
expectTypeOf<RsopLoggingOptions>().toEqualTypeOf<{
  readonly computer?: Maybe<string>;
  readonly user?: Maybe<string>;
  readonly only?: Maybe<'computer' | 'user'>;
}>();
expectTypeOf<RsopPlanningOptions>().toEqualTypeOf<{
  readonly domainController?: Maybe<string>;
  readonly site?: Maybe<string>;
  readonly user?: Maybe<string>;
  readonly userSom?: Maybe<string>;
  readonly userGroups?: Maybe<readonly Trustee[]>;
  readonly userWmiFilters?: Maybe<'all' | readonly GpmWmiFilter[]>;
  readonly computer?: Maybe<string>;
  readonly computerSom?: Maybe<string>;
  readonly computerGroups?: Maybe<readonly Trustee[]>;
  readonly computerWmiFilters?: Maybe<'all' | readonly GpmWmiFilter[]>;
  readonly only?: Maybe<'computer' | 'user'>;
  readonly loopback?: Maybe<'merge' | 'replace'>;
  readonly slowLink?: Maybe<boolean>;
}>();

// Scopes, links, sites
expectTypeOf<GpmPermission<GpoPermission>>().toEqualTypeOf<{
  readonly trustee: GpmTrustee;
  readonly permission: GpoPermission | 'custom' | 'unknown';
  readonly denied: boolean;
  readonly inherited: boolean;
  readonly inheritable: boolean;
}>();
expectTypeOf<GpoPermission>().toEqualTypeOf<'apply' | 'read' | 'edit' | 'editSecurityAndDelete'>();
expectTypeOf<GpoParts>().toEqualTypeOf<{
  readonly permissions: readonly GpmPermission<GpoPermission>[];
  readonly wmiFilter: GpmWmiFilter | null;
  readonly aclConsistent: boolean;
}>();
expectTypeOf<SomParts>().toEqualTypeOf<{
  readonly gpoLinks: readonly GpmGpoLink[];
  readonly inheritedGpoLinks: readonly GpmGpoLink[];
  readonly permissions: readonly GpmPermission<SomPermission>[];
}>();

expectTypeOf<IncludeOptions<GpoPart>>().toEqualTypeOf<{ readonly include?: Maybe<readonly GpoPart[]> }>();

/** What was asked for is there, or a problem; what was not is not. */
export async function parts(domain: GpmDomain): Promise<void> {
  expectTypeOf(await domain.getGpo('x')).toExtend<GpmGpo>();
  expectTypeOf(await domain.getGpoByName('x')).toExtend<GpmGpo>();
  expectTypeOf(await domain.searchSoms()).toExtend<GpmSom[]>();
  const [gpo] = await domain.searchGpos({ displayName: 'A', include: ['permissions', 'wmiFilter'] });
  if (!gpo) return;
  expectTypeOf(gpo.permissions).toEqualTypeOf<readonly GpmPermission<GpoPermission>[] | undefined>();
  expectTypeOf(gpo.wmiFilter).toEqualTypeOf<GpmWmiFilter | null | undefined>();
  expectTypeOf(gpo.problems).toEqualTypeOf<readonly GpmError[]>();
  expectTypeOf(gpo).not.toHaveProperty('aclConsistent');
  const som = await domain.getSom(undefined, { include: ['gpoLinks'] });
  expectTypeOf(som.gpoLinks).toEqualTypeOf<readonly GpmGpoLink[] | undefined>();
  // @ts-expect-error There is no such part.
  await domain.getSom(undefined, { include: ['links'] });
}
expectTypeOf<SomSearch>().toEqualTypeOf<{ readonly gpoLinks?: Maybe<GpmGpo | readonly GpmGpo[]> }>();
expectTypeOf<keyof GpmSom>().toEqualTypeOf<
  | keyof SomReference
  | 'gpoInheritanceBlocked'
  | 'refresh'
  | 'setGpoInheritanceBlocked'
  | 'getGpoLinks'
  | 'getInheritedGpoLinks'
  | 'createGpoLink'
>();
expectTypeOf<SomReference>().toEqualTypeOf<{
  readonly type: 'site' | 'domain' | 'ou';
  readonly name: string;
  readonly path: string;
}>();
expectTypeOf<GpmSom['createGpoLink']>().toEqualTypeOf<
  (gpo: GpmGpo, given?: CreateGpoLinkOptions) => Promise<GpmGpoLink>
>();
expectTypeOf<CreateGpoLinkOptions>().toEqualTypeOf<{
  readonly order?: Maybe<number>;
  readonly enabled?: Maybe<boolean>;
  readonly enforced?: Maybe<boolean>;
}>();
expectTypeOf<keyof GpmGpoLink>().toEqualTypeOf<
  | 'gpoId'
  | 'gpoDomain'
  | 'enabled'
  | 'enforced'
  | 'order'
  | 'som'
  | 'refresh'
  | 'setEnabled'
  | 'setEnforced'
  | 'setOrder'
  | 'delete'
>();
expectTypeOf<keyof GpmSitesContainer>().toEqualTypeOf<
  'forest' | 'domain' | 'domainController' | 'getSite' | 'searchSites'
>();

// WMI filters, accounts, extensions
expectTypeOf<keyof GpmWmiFilter>().toEqualTypeOf<
  'id' | 'domainName' | 'path' | 'name' | 'description' | 'queries' | 'refresh' | 'setName' | 'setDescription'
>();
expectTypeOf<GpmWmiFilter['queries']>().toEqualTypeOf<
  readonly { readonly namespace: string; readonly query: string }[]
>();
expectTypeOf<GpmDomain['getWmiFilter']>().toEqualTypeOf<(filter: string) => Promise<GpmWmiFilter>>();
expectTypeOf<GpmDomain['searchWmiFilters']>().toEqualTypeOf<() => Promise<GpmWmiFilter[]>>();
expectTypeOf<GpmGpo['getWmiFilter']>().toEqualTypeOf<() => Promise<GpmWmiFilter | null>>();
expectTypeOf<GpmGpo['setWmiFilter']>().toEqualTypeOf<(filter: GpmWmiFilter | null) => Promise<void>>();
expectTypeOf<Gpm['createTrustee']>().toEqualTypeOf<(account: string) => Promise<GpmTrustee>>();
expectTypeOf<keyof GpmTrustee>().toEqualTypeOf<'sid' | 'name' | 'domain' | 'dsPath' | 'type'>();
expectTypeOf<Gpm['getClientSideExtensions']>().returns.resolves.toEqualTypeOf<
  {
    readonly id: string;
    readonly displayName: string;
    readonly userEnabled: boolean;
    readonly computerEnabled: boolean;
  }[]
>();

// Migration tables
expectTypeOf<keyof GpmMigrationTable>().toEqualTypeOf<
  'add' | 'addEntry' | 'updateDestination' | 'getEntry' | 'deleteEntry' | 'getEntries' | 'save' | 'validate'
>();
expectTypeOf<GpmMigrationTable['add']>().toEqualTypeOf<
  (source: GpmGpo | GpmBackup, given?: MigrationAddOptions) => Promise<void>
>();
expectTypeOf<MigrationAddOptions>().toEqualTypeOf<{ readonly processSecurity?: Maybe<boolean> }>();
expectTypeOf<GpmMigrationTable['addEntry']>().toEqualTypeOf<
  (source: string, type: MapEntryType, destination?: MapDestination) => Promise<MapEntry>
>();
expectTypeOf<GpmMigrationTable['updateDestination']>().toEqualTypeOf<
  (source: string, destination?: MapDestination) => Promise<MapEntry>
>();
expectTypeOf<GpmMigrationTable['getEntry']>().toEqualTypeOf<(source: string) => Promise<MapEntry>>();
expectTypeOf<GpmMigrationTable['deleteEntry']>().toEqualTypeOf<(source: string) => Promise<void>>();
expectTypeOf<GpmMigrationTable['getEntries']>().toEqualTypeOf<() => Promise<MapEntry[]>>();
expectTypeOf<GpmMigrationTable['save']>().toEqualTypeOf<(path: string) => Promise<void>>();
expectTypeOf<GpmMigrationTable['validate']>().toEqualTypeOf<() => Promise<OperationResult<boolean>>>();
expectTypeOf<MapEntryType>().toEqualTypeOf<
  'user' | 'computer' | 'localGroup' | 'globalGroup' | 'universalGroup' | 'uncPath' | 'unknown'
>();
expectTypeOf<MapDestinationOption>().toEqualTypeOf<'sameAsSource' | 'none' | 'byRelativeName' | 'set'>();
expectTypeOf<MapDestination>().toEqualTypeOf<
  string | { readonly option: 'sameAsSource' | 'none' | 'byRelativeName' }
>();
expectTypeOf<MapEntry>().toEqualTypeOf<{
  readonly source: string;
  readonly type: MapEntryType;
  readonly destination: string;
  readonly destinationOption: MapDestinationOption;
}>();

// Operations
type BackupOperation = GpmOperation<GpmBackup>;
expectTypeOf<BackupOperation>().toExtend<EventEmitter<GpmOperationEvents>>();
expectTypeOf<BackupOperation>().toExtend<PromiseLike<OperationResult<GpmBackup>>>();
expectTypeOf<BackupOperation>().toExtend<AsyncIterable<Status>>();
expectTypeOf<BackupOperation>().toExtend<AsyncDisposable>();
expectTypeOf<Awaited<BackupOperation>>().toEqualTypeOf<OperationResult<GpmBackup>>();
expectTypeOf<Exclude<keyof BackupOperation, keyof EventEmitter>>().toEqualTypeOf<
  | 'state'
  | 'last'
  | 'cancel'
  | 'then'
  | 'catch'
  | 'finally'
  | typeof Symbol.asyncIterator
  | typeof Symbol.asyncDispose
>();
expectTypeOf<BackupOperation['state']>().toEqualTypeOf<OperationState>();
expectTypeOf<OperationState>().toEqualTypeOf<
  'starting' | 'running' | 'cancelling' | 'succeeded' | 'failed' | 'cancelled'
>();
expectTypeOf<BackupOperation['last']>().toEqualTypeOf<Maybe<Status>>();
expectTypeOf<BackupOperation['cancel']>().toEqualTypeOf<() => Promise<void>>();
expectTypeOf<GpmOperationEvents>().toEqualTypeOf<{ status: [status: Status] }>();
expectTypeOf<OperationResult<string>>().toEqualTypeOf<{
  readonly value: string;
  readonly messages: StatusMessage[];
  readonly hresult: number;
}>();
expectTypeOf<Status>().toEqualTypeOf<{
  readonly numerator: number;
  readonly denominator: number;
  readonly fraction: number;
  readonly hresult: number;
  readonly messages: readonly StatusMessage[];
  readonly done: boolean;
}>();
expectTypeOf<StatusMessage>().toEqualTypeOf<{
  readonly severity: Severity;
  readonly objectPath: string;
  readonly extensionName: string;
  readonly settingsName: string;
  readonly message: string;
  readonly errorCode: number;
  readonly operationCode: number;
}>();
expectTypeOf<Severity>().toEqualTypeOf<'success' | 'information' | 'warning' | 'error'>();

// Errors
expectTypeOf<GpmError>().toExtend<Error>();
expectTypeOf<Omit<GpmError, keyof Error>>().toEqualTypeOf<{
  readonly code: string;
  readonly hresult: number;
  readonly operation: string;
  readonly messages: readonly StatusMessage[];
}>();
expectTypeOf<GpmError['cause']>().toEqualTypeOf<unknown>();

/** The design's own example, word for word where it is code. */
export async function example(signal: AbortSignal, bar: { update(n: number, of: number): void }) {
  await using gpm = await Gpm.open({ mock: new MockForest() });
  const domain = await gpm.getDomain('contoso.com');
  const gpo = await domain.getGpo('{31B2F340-016D-11D2-945F-00C04FB984F9}');
  const gpos = await domain.searchGpos({ displayName: { contains: 'Baseline' } });
  const operation = gpo.backup('C:\\Backups', { comment: 'nightly', signal });
  operation.on('status', (s) => bar.update(s.numerator, s.denominator));
  const { value: backup, messages } = await operation;
  const dir = await gpm.getBackupDir('C:\\Backups');
  const backups = await dir.searchBackups({ mostRecent: true });
  await domain.restoreGpo(backup);
  const migrationTable = await gpm.createMigrationTable();
  await gpo.import(backup, { migrationTable });
  await gpo.copyTo(domain, { displayName: 'Copy', processSecurity: true, migrationTable });
  const { value: html } = await gpo.generateReport('html');
  const rsop = await gpm.getRsop('logging', { computer: '.', user: 'CONTOSO\\ann' });
  await using report = rsop.generateReport('html');
  for await (const status of report) expectTypeOf(status).toEqualTypeOf<Status>();
  expectTypeOf({ gpos, messages, backups, html }).toExtend<{
    gpos: GpmGpo[];
    messages: StatusMessage[];
    backups: GpmBackup[];
    html: string;
  }>();
}

/** What must not compile: each line is an error, or the comment above it is one. */
export async function refused(gpm: Gpm, gpo: GpmGpo, operation: GpmOperation<string>) {
  // @ts-expect-error: objects are made by the library
  new GpmGpo();
  // @ts-expect-error: as above
  new GpmOperation<string>();
  // @ts-expect-error: a misspelt option
  gpo.backup('C:\\Backups', { coment: 'nightly' });
  // @ts-expect-error: no such format
  gpo.generateReport('pdf');
  // @ts-expect-error: planning needs its options
  await gpm.getRsop('planning');
  // @ts-expect-error: no such event
  operation.on('progress', () => {});
  // @ts-expect-error: a snapshot is not written to
  gpo.displayName = 'other';
  // @ts-expect-error: a string is no GPO
  await gpm.getDomain(gpo);
  // @ts-expect-error: internal
  gpo.com;
}
