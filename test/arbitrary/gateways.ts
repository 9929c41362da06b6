// Gateways of single VPCs: internet and egress-only gateways, NAT, the gateways towards sites, gateway
// endpoints and inspection endpoints.
import type { Entry } from './document.ts';
import type { Draft, VpcPlan } from './draft.ts';
import { showBlock, widened } from './block.ts';

export const DOOR_STATES = ['attached', 'detached', 'attaching'];
export const NAT_STATES = ['available', 'pending', 'failed', 'deleted'];
export const SITE_GATEWAY_STATES = ['attached', 'path-down', 'detached'];
export const GWLBE_STATES = ['available', 'pending', 'failed', 'rejected', 'deleted'];
export const GATEWAY_ENDPOINT_STATES = ['available', 'pending', 'failed', 'deleting', 'deleted'];

function maybeState(draft: Draft, states: readonly string[], alive: number): Entry {
  const { dice } = draft;
  const [live = '', ...dead] = states;
  if (dice.chance(alive)) return dice.chance(0.15) ? { state: live } : {};
  return { state: dice.pick(dead) ?? live };
}

function addDoors(draft: Draft, vpc: VpcPlan): void {
  const { dice, profile } = draft;
  const id = vpc.id.toLowerCase();
  if (dice.chance(0.5))
    draft.link(`igw-${id}`, { type: 'igw', vpc: vpc.id, ...maybeState(draft, DOOR_STATES, 0.85) });
  if (vpc.six !== undefined && profile === 'aws' && dice.chance(0.4)) {
    draft.link(`eigw-${id}`, { type: 'eigw', vpc: vpc.id, ...maybeState(draft, DOOR_STATES, 0.85) });
  }
}

function addNat(draft: Draft, vpc: VpcPlan, id: string): void {
  const { dice } = draft;
  const subnet = dice.pick(vpc.subnets);
  if (subnet === undefined) return;
  const wide = dice.chance(0.12) ? 2 : 1;
  const ips: string[] = [];
  for (let i = 0; i < wide; i += 1) {
    const address = draft.takeFour(subnet);
    if (address !== undefined) ips.push(address);
  }
  const [first] = ips;
  if (first === undefined) return;
  const open = dice.chance(0.65);
  const eips = ips.map(() => draft.publicAddress());
  draft.link(id, {
    type: 'nat',
    vpc: vpc.id,
    subnet: subnet.name,
    ip: ips.length === 1 ? first : ips,
    ...(open ? { eip: eips.length === 1 ? (eips[0] ?? '') : eips } : { kind: 'private' }),
    ...maybeState(draft, NAT_STATES, 0.82),
  });
}

/** Ranges a gateway of Open Telekom Cloud serves: its own VPC, and often somebody behind a peering. */
function localSubnets(draft: Draft, vpc: VpcPlan): Entry {
  const { dice, profile } = draft;
  if (profile !== 'otc' || dice.chance(0.3)) return {};
  const others = draft.vpcs.filter((other) => other !== vpc).flatMap((other) => other.cidrs);
  const foreign = dice.some(others, 0.6);
  const own = dice.some(vpc.cidrs, 0.85);
  return { localSubnets: [...own, ...foreign].map((range) => showBlock(range)) };
}

function addSiteGateways(draft: Draft): void {
  const { dice } = draft;
  for (const site of draft.sites) {
    const count = dice.weighted([1, 0], [6, 1], [3, 2]);
    for (let i = 0; i < count; i += 1) {
      const vpc = dice.pick(draft.vpcs);
      if (vpc === undefined) continue;
      const type = dice.pick(['vgw', 'vgw', 'vpn', 'dx']);
      const extra = dice.some(['10.99.0.0/16', '192.168.200.0/24', '172.16.0.0/12', '0.0.0.0/0'], 0.05);
      const prefixes = [
        ...dice.some(site.prefixes, 0.92),
        ...extra.filter((range) => !site.prefixes.includes(range)),
      ];
      draft.link(`${type}-${site.id}${i + 1}`, {
        type,
        vpc: vpc.id,
        site: site.id,
        prefixes,
        ...localSubnets(draft, vpc),
        ...maybeState(draft, SITE_GATEWAY_STATES, 0.82),
      });
    }
  }
}

function addGatewayEndpoint(draft: Draft, vpc: VpcPlan): void {
  const { dice } = draft;
  draft.document.prefixLists['pl-s3'] ??= dice.chance(0.8)
    ? ['192.0.2.0/24']
    : ['192.0.2.0/25', '198.18.0.0/24'];
  draft.link(`s3-${vpc.id.toLowerCase()}`, {
    type: 'gateway-endpoint',
    vpc: vpc.id,
    prefixList: 'pl-s3',
    ...(dice.chance(0.12) ? { policy: 'deny' } : {}),
    ...maybeState(draft, GATEWAY_ENDPOINT_STATES, 0.82),
  });
}

function addInspection(draft: Draft, vpc: VpcPlan): void {
  const { dice } = draft;
  const subnet = dice.pick(vpc.subnets);
  if (subnet === undefined) return;
  draft.link(`gwlbe-${vpc.id.toLowerCase()}`, {
    type: 'gwlbe',
    vpc: vpc.id,
    subnet: subnet.name,
    ...(dice.chance(0.12) ? { policy: 'drop' } : {}),
    ...(dice.chance(0.3) ? { stateful: true } : {}),
    ...maybeState(draft, GWLBE_STATES, 0.85),
  });
}

export function addPrefixLists(draft: Draft): void {
  const { dice } = draft;
  // Google Cloud has no prefix lists of its users.
  if (draft.profile === 'gcp' || !dice.chance(0.4)) return;
  const ranges = draft.vpcs.flatMap((vpc) => [
    ...vpc.cidrs,
    ...vpc.subnets.flatMap(({ four }) => four ?? []),
  ]);
  const wider = ranges.map((range) => widened(range, Math.max(8, range.length - 4)));
  const texts = dice.sample([...ranges, ...wider], dice.between(1, 3)).map((range) => showBlock(range));
  draft.document.prefixLists['pl-x'] = [...new Set(texts)];
}

export function addGateways(draft: Draft): void {
  const { dice, profile } = draft;
  for (const vpc of draft.vpcs) {
    addDoors(draft, vpc);
    if (dice.chance(0.4)) addNat(draft, vpc, `nat-${vpc.id.toLowerCase()}`);
    if (dice.chance(0.07)) addNat(draft, vpc, `nat2-${vpc.id.toLowerCase()}`);
    if (profile !== 'jd' && dice.chance(0.22)) addGatewayEndpoint(draft, vpc);
    if (profile === 'aws' && dice.chance(0.2)) addInspection(draft, vpc);
  }
  addSiteGateways(draft);
}
