import { GPMPermissionType } from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';

const {
  permGPOApply,
  permGPORead,
  permGPOEdit,
  permGPOEditSecurityAndDelete,
  permGPOCustom,
  permWMIFilterEdit,
  permWMIFilterFullControl,
  permWMIFilterCustom,
  permSOMLink,
  permSOMLogging,
  permSOMPlanning,
  permSOMWMICreate,
  permSOMWMIFullControl,
  permSOMGPOCreate,
  permSOMStarterGPOCreate,
  permStarterGPORead,
  permStarterGPOEdit,
  permStarterGPOFullControl,
  permStarterGPOCustom,
} = GPMPermissionType;

/** The kinds of objects that have a delegation. */
export type DelegatedKind = 'gpo' | 'starterGpo' | 'wmiFilter' | 'site' | 'ou' | 'domain';

interface Levels {
  /** How messages name the kind. */
  readonly called: string;
  readonly levels: readonly GPMPermissionType[];
  /** What rights that make no level amount to. */
  readonly custom?: GPMPermissionType;
}

const onOu = [permSOMLink, permSOMLogging, permSOMPlanning];

/**
 * The levels of each kind of object.
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmsecurityinfo
 */
const kinds: Readonly<Record<DelegatedKind, Levels>> = {
  gpo: {
    called: 'a GPO',
    levels: [permGPOApply, permGPORead, permGPOEdit, permGPOEditSecurityAndDelete],
    custom: permGPOCustom,
  },
  starterGpo: {
    called: 'a starter GPO',
    levels: [permStarterGPORead, permStarterGPOEdit, permStarterGPOFullControl],
    custom: permStarterGPOCustom,
  },
  wmiFilter: {
    called: 'a WMI filter',
    levels: [permWMIFilterEdit, permWMIFilterFullControl],
    custom: permWMIFilterCustom,
  },
  site: { called: 'a site', levels: [permSOMLink] },
  ou: { called: 'an OU', levels: onOu },
  domain: {
    called: 'a domain',
    levels: [...onOu, permSOMGPOCreate, permSOMWMICreate, permSOMWMIFullControl, permSOMStarterGPOCreate],
  },
};

/** The next lower level that a level comprises. */
const comprised: Readonly<Partial<Record<GPMPermissionType, GPMPermissionType>>> = {
  [permGPOApply]: permGPORead,
  [permGPOEdit]: permGPORead,
  [permGPOEditSecurityAndDelete]: permGPOEdit,
  [permStarterGPOEdit]: permStarterGPORead,
  [permStarterGPOFullControl]: permStarterGPOEdit,
  [permWMIFilterFullControl]: permWMIFilterEdit,
  [permSOMWMIFullControl]: permSOMWMICreate,
};

/** The level and those below it, downward. */
function chainOf(level: GPMPermissionType): GPMPermissionType[] {
  const chain: GPMPermissionType[] = [];
  for (let at: GPMPermissionType | undefined = level; at !== undefined; at = comprised[at]) chain.push(at);
  return chain;
}

/** Whether who has a level has another one by that, or it is the same. */
export function comprises(level: GPMPermissionType, other: GPMPermissionType): boolean {
  return chainOf(level).includes(other);
}

/** Whether two levels of one kind of object have rights in common; of custom rights that is not known. */
export function overlaps(a: GPMPermissionType, b: GPMPermissionType): boolean {
  return isCustom(a) || isCustom(b) || chainOf(a).at(-1) === chainOf(b).at(-1);
}

/** Whether a level stands for rights that no level describes. Such are read and removed, never granted. */
export function isCustom(level: GPMPermissionType): boolean {
  return Object.values(kinds).some(({ custom }) => custom === level);
}

/** Whether a kind of object has a level; of custom ones see {@link isCustom}. */
export function hasLevel(kind: DelegatedKind, level: GPMPermissionType): boolean {
  return kinds[kind].levels.includes(level);
}

/** Throws where a permission is none of a kind of object. */
export function checkLevel(kind: DelegatedKind, level: GPMPermissionType): void {
  const { called, levels, custom } = kinds[kind];
  if (levels.includes(level) || custom === level) return;
  const names = [...levels, ...(custom === undefined ? [] : [custom])].map(levelName).join(', ');
  throw new HresultError(
    Hresult.E_INVALIDARG,
    `The permission ${levelName(level)} is not one of ${called}, which has ${names}.`,
  );
}

/** How messages name a level. */
export function levelName(level: GPMPermissionType): string {
  const names = Object.keys(GPMPermissionType) as (keyof typeof GPMPermissionType)[];
  return names.find((name) => GPMPermissionType[name] === level) ?? String(level);
}

const alwaysInheritable: readonly GPMPermissionType[] = [...kinds.gpo.levels, permGPOCustom];
const neverInheritable: readonly GPMPermissionType[] = [
  ...kinds.wmiFilter.levels,
  permWMIFilterCustom,
  permSOMGPOCreate,
  permSOMWMICreate,
  permSOMWMIFullControl,
];

/**
 * Whether a permission is inheritable: as asked, but of levels that always are or never are.
 * https://learn.microsoft.com/previous-versions/windows/desktop/gpmc/igpmpermission-property-methods
 */
export function isInheritable(level: GPMPermissionType, asked: boolean): boolean {
  return alwaysInheritable.includes(level) || (asked && !neverInheritable.includes(level));
}
