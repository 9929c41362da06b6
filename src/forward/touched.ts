/**
 * What differs between two versions of a network, in the terms of a footprint: ranges of forwarding tables
 * in which the answer differs, and ids of VPCs, sites, gateways and filters with a record that differs.
 *
 * It errs on the side of too much. Where records differ that place addresses or tables (VPCs, subnets,
 * interfaces other than their state, sites), everything counts as touched.
 */
import type { Address, Family } from '../ip/address.ts';
import type { Range } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import { byFamily } from '../compile/address-set.ts';
import type { ByFamily, CompiledNetwork, NextHop } from '../compile/compiled-network.ts';
import { nextHopName } from '../compile/next-hop.ts';
import { patchedTables } from '../compile/patch.ts';
import { NO_ROUTE } from '../fib/layout.ts';
import { matchingRanges } from '../fib/lookup.ts';
import { INTERNET } from './footprint.ts';
import { firstAddress, lastAddress } from '../ip/address.ts';
import type { Link } from '../model/link.ts';
import type { Network } from '../model/network.ts';
import { isSameRecord, recordDifferences } from './record-differences.ts';

export interface Touched {
  /** Any verdict may have changed. */
  readonly everything: boolean;
  readonly ids: ReadonlySet<string>;
  /** Ranges of addresses by index of a forwarding table in the older version. */
  readonly tables: ReadonlyMap<number, ByFamily<RangeSet>>;
}

const EVERYTHING: Touched = { everything: true, ids: new Set(), tables: new Map() };

export function touchedBetween(before: CompiledNetwork, after: CompiledNetwork): Touched {
  const ids = new Set<string>();
  const isPatch = patchedTables(before, after) !== undefined;
  if (!isPatch && !collectIds(before.network, after.network, ids)) return EVERYTHING;
  return { everything: false, ids, tables: changedTables(before, after) };
}

/** Ids that a difference of records touches; false when that is everything. */
function collectIds(before: Network, after: Network, ids: Set<string>): boolean {
  for (const section of ['vpcs', 'subnets', 'sites', 'siteHosts', 'unmodelled'] as const) {
    if (
      before[section] !== after[section] &&
      recordDifferences<unknown>(before[section], after[section]).length > 0
    )
      return false;
  }
  if (!isSameRecord(before.flags, after.flags)) return false;
  return (
    collectTables(before, after) &&
    collectEnis(before, after, ids) &&
    collectLinks(before, after, ids) &&
    collectFilters(before, after, ids)
  );
}

/** Tables are compared as they forward; here only who owns them. */
function collectTables(before: Network, after: Network): boolean {
  if (before.routeTables === after.routeTables) return true;
  if (before.routeTables.size !== after.routeTables.size) return false;
  for (const [id, table] of after.routeTables) {
    const known = before.routeTables.get(id);
    if (!known || (known !== table && !isSameRecord(known.owner, table.owner))) return false;
  }
  return true;
}

function collectEnis(before: Network, after: Network, ids: Set<string>): boolean {
  for (const { id, from, to } of recordDifferences(before.enis, after.enis)) {
    if (!from || !to || !isSameRecord({ ...from, state: to.state }, to)) return false;
    ids.add(to.vpc).add(INTERNET);
    for (const link of after.links.values()) {
      if (link.kind === 'nlb' && link.listeners.some(({ targets }) => targets.includes(id)))
        ids.add(link.vpc);
    }
  }
  return true;
}

function collectLinks(before: Network, after: Network, ids: Set<string>): boolean {
  if (before.links === after.links) return true;
  if (!hasSameOrder(before.links, after.links)) return false;
  for (const { id, from, to } of recordDifferences(before.links, after.links)) {
    ids.add(id);
    if (from) addLink(before, from, ids);
    if (to) addLink(after, to, ids);
  }
  return true;
}

/** Where several links would do, the first one counts. */
function hasSameOrder(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): boolean {
  const kept = [...after.keys()].filter((id) => before.has(id));
  let at = 0;
  for (const id of before.keys()) if (after.has(id) && kept[at++] !== id) return false;
  return true;
}

