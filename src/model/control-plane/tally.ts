/**
 * How much there is of everything a provider counts.
 */
import { prefixFamily } from '../../ip/prefix.ts';
import type { RulePeer, SecurityGroup } from '../filter.ts';
import type { EgressOnlyGateway, InternetGateway, SiteGateway } from '../link.ts';
import { isLiveState } from '../link-state.ts';
import { linksOf, type Network, type Vpc } from '../network.ts';
import { isOver, isPending } from '../peering-life.ts';
import type { QuotaMeasure } from '../profile/quota.ts';
import type { ProfileId } from '../profile/profile.ts';
import { PROFILES } from '../profile/profiles.ts';
import type { Route } from '../route.ts';
import type { SourceRef } from '../source-ref.ts';

/** What one owner has of something. */
export interface Tally {
  /** In words: `VPC A`, `table B`, `account acc1 in r1`. */
  readonly owner: string;
  readonly profile: ProfileId;
  readonly count: number;
  readonly source: SourceRef;
}

/** Counts by owner, in the order in which owners are first met. */
class Tallies {
  private readonly byOwner = new Map<string, Tally>();

  add(owner: string, vpc: Vpc | undefined, source: SourceRef, count = 1): void {
    if (!vpc) return;
    const known = this.byOwner.get(owner);
    this.byOwner.set(owner, {
      owner,
      profile: vpc.profile,
      count: (known?.count ?? 0) + count,
      source: known?.source ?? source,
    });
  }

  get all(): Tally[] {
    return [...this.byOwner.values()];
  }
}

const place = (vpc: Vpc | undefined): string => `account ${vpc?.account} in ${vpc?.region}`;

const entriesOf = (network: Network, list: string): number => {
  const record = network.prefixLists.get(list);
  return record?.maxEntries ?? record?.prefixes.length ?? 0;
};

function countRanges(family: 4 | 6) {
  return (network: Network, tallies: Tallies): void => {
    for (const vpc of network.vpcs.values()) {
      const ranges = vpc.cidrs.filter((range) => prefixFamily(range) === family);
      tallies.add(`VPC ${vpc.id}`, vpc, vpc.source, ranges.length);
    }
  };
}

/** Routes of the tables of VPCs, and what each costs. */
function countRoutes(ownerOf: (route: Route, network: Network) => string | undefined) {
  return (network: Network, tallies: Tallies): void => {
    for (const table of network.routeTables.values()) {
      if (table.owner.kind === 'site') continue;
      const vpc = network.vpcs.get(table.owner.vpc);
      for (const route of table.routes) {
        const kind = ownerOf(route, network);
        if (kind === undefined) continue;
        const { destination } = route;
        const cost = destination.kind === 'prefix-list' ? entriesOf(network, destination.list) : 1;
        tallies.add(`table ${table.id}${kind}`, vpc, table.source, cost);
      }
    }
  };
}

const isStatic = (route: Route): boolean => route.origin === 'static' && route.target.kind !== 'local';

function familyOfRoute({ destination }: Route, network: Network): string {
  const prefix =
    destination.kind === 'prefix'
      ? destination.prefix
      : network.prefixLists.get(destination.list)?.prefixes[0];
  return prefix && prefixFamily(prefix) === 6 ? ' (IPv6)' : ' (IPv4)';
}

function countPeerings(isCounted: 'all' | 'requests', perVpc: boolean) {
  return (network: Network, tallies: Tallies): void => {
    for (const peering of linksOf(network, 'peering')) {
      const [requester, accepter] = peering.halves.map((half) => network.vpcs.get(half.vpc));
      if (!requester || !accepter || peering.refused !== undefined) continue;
      const profile = PROFILES[requester.profile];
      if (isOver(profile, peering)) continue;
      const pending = isPending(profile, peering);
      if (isCounted === 'requests' ? !pending : perVpc && pending) continue;
      const sides = pending ? [requester] : [requester, accepter];
      const owners = new Map(sides.map((vpc) => [perVpc ? `VPC ${vpc.id}` : place(vpc), vpc]));
      for (const [owner, vpc] of owners) tallies.add(owner, vpc, peering.source);
    }
  };
}

/** A rule about a prefix list counts as many times as the list may have entries. */
function ruleCost(network: Network, peer: RulePeer): number {
  return peer.kind === 'prefix-list' ? entriesOf(network, peer.list) : 1;
}

