import type { ComObject } from '../addon/com-object';
import type { InterfaceName } from '../generated/gpmgmt';
import { show } from '../validate/values';
import type { Kind, Received } from './kind';
import type { Session } from './session';

/** A class of the API: what is known of its kind. */
interface GpmClass {
  readonly kind: { readonly name: string; readonly interfaceName: InterfaceName };
}

/**
 * What the objects of a {@link Gpm} have in common: each stands for a COM object in its apartment, and has its
 * properties as they were when it was read.
 */
export abstract class GpmObject {
  readonly #session: Session;
  #com: ComObject;
  readonly #kind: Kind<unknown>;

  protected constructor(received: never);
  protected constructor({ session, com, kind, values }: Received<object>) {
    this.#session = session;
    this.#com = com;
    this.#kind = kind;
    Object.assign(this, values);
  }

  /** @internal */
  protected get session(): Session {
    return this.#session;
  }

  /** @internal */
  protected get com(): ComObject {
    return this.#com;
  }

  /** Stands for another COM object from now on: what GPMC can only delete and make again. @internal */
  protected replace(com: ComObject): void {
    this.#com.release();
    this.#com = com;
  }

  /** Reads all properties anew, in one hop. @internal */
  protected async readAnew(action: string): Promise<void> {
    Object.assign(this, await this.#session.values(action, this.#kind, this.#com));
  }

  /**
   * The COM object behind an argument: `GpmObject.com<typeof GpmBackup>(value, 'The backup', session, 'GpmBackup')`.
   * Classes are told by their names, because those whose objects take each other would have to import each other.
   *
   * @throws TypeError where it is something else, or belongs to another `Gpm`
   * @internal
   */
  static com<C extends GpmClass>(
    value: unknown,
    what: string,
    session: Session,
    ...names: readonly C['kind']['name'][]
  ): ComObject<C['kind']['interfaceName']> {
    const known = typeof value === 'object' && value !== null && #kind in value ? value : undefined;
    if (!known || !names.includes(known.#kind.name)) {
      throw new TypeError(`${what} must be a ${names.join(' or ')}, not ${show(value)}.`);
    }
    if (known.#session !== session) {
      throw new TypeError(`${what} belongs to another Gpm: get it from the one that it is used with.`);
    }
    return known.#com as ComObject<C['kind']['interfaceName']>;
  }
}