/** Everything whose steps may read the record of a link. */
function addLink(network: Network, link: Link, ids: Set<string>): void {
  switch (link.kind) {
    case 'peering':
      for (const half of link.halves) ids.add(half.vpc);
      return;
    case 'igw':
    case 'eigw':
    case 'nat':
      ids.add(link.vpc).add(INTERNET);
      return;
    case 'vgw':
    case 'dx':
    case 'vpn':
      ids.add(link.vpc).add(link.site);
      return;
    case 'gateway-endpoint':
    case 'gwlbe':
    case 'nlb':
      ids.add(link.vpc);
      return;
    case 'endpoint': {
      ids.add(link.vpc);
      const { service } = link;
      const eni = service.kind === 'eni' ? network.enis.get(service.eni) : undefined;
      const balancer = service.kind === 'load-balancer' ? network.links.get(service.link) : undefined;
      if (eni) ids.add(eni.vpc);
      if (balancer?.kind === 'nlb') ids.add(balancer.vpc);
      return;
    }
    case 'tgw':
      for (const { attached } of link.attachments.values()) {
        if (attached.kind === 'vpc') ids.add(attached.vpc);
        else if (attached.kind === 'peering') ids.add(attached.tgw);
        else if ('site' in attached) ids.add(attached.site);
      }
  }
}

function collectFilters(before: Network, after: Network, ids: Set<string>): boolean {
  const lists = new Set(recordDifferences(before.prefixLists, after.prefixLists).map(({ id }) => id));
  const groups = new Set<string>();
  for (const { id, from, to } of recordDifferences(before.securityGroups, after.securityGroups)) {
    if (!from || !to) return false;
    groups.add(id);
  }
  for (const id of groups) ids.add(id);
  if (lists.size > 0) {
    for (const group of after.securityGroups.values()) {
      const names = [...group.ingress, ...group.egress].map(({ peer }) => peer);
      if (names.some((peer) => peer.kind === 'prefix-list' && lists.has(peer.list))) ids.add(group.id);
    }
  }
  for (const { id, from, to } of recordDifferences(before.networkAcls, after.networkAcls)) {
    if (!from || !to) return false;
    ids.add(id).add(to.vpc);
  }
  return true;
}

function changedTables(before: CompiledNetwork, after: CompiledNetwork): Map<number, ByFamily<RangeSet>> {
  const changed = new Map<number, ByFamily<RangeSet>>();
  const patched = patchedTables(before, after);
  for (const hop of patched ?? before.tables.keys()) {
    const table = before.tables.get(hop);
    const other = patched ? table : after.tables.get(hop);
    if (!table || !other) continue;
    for (const [index, otherIndex] of [
      [table.index, other.index],
      [table.specificIndex, other.specificIndex],
    ] as const) {
      const ranges = byFamily((family) => changedRanges(before, index, after, otherIndex, family));
      if (!ranges[4].isEmpty || !ranges[6].isEmpty) changed.set(index, ranges);
    }
  }
  return changed;
}

function changedRanges(
  before: CompiledNetwork,
  table: number,
  after: CompiledNetwork,
  otherTable: number,
  family: Family,
): RangeSet {
  const ranges: Range[] = [];
  const all = [firstAddress(family), lastAddress(family)] as const;
  const others = matchingRanges(after.fib, otherTable, ...all);
  let at = 0;
  for (const own of matchingRanges(before.fib, table, ...all)) {
    const meaning = meaningOf(before, own.nextHop);
    while (others[at]!.last < own.first) at++;
    for (let i = at; i < others.length && others[i]!.first <= own.last; i++) {
      const other = others[i]!;
      if (meaningOf(after, other.nextHop) === meaning) continue;
      ranges.push({ first: higher(own.first, other.first), last: lower(own.last, other.last) });
    }
  }
  return RangeSet.of(ranges);
}

function higher(a: Address, b: Address): Address {
  return a > b ? a : b;
}

function lower(a: Address, b: Address): Address {
  return a < b ? a : b;
}

const meanings = new WeakMap<NextHop, string>();

/** What a next hop does, in words that are the same in every version. */
function meaningOf(net: CompiledNetwork, index: number): string {
  if (index === NO_ROUTE) return 'none';
  const hop = net.nextHops[index]!;
  const known = meanings.get(hop);
  if (known !== undefined) return known;
  const meaning = `${hop.kind} ${targetOf(hop)} ${hop.dead?.reason} ${hop.dead?.detail} ${hop.nondeterministic}`;
  meanings.set(hop, meaning);
  return meaning;
}

function targetOf(hop: NextHop): string {
  if (hop.kind === 'invalid') return hop.target;
  const name = nextHopName(hop);
  return hop.kind === 'attachment' ? `${hop.attachment.tgw.record.id} ${name}` : name;
}
