/**
 * What is sent into a VPC beyond its own addresses, over the edges that carry nothing further by
 * themselves: peerings, the gateways of sites, and attachments of a transit gateway.
 *
 * Each piece is what one table sends to one such edge. Whether the VPC carries it on is not asked here.
 * A default route of a transit gateway says nothing about what its owner had in mind, so only longer
 * ones count there; a default route into a peering or from a site is a hope like any other.
 */
import type { Family } from '../ip/address.ts';
import { RangeSet } from '../ip/range-set.ts';
import type {
  ByFamily,
  CompiledAttachment,
  CompiledNetwork,
  CompiledPeering,
  CompiledSiteGateway,
  CompiledSubnet,
  CompiledTable,
  CompiledTgw,
  CompiledVpc,
  NextHop,
} from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import { rangeSetOf, routingOf } from './routing.ts';

export const FAMILIES: readonly Family[] = [4, 6];

/** How the packets come into the VPC. */
export type Edge =
  | { readonly kind: 'peering'; readonly peering: CompiledPeering; readonly sender: CompiledVpc }
  | { readonly kind: 'vgw' | 'vpn' | 'dx'; readonly gateway: CompiledSiteGateway }
  | { readonly kind: 'tgw'; readonly attachment: CompiledAttachment };

export interface Overreach {
  readonly edge: Edge;
  /** Id of the VPC, site or transit gateway that sends. */
  readonly from: string;
  /** Addresses there, and those of them that this table serves. */
  readonly fromRanges: RangeSet;
  readonly sources: RangeSet;
  readonly via: CompiledVpc;
  readonly table: CompiledTable;
  readonly hop: NextHop;
  readonly family: Family;
  /** Destinations beyond the VPC's own; behind an attachment all, because a table tells them apart. */
  readonly ranges: RangeSet;
}

/** Id of the link that is crossed. */
export function linkOf({ edge }: Overreach): string {
  switch (edge.kind) {
    case 'peering':
      return edge.peering.record.id;
    case 'tgw':
      return edge.attachment.tgw.record.id;
    default:
      return edge.gateway.record.id;
  }
}

export function overreachesOf(net: CompiledNetwork): Overreach[] {
  return FAMILIES.flatMap((family) => [
    ...overPeerings(net, family),
    ...fromSites(net, family),
    ...overTransitGateways(net, family),
  ]);
}

function beyond(via: CompiledVpc, family: Family, ranges: RangeSet): RangeSet {
  return ranges.subtract(rangeSetOf(via.range[family]));
}

function overPeerings(net: CompiledNetwork, family: Family): Overreach[] {
  const served = servedBy(net);
  return [...net.vpcs.values()].flatMap((sender) =>
    sender.tables.flatMap((table) =>
      routingOf(net, table.index, family).shares.flatMap(({ hop, ranges: routed }): Overreach[] => {
        if (hop.kind !== 'peering' || hop.dead) return [];
        const { far: via } = sideOf(hop.peering, sender);
        const ranges = beyond(via, family, routed);
        if (ranges.isEmpty) return [];
        const edge = { kind: 'peering', peering: hop.peering, sender } as const;
        const sources = served.get(table)?.[family] ?? RangeSet.empty;
        const fromRanges = rangeSetOf(sender.range[family]);
        return [{ edge, from: sender.record.id, fromRanges, sources, via, table, hop, family, ranges }];
      }),
    ),
  );
}

function fromSites(net: CompiledNetwork, family: Family): Overreach[] {
  return [...net.sites.values()].flatMap((site) =>
    routingOf(net, site.table.index, family).shares.flatMap(({ hop, ranges: routed }): Overreach[] => {
      if (hop.kind !== 'site' || hop.dead || hop.gateway.pathDown) return [];
      const { gateway } = hop;
      const ranges = beyond(gateway.vpc, family, routed);
      if (ranges.isEmpty) return [];
      const own = rangeSetOf(site.prefixes[family]);
      const edge = { kind: gateway.record.kind, gateway } as const;
      const from = site.record.id;
      const { table } = site;
      return [{ edge, from, fromRanges: own, sources: own, via: gateway.vpc, table, hop, family, ranges }];
    }),
  );
}

function overTransitGateways(net: CompiledNetwork, family: Family): Overreach[] {
  return [...net.tgws.values()].flatMap((tgw) => {
    const tables = new Set([...tgw.attachments.values()].flatMap(({ table }) => table ?? []));
    return [...tables].flatMap((table) =>
      routingOf(net, table.specificIndex, family).shares.flatMap(({ hop, ranges }): Overreach[] => {
        if (hop.kind !== 'attachment' || hop.dead || !hop.attachment.vpc) return [];
        const { attachment } = hop;
        const via = hop.attachment.vpc;
        const sources = behind(tgw, family, (other) => other !== attachment && other.table === table);
        if (sources.isEmpty) return [];
        const edge = { kind: 'tgw', attachment } as const;
        const from = tgw.record.id;
        return [{ edge, from, fromRanges: sources, sources, via, table, hop, family, ranges }];
      }),
    );
  });
}

/** Addresses behind certain attachments. */
function behind(
  tgw: CompiledTgw,
  family: Family,
  isMeant: (attachment: CompiledAttachment) => boolean,
): RangeSet {
  const sets = [...tgw.attachments.values()]
    .filter((attachment) => attachment.live && isMeant(attachment))
    .flatMap(({ vpc, site }) => vpc?.range[family] ?? site?.prefixes[family] ?? [])
    .flatMap((map) => rangeSetOf(map).ranges);
  return RangeSet.of(sets);
}

const servedByTable = new WeakMap<CompiledNetwork, ReadonlyMap<CompiledTable, ByFamily<RangeSet>>>();

/** Addresses of the subnets each table governs. */
export function servedBy(net: CompiledNetwork): ReadonlyMap<CompiledTable, ByFamily<RangeSet>> {
  const known = servedByTable.get(net);
  if (known) return known;
  const byTable = new Map<CompiledTable, ByFamily<RangeSet>>();
  const subnetsOf = new Map<CompiledTable, CompiledSubnet[]>();
  for (const subnet of net.subnets.values()) {
    const list = subnetsOf.get(subnet.table);
    if (list) list.push(subnet);
    else subnetsOf.set(subnet.table, [subnet]);
  }
  const setOf = (table: CompiledTable, family: Family): RangeSet =>
    RangeSet.of((subnetsOf.get(table) ?? []).flatMap((subnet) => rangeSetOf(subnet.range[family]).ranges));
  for (const table of subnetsOf.keys()) byTable.set(table, { 4: setOf(table, 4), 6: setOf(table, 6) });
  servedByTable.set(net, byTable);
  return byTable;
}
