/**
 * Other ways at each route table that a flow was looked up in: another target, a removed route, a peering
 * that does not exist yet.
 */
import type { CompiledNetwork, CompiledTable, CompiledVpc } from '../compile/compiled-network.ts';
import { hasAddress } from '../compile/address-set.ts';
import { sideOf } from '../compile/implied-routes.ts';
import { familyOf, type Address } from '../ip/address.ts';
import { contains, hostPrefix, type Prefix } from '../ip/prefix.ts';
import type { Case } from './case.ts';
import type { Mend, MendTarget } from './mend.ts';

export function rerouteMends(here: Case): Mend[] {
  const mends: Mend[] = [];
  for (const { table, address } of lookupsOf(here)) {
    const prefix = prefixFor(here.net, table, address);
    const owner = ownerOf(here, table);
    if (!owner) continue;
    const targets = owner.vpc ? targetsOf(owner.vpc, address) : targetsOfSite(here, owner.site);
    for (const target of targets) {
      if (!leadsTo(table, address, target)) mends.push({ kind: 'route', table: owner.id, prefix, target });
    }
    const written = writtenMatch(table, address);
    if (written) mends.push({ kind: 'remove-route', table: owner.id, prefix: written });
    if (owner.vpc) mends.push(...newPeerings(here.net, owner.vpc, address));
  }
  return mends;
}

interface Lookup {
  readonly table: CompiledTable;
  readonly address: Address;
}

/** Tables that were asked, and for which address, each once. */
function lookupsOf({ net, verdict }: Case): Lookup[] {
  const visits = [
    ...verdict.steps.map(({ hop, packet }) => ({ hop, packet })),
    { hop: verdict.drop?.hop ?? '', packet: verdict.packet },
  ];
  const found = new Map<string, Lookup>();
  for (const { hop, packet } of visits) {
    const table = hop.startsWith('table:') ? net.tables.get(hop) : undefined;
    const address = packet.destination;
    if (table) found.set(`${hop} ${address}`, { table, address });
  }
  return [...found.values()];
}

/** Whose table it is; edge tables only steer towards their own VPC and are left alone. */
function ownerOf(
  { network, net }: Case,
  table: CompiledTable,
): { id: string; vpc?: CompiledVpc; site: string } | undefined {
  const id = table.hop.slice('table:'.length);
  const owner = network.routeTables.get(id)?.owner;
  if (owner?.kind === 'site') return { id, site: owner.site };
  const vpc = owner?.kind === 'vpc' ? net.vpcs.get(owner.vpc) : undefined;
  return vpc && { id, vpc, site: '' };
}

/** Everything a table of the VPC may name, as far as it could bring the packet on. */
function targetsOf(vpc: CompiledVpc, address: Address): MendTarget[] {
  const link = (id: string): MendTarget => ({ kind: 'link', id });
  const links = [
    ...vpc.peerings
      .filter((peering) => couldCarry(sideOf(peering, vpc).far, address))
      .map((peering) => peering.record.id),
    ...vpc.attachments.map((attachment) => attachment.tgw.record.id),
    ...vpc.siteGateways
      .filter((gateway) => hasAddress(gateway.prefixes, address))
      .map((gateway) => gateway.record.id),
    ...(vpc.igw ? [vpc.igw.record.id] : []),
    ...(vpc.eigw ? [vpc.eigw.record.id] : []),
  ];
  const enis = [...vpc.owners[4].entries(), ...vpc.owners[6].entries()].map(({ value }) => value);
  const nats = enis.flatMap(({ owner }) => (owner.kind === 'nat' ? [owner.nat.record.id] : []));
  const forwarders = enis.filter(({ record }) => record.owner.kind === 'host' && record.owner.host.forwards);
  return [
    ...[...new Set([...links, ...nats])].map(link),
    ...[...new Set(forwarders)].map((eni): MendTarget => ({ kind: 'eni', id: eni.record.id })),
  ];
}

/** The peer itself, or a gateway of it where providers carry that. */
function couldCarry(far: CompiledVpc, address: Address): boolean {
  return (
    hasAddress(far.range, address) ||
    far.siteGateways.some((gateway) => hasAddress(gateway.prefixes, address))
  );
}

function targetsOfSite({ net }: Case, site: string): MendTarget[] {
  const gateways = [...net.siteGateways.values()].filter((gateway) => gateway.site.record.id === site);
  const tgws = [...net.tgws.values()].filter(({ attachments }) =>
    [...attachments.values()].some((attachment) => attachment.site?.record.id === site),
  );
  return [...gateways, ...tgws].map(({ record }) => ({ kind: 'link', id: record.id }));
}

function matchOf(table: CompiledTable, address: Address) {
  const match = table.rib.longestMatch(address);
  if (!match) return undefined;
  const { prefix } = match;
  return table.routes.find(
    (route) =>
      route.prefix.address === prefix.address &&
      route.prefix.length === prefix.length &&
      familyOf(route.prefix.address) === familyOf(address),
  );
}

function leadsTo(table: CompiledTable, address: Address, target: MendTarget): boolean {
  const written = matchOf(table, address)?.route?.target;
  if (written?.kind === 'link') return target.kind === 'link' && written.link === target.id;
  return written?.kind === 'eni' && target.kind === 'eni' && written.eni === target.id;
}

/** Prefix of the route that decides, where its owner wrote it. */
function writtenMatch(table: CompiledTable, address: Address): Prefix | undefined {
  const match = matchOf(table, address);
  return match?.route?.destination.kind === 'prefix' ? match.prefix : undefined;
}

/** As wide as what the address belongs to, but long enough to win in the table. */
function prefixFor(net: CompiledNetwork, table: CompiledTable, address: Address): Prefix {
  const natural = naturalPrefix(net, address);
  const match = table.rib.longestMatch(address);
  return match && match.prefix.length > natural.length ? hostPrefix(address) : natural;
}

/** The subnet or site range that holds an address, the whole internet, or nothing but itself. */
export function naturalPrefix(net: CompiledNetwork, address: Address): Prefix {
  const family = familyOf(address);
  for (const vpc of net.vpcs.values()) {
    const subnet = vpc.subnets[family].get(address);
    const prefix = subnet?.record.prefixes.find((candidate) => familyOf(candidate.address) === family);
    if (prefix) return prefix;
  }
  for (const { record } of net.sites.values()) {
    const prefix = record.prefixes.find(
      (candidate) => familyOf(candidate.address) === family && contains(candidate, address),
    );
    if (prefix) return prefix;
  }
  if (hasAddress(net.privateRanges, address)) return hostPrefix(address);
  return family === 4 ? { address: 0, length: 0 } : { address: 0n, length: 0 };
}

/** Direct peerings to whoever holds the address. */
function newPeerings(net: CompiledNetwork, vpc: CompiledVpc, address: Address): Mend[] {
  const near = vpc.record.id;
  return [...net.vpcs.values()].flatMap((far): Mend[] => {
    if (far === vpc || far.profile !== vpc.profile || !hasAddress(far.range, address)) return [];
    if (vpc.peerings.some((peering) => peering.live && peering.ends.includes(far))) return [];
    const id = freeId(net, `pcx-${near}-${far.record.id}`);
    return [{ kind: 'peering', id, between: [near, far.record.id] }];
  });
}

function freeId(net: CompiledNetwork, wanted: string): string {
  let id = wanted;
  for (let n = 2; net.network.links.has(id); n++) id = `${wanted}-${n}`;
  return id;
}
