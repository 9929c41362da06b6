/**
 * The network as the engines use it: references instead of ids, ranges instead of texts, states
 * already weighed, one forwarding table per route table.
 *
 * Every record keeps the model record it stands for, which is how an outcome finds its way back to a
 * line of the input. Nothing here decides anything about a packet: `forward/` does. Immutable once
 * built; a change compiles a new one.
 */
import type { Address, Family } from '../ip/address.ts';
import type { Prefix } from '../ip/prefix.ts';
import type { RangeMap } from '../ip/range-map.ts';
import type { Fib } from '../fib/fib.ts';
import type { Rib } from '../fib/rib.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { Eni } from '../model/eni.ts';
import type { AclRule, NetworkAcl, SecurityGroup, SecurityGroupRule } from '../model/filter.ts';
import type {
  EgressOnlyGateway,
  GatewayEndpoint,
  GwlbEndpoint,
  InterfaceEndpoint,
  InternetGateway,
  LinkKind,
  LoadBalancer,
  NatGateway,
  Peering,
  SiteGateway,
  TgwAttachment,
  TransitGateway,
} from '../model/link.ts';
import type { Network, Site, SiteHost, Subnet, Unmodelled, Vpc } from '../model/network.ts';
import type { Profile } from '../model/profile/profile.ts';
import type { Route } from '../model/route.ts';
import type { NumberRange } from '../model/protocol.ts';

export type ByFamily<T> = Readonly<Record<Family, T>>;

/** A set of addresses that can say how far an answer holds. */
export type AddressSet = ByFamily<RangeMap<true>>;

export interface CompiledVpc {
  readonly record: Vpc;
  readonly profile: Profile;
  /** What counts as the VPC's own addresses. */
  readonly range: AddressSet;
  readonly subnets: ByFamily<RangeMap<CompiledSubnet>>;
  /** Who owns an address. */
  readonly owners: ByFamily<RangeMap<CompiledEni>>;
  /** Private address to its public one. */
  readonly publicOf: ByFamily<RangeMap<Address>>;
  /** Tables that govern at least one subnet, in order of id. */
  readonly tables: readonly CompiledTable[];
  readonly main: CompiledTable;
  readonly peerings: readonly CompiledPeering[];
  readonly igw: CompiledIgw | undefined;
  readonly eigw: CompiledEigw | undefined;
  readonly siteGateways: readonly CompiledSiteGateway[];
  readonly attachments: readonly CompiledAttachment[];
  /** Endpoints whose provider side is in this VPC, in order of id. */
  readonly servedEndpoints: readonly CompiledEndpoint[];
  /** Address of the resolver, where the provider has one inside the VPC. */
  readonly resolver: Address | undefined;
  /** Link-local addresses at which every interface finds the platform, and the port that answers. */
  readonly platformPorts: ByFamily<RangeMap<number>>;
  /** Destinations no table forwards. */
  readonly reserved: AddressSet;
  /** Destinations no ACL of its subnets stops on the way out. */
  readonly aclExempt: AddressSet;
}

export interface CompiledSubnet {
  readonly record: Subnet;
  /** `subnet:NAME`. */
  readonly hop: string;
  readonly vpc: CompiledVpc;
  readonly range: AddressSet;
  readonly table: CompiledTable;
  readonly acl: CompiledAcl | undefined;
  /** Addresses no host may use. */
  readonly unusable: ByFamily<RangeMap<'gateway' | 'reserved'>>;
}

export interface CompiledEni {
  readonly record: Eni;
  /** `eni:H`, or the name of the link whose interface it is. */
  readonly hop: string;
  readonly vpc: CompiledVpc;
  readonly subnet: CompiledSubnet;
  readonly addresses: AddressSet;
  /** Addresses that are one interface's alone, fleets left out. */
  readonly singles: AddressSet;
  readonly isFleet: boolean;
  readonly groups: readonly CompiledGroup[];
  /** Who owns the addresses of its machine, where that has more than this interface. */
  readonly machine: ByFamily<RangeMap<CompiledEni>> | undefined;
  /** The link it belongs to, or the machine's behaviour in its record. */
  readonly owner:
    | { readonly kind: 'host'; readonly proxyTo: CompiledEni | undefined }
    | { readonly kind: 'nat'; readonly nat: CompiledNat }
    | { readonly kind: 'endpoint'; readonly endpoint: CompiledEndpoint }
    | { readonly kind: 'endpoint-node'; readonly endpoint: CompiledEndpoint }
    | { readonly kind: 'load-balancer'; readonly balancer: CompiledBalancer }
    | { readonly kind: 'tgw' | 'gwlbe' }
    | { readonly kind: 'unmodelled'; readonly object: Unmodelled | undefined; readonly id: string };
}

