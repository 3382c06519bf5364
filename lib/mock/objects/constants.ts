import type { Served } from '../../addon/objects';
import {
  GPM_DONOT_VALIDATEDC,
  GPM_DONOTUSE_W2KDC,
  GPM_MIGRATIONTABLE_ONLY,
  GPM_PROCESS_SECURITY,
  GPM_USE_ANYDC,
  GPM_USE_PDC,
  GPMBackupType,
  GPMDestinationOption,
  GPMEntryType,
  GPMPermissionType,
  GPMReportingOptions,
  GPMReportType,
  GPMRSOPMode,
  GPMSearchOperation,
  GPMSearchProperty,
  GPMSOMType,
  GPMStarterGPOType,
  type MethodName,
  methodNames,
  RSOP_NO_COMPUTER,
  RSOP_NO_USER,
  RSOP_PLANNING_ASSUME_COMP_WQLFILTER_TRUE,
  RSOP_PLANNING_ASSUME_LOOPBACK_MERGE,
  RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE,
  RSOP_PLANNING_ASSUME_SLOW_LINK,
  RSOP_PLANNING_ASSUME_USER_WQLFILTER_TRUE,
} from '../../generated/gpmgmt';
import type { IGPMConstants2Methods } from '../../generated/methods';
import type { Constants } from '../../server/com-server';
import { asInterface } from './arguments';
import type { Connection } from './connection';

/** The properties whose name is not the constant's own with another prefix. */
const named: Readonly<Record<string, number>> = {
  UsePDC: GPM_USE_PDC,
  UseAnyDC: GPM_USE_ANYDC,
  DoNotUseW2KDC: GPM_DONOTUSE_W2KDC,
  DoNotValidateDC: GPM_DONOT_VALIDATEDC,
  MigrationTableOnly: GPM_MIGRATIONTABLE_ONLY,
  ProcessSecurity: GPM_PROCESS_SECURITY,
  RsopLoggingNoComputer: RSOP_NO_COMPUTER,
  RsopLoggingNoUser: RSOP_NO_USER,
  RsopPlanningAssumeSlowLink: RSOP_PLANNING_ASSUME_SLOW_LINK,
  RsopPlanningAssumeUserWQLFilterTrue: RSOP_PLANNING_ASSUME_USER_WQLFILTER_TRUE,
  RsopPlanningAssumeCompWQLFilterTrue: RSOP_PLANNING_ASSUME_COMP_WQLFILTER_TRUE,
};

/** Prefix of the property, prefix of the constant, and the constants. */
const families: readonly (readonly [
  property: string,
  constant: string,
  values: Readonly<Record<string, number>>,
])[] = [
  ['Perm', 'perm', GPMPermissionType],
  ['SearchProperty', '', GPMSearchProperty],
  ['SearchOp', 'op', GPMSearchOperation],
  ['SOM', 'som', GPMSOMType],
  ['RSOPMode', 'rsop', GPMRSOPMode],
  ['EntryType', 'type', GPMEntryType],
  ['DestinationOption', 'opDestination', GPMDestinationOption],
  ['BackupType', 'type', GPMBackupType],
  ['StarterGPOType', 'type', GPMStarterGPOType],
  ['Report', 'rep', GPMReportType],
  ['Report', 'opReport', GPMReportingOptions],
];

function constantOf(property: string): number | undefined {
  if (Object.hasOwn(named, property)) return named[property];
  for (const [prefix, start, values] of families) {
    if (!property.startsWith(prefix)) continue;
    const wanted = (start + property.slice(prefix.length)).toLowerCase();
    const name = Object.keys(values).find((each) => each.toLowerCase() === wanted);
    if (name !== undefined) return values[name];
  }
  return undefined;
}

const values: Constants = {};
for (const method of methodNames) {
  const property = /^IGPMConstants2?::get_(\w+)$/.exec(method)?.[1];
  const value = property === undefined ? undefined : constantOf(property);
  if (value !== undefined) values[method as MethodName] = value;
}

/** The two properties with parameters. */
const withParameters: Pick<IGPMConstants2Methods, 'get_SecurityFlags' | 'get_RsopPlanningLoopbackOption'> = {
  /** SECURITY_INFORMATION: owner 1, group 2, DACL 4, SACL 8. */
  get_SecurityFlags: (owner, group, dacl, sacl) =>
    (owner ? 1 : 0) | (group ? 2 : 0) | (dacl ? 4 : 0) | (sacl ? 8 : 0),
  get_RsopPlanningLoopbackOption: (merge) =>
    merge ? RSOP_PLANNING_ASSUME_LOOPBACK_MERGE : RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE,
};

/** Publishes the constants. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmconstants2 */
export function publishConstants(connection: Connection): Served<'IGPMConstants'> {
  return asInterface<'IGPMConstants'>(connection.server.transient('IGPMConstants2', withParameters, values));
}
