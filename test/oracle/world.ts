// The world: one scenario document turned into linked objects, at one point of the timeline.
// Built in the order things depend on each other: networks, links, peering refusals, owners of addresses,
// filters, tables.
import { type Address, type Prefix, inAny, parsePrefix } from './address.ts';
import { readSites, readVpcs } from './estate.ts';
import { type Fields, fields, flag, texts } from './field.ts';
import { readLink } from './links.ts';
import type { Host, Link, Member, Owner, Profile, Vpc, World } from './model.ts';
import { peeringsOf, refusePeerings } from './peerings.ts';
import { readAcls, readGroups } from './rules.ts';
import { buildTables } from './tables.ts';

const PROFILES: readonly Profile[] = ['aws', 'otc', 'jd', 'azure', 'gcp'];

function readLists(value: unknown): Map<string, readonly Prefix[]> {
  return new Map(
    Object.entries(fields(value)).map(([id, entries]) => [
      id,
      texts(entries).map((entry) => parsePrefix(entry)),
    ]),
  );
}

/** Interfaces a link puts into a network. Hosts come first; a deleted endpoint leaves its name behind. */
function claim(vpc: Vpc, address: Address, owner: Owner): void {
  if (!vpc.owners.has(address)) vpc.owners.set(address, owner);
}

function settleLink(link: Link): void {
  if (link.type === 'nat' && link.vpc !== undefined && link.state !== 'deleted') {
    for (const [index, address] of link.addresses.entries()) {
      claim(link.vpc, address, { kind: 'link', link });
      const eip = link.eips[index];
      const held = link.public && link.state === 'available';
      if (held && eip !== undefined) link.vpc.publics.set(address, eip);
    }
  }
  if (link.type === 'igw' || link.type === 'eigw') link.vpc?.doors.push(link);
  if (link.type === 'nlb' && link.vpc !== undefined && link.state !== 'deleted') {
    for (const node of link.nodes) claim(link.vpc, node.address, { kind: 'link', link });
  }
  if (link.type === 'endpoint' && link.vpc !== undefined && link.state !== 'deleted') {
    claim(link.vpc, link.address, { kind: 'link', link });
  }
}

function settleRemains(world: World, link: Link): void {
  if (link.type !== 'endpoint') return;
  if (link.state === 'deleted' && link.vpc !== undefined) {
    claim(link.vpc, link.address, { kind: 'link', link });
  }
  const provider = world.hosts.get(link.service)?.vpc;
  if (provider !== undefined && link.nodeIp !== undefined) {
    claim(provider, link.nodeIp, { kind: 'node', link });
  }
}

function enroll(world: World): void {
  const add = (groups: readonly string[], member: Member): void => {
    for (const group of groups) {
      world.members.set(group, [...(world.members.get(group) ?? []), member]);
    }
  };
  for (const { groups, vpc, spans, gone } of world.hosts.values()) {
    if (vpc !== undefined && !gone) add(groups, { vpc, spans });
  }
  for (const link of world.links.values()) {
    if (link.type !== 'endpoint' || link.vpc === undefined || world.profile === 'otc') continue;
    add(link.groups, { vpc: link.vpc, spans: [{ low: link.address, high: link.address }] });
  }
}

export function buildWorld(document: Fields, settled: ReadonlyMap<string, boolean> = new Map()): World {
  const profile = PROFILES.find((name) => name === document['profile']);
  if (profile === undefined) throw new Error(`not a profile: ${String(document['profile'])}`);
  const flags = fields(document['flags']);
  const hosts = new Map<string, Host>();
  const lists = readLists(document['prefixLists']);
  const world: World = {
    profile,
    natReturnWithoutRoute: flag(flags['natReturnWithoutRoute'], false),
    natOverPeering: flag(flags['natOverPeering'], false),
    peeringSourceCheck: flag(flags['peeringSourceCheck'], profile === 'aws'),
    vpcs: readVpcs(profile, document['vpcs'], hosts),
    sites: readSites(document['sites'], hosts),
    hosts,
    links: new Map(),
    lists,
    groups: readGroups(document['sgs'], lists),
    tables: new Map(),
    members: new Map(),
    publics: new Map(),
    peerings: new Map(),
  };
  for (const [id, entry] of Object.entries(fields(document['links']))) {
    world.links.set(id, readLink(world, id, entry));
  }
  refusePeerings(profile, world.links.values(), settled);
  world.peerings = peeringsOf(world.links.values());
  enroll(world);
  for (const link of world.links.values()) settleLink(link);
  for (const link of world.links.values()) settleRemains(world, link);
  for (const vpc of world.vpcs.values()) {
    for (const [inside, outside] of vpc.publics) {
      const owner = vpc.owners.get(inside);
      const link = owner?.kind === 'link' ? owner.link : undefined;
      // A gateway that does not work has given its public address back.
      if (link?.type === 'nat' && link.state !== 'available') continue;
      world.publics.set(outside, { vpc, inside });
    }
  }
  const acls = readAcls(document['acls']);
  for (const vpc of world.vpcs.values()) {
    for (const subnet of vpc.subnets) subnet.acl = acls.get(`${vpc.id}/${subnet.name}`);
  }
  buildTables(world, document['routes']);
  return world;
}

export function ownerOf(vpc: Vpc, address: Address): Owner | undefined {
  const single = vpc.owners.get(address);
  if (single !== undefined) return single;
  const host = vpc.fleets.find((fleet) => inAny(fleet.spans, address));
  return host === undefined ? undefined : { kind: 'host', host };
}
