/**
 * The facts of a network as certificates state them: its records, one to one, with nothing worked out.
 *
 * Whoever believes a certificate believes this file and the readers of the input, but not the engine.
 */
import { familyOf, formatAddress } from '../ip/address.ts';
import { formatPrefix, type Prefix } from '../ip/prefix.ts';
import { rangeOf, type Range } from '../ip/range.ts';
import type { Eni } from '../model/eni.ts';
import type { AclRule, SecurityGroupRule } from '../model/filter.ts';
import type { Link } from '../model/link.ts';
import type { Network, Subnet } from '../model/network.ts';
import type { NumberRange, Service } from '../model/protocol.ts';
import { targetName, type Route } from '../model/route.ts';
import type {
  AclRuleFact,
  Fact,
  GroupRuleFact,
  InterfaceFact,
  LinkFact,
  RouteFact,
  ServiceFact,
  SubnetFact,
  VpcFact,
} from './check/fact.ts';

/** Every fact of a network whose refused peerings are marked. */
export function factsOf(network: Network): Fact[] {
  const { unmodelled, flags } = network;
  const facts: Fact[] = [
    {
      fact: 'settings',
      id: 'network',
      flags: Object.entries(flags).flatMap(([flag, value]) =>
        flag === 'raisedQuotas' || value === undefined ? [] : [`${flag} ${value}`],
      ),
    },
    ...vpcFacts(network),
    ...subnetFacts(network),
    ...interfaceFacts(network),
    ...[...network.routeTables.values()].map(({ id, routes, propagatingGateways }) => ({
      fact: 'table' as const,
      id,
      routes: routes.map((route) => routeFact(network, route)),
      propagating: propagatingGateways.filter((gateway) => network.links.has(gateway)),
    })),
    ...listFacts(network),
    ...[...network.networkAcls.values()].map(({ id, ingress, egress }) => ({
      fact: 'acl' as const,
      id,
      ingress: ingress.map(aclRuleFact),
      egress: egress.map(aclRuleFact),
    })),
    ...groupFacts(network),
    ...[...network.links.values()].map(linkFact),
  ];
  return facts.map((fact) => (unmodelled.has(fact.id) ? { ...fact, doubtful: true as const } : fact));
}

function vpcFacts(network: Network): VpcFact[] {
  const subnets = listed(network.subnets.values(), (subnet) => [subnet.vpc]);
  const links = listed(network.links.values(), vpcsOf);
  return [...network.vpcs.values()].map(({ id, profile, region, cidrs, dnsSupport }) => ({
    fact: 'vpc',
    id,
    profile,
    region,
    cidrs: cidrs.map(formatPrefix),
    dns: dnsSupport,
    subnets: (subnets.get(id) ?? []).map((subnet) => subnet.id),
    peerings: (links.get(id) ?? []).flatMap((link) => (link.kind === 'peering' ? [link.id] : [])),
    referencing: (links.get(id) ?? []).flatMap((link) =>
      link.kind === 'tgw' && link.sgReferencing ? [link.id] : [],
    ),
  }));
}

/** VPCs at the ends of a link: two of a peering, all that are attached to a transit gateway. */
function vpcsOf(link: Link): string[] {
  if (link.kind === 'peering') return link.halves.map((half) => half.vpc);
  if (link.kind !== 'tgw') return [link.vpc];
  return [...link.attachments.values()].flatMap(({ attached }) =>
    attached.kind === 'vpc' ? [attached.vpc] : [],
  );
}

/** Items under each of their keys, in order. */
function listed<T>(items: Iterable<T>, keysOf: (item: T) => readonly string[]): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const list = lists.get(key);
      if (list) list.push(item);
      else lists.set(key, [item]);
    }
  }
  return lists;
}

function subnetFacts(network: Network): SubnetFact[] {
  const byVpc = listed(network.enis.values(), (eni) => [eni.vpc]);
  return [...network.subnets.values()].map((subnet) => ({
    fact: 'subnet',
    id: subnet.id,
    hop: subnet.name,
    vpc: subnet.vpc,
    prefixes: subnet.prefixes.map(formatPrefix),
    table: subnet.routeTable ?? network.vpcs.get(subnet.vpc)!.mainTable,
    acl:
      subnet.networkAcl !== undefined && network.networkAcls.has(subnet.networkAcl)
        ? subnet.networkAcl
        : null,
    interfaces: (byVpc.get(subnet.vpc) ?? []).flatMap((eni) => (isIn(eni, subnet) ? [eni.id] : [])),
  }));
}

function isIn(eni: Eni, { id, prefixes }: Subnet): boolean {
  return eni.subnet === id || prefixes.some((prefix) => eni.addresses.some((range) => meets(range, prefix)));
}

function meets(range: Range, prefix: Prefix): boolean {
  const { first, last } = rangeOf(prefix);
  return familyOf(range.first) === familyOf(first) && range.first <= last && first <= range.last;
}

