import { GpmGpoLink } from './gpm-gpo-link';
import { GpmSom } from './gpm-som';
import { type Kind, many } from './kind';
import { includedParts, type PartReaders, type With, withParts } from './parts';
import { type GpmPermission, type SomPermission, somPermission } from './permission';
import { somLabel } from './som-reference';

/** Parts of a scope of management that `include` asks for. */
export interface SomParts {
  /** Its own links: `IGPMSOM::GetGPOLinks`. */
  readonly gpoLinks: readonly GpmGpoLink[];
  /** What applies there: `IGPMSOM::GetInheritedGPOLinks`. */
  readonly inheritedGpoLinks: readonly GpmGpoLink[];
  /** Its delegation: `IGPMSOM::GetSecurityInfo`. */
  readonly permissions: readonly GpmPermission<SomPermission>[];
}
/** The name of a part of a scope of management. */
export type SomPart = keyof SomParts;

const readers: PartReaders<SomParts> = {
  gpoLinks: many('IGPMSOM::GetGPOLinks', GpmGpoLink.kind),
  inheritedGpoLinks: many('IGPMSOM::GetInheritedGPOLinks', GpmGpoLink.kind),
  permissions: many('IGPMSOM::GetSecurityInfo', somPermission),
};

/** A scope of management with the parts that are asked for. */
export function somWith<I extends SomPart>(include: unknown): Kind<With<GpmSom, SomParts, I>> {
  const parts = includedParts(include, Object.keys(readers) as SomPart[]) as readonly I[];
  return withParts(GpmSom.kind as Kind<GpmSom>, readers, parts, somLabel);
}
