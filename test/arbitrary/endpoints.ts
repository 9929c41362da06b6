// Interface endpoints and load balancers: one-way doors into another VPC, in front of a host, of a load
// balancer or of a service of the provider.
import type { Entry } from './document.ts';
import type { Draft, VpcPlan } from './draft.ts';
import { showBlock } from './block.ts';

export const ENDPOINT_STATES = [
  'available',
  'pendingAcceptance',
  'pending',
  'rejected',
  'failed',
  'deleting',
  'deleted',
  'expired',
];
export const ENDPOINT_STATES_OTC = [
  'accepted',
  'pendingAcceptance',
  'creating',
  'rejected',
  'failed',
  'deleting',
];
const ZONES = ['az1', 'az2', 'az3'];

function portMap(draft: Draft, backs: readonly number[]): Entry {
  const { dice } = draft;
  if (dice.chance(0.15)) return {};
  const fronts = dice.sample([443, 80, 8080, 22], dice.between(1, 3));
  const back = (front: number): number =>
    dice.chance(0.6) ? front : (dice.pick([...backs, 80, 8080]) ?? front);
  return { ports: Object.fromEntries(fronts.map((front) => [String(front), back(front)])) };
}

function health(draft: Draft): Entry {
  const { dice } = draft;
  if (dice.chance(0.7)) return dice.chance(0.2) ? { crossZone: false } : {};
  return { healthyTargets: dice.some(ZONES, 0.5), ...(dice.chance(0.5) ? { crossZone: false } : {}) };
}

/** Who may use it, by account, by group, by source. */
function gates(draft: Draft): Entry {
  const { dice, profile } = draft;
  const entry: Entry = {};
  if (dice.chance(0.2)) entry['allowedPrincipals'] = dice.some(['acc1', 'acc2', '*'], 0.4);
  if (profile === 'aws' && dice.chance(0.3)) {
    const group = dice.pick(draft.groups) ?? 'g1';
    draft.usedGroups.add(group);
    entry['sg'] = group;
  }
  if (profile === 'otc' && dice.chance(0.25)) {
    const ranges = draft.vpcs.flatMap((vpc) => vpc.cidrs);
    entry['whitelist'] = dice.some(ranges, 0.5).map((range) => showBlock(range));
  }
  return entry;
}

/** The provider's node: an address of a subnet in the VPC of the service. */
function nodeOf(draft: Draft, service: string): Entry {
  const { dice, profile } = draft;
  if (profile === 'otc') return {};
  const home = draft.hosts.find((host) => host.name === service)?.subnet;
  const provider = home === undefined ? undefined : draft.vpc(home.vpc);
  if (home === undefined || provider === undefined) return {};
  const subnet = dice.chance(0.6) ? home : (dice.pick(provider.subnets) ?? home);
  const node = draft.takeFour(subnet) ?? draft.takeFour(home);
  return node === undefined ? {} : { nodeIp: node };
}

function addEndpoint(draft: Draft, vpc: VpcPlan, id: string): void {
  const { dice, profile } = draft;
  const hosts = draft.vpcHosts().filter((host) => host.four !== undefined);
  const balancers = draft.linksOf('nlb').map(([name]) => name);
  const subnet = dice.pick(vpc.subnets);
  const service = dice.chance(0.12)
    ? 'aws:s3'
    : dice.chance(balancers.length > 0 ? 0.5 : 0)
      ? dice.pick(balancers)
      : dice.pick(hosts)?.name;
  if (subnet === undefined || service === undefined) return;
  const node = nodeOf(draft, service);
  if (profile !== 'otc' && hosts.some((host) => host.name === service) && node['nodeIp'] === undefined)
    return;
  const ip = draft.takeFour(subnet);
  if (ip === undefined) return;
  const states = profile === 'otc' ? ENDPOINT_STATES_OTC : ENDPOINT_STATES;
  const [live = '', ...dead] = states;
  const state = dice.chance(0.8)
    ? dice.chance(0.2)
      ? { state: live }
      : {}
    : { state: dice.pick(dead) ?? live };
  draft.names.push(`${id}.example`, `${id}.local`);
  draft.link(id, {
    type: 'endpoint',
    vpc: vpc.id,
    ip,
    service,
    ...portMap(draft, [443, 8443]),
    ...state,
    ...node,
    ...health(draft),
    ...gates(draft),
    ...(dice.chance(0.4) ? { privateDns: dice.chance(0.3) ? 'svc.local' : `${id}.local` } : {}),
    ...(dice.chance(0.4) ? { dnsName: `${id}.example` } : {}),
  });
}

function addBalancer(draft: Draft, vpc: VpcPlan, id: string): void {
  const { dice } = draft;
  const near = draft.vpcHosts().filter((host) => host.four !== undefined && host.vpc === vpc.id);
  const all = draft.vpcHosts().filter((host) => host.four !== undefined);
  const ips: Record<string, string> = {};
  for (const subnet of dice.sample(vpc.subnets, dice.between(1, 2))) {
    const address = draft.takeFour(subnet);
    if (address !== undefined) ips[subnet.name] = address;
  }
  if (Object.keys(ips).length === 0) return;
  const targets = (): string[] =>
    dice
      .sample(dice.chance(0.7) && near.length > 0 ? near : all, dice.between(1, 3))
      .map((host) => host.name);
  const ports = dice.sample([443, 80, 8080], dice.between(1, 2));
  const listeners: Entry[] = ports.map((port) => ({
    port,
    ...(dice.chance(0.15) ? { proto: dice.pick(['tcp', 'udp']) } : {}),
    targets: dice.chance(0.06) ? [] : targets(),
    ...(dice.chance(0.25) ? { targetPort: dice.pick([443, 8080, 8443]) } : {}),
  }));
  const used = [...new Set(listeners.flatMap((item) => item['targets'] as string[]))];
  const unhealthy = dice.some(used, 0.1);
  draft.link(id, {
    type: 'nlb',
    vpc: vpc.id,
    ips,
    listeners,
    ...(dice.chance(0.3) ? { crossZone: false } : {}),
    ...(dice.chance(0.3) ? { preserveClientIp: true } : {}),
    ...(unhealthy.length > 0 ? { unhealthy } : {}),
  });
}

export function addEndpoints(draft: Draft): void {
  const { dice } = draft;
  for (const vpc of draft.vpcs) {
    if (dice.chance(0.15)) addBalancer(draft, vpc, `nlb-${vpc.id.toLowerCase()}`);
  }
  const count = dice.weighted([4, 0], [4, 1], [2, 2], [1, 3]);
  for (let i = 1; i <= count; i += 1) {
    const vpc = dice.pick(draft.vpcs);
    if (vpc !== undefined) addEndpoint(draft, vpc, `vpce-${i}`);
  }
}