export interface CompiledAclRule {
  readonly record: AclRule;
  readonly family: Family;
  readonly first: Address;
  readonly last: Address;
}

export interface CompiledAcl {
  readonly record: NetworkAcl;
  readonly ingress: readonly CompiledAclRule[];
  readonly egress: readonly CompiledAclRule[];
}

/** A rule by address, one per prefix of a prefix list, or by group. */
export type CompiledGroupRule =
  | {
      readonly kind: 'range';
      readonly record: SecurityGroupRule;
      readonly family: Family;
      readonly first: Address;
      readonly last: Address;
    }
  | { readonly kind: 'group'; readonly record: SecurityGroupRule; readonly group: CompiledGroup };

export interface CompiledGroup {
  readonly record: SecurityGroup;
  readonly ingress: readonly CompiledGroupRule[];
  readonly egress: readonly CompiledGroupRule[];
  /** Private addresses of its members, per VPC they are in. */
  readonly members: ReadonlyMap<CompiledVpc, AddressSet>;
}

/** What the compiler resolved a target to. */
export type NextHop = {
  /** Why the target carries nothing; the route still wins its lookup. */
  readonly dead: { readonly reason: DropReason; readonly detail: string } | undefined;
  /** Several equal routes exist and the provider does not say which one it takes. */
  readonly nondeterministic: boolean;
} & (
  | { readonly kind: 'local' }
  /** Ranges of the platform itself that every table treats as local. */
  | { readonly kind: 'platform' }
  | { readonly kind: 'blackhole' }
  | { readonly kind: 'peering'; readonly peering: CompiledPeering }
  | { readonly kind: 'igw'; readonly igw: CompiledIgw }
  | { readonly kind: 'eigw'; readonly eigw: CompiledEigw }
  | { readonly kind: 'nat'; readonly nat: CompiledNat }
  | { readonly kind: 'site'; readonly gateway: CompiledSiteGateway }
  | { readonly kind: 'tgw'; readonly tgw: CompiledTgw }
  | { readonly kind: 'gateway-endpoint'; readonly endpoint: CompiledGatewayEndpoint }
  | { readonly kind: 'gwlbe'; readonly endpoint: CompiledGwlbe }
  | { readonly kind: 'eni'; readonly eni: CompiledEni }
  /** Inside a transit gateway table. */
  | { readonly kind: 'attachment'; readonly attachment: CompiledAttachment }
  | { readonly kind: 'unmodelled'; readonly object: Unmodelled | undefined; readonly id: string }
  /** A target that this table may not use. */
  /** A target of a kind or of an owner that the table may not use. */
  | { readonly kind: 'invalid'; readonly target: 'eni' | LinkKind }
);

/** A route in force: the winner among all routes to its prefix. */
export interface EffectiveRoute {
  readonly prefix: Prefix;
  readonly nextHop: NextHop;
  /** Absent where the provider implies the route. */
  readonly route: Route | undefined;
  readonly implied: string | undefined;
}

/** A route that is written but never used, and what takes its place. */
export interface ShadowedRoute {
  readonly route: Route;
  readonly prefix: Prefix;
  readonly by: 'local' | 'refused' | 'withdrawn' | 'higher-priority' | 'duplicate';
}

export interface CompiledTable {
  /** Hop name, `table:A` or `tgw:tgw-1/t1`. */
  readonly hop: string;
  /** Index of its forwarding table. */
  readonly index: number;
  /** Index of the same table without its default routes. */
  readonly specificIndex: number;
  readonly rib: Rib;
  /** Routes in force; the next hop of the Rib is an index into {@link CompiledNetwork.nextHops}. */
  readonly routes: readonly EffectiveRoute[];
  readonly shadowed: readonly ShadowedRoute[];
}

export interface CompiledPeering {
  readonly record: Peering;
  readonly live: boolean;
  /** In the order of the halves. */
  readonly ends: readonly [CompiledVpc, CompiledVpc];
}

export interface CompiledIgw {
  readonly record: InternetGateway;
  readonly vpc: CompiledVpc;
  readonly live: boolean;
  readonly edgeTable: CompiledTable | undefined;
}

export interface CompiledEigw {
  readonly record: EgressOnlyGateway;
  readonly vpc: CompiledVpc;
  readonly live: boolean;
}

export interface CompiledNat {
  readonly record: NatGateway;
  readonly eni: CompiledEni;
  readonly live: boolean;
  readonly snatSources: AddressSet;
  readonly dnat: readonly {
    readonly protocol: number;
    readonly port: number;
    readonly target: CompiledEni;
    readonly targetPort: number;
  }[];
}

