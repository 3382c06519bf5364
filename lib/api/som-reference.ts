import { GPMSOMType } from '../generated/gpmgmt';
import { kind } from './kind';

/** What tells which scope of management is meant. */
export interface SomReference {
  readonly type: 'site' | 'domain' | 'ou';
  readonly name: string;
  /** Distinguished name. */
  readonly path: string;
}

/** What is read of a scope for a reference to it. */
export const somProperties = {
  type: 'IGPMSOM::get_Type',
  name: 'IGPMSOM::get_Name',
  path: 'IGPMSOM::get_Path',
} as const;

/** The name of a type of scope; a type that is not known is taken for an OU, which all later ones would be in. */
export function somType(type: unknown): SomReference['type'] {
  if (type === GPMSOMType.somSite) return 'site';
  return type === GPMSOMType.somDomain ? 'domain' : 'ou';
}

/** A reference alone, of which the object is not kept. */
export const somReference = kind(
  { name: 'SomReference', interfaceName: 'IGPMSOM', properties: somProperties },
  ({ com, values }): SomReference => {
    com.release();
    return { ...values, type: somType(values.type) };
  },
);

/** How messages name a scope. */
export function somLabel({ type, name, path }: SomReference): string {
  return type === 'site' ? `the site ${name}` : path;
}
