// The objects the oracle walks over, as plain interfaces: networks, interfaces, links, tables, filters.
// References are resolved once, when the document is read; afterwards nothing is looked up by text.
// Whatever the timeline changes makes a new world, so everything here is constant while flows are judged.
import type { Address, Prefix, Range } from './address.ts';
import type { Acl, Group, Listen } from './rules.ts';

export type Profile = 'aws' | 'otc' | 'jd' | 'azure' | 'gcp';

export interface Subnet {
  readonly name: string;
  readonly vpc: Vpc;
  readonly az: string;
  readonly ranges: readonly Prefix[];
  table: Table;
  acl: Acl | undefined;
}

export interface Vpc {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly cidrs: readonly Prefix[];
  /** What counts as this network: its CIDRs, or its subnets where the profile has no preset CIDR. */
  ranges: Prefix[];
  readonly subnets: Subnet[];
  readonly resolver: Address | undefined;
  readonly dnsSupport: boolean;
  main: Table;
  readonly owners: Map<Address, Owner>;
  readonly fleets: Host[];
  /** Private address to public address: EIPs of instances and of NAT gateways. */
  readonly publics: Map<Address, Address>;
  readonly doors: Igw[];
}

export interface Site {
  readonly id: string;
  readonly prefixes: readonly Prefix[];
  readonly hosts: Host[];
  table: Table;
}

export interface Host {
  readonly name: string;
  readonly vpc: Vpc | undefined;
  readonly site: Site | undefined;
  readonly spans: readonly Range[];
  readonly eip: Address | undefined;
  readonly groups: readonly string[];
  readonly forwards: boolean;
  readonly check: boolean;
  readonly stateful: boolean;
  readonly drops: boolean;
  readonly running: boolean;
  readonly gone: boolean;
  readonly listens: readonly Listen[] | undefined;
  readonly proxyTo: string | undefined;
}

/** Who answers for an address of a network; a node is the provider-side address of an endpoint. */
export type Owner =
  | { kind: 'host'; host: Host }
  | { kind: 'link'; link: Nat | Endpoint | Nlb }
  | { kind: 'node'; link: Endpoint };

interface Linked {
  readonly id: string;
  readonly state: string;
}

export interface Half {
  readonly access: boolean;
  readonly forwarded: boolean;
  readonly allowGateway: boolean;
  readonly useGateway: boolean;
  readonly exportRoutes: boolean;
  readonly importRoutes: boolean;
}

export interface Peering extends Linked {
  readonly type: 'peering';
  readonly ends: readonly Vpc[];
  /** State of each half. */
  readonly states: readonly string[];
  readonly halves: ReadonlyMap<Vpc, Half>;
  live: boolean;
  refused: boolean;
}

export interface Igw extends Linked {
  readonly type: 'igw' | 'eigw';
  readonly vpc: Vpc | undefined;
  readonly attached: boolean;
}

export interface Nat extends Linked {
  readonly type: 'nat';
  readonly vpc: Vpc | undefined;
  readonly subnet: Subnet | undefined;
  readonly addresses: readonly Address[];
  readonly eips: readonly Address[];
  readonly public: boolean;
}

export interface Vgw extends Linked {
  readonly type: 'vgw' | 'dx' | 'vpn';
  readonly vpc: Vpc | undefined;
  readonly site: Site | undefined;
  readonly prefixes: readonly Prefix[];
  readonly locals: readonly Prefix[] | undefined;
  readonly attached: boolean;
  readonly pathUp: boolean;
}

export interface Attachment {
  readonly name: string;
  readonly live: boolean;
  readonly vpc: Vpc | undefined;
  readonly subnets: readonly Subnet[];
  readonly site: Site | undefined;
  readonly dx: boolean;
  readonly peer: string | undefined;
  readonly applianceMode: boolean;
}

export interface TgwRoute {
  readonly prefix: Prefix;
  readonly to: string;
  readonly rank: number;
}

export interface Tgw extends Linked {
  readonly type: 'tgw';
  readonly attachments: ReadonlyMap<string, Attachment>;
  readonly tables: ReadonlyMap<string, readonly TgwRoute[]>;
  readonly associations: ReadonlyMap<string, string>;
  readonly sgReferencing: boolean;
}

export interface GatewayEndpoint extends Linked {
  readonly type: 'gateway-endpoint';
  readonly vpc: Vpc | undefined;
  readonly allows: boolean;
}

export interface Endpoint extends Linked {
  readonly type: 'endpoint';
  readonly vpc: Vpc | undefined;
  readonly address: Address;
  readonly service: string;
  readonly ports: ReadonlyMap<number, number> | undefined;
  readonly nodeIp: Address | undefined;
  readonly healthy: readonly string[] | undefined;
  readonly crossZone: boolean;
  readonly groups: readonly string[];
  readonly whitelist: readonly Prefix[] | undefined;
  readonly principals: readonly string[] | undefined;
  readonly allows: boolean;
  readonly privateDns: string | undefined;
  readonly dnsName: string | undefined;
}

export interface Gwlbe extends Linked {
  readonly type: 'gwlbe';
  readonly vpc: Vpc | undefined;
  readonly subnet: Subnet | undefined;
  readonly drops: boolean;
  readonly stateful: boolean;
}

export interface Listener {
  readonly port: number;
  readonly proto: number;
  readonly targets: readonly string[];
  readonly targetPort: number;
}

export interface Nlb extends Linked {
  readonly type: 'nlb';
  readonly vpc: Vpc | undefined;
  readonly nodes: readonly { readonly subnet: Subnet | undefined; readonly address: Address }[];
  readonly listeners: readonly Listener[];
  readonly crossZone: boolean;
  readonly preserve: boolean;
  readonly unhealthy: readonly string[];
}

export type Link = Peering | Igw | Nat | Vgw | Tgw | GatewayEndpoint | Endpoint | Gwlbe | Nlb;

export type Target =
  | { kind: 'local' | 'blackhole' | 'translated' }
  | { kind: 'missing'; id: string }
  | { kind: 'eni'; name: string; host: Host | undefined }
  | { kind: 'link'; link: Link };

export interface Route {
  readonly prefix: Prefix;
  readonly target: Target;
  readonly origin: 'local' | 'static' | 'propagated' | 'system' | 'imported';
  readonly list: string | undefined;
  readonly priority: number | undefined;
  /** Why the route is a blackhole; it keeps competing in the lookup all the same. */
  dead: string | undefined;
  rank: number;
}

export interface Table {
  readonly key: string;
  readonly hop: string;
  readonly routes: Route[];
}

/** An interface that is in a group, as a destination. */
export interface Member {
  readonly vpc: Vpc;
  readonly spans: readonly Range[];
}

export interface World {
  readonly profile: Profile;
  readonly natReturnWithoutRoute: boolean;
  readonly natOverPeering: boolean;
  readonly peeringSourceCheck: boolean;
  readonly vpcs: Map<string, Vpc>;
  readonly sites: Map<string, Site>;
  readonly hosts: Map<string, Host>;
  readonly links: Map<string, Link>;
  readonly lists: Map<string, readonly Prefix[]>;
  readonly groups: Map<string, Group>;
  readonly tables: Map<string, Table>;
  readonly members: Map<string, Member[]>;
  readonly publics: Map<Address, { readonly vpc: Vpc; readonly inside: Address }>;
  peerings: ReadonlyMap<Vpc, readonly Peering[]>;
}
