import type { ComObject } from '../addon/com-object';
import { GPM_USE_PDC } from '../generated/gpmgmt';
import { GpmError } from '../hresult/gpm-error';
import type { GpmGpo } from './gpm-gpo';
import { type GpmGpoLink, LAST, makeLink } from './gpm-gpo-link';
import { GpmObject } from './gpm-object';
import { GpmSom } from './gpm-som';
import { createCriteria, somCriteria } from './search-criteria';
import type { Session } from './session';

/** A link that was removed, and what it takes to put it back. */
interface Removed {
  readonly som: GpmSom;
  readonly link: GpmGpoLink;
  /** How many links the scope had. */
  readonly count: number;
}

/**
 * Deletes a GPO with its links in its domain, and in sites where these are given. What was removed is put back where it
 * cannot be finished.
 *
 * @throws GpmError which names the links that could not be put back
 */
export async function deleteWithLinks(
  session: Session,
  gpo: GpmGpo,
  sites: ComObject<'IGPMSitesContainer'> | undefined,
): Promise<void> {
  const action = `delete ${gpo.label} with its links`;
  const object = GpmObject.com<typeof GpmGpo>(gpo, 'The GPO', session, 'GpmGpo');
  const removed: Removed[] = [];
  try {
    for (const som of await linkedScopes(session, action, gpo, sites)) {
      await removeLinks(session, action, gpo, som, removed);
    }
    await session.call(action, object, 'IGPMGPO::Delete');
  } catch (error) {
    throw await putBack(session, action, object, removed, error);
  }
}

async function linkedScopes(
  session: Session,
  action: string,
  gpo: GpmGpo,
  sites: ComObject<'IGPMSitesContainer'> | undefined,
): Promise<GpmSom[]> {
  const { root } = session;
  const [domain] = await session.call(action, root, 'IGPM::GetDomain', gpo.domainName, '', GPM_USE_PDC);
  const criteria = await createCriteria(session, action, somCriteria(session, { gpoLinks: gpo }));
  try {
    const soms = await session.list(action, GpmSom.kind, domain, 'IGPMDomain::SearchSOMs', criteria);
    if (!sites) return soms;
    const method = 'IGPMSitesContainer::SearchSites';
    return [...soms, ...(await session.list(action, GpmSom.kind, sites, method, criteria))];
  } finally {
    criteria.release();
    domain.release();
  }
}

async function removeLinks(
  session: Session,
  action: string,
  gpo: GpmGpo,
  som: GpmSom,
  removed: Removed[],
): Promise<void> {
  const links = await som.getGpoLinks();
  for (const link of links) {
    const same = link.gpoId === gpo.id && link.gpoDomain.toLowerCase() === gpo.domainName.toLowerCase();
    if (!same) continue;
    await session.call(
      action,
      GpmObject.com<typeof GpmGpoLink>(link, 'The link', session, 'GpmGpoLink'),
      'IGPMGPOLink::Delete',
    );
    removed.push({ som, link, count: links.length });
  }
}

/** The error that kept the GPO from being deleted, with what could not be put back. */
async function putBack(
  session: Session,
  action: string,
  gpo: ComObject<'IGPMGPO'>,
  removed: readonly Removed[],
  error: unknown,
): Promise<unknown> {
  const lost: string[] = [];
  for (const { som, link, count } of [...removed].reverse()) {
    const { order, enabled, enforced } = link;
    const scope = GpmObject.com<typeof GpmSom>(som, 'The scope', session, 'GpmSom');
    const position = order === count ? LAST : order;
    const made = makeLink(session, action, scope, gpo, position, { enabled, enforced });
    await made
      .then((link) => link.release())
      .catch(() => {
        const state = `${enabled ? 'enabled' : 'disabled'}, ${enforced ? '' : 'not '}enforced`;
        lost.push(`${som.label} (order ${order}, ${state})`);
      });
  }
  if (!(error instanceof GpmError) || removed.length === 0) return error;
  const told =
    lost.length === 0
      ? 'Its links are as they were.'
      : `Its links to these scopes are gone; make them anew: ${lost.join('; ')}.`;
  const { code, hresult, operation, messages } = error;
  return new GpmError(`${error.message} ${told}`, { code, hresult, operation, messages, cause: error });
}
