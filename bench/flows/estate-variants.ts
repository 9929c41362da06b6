/**
 * The generated estate with more or fewer filters, and the same estate in IPv6.
 */
import type { Address } from '../../src/ip/address.ts';
import { parsePrefix, type Prefix } from '../../src/ip/prefix.ts';
import type { AclRule, RulePeer, SecurityGroupRule } from '../../src/model/filter.ts';
import { draftOf } from '../../src/model/network-draft.ts';
import type { Network } from '../../src/model/network.ts';
import { ANY_SERVICE, TCP, type Service } from '../../src/model/protocol.ts';
import type { SourceRef } from '../../src/model/source-ref.ts';

const SOURCE: SourceRef = { file: 'estate', path: [] };
const ANYWHERE = parsePrefix('0.0.0.0/0')!;
const INSIDE = parsePrefix('10.0.0.0/8')!;

export type Filters = 'none' | 'usual' | 'heavy';

/** Groups per interface, rules per group, entries per list of a network ACL. */
const SIZES: Readonly<Record<Filters, readonly [groups: number, rules: number, entries: number]>> = {
  none: [1, 1, 0],
  usual: [5, 10, 10],
  heavy: [5, 60, 40],
};

/** The same estate with other filters: everything is admitted, or what lists of services say. */
export function withFilters(network: Network, filters: Filters): Network {
  const draft = draftOf(network);
  const [groups, rules, entries] = SIZES[filters];
  draft.securityGroups.clear();
  for (const { id: vpc } of network.vpcs.values()) {
    for (let group = 0; group < groups; group++) {
      const ingress =
        filters === 'none'
          ? [{ service: ANY_SERVICE, peer: from(ANYWHERE), source: SOURCE }]
          : Array.from({ length: rules }, (_, i) => ruleOf(group * rules + i, vpc));
      const egress = [{ service: ANY_SERVICE, peer: from(ANYWHERE), source: SOURCE }];
      draft.securityGroups.set(`${vpc}/g${group}`, {
        id: `${vpc}/g${group}`,
        vpc,
        ingress,
        egress,
        source: SOURCE,
      });
    }
    if (entries === 0) continue;
    const list = entriesOf(entries);
    draft.networkAcls.set(`${vpc}/acl`, {
      id: `${vpc}/acl`,
      vpc,
      ingress: list,
      egress: list,
      source: SOURCE,
    });
  }
  for (const [id, subnet] of network.subnets) {
    if (entries > 0) draft.subnets.set(id, { ...subnet, networkAcl: `${subnet.vpc}/acl` });
  }
  for (const [id, eni] of network.enis) {
    const securityGroups = Array.from({ length: groups }, (_, group) => `${eni.vpc}/g${group}`);
    draft.enis.set(id, { ...eni, securityGroups });
  }
  return draft;
}

function from(prefix: Prefix): RulePeer {
  return { kind: 'prefix', prefix };
}

function tcp(first: number, last = first): Service {
  return { protocols: { first: TCP, last: TCP }, ports: { first, last } };
}

/** What interfaces of an estate usually serve, and who may ask. */
const PORTS = [443, 80, 22, 8080, 8443, 5432, 3306, 6379, 9092, 53, 389, 2049];

/** Of those, what flows of the bench ask for. */
export const ASKED_PORTS = [443, 22, 8443, 5432, 9092].map((port) => ({ first: port, last: port }));

/** A group serves some ports, each to a range, to the whole inside, or to another group. */
function ruleOf(i: number, vpc: string): SecurityGroupRule {
  const port = PORTS[(i * 5) % PORTS.length]!;
  const peers: readonly RulePeer[] = [
    from(INSIDE),
    { kind: 'group', group: `${vpc}/g0` },
    from(parsePrefix(`10.${(i * 16) % 256}.0.0/12`)!),
  ];
  return { service: i % 10 === 9 ? tcp(port, port + i) : tcp(port), peer: peers[i % 3]!, source: SOURCE };
}

/** Denies some ports to some ranges, then allows the rest. */
function entriesOf(count: number): AclRule[] {
  return Array.from({ length: count }, (_, i) =>
    i === count - 1
      ? { number: 32_000, allow: true, service: ANY_SERVICE, prefix: ANYWHERE, source: SOURCE }
      : {
          number: 100 + i,
          allow: false,
          service: tcp(PORTS[i % PORTS.length]!),
          prefix: parsePrefix(`10.${(i * 24 + 8) % 256}.0.0/13`)!,
          source: SOURCE,
        },
  );
}

/** Every IPv4 address a as 2600:1f00::a, so both estates differ in nothing but the family. */
const IPV6_BASE = 0x2600_1f00n << 96n;

/** The same estate in IPv6. */
export function inIpv6(network: Network): Network {
  const draft = draftOf(network);
  for (const [id, vpc] of network.vpcs) draft.vpcs.set(id, { ...vpc, cidrs: vpc.cidrs.map(prefix6) });
  for (const [id, subnet] of network.subnets) {
    draft.subnets.set(id, { ...subnet, prefixes: subnet.prefixes.map(prefix6) });
  }
  for (const [id, eni] of network.enis) {
    const addresses = eni.addresses.map(({ first, last }) => ({
      first: address6(first),
      last: address6(last),
    }));
    draft.enis.set(id, { ...eni, addresses });
  }
  for (const [id, table] of network.routeTables) {
    const routes = table.routes.map((route) =>
      route.destination.kind === 'prefix'
        ? { ...route, destination: { kind: 'prefix' as const, prefix: prefix6(route.destination.prefix) } }
        : route,
    );
    draft.routeTables.set(id, { ...table, routes });
  }
  const rule6 = (rule: SecurityGroupRule): SecurityGroupRule =>
    rule.peer.kind === 'prefix' ? { ...rule, peer: from(prefix6(rule.peer.prefix)) } : rule;
  for (const [id, group] of network.securityGroups) {
    const [ingress, egress] = [group.ingress.map(rule6), group.egress.map(rule6)];
    draft.securityGroups.set(id, { ...group, ingress, egress });
  }
  return draft;
}

function address6(address: Address): bigint {
  return IPV6_BASE + BigInt(address);
}

export function prefix6({ address, length }: Prefix): Prefix {
  return length === 0 ? { address: 0n, length } : { address: address6(address), length: length + 96 };
}