/** VPCs in which a group is used, and the one it belongs to. */
function vpcsOfGroup(network: Network, group: SecurityGroup): Vpc[] {
  const ids = new Set(group.vpc === undefined ? [] : [group.vpc]);
  for (const eni of network.enis.values()) if (eni.securityGroups.includes(group.id)) ids.add(eni.vpc);
  return [...ids].flatMap((id) => network.vpcs.get(id) ?? []);
}

function countGroups(ownerOf: (vpc: Vpc) => string) {
  return (network: Network, tallies: Tallies): void => {
    for (const group of network.securityGroups.values()) {
      const owners = new Map(vpcsOfGroup(network, group).map((vpc) => [ownerOf(vpc), vpc]));
      for (const [owner, vpc] of owners) tallies.add(owner, vpc, group.source);
    }
  };
}

function countGroupRules(split: boolean) {
  return (network: Network, tallies: Tallies): void => {
    for (const group of network.securityGroups.values()) {
      const [vpc] = vpcsOfGroup(network, group);
      for (const direction of ['ingress', 'egress'] as const) {
        for (const { peer } of group[direction]) {
          const families = peer.kind === 'prefix' ? [prefixFamily(peer.prefix)] : ([4, 6] as const);
          const part = (family: 4 | 6): string => (split ? ` ${direction} (IPv${family})` : '');
          for (const owner of new Set(families.map((family) => `group ${group.id}${part(family)}`))) {
            tallies.add(owner, vpc, group.source, ruleCost(network, peer));
          }
        }
      }
    }
  };
}

function countAclRules(partOf: (direction: 'ingress' | 'egress', family: 4 | 6) => string) {
  return (network: Network, tallies: Tallies): void => {
    for (const acl of network.networkAcls.values()) {
      for (const direction of ['ingress', 'egress'] as const) {
        for (const { prefix } of acl[direction]) {
          const owner = `ACL ${acl.id}${partOf(direction, prefixFamily(prefix))}`;
          tallies.add(owner, network.vpcs.get(acl.vpc), acl.source);
        }
      }
    }
  };
}

/** Records that name their VPC, counted by it or by its account and region. */
function countByVpc(
  recordsOf: (network: Network) => Iterable<{ readonly vpc: string; readonly source: SourceRef }>,
  ownerOf: (vpc: Vpc) => string,
) {
  return (network: Network, tallies: Tallies): void => {
    for (const { vpc: id, source } of recordsOf(network)) {
      const vpc = network.vpcs.get(id);
      if (vpc) tallies.add(ownerOf(vpc), vpc, source);
    }
  };
}

const byVpc = (vpc: Vpc): string => `VPC ${vpc.id}`;

function countTgws(
  each: (tgw: ReturnType<typeof linksOf<'tgw'>>[number]) => Iterable<readonly [string, number]>,
) {
  return (network: Network, tallies: Tallies): void => {
    for (const tgw of linksOf(network, 'tgw')) {
      const [first] = [...tgw.attachments.values()].flatMap(({ attached }) =>
        attached.kind === 'vpc' ? (network.vpcs.get(attached.vpc) ?? []) : [],
      );
      for (const [owner, count] of each(tgw)) tallies.add(owner, first, tgw.source, count);
    }
  };
}

const isGone = ({ state }: { readonly state: string }): boolean =>
  /^(deleted|failed|rejected|expired)$/i.test(state);

const endpointsOf = (network: Network) => linksOf(network, 'endpoint').filter((link) => !isGone(link));
const gatewayEndpointsOf = (network: Network) =>
  linksOf(network, 'gateway-endpoint').filter((link) => !isGone(link));

const attached = <L extends InternetGateway | EgressOnlyGateway | SiteGateway>(gateways: readonly L[]): L[] =>
  gateways.filter(({ kind, state }) => isLiveState(kind, state));

/** Fronts that endpoints connect to, each once, with the VPC it stands in. */
function servicesOf(network: Network): { vpc: string; source: SourceRef }[] {
  const services = new Map<string, { vpc: string; source: SourceRef }>();
  for (const { service, source } of endpointsOf(network)) {
    if (service.kind === 'eni') {
      const eni = network.enis.get(service.eni);
      if (eni) services.set(eni.id, { vpc: eni.vpc, source });
    } else if (service.kind === 'load-balancer') {
      const balancer = network.links.get(service.link);
      if (balancer?.kind === 'nlb') services.set(balancer.id, { vpc: balancer.vpc, source });
    }
  }
  return [...services.values()];
}

