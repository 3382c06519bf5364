import { sameGuid } from '../../files/guid';
import { GPMSearchProperty } from '../../generated/gpmgmt';
import type { SomState } from '../state/som';
import { servantOf } from './arguments';
import { GpoServant } from './gpo';
import { type Criterion, unsuitable } from './search-criteria';

/** The scopes of management that link to every GPO asked for: `somLinks`, the one property they are searched by. */
export function matchingSoms(soms: readonly SomState[], criteria: readonly Criterion[]): readonly SomState[] {
  const wanted = criteria.map((criterion) => {
    if (criterion.property !== GPMSearchProperty.somLinks)
      throw unsuitable(criterion, 'scopes of management');
    return servantOf(criterion.value, GpoServant, 'The value of somLinks').gpo;
  });
  return soms.filter((som) => wanted.every((gpo) => som.links.some((link) => sameGuid(link.gpoId, gpo.id))));
}
