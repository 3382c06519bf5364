import type { InterfaceName } from '../generated/gpmgmt';
import type { Apartment } from './apartment';

/**
 * A reference to a COM object. The pointer itself stays in the object table of the apartment that received it and is
 * only ever used on that apartment's thread; JavaScript holds its number.
 */
export class ComObject<I extends InterfaceName = InterfaceName> {
  /** For the type checker only: which interface the object was received as. */
  declare readonly interfaceName: I;

  constructor(
    readonly apartment: Apartment,
    /** The object's number in its apartment's table; the addon looks for this property. */
    readonly object: number,
  ) {}

  /** Gives the reference back on the apartment's thread. Harmless when repeated; otherwise the collector does it. */
  release(): void {
    this.apartment.release(this);
  }
}