function interfaceFacts(network: Network): InterfaceFact[] {
  const byMachine = listed(network.enis.values(), machinesOf);
  return [...network.enis.values()].map((eni) => {
    const { id, owner } = eni;
    const host = owner.kind === 'host' ? owner.host : undefined;
    const [machine] = machinesOf(eni);
    return {
      fact: 'interface',
      id,
      hop: 'link' in owner ? `${HOPS[owner.kind]}:${owner.link}` : `eni:${id}`,
      vpc: eni.vpc,
      subnet: eni.subnet,
      addresses: eni.addresses.map(rangeText),
      groups: eni.securityGroups.filter((group) => network.securityGroups.has(group)),
      up: eni.state === 'up',
      owner: owner.kind,
      link: 'link' in owner ? owner.link : null,
      proxy: host?.proxyTo !== undefined,
      siblings:
        machine === undefined
          ? []
          : (byMachine.get(machine) ?? []).flatMap((other) => (other.id === id ? [] : [other.id])),
      listens: host?.listens?.map(serviceFact) ?? null,
      public: eni.publicMappings.map(
        (mapping) => [formatAddress(mapping.private), formatAddress(mapping.public)] as const,
      ),
    };
  });
}

function machinesOf({ owner }: Eni): string[] {
  return owner.kind === 'host' && owner.instance !== undefined ? [owner.instance] : [];
}

/** Who speaks for the interface of a link. */
const HOPS = {
  nat: 'nat',
  endpoint: 'endpoint',
  'endpoint-node': 'endpoint',
  'load-balancer': 'nlb',
  tgw: 'tgw',
  gwlbe: 'gwlbe',
} as const;

function routeFact(network: Network, { destination, target, origin }: Route): RouteFact {
  const to = destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list;
  const id = target.kind === 'local' || target.kind === 'blackhole' ? null : targetName(target);
  const isGone =
    (target.kind === 'link' && !network.links.has(target.link)) ||
    (target.kind === 'eni' && !network.enis.has(target.eni));
  const gone = target.kind === 'eni' ? 'eni-gone' : 'gone';
  return { to, origin, target: isGone ? gone : target.kind, id };
}

/** What a list holds that is named somewhere and not among the inputs is not known. */
function listFacts({ prefixLists, routeTables, securityGroups }: Network): Fact[] {
  const named = [
    ...[...routeTables.values()].flatMap(({ routes }) =>
      routes.flatMap(({ destination }) => (destination.kind === 'prefix-list' ? [destination.list] : [])),
    ),
    ...[...securityGroups.values()].flatMap(({ ingress, egress }) =>
      [...ingress, ...egress].flatMap(({ peer }) => (peer.kind === 'prefix-list' ? [peer.list] : [])),
    ),
  ];
  return [...new Set([...prefixLists.keys(), ...named])].map((id) => {
    const list = prefixLists.get(id);
    const prefixes = list?.prefixes.map(formatPrefix) ?? [];
    return { fact: 'prefix-list', id, prefixes, ...(!list && { doubtful: true as const }) };
  });
}

function serviceFact({ protocols, ports }: Service): ServiceFact {
  return { protocols: numbersText(protocols), ports: numbersText(ports) };
}

function aclRuleFact({ number, allow, service, prefix }: AclRule): AclRuleFact {
  return { number, allow, prefix: formatPrefix(prefix), ...serviceFact(service) };
}

function groupFacts(network: Network): Fact[] {
  const members = listed(network.enis.values(), (eni) => eni.securityGroups);
  const rules = (list: readonly SecurityGroupRule[]): GroupRuleFact[] =>
    list.map((rule) => ({ ...serviceFact(rule.service), ...peerOf(network, rule) }));
  return [...network.securityGroups.values()].map(({ id, ingress, egress }) => ({
    fact: 'group',
    id,
    ingress: rules(ingress),
    egress: rules(egress),
    members: (members.get(id) ?? []).map((eni) => eni.id),
  }));
}

function peerOf(network: Network, { peer }: SecurityGroupRule): Pick<GroupRuleFact, 'peer' | 'id'> {
  switch (peer.kind) {
    case 'prefix':
      return { peer: 'prefix', id: formatPrefix(peer.prefix) };
    case 'prefix-list':
      return { peer: 'prefix-list', id: peer.list };
    case 'group':
      return { peer: network.securityGroups.has(peer.group) ? 'group' : 'stale', id: peer.group };
  }
}

function linkFact(link: Link): LinkFact {
  const isPeering = link.kind === 'peering';
  return {
    fact: 'link',
    id: link.id,
    kind: link.kind,
    vpcs: vpcsOf(link),
    states: isPeering ? link.halves.map((half) => half.state) : 'state' in link ? [link.state] : [],
    refused: isPeering && link.refused !== undefined,
    prefixes: 'site' in link ? link.prefixes.map(formatPrefix) : [],
    nat:
      link.kind === 'nat'
        ? { eni: link.eni, private: link.connectivity === 'private', inbound: link.dnat.length }
        : null,
  };
}

function rangeText({ first, last }: Range): string {
  return first === last ? formatAddress(first) : `${formatAddress(first)}-${formatAddress(last)}`;
}

function numbersText({ first, last }: NumberRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}
