import type { ComObject } from '../addon/com-object';
import { GPM_USE_PDC } from '../generated/gpmgmt';
import { GpmError } from '../hresult/gpm-error';
import { boolean, linkOrder } from '../validate/values';
import { GpmObject } from './gpm-object';
import { exactly, kind } from './kind';
import type { Session } from './session';
import { type SomReference, somLabel, somReference } from './som-reference';

/** A new link comes last where this is its position. */
export const LAST = -1;

const properties = {
  gpoId: 'IGPMGPOLink::get_GPOID',
  gpoDomain: 'IGPMGPOLink::get_GPODomain',
  enabled: 'IGPMGPOLink::get_Enabled',
  enforced: 'IGPMGPOLink::get_Enforced',
  order: 'IGPMGPOLink::get_SOMLinkOrder',
} as const;

/**
 * A link of a GPO to a scope of management: `IGPMGPOLink`, as it was when it was read.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmgpolink
 */
export class GpmGpoLink extends GpmObject {
  /** @internal */
  static readonly kind = kind(
    {
      name: 'GpmGpoLink',
      interfaceName: 'IGPMGPOLink',
      properties,
      parts: { som: exactly('IGPMGPOLink::get_SOM', somReference) },
    },
    (received) => new GpmGpoLink(received as never),
  );

  /** `{GUID}`. The GPO need not exist any more: links outlive it. */
  declare readonly gpoId: string;
  /** DNS name of the GPO's domain, which need not be the scope's. Only both together identify a GPO. */
  declare readonly gpoDomain: string;
  declare readonly enabled: boolean;
  /** Whether nothing below can override it, nor keep it out. */
  declare readonly enforced: boolean;
  /** Place among the links of {@link som}, from 1, the highest precedence: `SOMLinkOrder`. */
  declare readonly order: number;
  /** The scope that it belongs to. */
  declare readonly som: SomReference;

  /** How messages name this link. @internal */
  get label(): string {
    return `the link of the GPO ${this.gpoId} of ${this.gpoDomain} to ${somLabel(this.som)}`;
  }

  /** Reads all properties anew, in one hop. */
  async refresh(): Promise<this> {
    await this.readAnew(`read ${this.label}`);
    return this;
  }

  /** `IGPMGPOLink::put_Enabled`. */
  async setEnabled(enabled: boolean): Promise<void> {
    const action = `${boolean(enabled, 'enabled') ? 'enable' : 'disable'} ${this.label}`;
    await this.session.call(action, this.com, 'IGPMGPOLink::put_Enabled', enabled);
    await this.refresh();
  }

  /** `IGPMGPOLink::put_Enforced`. */
  async setEnforced(enforced: boolean): Promise<void> {
    const action = `${boolean(enforced, 'enforced') ? 'enforce' : 'no longer enforce'} ${this.label}`;
    await this.session.call(action, this.com, 'IGPMGPOLink::put_Enforced', enforced);
    await this.refresh();
  }

  /**
   * Moves it. GPMC can only delete a link and make it again, so for a moment it is missing; where it cannot be made
   * again, the error says so, with what it was. The GPO has to exist. PowerShell: `Set-GPLink -Order`.
   *
   * @param order - where it is to be in the end: 1 to the number of links
   * @throws RangeError for any other
   */
  async setOrder(order: number): Promise<void> {
    const wanted = linkOrder(order);
    const { session } = this;
    const action = `move ${this.label} to the order ${wanted}`;
    await this.refresh();
    const [som] = await session.call(action, this.com, 'IGPMGPOLink::get_SOM');
    try {
      const count = await countLinks(session, action, som);
      if (wanted > count) throw new RangeError(`order must be from 1 to ${count}, but is ${wanted}.`);
      if (wanted === this.order) return;
      const gpo = await findGpo(session, action, this);
      await session.call(action, this.com, 'IGPMGPOLink::Delete');
      // Among those that are left the last place has no number.
      this.replace(await this.makeAgain(action, som, gpo, wanted === count ? LAST : wanted, count));
      gpo.release();
    } finally {
      som.release();
    }
    await this.refresh();
  }

  /** Makes the link anew as it was; at its old place where it cannot be at the new one. */
  private async makeAgain(
    action: string,
    som: ComObject,
    gpo: ComObject<'IGPMGPO'>,
    position: number,
    count: number,
  ): Promise<ComObject<'IGPMGPOLink'>> {
    const { session, enabled, enforced, order } = this;
    const options = { enabled, enforced };
    try {
      return await makeLink(session, action, som, gpo, position, options);
    } catch (error) {
      try {
        this.replace(await makeLink(session, action, som, gpo, order === count ? LAST : order, options));
      } catch {
        const was = `order ${order}, ${enabled ? 'enabled' : 'disabled'}, ${enforced ? '' : 'not '}enforced`;
        throw addTo(error, `The link is gone, and could not be made again: it had ${was}. Make it anew.`);
      }
      throw addTo(error, 'The link is where it was.');
    }
  }

  /** Removes the link, not the GPO: `IGPMGPOLink::Delete`. PowerShell: `Remove-GPLink`. */
  async delete(): Promise<void> {
    await this.session.call(`delete ${this.label}`, this.com, 'IGPMGPOLink::Delete');
  }
}

/** How a link is made: whole, or not at all. */
export async function makeLink(
  session: Session,
  action: string,
  som: ComObject,
  gpo: ComObject<'IGPMGPO'>,
  position: number,
  { enabled, enforced }: { readonly enabled: boolean; readonly enforced: boolean },
): Promise<ComObject<'IGPMGPOLink'>> {
  const [link] = await session.call(action, som, 'IGPMSOM::CreateGPOLink', position, gpo);
  try {
    if (!enabled) await session.call(action, link, 'IGPMGPOLink::put_Enabled', false);
    if (enforced) await session.call(action, link, 'IGPMGPOLink::put_Enforced', true);
    return link;
  } catch (error) {
    await session.call(action, link, 'IGPMGPOLink::Delete').catch(() => {
      throw addTo(error, 'It could not be undone either: the link is left there, enabled; delete it.');
    });
    throw error;
  }
}

/** How many links a scope has. */
export async function countLinks(session: Session, action: string, som: ComObject): Promise<number> {
  const links = await session.list(action, GpmGpoLink.kind, som, 'IGPMSOM::GetGPOLinks');
  return links.length;
}

async function findGpo(
  session: Session,
  action: string,
  { gpoId, gpoDomain }: GpmGpoLink,
): Promise<ComObject<'IGPMGPO'>> {
  const [domain] = await session.call(action, session.root, 'IGPM::GetDomain', gpoDomain, '', GPM_USE_PDC);
  const [gpo] = await session.call(action, domain, 'IGPMDomain::GetGPO', gpoId);
  domain.release();
  return gpo;
}

/** The same error, that says more. */
function addTo(error: unknown, more: string): unknown {
  if (!(error instanceof GpmError)) return error;
  const { code, hresult, operation, messages } = error;
  return new GpmError(`${error.message} ${more}`, { code, hresult, operation, messages, cause: error });
}
