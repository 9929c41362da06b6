/**
 * What the network needs and no file has: main tables, hosts, owners of interfaces.
 *
 * An export is often partial. Whatever would make the compiler stumble, or make silence look like an
 * answer, gets a stand-in here that is noted as unmodelled.
 */
import { parsePrefix, type Prefix } from '../../ip/prefix.ts';
import type { Eni, EniOwner } from '../../model/eni.ts';
import type { Link } from '../../model/link.ts';
import { aws } from '../../model/profile/aws.ts';
import type { Route } from '../../model/route.ts';
import type { ExportReading } from './export-reading.ts';
import { unknownRoutes } from './read-route-tables.ts';

/** Hosts first: what comes later looks at every interface. */
export function fillGaps(reading: ExportReading): void {
  inferRanges(reading);
  standInForHosts(reading);
  standInForTables(reading);
  settleOwners(reading);
}

/** A VPC that no file gives a range has at least those of its subnets. */
function inferRanges(reading: ExportReading): void {
  const { draft } = reading;
  for (const { vpc: id, prefixes } of draft.subnets.values()) {
    const vpc = draft.vpcs.get(id);
    if (!vpc || !reading.isRangeless(id)) continue;
    draft.vpcs.set(id, { ...vpc, cidrs: [...vpc.cidrs, ...prefixes] });
  }
}

/**
 * Without a single list of interfaces or instances, nobody knows who is where; without any list of
 * subnets, not even where anybody could be.
 */
function standInForHosts(reading: ExportReading): void {
  const { draft, inventory } = reading;
  if (!inventory.isListed('Subnets')) {
    const occupied = new Set([...draft.subnets.values()].map((subnet) => subnet.vpc));
    for (const vpc of draft.vpcs.values()) {
      if (!occupied.has(vpc.id)) reading.hostsAnywhere(vpc.id, vpc.cidrs, vpc.source);
    }
  }
  if (inventory.isListed('NetworkInterfaces') || inventory.isListed('Instances')) return;
  for (const subnet of draft.subnets.values()) {
    if (reading.isAnywhere(subnet.id) || subnet.prefixes.length === 0) continue;
    const { vpc, prefixes, source } = subnet;
    const doubt = `${vpc}/hosts`;
    reading.unknownHosts(subnet, prefixes, aws.subnet, doubt);
    const why = 'no file lists interfaces; every address counts as a host that answers';
    reading.doubt({ id: doubt, kind: 'NetworkInterface', why, source, vpc });
  }
}

/** Every subnet needs a table; the main one is needed even when it governs nothing. */
function standInForTables(reading: ExportReading): void {
  const { draft } = reading;
  for (const subnet of draft.subnets.values()) {
    if (subnet.routeTable === undefined || draft.routeTables.has(subnet.routeTable)) continue;
    const { routeTable: _, ...rest } = subnet;
    draft.subnets.set(subnet.id, rest);
  }
  const governed = new Set(
    [...draft.subnets.values()].flatMap(({ vpc, routeTable }) => (routeTable === undefined ? [vpc] : [])),
  );
  const ways = waysOut(reading);
  for (const vpc of draft.vpcs.values()) {
    if (draft.routeTables.has(vpc.mainTable)) continue;
    const { mainTable: id, source } = vpc;
    const assumed = reading.isStandIn(vpc.id) ? (ways.get(vpc.id) ?? []) : [];
    draft.routeTables.set(id, {
      id,
      owner: { kind: 'vpc', vpc: vpc.id },
      routes: assumed.some(isDefault) ? assumed : [...assumed, ...unknownRoutes(id, source)],
      propagatingGateways: [],
      source,
    });
    if (!governed.has(vpc.id)) continue;
    const why = assumed.length > 0 ? 'it counts as leading to all peers' : 'its routes are not known';
    reading.doubt({ id, kind: 'RouteTable', why: `no file describes it; ${why}`, source, vpc: vpc.id });
  }
}

/** Routes that VPCs of accounts that were not exported probably have: to every peer, else to a gateway. */
function waysOut(reading: ExportReading): Map<string, Route[]> {
  const { draft } = reading;
  const ways = new Map<string, Route[]>();
  const add = (from: string, prefixes: readonly Prefix[], link: Link): void => {
    if (!reading.isStandIn(from)) return;
    const routes = ways.get(from) ?? [];
    ways.set(from, routes);
    for (const prefix of prefixes) {
      const destination = { kind: 'prefix', prefix } as const;
      const target = { kind: 'link', link: link.id } as const;
      routes.push({ destination, target, origin: 'static', source: link.source });
    }
  };
  for (const link of draft.links.values()) {
    if (link.kind === 'peering' && link.halves.every((half) => half.state === 'active')) {
      const [a, b] = [link.halves[0].vpc, link.halves[1].vpc];
      add(a, draft.vpcs.get(b)?.cidrs ?? [], link);
      add(b, draft.vpcs.get(a)?.cidrs ?? [], link);
    }
    if (link.kind !== 'tgw') continue;
    for (const { attached } of link.attachments.values()) {
      if (attached.kind !== 'vpc' || ways.get(attached.vpc)?.some(isDefault)) continue;
      add(attached.vpc, DEFAULTS, link);
    }
  }
  return ways;
}

const DEFAULTS = ['0.0.0.0/0', '::/0'].map((text) => parsePrefix(text)!);

function isDefault({ destination }: Route): boolean {
  return destination.kind === 'prefix' && destination.prefix.length === 0;
}

/** An interface whose link was never read belongs to nobody the network knows. */
function settleOwners(reading: ExportReading): void {
  const { draft } = reading;
  for (const eni of draft.enis.values()) {
    const { owner } = eni;
    if (!('link' in owner) || owner.kind === 'tgw' || hasLink(reading, owner)) continue;
    draft.enis.set(eni.id, { ...eni, owner: { kind: 'unmodelled', id: owner.link } });
    doubtOwner(reading, eni, owner.link);
  }
}

function hasLink(reading: ExportReading, owner: Extract<EniOwner, { link: string }>): boolean {
  const kind = reading.draft.links.get(owner.link)?.kind;
  switch (owner.kind) {
    case 'nat':
    case 'gwlbe':
      return kind === owner.kind;
    case 'endpoint':
    case 'endpoint-node':
      return kind === 'endpoint';
    case 'load-balancer':
      return kind === 'nlb';
    case 'tgw':
      return kind === 'tgw';
  }
}

function doubtOwner(reading: ExportReading, eni: Eni, id: string): void {
  if (reading.draft.unmodelled.has(id)) return;
  const why = 'interfaces belong to it, but no file describes it';
  reading.doubt({ id, kind: 'NetworkInterfaceOwner', why, source: eni.source, vpc: eni.vpc });
}
