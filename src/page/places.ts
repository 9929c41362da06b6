/**
 * One version of the network, indexed: what a place is called, what it lies in, what lies in it.
 */
import type { MapData, MapLink, MapSubnet, MapVpc, Place, VersionData } from '../report/page/page-data.ts';

export type PlaceKind = 'region' | 'account' | 'vpc' | 'subnet' | 'site' | 'link' | 'service' | 'internet';

export interface PlaceNode {
  readonly place: Place;
  readonly kind: PlaceKind;
  readonly name: string;
  /** Second line of a label: ranges, counts, states. */
  readonly detail: string;
  readonly parent: Place | null;
  readonly children: readonly Place[];
}

export interface Places {
  readonly map: MapData;
  readonly nodes: ReadonlyMap<Place, PlaceNode>;
  /** Places that lie in nothing, in the order in which they are drawn. */
  readonly roots: readonly Place[];
  readonly vpcs: ReadonlyMap<Place, MapVpc>;
  readonly subnets: ReadonlyMap<Place, MapSubnet>;
  readonly links: ReadonlyMap<Place, MapLink>;
}

const indexed = new WeakMap<MapData, Places>();

export function placesOf({ map }: VersionData): Places {
  const known = indexed.get(map);
  if (known) return known;
  const places = index(map);
  indexed.set(map, places);
  return places;
}

type Draft = Omit<PlaceNode, 'children' | 'detail'> & { detail: string; children: Place[] };

function index(map: MapData): Places {
  const nodes = new Map<Place, Draft>();
  const roots: Place[] = [];
  const add = (place: Place, kind: PlaceKind, name: string, detail: string, parent: Place | null): void => {
    if (nodes.has(place)) return;
    nodes.set(place, { place, kind, name, detail, parent, children: [] });
    if (parent === null) roots.push(place);
    else nodes.get(parent)?.children.push(place);
  };
  for (const vpc of map.vpcs) {
    const region = `region:${vpc.region}`;
    const account = accountPlace(vpc);
    add(region, 'region', vpc.region || 'region not known', '', null);
    add(account, 'account', vpc.account || 'account not known', '', region);
    add(`vpc:${vpc.id}`, 'vpc', vpc.name, vpc.cidrs.join(', '), account);
  }
  for (const site of map.sites) add(`site:${site.id}`, 'site', site.name, site.cidrs.join(', '), null);
  // Gateways before subnets: they are drawn on the side of what they lead to.
  for (const link of map.links) {
    if (link.isNode) add(`link:${link.id}`, 'link', link.name, kindWord(link.kind), homeOf(map, link));
    for (const wire of link.wires) {
      if (wire.to === 'internet') add('internet', 'internet', 'internet', '', null);
      if (wire.to.startsWith('service:')) add(wire.to, 'service', wire.to.slice(8), 'service', null);
    }
  }
  for (const subnet of map.subnets) {
    add(`subnet:${subnet.id}`, 'subnet', subnet.name, subnet.cidrs.join(', '), `vpc:${subnet.vpc}`);
  }
  for (const node of nodes.values()) {
    if (node.kind === 'account') node.detail = count(node.children.length, 'VPC');
    if (node.kind === 'region') {
      const vpcs = node.children.reduce(
        (sum, account) => sum + (nodes.get(account)?.children.length ?? 0),
        0,
      );
      node.detail = count(vpcs, 'VPC');
    }
  }
  return {
    map,
    nodes,
    roots,
    vpcs: new Map(map.vpcs.map((vpc) => [`vpc:${vpc.id}`, vpc])),
    subnets: new Map(map.subnets.map((subnet) => [`subnet:${subnet.id}`, subnet])),
    links: new Map(map.links.map((link) => [`link:${link.id}`, link])),
  };
}

function accountPlace({ region, account }: MapVpc): Place {
  return `account:${region}/${account}`;
}

/** A gateway stands in its VPC; a transit gateway in the account of the first VPC it serves. */
function homeOf(map: MapData, link: MapLink): Place | null {
  if (link.vpc !== null) return `vpc:${link.vpc}`;
  const served = link.wires.map(({ from }) => from).find((from) => from.startsWith('vpc:'));
  const vpc = map.vpcs.find(({ id }) => `vpc:${id}` === served);
  return vpc ? accountPlace(vpc) : null;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  peering: 'peering',
  igw: 'internet gateway',
  eigw: 'egress-only gateway',
  nat: 'NAT gateway',
  vgw: 'virtual private gateway',
  dx: 'Direct Connect',
  vpn: 'VPN',
  tgw: 'transit gateway',
  'gateway-endpoint': 'gateway endpoint',
  endpoint: 'interface endpoint',
  gwlbe: 'Gateway Load Balancer endpoint',
  nlb: 'load balancer',
};

export function kindWord(kind: string): string {
  return KIND_WORDS[kind] ?? kind;
}

/** Everything a place lies in, innermost first. */
export function ancestorsOf(places: Places, place: Place): Place[] {
  const found: Place[] = [];
  for (let at = places.nodes.get(place)?.parent; at !== null && at !== undefined;) {
    found.push(at);
    at = places.nodes.get(at)?.parent;
  }
  return found;
}

/** `web / web-a`, or what the place itself says where nothing is known of it. */
export function nameOf(places: Places, place: Place): string {
  const node = places.nodes.get(place);
  if (!node) return place.slice(place.indexOf(':') + 1);
  const vpc = node.kind === 'subnet' && node.parent !== null ? places.nodes.get(node.parent) : undefined;
  return vpc ? `${vpc.name} / ${node.name}` : node.name;
}
