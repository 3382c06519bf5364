import { reportNamespace } from '../backups/report-file';
import type { XmlElement } from '../files/xml/tree';
import { type GpoPermissionLevel, gpoPermissions } from '../security/permissions';
import { displayNameOf, type PrincipalDirectory } from '../security/principal-directory';
import { formatSddl } from '../security/sddl';
import { SE_DACL_PROTECTED, type SecurityDescriptor } from '../security/security-descriptor';
import { element, securityNamespace, typesNamespace, withAttribute } from './xml-builder';

/** GPMC's words for its levels, in its reports. */
const levelNames: Readonly<Record<GpoPermissionLevel, string>> = {
  apply: 'Apply Group Policy',
  read: 'Read',
  edit: 'Edit settings',
  editSecurityAndDelete: 'Edit, delete, modify security',
  custom: 'Custom',
};

const inSecurity = (name: string, ...content: Parameters<typeof element>[2][]): XmlElement =>
  element(securityNamespace, name, ...content);

/** SID and name of a trustee, inside an element of the given name and namespace. */
function trustee(directory: PrincipalDirectory, namespace: string, name: string, sid: string): XmlElement {
  return element(
    namespace,
    name,
    element(typesNamespace, 'SID', sid),
    element(typesNamespace, 'Name', directory.bySid(sid) ? displayNameOf(directory, sid) : undefined),
  );
}

/** The `SecurityDescriptor` of a report: SDDL, owner, group and a line for each permission. */
export function securityDescriptorSection(
  security: SecurityDescriptor,
  domainSid: string,
  directory: PrincipalDirectory,
): XmlElement {
  const { owner, group, dacl, sacl, control } = security;
  const lines = gpoPermissions(security).map((line) => {
    const own = (dacl ?? []).filter((ace) => ace.sid === line.sid && (ace.flags & 0x08) === 0);
    const flags = own.reduce((all, ace) => all | ace.flags, 0);
    return inSecurity(
      'TrusteePermissions',
      trustee(directory, securityNamespace, 'Trustee', line.sid),
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
    owner === undefined ? undefined : trustee(directory, securityNamespace, 'Owner', owner),
    group === undefined ? undefined : trustee(directory, securityNamespace, 'Group', group),
    inSecurity('PermissionsPresent', dacl !== undefined),
    dacl === undefined
      ? undefined
      : inSecurity(
          'Permissions',
          inSecurity('InheritsFromParent', (control & SE_DACL_PROTECTED) === 0),
          ...lines,
        ),
    inSecurity('AuditingPresent', sacl === undefined ? false : sacl.length > 0),
  );
}
