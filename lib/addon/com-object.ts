import type { InterfaceName } from '../generated/gpmgmt';

/** Who received an object, and gives it back: an apartment. */
export interface ComObjectOwner {
  release(object: ComObject): void;
}

/**
 * A reference to a COM object. The pointer itself stays in the object table of the apartment that received it and is
 * only ever used on that apartment's thread; JavaScript holds its number.
 */
export class ComObject<I extends InterfaceName = InterfaceName> {
  /** For the type checker only: which interface the object was received as. */
  declare readonly interfaceName: I;

  constructor(
    readonly owner: ComObjectOwner,
    /** The object's number in its apartment's table; the addon looks for this property. */
    readonly object: number,
  ) {}

  /** Gives the reference back on the apartment's thread. Harmless when repeated; otherwise the collector does it. */
  release(): void {
    this.owner.release(this);
  }
}
