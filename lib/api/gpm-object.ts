import type { ComObject } from '../client/com-object';
import type { InterfaceName } from '../generated/gpmgmt';
import { Hresult } from '../hresult/codes';
import { errorFromHresult, GpmError } from '../hresult/gpm-error';
import { show } from '../validate/values';
import type { Session } from './session';

/** The classes that stand for a COM object, and its interface. */
interface Kinds {
  GpmDomain: 'IGPMDomain';
  GpmGpo: 'IGPMGPO';
  GpmBackup: 'IGPMBackup';
  GpmBackupDir: 'IGPMBackupDir';
  GpmRsop: 'IGPMRSOP';
  GpmMigrationTable: 'IGPMMigrationTable';
}
type Kind = keyof Kinds;

/** What the objects of a {@link Gpm} have in common: each stands for a COM object in its apartment. */
export abstract class GpmObject {
  readonly #session: Session;
  readonly #com: ComObject;
  readonly #kind: Kind;

  /** @internal */
  protected constructor(session: Session, com: ComObject, kind: Kind) {
    this.#session = session;
    this.#com = com;
    this.#kind = kind;
  }

  /** @internal */
  protected get session(): Session {
    return this.#session;
  }

  /** @internal */
  protected get com(): ComObject {
    return this.#com;
  }

  /**
   * The COM object behind an argument.
   *
   * @throws TypeError where it is something else, or belongs to another `Gpm`
   * @internal
   */
  static com<K extends Kind>(
    value: unknown,
    what: string,
    session: Session,
    ...kinds: readonly K[]
  ): ComObject<Kinds[K]> {
    const known = typeof value === 'object' && value !== null && #kind in value ? value : undefined;
    if (!known || !(kinds as readonly Kind[]).includes(known.#kind)) {
      throw new TypeError(`${what} must be a ${kinds.join(' or ')}, not ${show(value)}.`);
    }
    if (known.#session !== session) {
      throw new TypeError(`${what} belongs to another Gpm: get it from the one that it is used with.`);
    }
    return known.#com as ComObject<Kinds[K]>;
  }
}

/** The error for a result that is not what the method is documented to give. */
export function wrongResult(
  action: string,
  operation: string,
  expected: InterfaceName | 'text',
  value: unknown,
): GpmError {
  const what = typeof value === 'object' ? 'an object without that interface' : show(value);
  const error = errorFromHresult(Hresult.E_NOINTERFACE, operation);
  return new GpmError(
    `Could not ${action}, or not learn its result: the server reported success, but gave ${what} where ` +
      `${expected === 'text' ? 'text' : `an ${expected}`} was expected (${error.code}). Check the outcome before repeating it.`,
    { code: error.code, hresult: error.hresult, operation },
  );
}
