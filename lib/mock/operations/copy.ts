import { excerpt } from '../../files/excerpt';
import { GpmcCode } from '../../hresult/gpmc-codes';
import { relocatedBlocks } from '../../settings/extensions';
import { settingsReferences } from '../../settings/references';
import type { DomainState } from '../state/domain-state';
import { principalsOf } from '../state/gpo-principals';
import type { GpoState } from '../state/gpo-state';
import { Migration, type MigrationOptions } from './migration';
import { statusMessage } from './status-message';
import { type OperationContext, type OperationResult, Steps } from './steps';

export interface CopyOptions extends MigrationOptions {
  /** Default: `Copy of` and the name of the GPO. Need not be unique. */
  displayName?: string;
  /** `GPM_PROCESS_SECURITY`: take the permissions along, mapped by the table. Default: those of a new GPO. */
  copyAcl?: boolean;
}

/**
 * `IGPMGPO::CopyTo`: a new GPO, unlinked, with a GUID of its own and the settings of this one. It is made when all is
 * ready; a failed or cancelled copy leaves none behind.
 *
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-copyto
 */
export async function copyGpo(
  gpo: GpoState,
  target: DomainState,
  options: CopyOptions = {},
  context: OperationContext = {},
): Promise<OperationResult<GpoState>> {
  gpo.throwIfDeleted();
  const { content: source, security, report } = gpo;
  const filter = gpo.wmiFilter;
  const nameOf = (sid: string) => gpo.domain.forest.principals.bySid(sid, gpo.domain.name);
  const migration = new Migration(target, { listed: principalsOf(gpo), nameOf }, options);
  const steps = new Steps(context, source.extensions.length + 3);
  try {
    const files = migration.files(source);
    const descriptor = options.copyAcl ? migration.security(security, gpo.label) : undefined;
    await steps.next();
    for (let i = 0; i < source.extensions.length; i++) await steps.next();
    const sameDomain = target === gpo.domain;
    if (filter && !sameDomain) {
      steps.messages.push(
        statusMessage(
          GpmcCode.WMI_FILTER_LINK_DROPPED,
          `the copy is not linked to the WMI filter "${excerpt(filter.name)}": it belongs to ${gpo.domain.name}`,
          {
            objectPath: source.wmiFilter,
            settingsName: 'WMI filter',
          },
        ),
      );
    }
    await steps.next();
    steps.tell(migration.messages);

    const copy = target.createGpo(options.displayName ?? `Copy of ${gpo.displayName}`);
    if (descriptor) copy.setSecurity(descriptor);
    const mapped = files.some((file, i) => file !== source.files[i]);
    copy.change({
      files,
      directories: source.directories,
      extensions: relocatedBlocks(source.extensions, copy.sysvol),
      options: source.options,
      machineExtensionGuids: source.machineExtensionGuids,
      userExtensionGuids: source.userExtensionGuids,
      machineVersion: source.machineVersion === 0 ? 0 : 0x1_0001,
      userVersion: source.userVersion === 0 ? 0 : 0x1_0001,
      ...(mapped
        ? settingsReferences(files, target.forest.principals, target.name)
        : { principals: source.principals.filter((p) => !p.fromDacl), filePaths: source.filePaths }),
    });
    if (filter && sameDomain) copy.setWmiFilter(filter);
    copy.report = report?.state === 'current' ? migration.report(report.xml, copy) : undefined;
    return steps.result(copy);
  } catch (error) {
    throw steps.failure(error, 'no GPO was made');
  }
}
