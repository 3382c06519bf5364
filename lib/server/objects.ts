import type { InterfaceName } from '../generated/gpmgmt';
import { addon } from '../native';

/**
 * A COM object that TypeScript answers. This handle is one counted reference; the object lives on while COM clients
 * hold others.
 */
export class Served<I extends InterfaceName = InterfaceName> {
  /** For the type checker only: the interface the object was published with. */
  declare readonly interfaceName: I;
  private held = true;

  constructor(
    /** The servant's number; the addon looks for this property. */
    readonly served: number,
    /** Whether the reference passes to whoever receives the object first: an answer, a call, another object's constants. */
    readonly transient: boolean,
  ) {}

  /** Gives this handle's reference back. Harmless when repeated. */
  release(): void {
    if (!this.held) return;
    this.held = false;
    addon().releaseServed(this.served);
  }
}

/**
 * A reference to an object of the COM client, such as its `IGPMAsyncProgress`. It can be called from any
 * {@link ServerThread}, and must be released: a client may wait for that.
 */
export class ForeignObject {
  private held = true;

  constructor(
    /** The reference's number in the environment's table; the addon looks for this property. */
    readonly foreign: number,
  ) {}

  /** Gives the reference back. Harmless when repeated. */
  release(): void {
    if (!this.held) return;
    this.held = false;
    addon().releaseForeign(this.foreign);
  }
}
