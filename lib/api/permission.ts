import { GPMPermissionType } from '../generated/gpmgmt';
import { exactly, type Kind, kind } from './kind';
import { type GpmTrustee, trustee } from './trustee';

/** Levels of a GPO (`permGPO…`). `custom` can be read and removed, never granted. */
export type GpoPermission = 'apply' | 'read' | 'edit' | 'editSecurityAndDelete';
/** Levels of a scope of management (`permSOM…`). A site has `link` only, an OU the first three, a domain all. */
export type SomPermission =
  | 'link'
  | 'logging'
  | 'planning'
  | 'gpoCreate'
  | 'wmiCreate'
  | 'wmiFullControl'
  | 'starterGpoCreate';

/** A line of a delegation: `IGPMPermission`, with its trustee, read whole. */
export interface GpmPermission<P extends string> {
  readonly trustee: GpmTrustee;
  /** `custom`: rights that no level describes; `unknown`: a level newer than this library. */
  readonly permission: P | 'custom' | 'unknown';
  readonly denied: boolean;
  /** From a container above; it can only be changed there. */
  readonly inherited: boolean;
  /** Whether children inherit it: always for GPOs, never for WMI filters and for creating GPOs and filters. */
  readonly inheritable: boolean;
}

/** The levels of a kind of object, by GPMC's numbers. */
type Levels<P extends string> = Readonly<Record<number, P | 'custom'>>;

const gpoLevels: Levels<GpoPermission> = {
  [GPMPermissionType.permGPOApply]: 'apply',
  [GPMPermissionType.permGPORead]: 'read',
  [GPMPermissionType.permGPOEdit]: 'edit',
  [GPMPermissionType.permGPOEditSecurityAndDelete]: 'editSecurityAndDelete',
  [GPMPermissionType.permGPOCustom]: 'custom',
};
const somLevels: Levels<SomPermission> = {
  [GPMPermissionType.permSOMLink]: 'link',
  [GPMPermissionType.permSOMLogging]: 'logging',
  [GPMPermissionType.permSOMPlanning]: 'planning',
  [GPMPermissionType.permSOMGPOCreate]: 'gpoCreate',
  [GPMPermissionType.permSOMWMICreate]: 'wmiCreate',
  [GPMPermissionType.permSOMWMIFullControl]: 'wmiFullControl',
  [GPMPermissionType.permSOMStarterGPOCreate]: 'starterGpoCreate',
};

/** How lines of a delegation are read, with their trustees, in one hop; the objects are not kept. */
function permission<P extends string>(levels: Levels<P>): Kind<GpmPermission<P>> {
  return kind(
    {
      name: 'GpmPermission',
      interfaceName: 'IGPMPermission',
      properties: {
        permission: 'IGPMPermission::get_Permission',
        denied: 'IGPMPermission::get_Denied',
        inherited: 'IGPMPermission::get_Inherited',
        inheritable: 'IGPMPermission::get_Inheritable',
      },
      parts: { trustee: exactly('IGPMPermission::get_Trustee', trustee) },
    },
    ({ com, values }): GpmPermission<P> => {
      com.release();
      return { ...values, permission: levels[values.permission] ?? 'unknown' };
    },
  );
}

/** A line of a GPO's delegation. */
export const gpoPermission = permission(gpoLevels);
/** A line of a scope's. */
export const somPermission = permission(somLevels);
