/**
 * A generated estate of any size: VPCs of four subnets with a table each, a mesh of peerings, interface
 * endpoints, security groups, default routes, and the mistakes of a grown network (routes that count on
 * a peer's peers). Per VPC: 100 routes, 5 peerings, half an endpoint, 5 senders.
 */
import { parsePrefix, type Prefix } from '../src/ip/prefix.ts';
import { rangeOf } from '../src/ip/range.ts';
import { PLAIN_HOST, type Eni, type EniOwner } from '../src/model/eni.ts';
import { plainHalf } from '../src/model/link.ts';
import type { Network } from '../src/model/network.ts';
import { EMPTY_NETWORK } from '../src/model/network.ts';
import { draftOf, type NetworkDraft } from '../src/model/network-draft.ts';
import { ANY_SERVICE, TCP, type Service } from '../src/model/protocol.ts';
import type { Route, Target } from '../src/model/route.ts';
import type { SourceRef } from '../src/model/source-ref.ts';

const SOURCE: SourceRef = { file: 'estate', path: [] };
const FIRST_ADDRESS = 0x0a000000;
const VPC_BITS = 22;
const SUBNETS = 4;
/** Distances, around a ring of VPCs, at which peerings are made. */
const STRIDES = [1, 2, 5, 17, 61];

const tcp = (port: number): Service => ({
  protocols: { first: TCP, last: TCP },
  ports: { first: port, last: port },
});

export interface Estate {
  readonly network: Network;
  readonly vpcCount: number;
}

export function estateOf(vpcCount: number): Estate {
  const draft = draftOf(EMPTY_NETWORK);
  for (let i = 0; i < vpcCount; i++) addVpc(draft, i);
  const peers = Array.from({ length: vpcCount }, (): Map<number, string> => new Map());
  for (const stride of STRIDES) {
    for (let i = 0; i < vpcCount; i++) {
      const far = (i + stride) % vpcCount;
      if (far === i || peers[i]!.has(far)) continue;
      const id = `pcx-${i}-${far}`;
      peers[i]!.set(far, id);
      peers[far]!.set(i, id);
      draft.links.set(id, {
        kind: 'peering',
        id,
        halves: [plainHalf(`vpc-${i}`, 'active'), plainHalf(`vpc-${far}`, 'active')],
        source: SOURCE,
      });
    }
  }
  for (let i = 0; i < vpcCount; i++) addRoutes(draft, i, peers);
  for (let i = 0; i < vpcCount; i += 2) addEndpoint(draft, i, (i + (vpcCount >>> 1)) % vpcCount);
  return { network: draft, vpcCount };
}

function vpcPrefix(i: number): Prefix {
  return { address: FIRST_ADDRESS + i * 2 ** (32 - VPC_BITS), length: VPC_BITS };
}

function subnetPrefix(i: number, subnet: number): Prefix {
  return { address: FIRST_ADDRESS + i * 2 ** (32 - VPC_BITS) + subnet * 256, length: 24 };
}

function addVpc(draft: NetworkDraft, i: number): void {
  const vpc = `vpc-${i}`;
  draft.vpcs.set(vpc, {
    id: vpc,
    profile: 'aws',
    account: 'a',
    region: 'r',
    cidrs: [vpcPrefix(i)],
    mainTable: `${vpc}/0`,
    dnsSupport: true,
    source: SOURCE,
  });
  addGroups(draft, vpc);
  draft.links.set(`igw-${i}`, { kind: 'igw', id: `igw-${i}`, vpc, state: 'attached', source: SOURCE });
  for (let k = 0; k < SUBNETS; k++) {
    const id = `${vpc}/${k}`;
    draft.subnets.set(id, {
      id,
      name: id,
      vpc,
      az: `az${k % 2}`,
      prefixes: [subnetPrefix(i, k)],
      routeTable: id,
      source: SOURCE,
    });
    const group = k === 3 ? `db-${vpc}` : k === 0 ? `web-${vpc}` : `app-${vpc}`;
    addHost(draft, i, k, `fleet-${i}-${k}`, 10, 29, [group]);
  }
  addHost(draft, i, 3, `db-${i}`, 50, 50, [`db-${vpc}`]);
}

