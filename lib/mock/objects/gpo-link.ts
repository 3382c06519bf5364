import type { Served } from '../../addon/objects';
import type { IGPMGPOLinkMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { InjectionTarget } from '../injection/behaviour';
import { deleteGpoLink } from '../state/links';
import type { GpoLink, SomState } from '../state/som';
import type { Connection } from './connection';
import type { MockObject } from './mock-object';

/** Publishes the scope of management that a link belongs to. */
type PublishSom = (som: SomState) => Served<'IGPMSOM'>;

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmgpolink */
class GpoLinkObject implements IGPMGPOLinkMethods, MockObject {
  constructor(
    private readonly publishSom: PublishSom,
    private readonly som: SomState,
    private readonly link: GpoLink,
  ) {}

  get target(): InjectionTarget {
    return { id: this.link.gpoId, name: this.som.canonicalName };
  }

  /** The link, where it has not been deleted. */
  private get live(): GpoLink {
    this.order();
    return this.link;
  }

  get_GPOID(): string {
    return this.live.gpoId;
  }
  get_GPODomain(): string {
    return this.live.gpoDomain;
  }
  get_Enabled(): boolean {
    return this.live.enabled;
  }
  put_Enabled(enabled: boolean): void {
    this.live.enabled = enabled;
  }
  get_Enforced(): boolean {
    return this.live.enforced;
  }
  put_Enforced(enforced: boolean): void {
    this.live.enforced = enforced;
  }
  /** From 1, which has the highest precedence. */
  get_SOMLinkOrder(): number {
    return this.order();
  }
  get_SOM(): Served<'IGPMSOM'> {
    return this.publishSom(this.som);
  }
  Delete(): void {
    deleteGpoLink(this.som, this.link);
  }

  private order(): number {
    const at = this.som.links.indexOf(this.link);
    if (at >= 0) return at + 1;
    throw new HresultError(
      Hresult.ERROR_DS_NO_SUCH_OBJECT,
      `The link of ${this.som.canonicalName} to the GPO ${this.link.gpoId} does not exist any more: it was deleted.`,
    );
  }
}

/** Publishes a link. */
export function publishLink(
  connection: Connection,
  publishSom: PublishSom,
  som: SomState,
  link: GpoLink,
): Served<'IGPMGPOLink'> {
  return connection.transient('IGPMGPOLink', new GpoLinkObject(publishSom, som, link));
}

/** Publishes links, the one with the highest precedence first. */
export function publishLinks(
  connection: Connection,
  publishSom: PublishSom,
  links: readonly { readonly som: SomState; readonly link: GpoLink }[],
): Served<'IGPMGPOLinksCollection'> {
  return connection.collection('IGPMGPOLinksCollection', links, ({ som, link }) =>
    publishLink(connection, publishSom, som, link),
  );
}
