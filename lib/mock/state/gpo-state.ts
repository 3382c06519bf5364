import { listFiles } from '../../backups/file-list';
import type { BackupSource, GpoContent, OtherFile } from '../../backups/types';
import { excerpt } from '../../files/excerpt';
import { commentPath, encodeNewFile } from '../../files/file-kinds';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import {
  formatSecurityDescriptor,
  parseSecurityDescriptor,
  type SecurityDescriptor,
} from '../../security/security-descriptor';
import { extensionListFor, sysvolPath } from '../../settings/extensions';
import { commentOf, foldersOf, withFile } from '../../settings/gpo-files';
import type { DomainState } from './domain-state';
import { parseWmiFilterPath, type WmiFilterState, wmiFilterPath } from './wmi-filter';

/** What only GPMC's report says of a GPO whose settings came out of a backup. */
export interface LoadedReport {
  /** gpreport.xml; its ExtensionData are the settings as GPMC rendered them. */
  xml: string;
  /**
   * `current`: it speaks for the settings. `changed`: settings files were edited since, and it does not speak for them
   * any more.
   */
  state: 'current' | 'changed';
}

/**
 * A Group Policy object of a domain.
 *
 * Content is replaced, never changed in place: who holds a {@link GpoContent} (a backup in the middle of its work)
 * has a consistent copy of the moment it was taken.
 */
export class GpoState {
  readonly created: Date;
  modified: Date;
  /** The report the settings were loaded with. */
  report: LoadedReport | undefined;
  /** Files beside GPMC's own that stood in the backup the GPO was loaded from. */
  otherFiles: readonly OtherFile[] = [];
  /** What the format layer needs to write unknown parts of that backup again. */
  source: BackupSource | undefined;
  #content: GpoContent;
  #deleted = false;
  /** What a backup does not keep of the descriptor: owner, group and auditing. */
  #rest: Pick<SecurityDescriptor, 'owner' | 'group' | 'sacl' | 'control'>;

  constructor(
    readonly domain: DomainState,
    content: GpoContent,
    times: { created: Date; modified: Date },
    security?: SecurityDescriptor,
  ) {
    this.#content = content;
    this.created = times.created;
    this.modified = times.modified;
    this.#rest = security ?? { control: 0 };
  }

  /** GUID with braces. */
  get id(): string {
    return this.#content.id;
  }
  get displayName(): string {
    return this.#content.displayName;
  }
  /** How messages name it: `GPO "Default Domain Policy" {31B2…} of contoso.com`. */
  get label(): string {
    return `GPO "${excerpt(this.displayName)}" ${this.id} of ${this.domain.name}`;
  }
  /** Distinguished name. */
  get path(): string {
    return `CN=${this.id},CN=Policies,CN=System,${this.domain.dn}`;
  }
  /** Folder in SYSVOL, by way of the PDC. */
  get sysvol(): string {
    return sysvolPath(this.domain.pdc, this.domain.name, this.id);
  }
  get content(): GpoContent {
    return this.#content;
  }
  get deleted(): boolean {
    return this.#deleted;
  }

