import { reportNamespace } from '../backups/report-file';
import type { XmlElement } from '../files/xml/tree';
import { type GpoPermission, type GpoPermissionLevel, gpoPermissions } from '../security/permissions';
import { formatSddl } from '../security/sddl';
import { SE_DACL_PROTECTED, type SecurityDescriptor } from '../security/security-descriptor';
import type { PrincipalNames } from './subject';
import { element, securityNamespace, typesNamespace, withAttribute } from './xml-builder';

/** GPMC's words for its levels, in its reports. */
const levelNames: Readonly<Record<Exclude<GpoPermissionLevel, 'custom'>, string>> = {
  apply: 'Apply Group Policy',
  read: 'Read',
  edit: 'Edit settings',
  editSecurityAndDelete: 'Edit, delete, modify security',
};

/** A line of the delegation that a report shows. */
type ReportedPermission = GpoPermission & { level: keyof typeof levelNames };

/** The delegation without the trustees whose rights are none of GPMC's levels: its reports leave them out. */
function reportedPermissions(security: SecurityDescriptor): ReportedPermission[] {
  const lines = gpoPermissions(security);
  const isCustom = (line: GpoPermission): boolean =>
    lines.some(({ sid, denied, level }) => level === 'custom' && sid === line.sid && denied === line.denied);
  return lines.filter((line): line is ReportedPermission => !isCustom(line));
}

const inSecurity = (name: string, ...content: Parameters<typeof element>[2][]): XmlElement =>
  element(securityNamespace, name, ...content);

/** SID and name of a trustee, inside an element of the given name and namespace. */
function trustee(names: PrincipalNames, namespace: string, name: string, sid: string): XmlElement {
  return element(
    namespace,
    name,
    element(typesNamespace, 'SID', sid),
    element(typesNamespace, 'Name', names(sid)),
  );
}

/** The `SecurityDescriptor` of a report: SDDL, owner, group and a line for each permission. */
export function securityDescriptorSection(
  security: SecurityDescriptor,
  domainSid: string,
  names: PrincipalNames,
): XmlElement {
  const { owner, group, dacl, control } = security;
  const lines = reportedPermissions(security).map((line) => {
    const own = (dacl ?? []).filter((ace) => ace.sid === line.sid && (ace.flags & 0x08) === 0);
    const flags = own.reduce((all, ace) => all | ace.flags, 0);
    return inSecurity(
      'TrusteePermissions',
      trustee(names, securityNamespace, 'Trustee', line.sid),
      withAttribute(
        inSecurity('Type', inSecurity('PermissionType', line.denied ? 'Deny' : 'Allow')),
        'xsi:type',
        'PermissionType',
      ),
      inSecurity('Inherited', line.inherited),
      inSecurity(
        'Applicability',
        inSecurity('ToSelf', true),
        inSecurity('ToDescendantObjects', (flags & 0x01) !== 0),
        inSecurity('ToDescendantContainers', (flags & 0x02) !== 0),
        inSecurity('ToDirectDescendantsOnly', (flags & 0x04) !== 0),
      ),
      inSecurity('Standard', inSecurity('GPOGroupedAccessEnum', levelNames[line.level])),
      inSecurity('AccessMask', 0),
    );
  });
  return element(
    reportNamespace,
    'SecurityDescriptor',
    inSecurity('SDDL', formatSddl(security, domainSid)),
    owner === undefined ? undefined : trustee(names, securityNamespace, 'Owner', owner),
    group === undefined ? undefined : trustee(names, securityNamespace, 'Group', group),
    inSecurity('PermissionsPresent', dacl !== undefined),
    dacl === undefined
      ? undefined
      : inSecurity(
          'Permissions',
          inSecurity('InheritsFromParent', (control & SE_DACL_PROTECTED) === 0),
          ...lines,
        ),
    inSecurity('AuditingPresent', false), // GPMC says so of every GPO, also of one with a SACL
  );
}
