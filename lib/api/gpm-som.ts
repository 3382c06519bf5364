import { options } from '../validate/plain-object';
import { boolean, flag, linkOrder } from '../validate/values';
import type { GpmGpo } from './gpm-gpo';
import { countLinks, GpmGpoLink, LAST, makeLink } from './gpm-gpo-link';
import { GpmObject } from './gpm-object';
import { kind } from './kind';
import { type SomReference, somLabel, somProperties, somType } from './som-reference';

/** Options of {@link GpmSom.createGpoLink}. */
export interface CreateGpoLinkOptions {
  /** From 1, the highest precedence, to the number of links plus one; the last where it is left out. */
  readonly order?: number | undefined;
  /** True where it is left out. */
  readonly enabled?: boolean | undefined;
  /** False where it is left out. */
  readonly enforced?: boolean | undefined;
}

/**
 * A scope of management: a site, a domain or an OU: `IGPMSOM`.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmsom
 */
export class GpmSom extends GpmObject implements SomReference {
  /** @internal */
  static readonly kind = kind(
    {
      name: 'GpmSom',
      interfaceName: 'IGPMSOM',
      properties: { ...somProperties, gpoInheritanceBlocked: 'IGPMSOM::get_GPOInheritanceBlocked' },
      // A site inherits from nothing, and a server may say so.
      fallback: { gpoInheritanceBlocked: false },
      shape: ({ type, ...rest }) => ({ ...rest, type: somType(type) }),
    },
    (received) => new GpmSom(received as never),
  );

  declare readonly type: 'site' | 'domain' | 'ou';
  declare readonly name: string;
  /** Distinguished name. */
  declare readonly path: string;
  /** Whether it takes no links from above, but for enforced ones; false for sites. */
  declare readonly gpoInheritanceBlocked: boolean;

  /** How messages name it. @internal */
  get label(): string {
    return somLabel(this);
  }

  /** Reads all properties anew, in one hop. */
  async refresh(): Promise<this> {
    await this.readAnew(`read ${this.label}`);
    return this;
  }

  /**
   * Lets links from above in, or keeps them out: `IGPMSOM::put_GPOInheritanceBlocked`. PowerShell: `Set-GPInheritance`.
   *
   * @throws TypeError for a site, which inherits from nothing
   * @see https://learn.microsoft.com/previous-versions/windows/desktop/gpmc/igpmsom-property-methods
   */
  async setGpoInheritanceBlocked(blocked: boolean): Promise<void> {
    const wanted = boolean(blocked, 'blocked');
    if (this.type === 'site')
      throw new TypeError(`${this.label} inherits from nothing: only a domain or OU can block it.`);
    const action = `${wanted ? 'block' : 'allow'} inheritance for ${this.label}`;
    await this.session.call(action, this.com, 'IGPMSOM::put_GPOInheritanceBlocked', wanted);
    await this.refresh();
  }

  /**
   * Its own links in their order, disabled ones too: `IGPMSOM::GetGPOLinks`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsom-getgpolinks
   */
  async getGpoLinks(): Promise<GpmGpoLink[]> {
    const { session } = this;
    const action = `list the links of ${this.label}`;
    return session.list(action, GpmGpoLink.kind, this.com, 'IGPMSOM::GetGPOLinks');
  }

  /**
   * What applies here, the highest precedence first: `IGPMSOM::GetInheritedGPOLinks`. Without disabled links, and
   * without those of sites. PowerShell: `Get-GPInheritance`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsom-getinheritedgpolinks
   */
  async getInheritedGpoLinks(): Promise<GpmGpoLink[]> {
    const { session } = this;
    const action = `list the links that apply to ${this.label}`;
    return session.list(action, GpmGpoLink.kind, this.com, 'IGPMSOM::GetInheritedGPOLinks');
  }

  /**
   * Links a GPO: `IGPMSOM::CreateGPOLink`. Made as asked for or not at all: where `enabled` or `enforced` cannot be
   * set, the link is removed again. PowerShell: `New-GPLink`.
   *
   * @throws GpmError `ERROR_ALREADY_EXISTS` where it is linked here already, `E_INVALIDARG` for an `order` that is too high
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsom-creategpolink
   */
  async createGpoLink(gpo: GpmGpo, given?: CreateGpoLinkOptions): Promise<GpmGpoLink> {
    const { session } = this;
    const target = GpmObject.com<typeof GpmGpo>(gpo, 'The GPO', session, 'GpmGpo');
    const { order, enabled, enforced } = options(given, 'The options of createGpoLink', [
      'order',
      'enabled',
      'enforced',
    ]);
    const place = order === undefined ? undefined : linkOrder(order);
    const wanted = {
      enabled: enabled === undefined || boolean(enabled, 'enabled'),
      enforced: flag(enforced, 'enforced'),
    };
    const action = `link ${gpo.label} to ${this.label}`;
    // GPMC takes the place behind the last one only as "the last".
    const behind = place !== undefined && place === (await countLinks(session, action, this.com)) + 1;
    const position = place === undefined || behind ? LAST : place;
    const made = await makeLink(session, action, this.com, target, position, wanted);
    return session.wrap(action, GpmGpoLink.kind, made);
  }
}
