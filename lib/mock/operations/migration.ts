import type { GpoContent, MigrationMapping, SysvolFile } from '../../backups/types';
import { FormatError } from '../../files/errors';
import { excerpt } from '../../files/excerpt';
import { foldCase } from '../../files/text';
import { Hresult } from '../../hresult/codes';
import { GpmcCode } from '../../hresult/gpmc-codes';
import { HresultError } from '../../hresult/hresult-error';
import type { StatusMessageFields } from '../../hresult/status-message';
import { mappedReport, type Replacements } from '../../report/mapped-report';
import { displayNameOf } from '../../security/principal-directory';
import {
  describedPrincipal,
  mappingFor,
  migrationSource,
  type SourcePrincipals,
} from '../../security/principal-spelling';
import type { Ace, SecurityDescriptor } from '../../security/security-descriptor';
import { isListed } from '../../security/virtual-accounts';
import { rewriteReferences } from '../../settings/references';
import type { DomainState } from '../state/domain-state';
import type { GpoState, LoadedReport } from '../state/gpo-state';
import { fileWarning, statusMessage } from './status-message';

/** How settings are carried over into another GPO. */
export interface MigrationOptions {
  migrationTable?: readonly MigrationMapping[];
  /** `GPM_MIGRATIONTABLE_ONLY`: what the table does not name is an error. */
  tableOnly?: boolean;
}

/** Where a principal or path occurs, for messages. */
interface Place {
  file: string;
  setting: string;
}

const noEntry = (source: string, what: string): HresultError =>
  new HresultError(
    GpmcCode.NO_ENTRY_FOR_SOURCE,
    `the migration table has no entry for "${excerpt(source)}", which ${what} names; add one, or allow what is not in the table to stay as it is`,
  );

/** Replaces principals and paths for one target domain and gathers what could not be resolved. */
export class Migration {
  readonly messages: StatusMessageFields[] = [];
  readonly #reported = new Set<string>();
  readonly #replacements: Replacements = { principals: new Map(), paths: new Map() };

  constructor(
    readonly target: DomainState,
    readonly source: SourcePrincipals,
    readonly options: MigrationOptions,
  ) {}

  /** The files for the target. Throws before anything is changed where the table forbids or misses something. */
  files(content: GpoContent): SysvolFile[] {
    const { principals, paths } = this.#replacements;
    return rewriteReferences(content.files, {
      principal: (token, setting, file) => {
        const target = this.principal(token, { file, setting });
        if (target !== token) principals.set(foldCase(token), target);
        return target;
      },
      path: (path, file) => {
        const target = this.path(path, { file, setting: path });
        if (target !== path) paths.set(foldCase(path), target);
        return target;
      },
      doubt: (reason, file) => {
        this.messages.push(fileWarning(new FormatError('encoding', file, reason), { objectPath: file }));
      },
    });
  }

  /**
   * The report that the settings came with, as it speaks for those of a GPO that has been given the {@link files};
   * nothing where it cannot be read, and its settings are then shown as the files tell them.
   */
  report(xml: string, gpo: GpoState): LoadedReport | undefined {
    const { principals, paths } = this.#replacements;
    if (principals.size + paths.size === 0) return { xml, state: 'current' };
    const names = (sid: string): string | undefined =>
      displayNameOf(this.target.forest.principals, sid, this.target.name);
    try {
      return { xml: mappedReport(xml, gpo.content, this.#replacements, names), state: 'current' };
    } catch {
      return undefined;
    }
  }

  /** A DACL for the target; entries whose trustee the table maps to nothing are left out. */
  security(descriptor: SecurityDescriptor, label: string): SecurityDescriptor {
    const { principals } = this.target.forest;
    const dacl = (descriptor.dacl ?? []).flatMap((ace): Ace[] => {
      if (principals.bySid(ace.sid)?.wellKnown) return [ace];
      const mapped = this.principal(ace.sid, { file: label, setting: 'Security' });
      const sid = mapped === undefined ? undefined : principals.find(mapped, this.target.name)?.sid;
      if (mapped === undefined) return [];
      return [{ ...ace, sid: sid ?? ace.sid }];
    });
    if (descriptor.dacl?.length && dacl.length === 0) {
      throw new HresultError(
        GpmcCode.SD_MAPPED_TO_NOTHING,
        `the migration table maps every principal of the permissions of ${label} to nothing; keep at least one`,
      );
    }
    return { ...descriptor, dacl };
  }

  /** What stands for a principal in the target: a SID, a name, or nothing. */
  principal(token: string, place: Place): string | undefined {
    const { migrationTable = [], tableOnly } = this.options;
    const described =
      migrationTable.length > 0 || tableOnly ? describedPrincipal(this.source, token) : undefined;
    const mapping = described && mappingFor(migrationTable, described);
    if (!mapping) {
      if (!isListed(token)) return token; // GPMC knows of no such principals: it neither asks for them nor warns
      if (described && tableOnly)
        throw noEntry(migrationSource(described), `the setting ${excerpt(place.setting)} in ${place.file}`);
      return this.#kept(token, place);
    }
    switch (mapping.destination.kind) {
      case 'sameAsSource':
        return this.#kept(token, place);
      case 'none':
        return undefined;
      case 'byRelativeName': {
        const name = described.samAccountName || token;
        return this.#sidOf(`${this.target.netbiosName}\\${name}`, place) ?? name;
      }
      case 'set':
        return this.#sidOf(mapping.destination.value, place) ?? mapping.destination.value;
    }
  }

  path(path: string, place: Place): string {
    const mapping = (this.options.migrationTable ?? []).find(
      (entry) => entry.type === 'UNCPath' && entry.source.toLowerCase() === path.toLowerCase(),
    );
    if (!mapping) {
      if (this.options.tableOnly) throw noEntry(path, place.file);
      return path;
    }
    switch (mapping.destination.kind) {
      case 'sameAsSource':
        return path;
      case 'set':
        return mapping.destination.value;
      default:
        throw new HresultError(
          GpmcCode.PATH_WITHOUT_DESTINATION,
          `the migration table gives the path "${excerpt(path)}" no destination; set one, or choose "same as source"`,
        );
    }
  }

  /** What is not mapped stays to the letter; where the target cannot resolve it, with a warning. */
  #kept(token: string, place: Place): string {
    this.#sidOf(token, place);
    return token;
  }

  /** The SID of a name the target's forest knows; otherwise a warning. */
  #sidOf(name: string, place: Place): string | undefined {
    const found = this.target.forest.principals.find(name, this.target.name);
    if (found) return found.sid;
    const key = `${name} ${place.setting}`.toLowerCase();
    if (!this.#reported.has(key)) {
      this.#reported.add(key);
      this.messages.push(
        statusMessage(
          GpmcCode.SOURCE_UNRESOLVED,
          `"${excerpt(name)}" is no user, computer or group that ${this.target.name} can resolve; it was kept as it is. Correct the setting, or map it with a migration table`,
          {
            objectPath: place.file,
            settingsName: place.setting,
            extensionName: 'Security',
            errorCode: Hresult.ERROR_NONE_MAPPED,
          },
        ),
      );
    }
    return undefined;
  }
}
