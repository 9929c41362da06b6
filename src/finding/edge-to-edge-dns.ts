/**
 * Somebody counts on the resolver of another VPC: a route for its very address, or a security group rule
 * that lets queries out to it, where the way there leads over a peering, VPN or transit gateway.
 */
import { formatAddress, familyOf, type Address } from '../ip/address.ts';
import { RangeSet } from '../ip/range-set.ts';
import type {
  CompiledGroup,
  CompiledNetwork,
  CompiledTable,
  CompiledVpc,
  NextHop,
} from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import { explain } from '../model/drop-reason.ts';
import { UDP, type NumberRange } from '../model/protocol.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { Observation, Rule } from './finding.ts';
import { nextHopName } from '../compile/next-hop.ts';
import { oncePerRoute } from './written-route.ts';
import { routingOf } from './routing.ts';

const DNS_PORT = 53;

export const edgeToEdgeDns: Rule = {
  id: 'edge-to-edge-dns',
  title: 'Queries are meant for the resolver of another VPC',
  level: 'warning',
  meaning:
    'The resolver that a VPC has at its base address plus two answers inside that VPC only. Queries that come in over a peering, VPN, Direct Connect or transit gateway are dropped. Reported where a route or an egress rule names the address of such a resolver; who asks it otherwise is not written anywhere.',
  documents: 'VPC peering basics (Amazon VPC Peering Guide); What is Route 53 Resolver (Amazon Route 53)',
  example: 'B is a peer of A (10.1.0.0/16), and a security group of B lets port 53 out to 10.1.0.2/32 only.',
  check: (net) => {
    const resolvers = new Map<Address, CompiledVpc[]>();
    for (const vpc of net.vpcs.values()) {
      if (vpc.resolver === undefined) continue;
      resolvers.set(vpc.resolver, [...(resolvers.get(vpc.resolver) ?? []), vpc]);
    }
    const groups = new Map<CompiledVpc, Set<CompiledGroup>>();
    for (const eni of net.enis.values()) {
      const known = groups.get(eni.vpc) ?? new Set();
      for (const group of eni.groups) known.add(group);
      groups.set(eni.vpc, known);
    }
    return [
      ...askedBySites(net, resolvers),
      ...[...net.vpcs.values()].flatMap((vpc) => askedBy(net, vpc, groups.get(vpc) ?? [], resolvers)),
    ];
  },
};

type Resolvers = ReadonlyMap<Address, readonly CompiledVpc[]>;

function askedBy(
  net: CompiledNetwork,
  vpc: CompiledVpc,
  groups: Iterable<CompiledGroup>,
  resolvers: Resolvers,
): Observation[] {
  const routes = vpc.tables.flatMap((table) => askedByRoutes(net, vpc.record.id, table, resolvers));
  const rules = [...groups].flatMap((group) =>
    group.egress.flatMap((rule): Observation[] => {
      if (rule.kind !== 'range' || rule.first !== rule.last) return [];
      const { service, source } = rule.record;
      const isDns = has(service.protocols, UDP) && has(service.ports, DNS_PORT);
      const owner = isDns ? ownerReached(net, vpc.tables, rule.first, resolvers) : undefined;
      return owner && owner !== vpc
        ? [observationOf(vpc.record.id, owner, rule.first, `egress rule of ${group.record.id}`, source)]
        : [];
    }),
  );
  return oncePerResolver([...routes, ...rules]);
}

function askedBySites(net: CompiledNetwork, resolvers: Resolvers): Observation[] {
  return [...net.sites.values()].flatMap((site) => askedByRoutes(net, site.record.id, site.table, resolvers));
}

function askedByRoutes(
  net: CompiledNetwork,
  from: string,
  table: CompiledTable,
  resolvers: Resolvers,
): Observation[] {
  return oncePerRoute(table.routes).flatMap(({ prefix, nextHop, route }) => {
    if (prefix.length !== (familyOf(prefix.address) === 4 ? 32 : 128) || !route) return [];
    const owner = ownerReached(net, [table], prefix.address, resolvers);
    const subject = `route ${formatAddress(prefix.address)}/${prefix.length} → ${nextHopName(nextHop)} in ${table.hop}`;
    return owner ? [observationOf(from, owner, prefix.address, subject, route.source)] : [];
  });
}

/** The VPC whose resolver an address is, when one of the tables leads there over an edge. */
function ownerReached(
  net: CompiledNetwork,
  tables: readonly CompiledTable[],
  address: Address,
  resolvers: Resolvers,
): CompiledVpc | undefined {
  const owners = resolvers.get(address) ?? [];
  if (owners.length === 0) return undefined;
  const set = RangeSet.of([{ first: address, last: address }]);
  const hops = tables.flatMap((table) => routingOf(net, table.index, familyOf(address)).towards(set));
  return owners.find((owner) => hops.some(({ hop }) => leadsTo(hop, owner)));
}

function leadsTo(hop: NextHop, vpc: CompiledVpc): boolean {
  if (hop.dead) return false;
  switch (hop.kind) {
    case 'peering':
      return hop.peering.ends.includes(vpc) && sideOf(hop.peering, vpc).far !== vpc;
    case 'site':
      return hop.gateway.vpc === vpc;
    case 'tgw':
      return [...hop.tgw.attachments.values()].some((attachment) => attachment.vpc === vpc);
    default:
      return false;
  }
}

function has(range: NumberRange, number: number): boolean {
  return range.first <= number && number <= range.last;
}

function oncePerResolver(observations: readonly Observation[]): Observation[] {
  return [
    ...new Map(observations.toReversed().map((one) => [one.objects.join(' '), one])).values(),
  ].toReversed();
}

function observationOf(
  from: string,
  owner: CompiledVpc,
  address: Address,
  subject: string,
  source: SourceRef,
): Observation {
  const { meaning, fix } = explain('edge-to-edge-dns');
  const id = owner.record.id;
  return {
    message: `${from} means to ask ${formatAddress(address)}, the resolver of ${id}: ${meaning}`,
    fix,
    subject,
    objects: [from, id, formatAddress(address)],
    source,
    violation: {
      kind: 'edge-to-edge-dns',
      from,
      via: id,
      to: id,
      severity: 'half-open',
      prefix: `${formatAddress(address)}/${familyOf(address) === 4 ? 32 : 128}`,
    },
  };
}