function addGroups(draft: NetworkDraft, vpc: string): void {
  const anywhere = { kind: 'prefix', prefix: parsePrefix('0.0.0.0/0')! } as const;
  const inside = { kind: 'prefix', prefix: parsePrefix('10.0.0.0/8')! } as const;
  const egress = [{ service: ANY_SERVICE, peer: anywhere, source: SOURCE }];
  const add = (id: string, ingress: NonNullable<ReturnType<typeof draft.securityGroups.get>>['ingress']) =>
    draft.securityGroups.set(id, { id, vpc, ingress, egress, source: SOURCE });
  add(`web-${vpc}`, [{ service: tcp(443), peer: anywhere, source: SOURCE }]);
  add(`app-${vpc}`, [
    { service: tcp(8443), peer: inside, source: SOURCE },
    { service: tcp(443), peer: { kind: 'group', group: `web-${vpc}` }, source: SOURCE },
  ]);
  add(`db-${vpc}`, [{ service: tcp(5432), peer: { kind: 'group', group: `app-${vpc}` }, source: SOURCE }]);
}

function addHost(
  draft: NetworkDraft,
  i: number,
  subnet: number,
  id: string,
  from: number,
  to: number,
  groups: string[],
  owner: EniOwner = { kind: 'host', host: PLAIN_HOST },
): void {
  const { first } = rangeOf(subnetPrefix(i, subnet));
  const eni: Eni = {
    id,
    vpc: `vpc-${i}`,
    subnet: `vpc-${i}/${subnet}`,
    addresses: [{ first: Number(first) + from, last: Number(first) + to }],
    securityGroups: groups,
    sourceDestCheck: true,
    state: 'up',
    publicMappings: [],
    owner,
    source: SOURCE,
  };
  draft.enis.set(id, eni);
}

function addRoutes(draft: NetworkDraft, i: number, peers: readonly Map<number, string>[]): void {
  const vpc = `vpc-${i}`;
  for (let k = 0; k < SUBNETS; k++) {
    const routes: Route[] = [];
    const add = (prefix: Prefix, target: Target): void => {
      if (routes.length < 25)
        routes.push({ destination: { kind: 'prefix', prefix }, target, origin: 'static', source: SOURCE });
    };
    if (k === 0) add({ address: 0, length: 0 }, { kind: 'link', link: `igw-${i}` });
    else add(parsePrefix('192.168.0.0/16')!, { kind: 'blackhole' });
    for (const [far, link] of peers[i]!) add(vpcPrefix(far), { kind: 'link', link });
    // Counts on a peer's peers, which no peering carries.
    for (const [far, link] of [...peers[i]!].slice(0, 4)) {
      const beyond = [...peers[far]!.keys()].find((other) => other !== i && !peers[i]!.has(other));
      if (beyond !== undefined && beyond !== i) add(vpcPrefix(beyond), { kind: 'link', link });
    }
    for (const [far, link] of peers[i]!) add(subnetPrefix(far, k), { kind: 'link', link });
    draft.routeTables.set(`${vpc}/${k}`, {
      id: `${vpc}/${k}`,
      owner: { kind: 'vpc', vpc },
      routes,
      propagatingGateways: [],
      source: SOURCE,
    });
  }
}

function addEndpoint(draft: NetworkDraft, consumer: number, provider: number): void {
  const id = `vpce-${consumer}`;
  const balancer = `nlb-${consumer}`;
  addHost(draft, provider, 1, `eni-${balancer}`, 200 + (consumer % 50), 200 + (consumer % 50), [], {
    kind: 'load-balancer',
    link: balancer,
  });
  addHost(draft, consumer, 1, `eni-${id}`, 60, 60, [], { kind: 'endpoint', link: id });
  draft.links.set(balancer, {
    kind: 'nlb',
    id: balancer,
    vpc: `vpc-${provider}`,
    enis: [`eni-${balancer}`],
    listeners: [
      { protocol: TCP, port: 443, targetPort: 8443, targets: [`fleet-${provider}-1`], source: SOURCE },
    ],
    unhealthy: [],
    crossZone: true,
    preserveClientIp: false,
    source: SOURCE,
  });
  draft.links.set(id, {
    kind: 'endpoint',
    id,
    vpc: `vpc-${consumer}`,
    enis: [`eni-${id}`],
    service: { kind: 'load-balancer', link: balancer },
    ports: [{ front: { first: 443, last: 443 }, back: 443 }],
    state: 'available',
    crossZone: true,
    source: SOURCE,
  });
}
