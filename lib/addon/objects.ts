import type { InterfaceName } from '../generated/gpmgmt';
import { addon } from './loader';

/**
 * A COM object that TypeScript answers. This handle is one counted reference; the object lives on while COM clients
 * hold others.
 */
export class Served<I extends InterfaceName = InterfaceName> {
  /** For the type checker only: the interface the object was published with. */
  declare readonly interfaceName: I;
  private held = true;

  constructor(
    /** The object's number; the addon looks for this property. */
    readonly served: number,
    /** Whether the reference passes to whoever receives the object first: an answer, a call, another object's constants. */
    readonly transient: boolean,
  ) {}

  /** Whether this handle's reference is not given back. */
  get isHeld(): boolean {
    return this.held;
  }

  /** Gives this handle's reference back. Harmless when repeated. */
  release(): void {
    if (!this.held) return;
    this.held = false;
    addon().releaseServed(this.served);
  }
}

/**
 * A reference to an object of the COM client, such as its `IGPMAsyncProgress`. It can be called from any
 * {@link ServerThread}. One that came as an argument is given back when the method has answered, as COM's rules for
 * in parameters have it; an object that goes on with it calls {@link ForeignObject.keep} and later
 * {@link ForeignObject.release}: a client may wait for that.
 */
export class ForeignObject {
  private held = true;
  private keeps = false;

  constructor(
    /** The reference's number in the environment's table; the addon looks for this property. */
    readonly foreign: number,
  ) {}

  /** Makes the reference outlive the method that received it. */
  keep(): this {
    this.keeps = true;
    return this;
  }

  /** Whether {@link ForeignObject.keep} was called. */
  get kept(): boolean {
    return this.keeps;
  }

  /** Gives the reference back. Harmless when repeated. */
  release(): void {
    if (!this.held) return;
    this.held = false;
    addon().releaseForeign(this.foreign);
  }
}

/** Releases the transient objects among values that the addon has taken references of its own to. */
export function releaseTransient(values: readonly unknown[]): void {
  for (const value of values) {
    if (Array.isArray(value)) releaseTransient(value);
    else if (value instanceof Served && value.transient) value.release();
  }
}
