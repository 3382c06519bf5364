import type { Served } from '../../addon/objects';
import { excerpt } from '../../files/excerpt';
import type { MethodName } from '../../generated/gpmgmt';
import type { IGPMTrusteeMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { isSid } from '../../security/sid';
import type { Connection } from './connection';
import type { MockObject, Represented } from './mock-object';

/** Values of SID_NAME_USE, which is what `TrusteeType` gives. */
const SidNameUse = { user: 1, group: 2, alias: 4, wellKnownGroup: 5, unknown: 8, computer: 9 } as const;

const constant: readonly MethodName[] = [
  'IGPMTrustee::get_TrusteeSid',
  'IGPMTrustee::get_TrusteeName',
  'IGPMTrustee::get_TrusteeDomain',
  'IGPMTrustee::get_TrusteeDSPath',
  'IGPMTrustee::get_TrusteeType',
];

/** A user, computer or group. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmtrustee */
class TrusteeObject implements IGPMTrusteeMethods, MockObject {
  constructor(
    private readonly connection: Connection,
    private readonly sid: string,
    private readonly dnsDomain: string | undefined,
  ) {}

  get represents(): Partial<Represented> {
    return { trustee: this.sid };
  }

  private get principal() {
    return this.connection.state.principals.bySid(this.sid, this.dnsDomain);
  }

  get_TrusteeSid(): string {
    return this.sid;
  }
  /** Empty where the SID belongs to nobody who is known. */
  get_TrusteeName(): string {
    return this.principal?.name ?? '';
  }
  get_TrusteeDomain(): string {
    return this.principal?.authority ?? '';
  }
  get_TrusteeDSPath(): string {
    return this.principal?.dn ?? '';
  }
  get_TrusteeType(): number {
    const principal = this.principal;
    if (!principal) return SidNameUse.unknown;
    if (principal.wellKnown)
      return principal.sid.startsWith('S-1-5-32-') ? SidNameUse.alias : SidNameUse.wellKnownGroup;
    switch (principal.type) {
      case 'User':
        return SidNameUse.user;
      case 'Computer':
        return SidNameUse.computer;
      case 'LocalGroup':
        return SidNameUse.alias;
      case 'GlobalGroup':
      case 'UniversalGroup':
        return SidNameUse.group;
      default:
        return SidNameUse.unknown;
    }
  }
}

/**
 * Publishes a trustee.
 *
 * @param dnsDomain - the domain in whose language it is named; the forest's root where it is left out
 */
export function publishTrustee(
  connection: Connection,
  sid: string,
  dnsDomain?: string,
): Served<'IGPMTrustee'> {
  return connection.transient('IGPMTrustee', new TrusteeObject(connection, sid, dnsDomain), constant);
}

/**
 * The SID of an account as `IGPM::CreateTrustee` takes one: by its SID, which may be nobody's, or as `DOMAIN\name`.
 * Windows resolves more spellings of names; that GPMC takes them is not documented, and a test that relies on it here
 * could fail there.
 *
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-createtrustee
 */
export function trusteeSid(connection: Connection, text: string): string {
  if (isSid(text)) return text.toUpperCase();
  if (/^[^\\]+\\[^\\]+$/.test(text)) return connection.state.getPrincipal(text).sid;
  throw new HresultError(
    Hresult.E_INVALIDARG,
    `"${excerpt(text)}" is not how GPMC takes an account; give DOMAIN\\name, or the SID`,
  );
}
