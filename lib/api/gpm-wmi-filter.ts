import { canonicalGuid } from '../files/guid';
import { text, name as validName } from '../validate/values';
import { GpmObject } from './gpm-object';
import { kind } from './kind';

/** A query of a {@link GpmWmiFilter}. */
export interface WmiQuery {
  /** Such as `root\CIMv2`. */
  readonly namespace: string;
  /** In WQL; the filter holds where it finds something. */
  readonly query: string;
}

/**
 * A WMI filter: `IGPMWMIFilter`. GPMC's COM server can rename and describe filters; it cannot make or delete them, nor
 * change their queries.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmwmifilter
 */
export class GpmWmiFilter extends GpmObject {
  /** @internal */
  static readonly kind = kind(
    {
      name: 'GpmWmiFilter',
      interfaceName: 'IGPMWMIFilter',
      properties: {
        path: 'IGPMWMIFilter::get_Path',
        name: 'IGPMWMIFilter::get_Name',
        description: 'IGPMWMIFilter::get_Description',
        queryList: 'IGPMWMIFilter::GetQueryList',
      },
      fallback: { description: '' },
      shape: ({ queryList, ...rest }) => ({ ...partsOf(rest.path), ...rest, queries: queriesOf(queryList) }),
    },
    (received) => new GpmWmiFilter(received as never),
  );

  /** `{GUID}`, of its path. */
  declare readonly id: string;
  /** DNS name of its domain, of its path. */
  declare readonly domainName: string;
  /** `MSFT_SomFilter.ID="{…}",Domain="…"`. */
  declare readonly path: string;
  declare readonly name: string;
  declare readonly description: string;
  /** What it asks, taken apart: `IGPMWMIFilter::GetQueryList`. All have to find something. */
  declare readonly queries: readonly WmiQuery[];

  /** How messages name it. @internal */
  get label(): string {
    return `the WMI filter "${this.name}" ${this.id} of ${this.domainName}`;
  }

  /** Reads all properties anew, in one hop. */
  async refresh(): Promise<this> {
    await this.readAnew(`read ${this.label}`);
    return this;
  }

  /** `IGPMWMIFilter::put_Name`. */
  async setName(name: string): Promise<void> {
    const newName = validName(name, 'The name');
    const action = `rename ${this.label} to "${newName}"`;
    await this.session.call(action, this.com, 'IGPMWMIFilter::put_Name', newName);
    await this.refresh();
  }

  /** `IGPMWMIFilter::put_Description`. */
  async setDescription(description: string): Promise<void> {
    const newText = text(description, 'The description');
    await this.session.call(`describe ${this.label}`, this.com, 'IGPMWMIFilter::put_Description', newText);
    await this.refresh();
  }
}

/** The path by which GPMC finds a filter. */
export function wmiFilterPath(id: string, domain: string): string {
  return `MSFT_SomFilter.ID="${id}",Domain="${domain}"`;
}

/** The id and domain in a path, which has them in either order. */
function partsOf(path: string): { id: string; domainName: string } {
  const [, id = ''] = /\bID="([^"]*)"/i.exec(path) ?? [];
  const [, domainName = ''] = /\bDomain="([^"]*)"/i.exec(path) ?? [];
  return { id: canonicalGuid(id) ?? id, domainName };
}

/** Each entry is `namespace;query`. */
function queriesOf(queryList: unknown): WmiQuery[] {
  if (!Array.isArray(queryList)) return [];
  return queryList.map((entry) => {
    const [namespace = '', ...query] = String(entry).split(';');
    return { namespace, query: query.join(';') };
  });
}