const COUNTERS: Readonly<Record<QuotaMeasure, (network: Network, tallies: Tallies) => void>> = {
  'ipv4-ranges-per-vpc': countRanges(4),
  'ipv6-ranges-per-vpc': countRanges(6),
  'internet-gateways-per-vpc': countByVpc((network) => attached(linksOf(network, 'igw')), byVpc),
  'egress-only-gateways-per-vpc': countByVpc((network) => attached(linksOf(network, 'eigw')), byVpc),
  'private-gateways-per-vpc': countByVpc((network) => attached(linksOf(network, 'vgw')), byVpc),
  'tables-per-vpc': countByVpc(
    (network) =>
      [...network.routeTables.values()].flatMap(({ owner, source }) =>
        owner.kind === 'site' ? [] : [{ vpc: owner.vpc, source }],
      ),
    byVpc,
  ),
  'routes-per-table': countRoutes((route) => (isStatic(route) ? '' : undefined)),
  'routes-per-table-and-family': countRoutes((route, network) =>
    isStatic(route) ? familyOfRoute(route, network) : undefined,
  ),
  'propagated-routes-per-table': countRoutes((route) => (route.origin === 'propagated' ? '' : undefined)),
  'peerings-per-vpc': countPeerings('all', true),
  'peerings-per-account-and-region': countPeerings('all', false),
  'peering-requests-per-account-and-region': countPeerings('requests', false),
  'groups-per-interface': (network, tallies) => {
    for (const eni of network.enis.values()) {
      tallies.add(`interface ${eni.id}`, network.vpcs.get(eni.vpc), eni.source, eni.securityGroups.length);
    }
  },
  'groups-per-vpc': countGroups(byVpc),
  'groups-per-account-and-region': countGroups(place),
  'rules-per-group': countGroupRules(false),
  'rules-per-group-direction-and-family': countGroupRules(true),
  'acl-rules-per-direction': countAclRules((direction) => ` ${direction}`),
  'acl-rules-per-direction-and-family': countAclRules((direction, family) => ` ${direction} (IPv${family})`),
  'rules-per-acl': countAclRules(() => ''),
  'acls-per-vpc': countByVpc((network) => network.networkAcls.values(), byVpc),
  'acls-per-account-and-region': countByVpc((network) => network.networkAcls.values(), place),
  'endpoints-per-vpc': countByVpc(
    (network) => [...endpointsOf(network), ...linksOf(network, 'gwlbe').filter((link) => !isGone(link))],
    byVpc,
  ),
  'endpoints-per-account-and-region': countByVpc(endpointsOf, place),
  'gateway-endpoints-per-vpc': countByVpc(gatewayEndpointsOf, byVpc),
  'gateway-endpoints-per-account-and-region': countByVpc(gatewayEndpointsOf, place),
  'services-per-account-and-region': countByVpc(servicesOf, place),
  'whitelist-rows-per-endpoint': (network, tallies) => {
    for (const endpoint of endpointsOf(network)) {
      const rows = endpoint.whitelist?.length ?? 0;
      tallies.add(`endpoint ${endpoint.id}`, network.vpcs.get(endpoint.vpc), endpoint.source, rows);
    }
  },
  'attachments-per-tgw': countTgws((tgw) => [[`gateway ${tgw.id}`, tgw.attachments.size]]),
  'tables-per-tgw': countTgws((tgw) => [[`gateway ${tgw.id}`, tgw.tables.size]]),
  'static-routes-per-tgw': countTgws((tgw) =>
    [...tgw.tables.values()].map((table) => [
      `gateway ${tgw.id}`,
      table.routes.filter((route) => route.origin === 'static').length,
    ]),
  ),
  'tgws-per-vpc': (network, tallies) => {
    for (const tgw of linksOf(network, 'tgw')) {
      for (const { attached, state } of tgw.attachments.values()) {
        const vpc = attached.kind === 'vpc' ? network.vpcs.get(attached.vpc) : undefined;
        if (vpc && !isGone({ state })) tallies.add(byVpc(vpc), vpc, tgw.source);
      }
    }
  },
};

/** Owners in the network and how much each has of what is measured. */
export function talliesOf(network: Network, measure: QuotaMeasure): Tally[] {
  const tallies = new Tallies();
  COUNTERS[measure](network, tallies);
  return tallies.all;
}