  get computerDsVersion(): number {
    return this.#content.machineVersion & 0xffff;
  }
  get computerSysvolVersion(): number {
    return this.#content.machineVersion >>> 16;
  }
  get userDsVersion(): number {
    return this.#content.userVersion & 0xffff;
  }
  get userSysvolVersion(): number {
    return this.#content.userVersion >>> 16;
  }
  get userEnabled(): boolean {
    return (this.#content.options & 1) === 0;
  }
  get computerEnabled(): boolean {
    return (this.#content.options & 2) === 0;
  }

  /** The whole descriptor: what a backup keeps of it, with owner, group and auditing where they are known. */
  get security(): SecurityDescriptor {
    const kept = parseSecurityDescriptor(this.#content.securityDescriptor);
    const { owner, group, sacl } = this.#rest;
    return { ...(owner ? { owner } : {}), ...(group ? { group } : {}), ...(sacl ? { sacl } : {}), ...kept };
  }

  /** Replaces the DACL, and owner, group and auditing where they are given. */
  setSecurity(descriptor: SecurityDescriptor): void {
    const { owner, group, sacl, control, dacl } = descriptor;
    this.#rest = {
      ...this.#rest,
      ...(owner ? { owner } : {}),
      ...(group ? { group } : {}),
      ...(sacl ? { sacl } : {}),
      control,
    };
    // As GPMC's: a backup holds the DACL alone, so that is what the content keeps.
    this.change({ securityDescriptor: formatSecurityDescriptor({ control, ...(dacl ? { dacl } : {}) }) });
  }

  /** The comment of GPO.cmt; empty where there is none. */
  get description(): string {
    return commentOf(this.#content);
  }

  set description(text: string) {
    this.replaceFile(commentPath, text === '' ? undefined : encodeNewFile(commentPath, text));
  }

  rename(displayName: string): void {
    if (displayName.trim() === '') {
      throw new HresultError(Hresult.E_INVALIDARG, 'a GPO cannot have an empty name; give it some text');
    }
    this.change({ displayName });
  }

  setUserEnabled(enabled: boolean): void {
    this.change({ options: enabled ? this.#content.options & ~1 : this.#content.options | 1 });
  }

  setComputerEnabled(enabled: boolean): void {
    this.change({ options: enabled ? this.#content.options & ~2 : this.#content.options | 2 });
  }

  /** The filter the GPO is linked to; none also where the one it names is not there. */
  get wmiFilter(): WmiFilterState | undefined {
    const reference = parseWmiFilterPath(this.#content.wmiFilter);
    return reference && this.domain.forest.findDomain(reference.domain)?.findWmiFilter(reference.id);
  }

  setWmiFilter(filter: WmiFilterState | undefined): void {
    if (filter && filter.domain.toLowerCase() !== this.domain.name.toLowerCase()) {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        `WMI filter "${excerpt(filter.name)}" is one of ${filter.domain}; ${this.label} can only use a filter of its own domain`,
      );
    }
    const { wmiFilterName: _, ...content } = this.#content;
    this.#content = content;
    this.change(
      filter ? { wmiFilter: wmiFilterPath(filter), wmiFilterName: filter.name } : { wmiFilter: '' },
    );
  }

  /** Writes, replaces or (without data) removes a settings file, and counts up the version of the half it is in. */
  replaceFile(path: string, data: Uint8Array | undefined): void {
    const files = withFile(this.#content.files, path, data);
    const folders = foldersOf(files.map((file) => file.path));
    const known = new Set(this.#content.directories.map((folder) => folder.toLowerCase()));
    const directories = [
      ...this.#content.directories,
      ...folders.filter((folder) => !known.has(folder.toLowerCase())),
    ];
    const half = /^machine\\/i.test(path)
      ? 'machineVersion'
      : /^user\\/i.test(path)
        ? 'userVersion'
        : undefined;
    if (half && this.report) this.report = { ...this.report, state: 'changed' };
    const paths = files.map((file) => file.path);
    const lists = {
      machineExtensionGuids: extensionListFor(paths, 'Machine', this.#content.machineExtensionGuids),
      userExtensionGuids: extensionListFor(paths, 'User', this.#content.userExtensionGuids),
    };
    this.change({
      files,
      directories,
      ...lists,
      ...(half ? { [half]: nextVersion(this.#content[half]) } : {}),
    });
    this.change({ extensions: listFiles(this.#content, this.domain.pdc) });
  }

  /** Replaces parts of the content and sets the modification time. */
  change(parts: Partial<GpoContent>): void {
    this.throwIfDeleted();
    this.#content = { ...this.#content, ...parts };
    this.modified = this.domain.forest.now();
  }

  throwIfDeleted(): void {
    if (!this.#deleted) return;
    throw new HresultError(Hresult.ERROR_DS_NO_SUCH_OBJECT, 'it does not exist any more: it was deleted');
  }

  /** Called by its domain. */
  markDeleted(): void {
    this.#deleted = true;
  }
}

/** One more in both halves of a version number: SYSVOL in the high word, the directory in the low one. */
export function nextVersion(version: number): number {
  const next = (part: number): number => (part >= 0xffff ? 1 : part + 1);
  return ((next(version >>> 16) << 16) | next(version & 0xffff)) >>> 0;
}
