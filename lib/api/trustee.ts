import { name } from '../validate/values';
import { kind } from './kind';

/**
 * The kind of account, by the names of `SID_NAME_USE` that `IGPMTrustee::TrusteeType` documents.
 *
 * @see https://learn.microsoft.com/previous-versions/windows/desktop/gpmc/igpmtrustee-property-methods
 */
export type TrusteeType =
  | 'user'
  | 'group'
  | 'domain'
  | 'alias'
  | 'wellKnownGroup'
  | 'deletedAccount'
  | 'invalid'
  | 'unknown'
  | 'computer';

/**
 * A user, computer or group: `IGPMTrustee`, read whole.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmtrustee
 */
export interface GpmTrustee {
  /** `S-1-5-…`: what identifies it. */
  readonly sid: string;
  /** Empty where the SID belongs to nobody who is known any more. */
  readonly name: string;
  /** NetBIOS name of its domain; empty where it is not known. */
  readonly domain: string;
  /** Distinguished name; empty for accounts that are not in the directory. */
  readonly dsPath: string;
  readonly type: TrusteeType;
}

/** A trustee as it is given: a SID, `DOMAIN\name`, or one that was read. GPMC takes no other spelling. */
export type Trustee = string | Pick<GpmTrustee, 'sid'>;

/** A trustee as GPMC takes it. */
export function trusteeText(given: unknown, what: string): string {
  if (typeof given === 'object' && given !== null && 'sid' in given) return name(given.sid, `${what}.sid`);
  return name(given, what);
}

/** `SID_NAME_USE`, from 1. */
const types: readonly TrusteeType[] = [
  'user',
  'group',
  'domain',
  'alias',
  'wellKnownGroup',
  'deletedAccount',
  'invalid',
  'unknown',
  'computer',
];

/** How a trustee is read; its object is not kept. */
export const trustee = kind(
  {
    name: 'GpmTrustee',
    interfaceName: 'IGPMTrustee',
    properties: {
      sid: 'IGPMTrustee::get_TrusteeSid',
      name: 'IGPMTrustee::get_TrusteeName',
      domain: 'IGPMTrustee::get_TrusteeDomain',
      dsPath: 'IGPMTrustee::get_TrusteeDSPath',
      type: 'IGPMTrustee::get_TrusteeType',
    },
    // Of an account that was deleted only the SID is left.
    fallback: { name: '', domain: '', dsPath: '', type: 0 },
  },
  ({ com, values }): GpmTrustee => {
    com.release();
    return { ...values, type: types[values.type - 1] ?? 'unknown' };
  },
);
