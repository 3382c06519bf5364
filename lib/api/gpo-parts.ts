import { GpmGpo } from './gpm-gpo';
import { GpmWmiFilter } from './gpm-wmi-filter';
import { type Kind, many, one, plain } from './kind';
import { includedParts, type PartReaders, type With, withParts } from './parts';
import { type GpmPermission, type GpoPermission, gpoPermission } from './permission';

/** Parts of a GPO that `include` asks for. */
export interface GpoParts {
  /** Its delegation: `IGPMGPO::GetSecurityInfo`. */
  readonly permissions: readonly GpmPermission<GpoPermission>[];
  /** Null where it has none: `IGPMGPO::GetWMIFilter`. */
  readonly wmiFilter: GpmWmiFilter | null;
  /** Whether SYSVOL has the permissions of the directory: `IGPMGPO::IsACLConsistent`. */
  readonly aclConsistent: boolean;
}
/** The name of a part of a GPO. */
export type GpoPart = keyof GpoParts;

const readers: PartReaders<GpoParts> = {
  permissions: many('IGPMGPO::GetSecurityInfo', gpoPermission),
  wmiFilter: one('IGPMGPO::GetWMIFilter', GpmWmiFilter.kind),
  aclConsistent: plain('IGPMGPO::IsACLConsistent'),
};

/** A GPO with the parts that are asked for. */
export function gpoWith<I extends GpoPart>(include: unknown): Kind<With<GpmGpo, GpoParts, I>> {
  const parts = includedParts(include, Object.keys(readers) as GpoPart[]) as readonly I[];
  return withParts(
    GpmGpo.kind as Kind<GpmGpo>,
    readers,
    parts,
    ({ displayName, id, domainName }) => `the GPO "${displayName}" ${id} of ${domainName}`,
  );
}
