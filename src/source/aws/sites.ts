/**
 * On-premises networks, as far as gateways towards them tell.
 *
 * An export ends at the gateway. The network behind it becomes a site: its prefixes are those that VPN
 * connections and routes name, every address of them is a host, and its router is taken to know the way
 * back. All of that is noted as unmodelled.
 */
import { formatPrefix, type Prefix } from '../../ip/prefix.ts';
import { rangeOf } from '../../ip/range.ts';
import type { Route } from '../../model/route.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import type { ExportReading } from './export-reading.ts';
import { Grouping } from './grouping.ts';
import type { Item } from './item.ts';

/** What a site's router knows to lie behind a gateway. */
interface WayBack {
  readonly prefixes: readonly Prefix[];
  readonly link: string;
  readonly source: SourceRef;
}

/** The sites while they are collected: several gateways may lead to one. */
export class Sites {
  private readonly reading: ExportReading;
  private readonly siteOfDevice = new Map<string, string>();
  private readonly prefixes = new Grouping<Prefix>();
  private readonly ways = new Grouping<WayBack>();
  private readonly sources = new Map<string, SourceRef>();

  constructor(reading: ExportReading) {
    this.reading = reading;
  }

  /**
   * The site behind some VPN connections: that of their customer gateways, the devices at the far end.
   * Devices that one gateway leads to stand at one site.
   */
  behind(connections: readonly Item[], otherwise: string, source: SourceRef): string {
    const devices = connections.flatMap((connection) => connection.ref('CustomerGatewayId') ?? []);
    const known = devices.flatMap((device) => this.siteOfDevice.get(device) ?? []);
    const site = known[0] ?? devices[0] ?? otherwise;
    for (const device of devices) if (!this.siteOfDevice.has(device)) this.siteOfDevice.set(device, site);
    if (!this.sources.has(site)) this.sources.set(site, source);
    return site;
  }

  /** Adds what a gateway tells of a site, and the way back through that gateway. */
  add(site: string, prefixes: readonly Prefix[], way: WayBack): void {
    for (const prefix of prefixes) this.prefixes.add(site, prefix);
    this.ways.add(site, way);
  }

  /** Writes the sites into the network, each with a router and with hosts at every address. */
  finish(): void {
    const { draft } = this.reading;
    for (const [id, source] of this.sources) {
      const { inventory } = this.reading;
      const name =
        inventory.get('CustomerGateways', id)?.name ??
        inventory.get('directConnectGateways', id)?.text('directConnectGatewayName');
      const prefixes = unique(this.prefixes.of(id));
      draft.sites.set(id, { id, ...(name !== undefined && { name }), prefixes, source });
      const hosts = `${id}/hosts`;
      draft.siteHosts.set(hosts, { id: hosts, site: id, addresses: prefixes.map(rangeOf), source });
      draft.routeTables.set(id, {
        id,
        owner: { kind: 'site', site: id },
        routes: this.ways.of(id).flatMap(routesOf),
        propagatingGateways: [],
        source,
      });
      const why = 'its hosts and its own routing are in no file; it counts as answering';
      this.reading.doubt({ id, kind: 'OnPremises', why, source });
    }
  }
}

function routesOf({ prefixes, link, source }: WayBack): Route[] {
  return prefixes.map((prefix) => ({
    destination: { kind: 'prefix', prefix },
    target: { kind: 'link', link },
    origin: 'static',
    source,
  }));
}

/** Each prefix once. */
export function unique(prefixes: readonly Prefix[]): Prefix[] {
  return [...new Map(prefixes.map((prefix) => [formatPrefix(prefix), prefix])).values()];
}