export interface CompiledSiteGateway {
  readonly record: SiteGateway;
  readonly vpc: CompiledVpc;
  readonly site: CompiledSite;
  readonly prefixes: AddressSet;
  /** Ranges of this side it serves. */
  readonly localSubnets: AddressSet;
  readonly attached: boolean;
  readonly pathDown: boolean;
  readonly edgeTable: CompiledTable | undefined;
}

export interface CompiledSite {
  readonly record: Site;
  readonly prefixes: AddressSet;
  readonly hosts: ByFamily<RangeMap<SiteHost>>;
  readonly table: CompiledTable;
}

export interface CompiledAttachment {
  readonly record: TgwAttachment;
  readonly tgw: CompiledTgw;
  readonly live: boolean;
  readonly vpc: CompiledVpc | undefined;
  /** Subnets of a VPC attachment, in the order of the input; one per zone. */
  readonly subnets: readonly CompiledSubnet[];
  readonly site: CompiledSite | undefined;
  /** The gateway at the far end of a peering attachment. */
  readonly peer: CompiledTgw | undefined;
  readonly table: CompiledTable | undefined;
}

export interface CompiledTgw {
  readonly record: TransitGateway;
  readonly attachments: ReadonlyMap<string, CompiledAttachment>;
  readonly profile: Profile;
}

export interface CompiledGatewayEndpoint {
  readonly record: GatewayEndpoint;
  readonly vpc: CompiledVpc;
  readonly live: boolean;
}

export interface CompiledGwlbe {
  readonly record: GwlbEndpoint;
  readonly subnet: CompiledSubnet;
  readonly live: boolean;
}

export interface CompiledBalancer {
  readonly record: LoadBalancer;
  readonly vpc: CompiledVpc;
  readonly enis: readonly CompiledEni[];
  readonly listeners: readonly {
    readonly protocol: number;
    readonly port: number;
    readonly targetPort: number;
    readonly targets: readonly CompiledEni[];
  }[];
}

export interface CompiledEndpoint {
  readonly record: InterfaceEndpoint;
  readonly vpc: CompiledVpc;
  readonly enis: readonly CompiledEni[];
  readonly service:
    | { readonly kind: 'eni'; readonly eni: CompiledEni }
    | { readonly kind: 'load-balancer'; readonly balancer: CompiledBalancer }
    | { readonly kind: 'provider' }
    | { readonly kind: 'unmodelled'; readonly id: string };
  readonly node: CompiledEni | undefined;
  /** First address of the far side of the translation, where no node is known. */
  readonly translatedSource: Address | undefined;
  /** Range consumers are translated into, seen from the provider; empty where a node stands for them. */
  readonly translatedRange: AddressSet;
  readonly whitelist: AddressSet | undefined;
  readonly ports: readonly { readonly front: NumberRange; readonly back: number }[];
}

/** Where a public address leads: an interface of a VPC, or a NAT gateway. */
export interface PublicOwner {
  readonly eni: CompiledEni;
  readonly private: Address;
}

export interface CompiledNetwork {
  readonly network: Network;
  /** All route tables; the next hop of a lookup is an index into `nextHops`. */
  readonly fib: Fib;
  readonly nextHops: readonly NextHop[];
  readonly vpcs: ReadonlyMap<string, CompiledVpc>;
  readonly subnets: ReadonlyMap<string, CompiledSubnet>;
  readonly enis: ReadonlyMap<string, CompiledEni>;
  readonly sites: ReadonlyMap<string, CompiledSite>;
  readonly peerings: ReadonlyMap<string, CompiledPeering>;
  readonly igws: readonly CompiledIgw[];
  readonly eigws: readonly CompiledEigw[];
  readonly siteGateways: readonly CompiledSiteGateway[];
  readonly tgws: ReadonlyMap<string, CompiledTgw>;
  readonly endpoints: ReadonlyMap<string, CompiledEndpoint>;
  readonly balancers: ReadonlyMap<string, CompiledBalancer>;
  readonly nats: ReadonlyMap<string, CompiledNat>;
  /** All tables, `table:A` or `tgw:T/t` to what it compiled to. */
  readonly tables: ReadonlyMap<string, CompiledTable>;
  /** Public IPv4 address to its owner. */
  readonly publicOwners: ByFamily<RangeMap<PublicOwner>>;
  /** Addresses that are never routed on the internet. */
  readonly privateRanges: AddressSet;
  /** IPv6 addresses are public by themselves: the VPC whose range holds one. */
  readonly publicVpcs: ByFamily<RangeMap<CompiledVpc>>;
}
