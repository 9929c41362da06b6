/**
 * What the clouds disagree on, as data. The engine reads a profile; it never asks which cloud it is.
 *
 * Adding a provider is one file that fills this in, and the scenarios that show it. Every value
 * names the document it comes from in the file of its profile; values marked `(U)` there were not
 * found in a document and are a choice.
 */
import type { Family } from '../../ip/address.ts';
import type { Prefix } from '../../ip/prefix.ts';
import type { DropReason } from '../drop-reason.ts';
import type { Quota } from './quota.ts';

export type ProfileId = 'aws' | 'otc' | 'jd' | 'azure' | 'gcp';

/** The edge over which a packet came into a VPC. */
export type EntryEdge = 'peering' | 'vgw' | 'vpn' | 'dx' | 'igw' | 'tgw';

/** The kind of target through which it would leave again. */
export type ExitKind = 'peering' | 'igw' | 'nat' | 'vpn' | 'dx' | 'tgw' | 'gateway-endpoint' | 'appliance';

/** What makes a provider carry transit that it otherwise refuses. */
export type TransitCondition =
  /** The gateway lists the source (towards the site) or destination (from it) among its local subnets. */
  | 'gateway-lists-range'
  /** The flag `natOverPeering` is on. */
  | 'nat-over-peering'
  /** A SNAT rule of the NAT gateway names the source. */
  | 'snat-rule'
  /** The near half allows gateway transit and the far half uses remote gateways. */
  | 'gateway-transit'
  /** One half exports custom routes and the other imports them. */
  | 'custom-routes-exchanged';

/** Whether a packet that entered over one edge may leave over another. */
export type TransitCell =
  | 'carry'
  | { readonly drop: DropReason }
  | { readonly carryIf: TransitCondition; readonly otherwise: DropReason };

export type TransitMatrix = Readonly<Record<EntryEdge, Readonly<Record<ExitKind, TransitCell>>>>;

/** Where a route comes from, as far as preference among equal prefixes goes. */
export type RouteClass =
  | 'local'
  | 'static'
  | 'static-list'
  | 'propagated-dx'
  | 'propagated-vpn'
  /** Written by the platform: gateways and endpoints (OTC), automatic routes (Azure, Google Cloud). */
  | 'system'
  /** Learned from a peered network (Google Cloud). */
  | 'imported'
  /** What the platform falls back to. */
  | 'default';

/** What an owner asks of a peering. */
export type PeeringRequest = 'accept' | 'reject' | 'delete';

export interface PeeringState {
  readonly live: boolean;
  /** States a peering can go to from here; none: it stays. */
  readonly next: readonly string[];
  /** Where a request leads; one that is not listed is refused in this state. */
  readonly on: Readonly<Partial<Record<PeeringRequest, string>>>;
  /** The platform goes on to this state by itself, in no time as far as this model goes. */
  readonly passes?: string;
  /** State after {@link PeeringRules.answerWithinMs} without an answer. */
  readonly expires?: string;
}

export interface PeeringRules {
  /** Life cycle; a state missing here is an error of the input. */
  readonly states: Readonly<Record<string, PeeringState>>;
  /** Each VPC creates a half of its own; there is nothing to accept. */
  readonly perHalf: boolean;
  /** How long a request waits for its answer. */
  readonly answerWithinMs?: number;
  readonly otherRegion: boolean;
  readonly overlap: 'refused' | 'accepted';
  /** Two peers of one VPC may overlap each other. */
  readonly peersMayOverlap: boolean;
  /** State that stands for a request the provider refused. */
  readonly refused: string;
  /** Who writes the routes towards the peer: its owner, or the platform as routes of this class. */
  readonly routes: 'manual' | 'system' | 'imported';
  /** What deletion does to the routes that name the peering. */
  readonly routesOnDeletion: 'blackhole' | 'withdrawn';
  /** Only sources of the sending VPC are admitted. */
  readonly sourceCheck: boolean;
  /** Packets an appliance forwarded need the far half's consent. */
  readonly forwardedTrafficFlag: boolean;
  /**
   * Where a packet goes that is not for the receiving VPC. `none`: nowhere. `main`: the main table is
   * asked. `gateway`: to the site gateway that knows the destination, past all tables.
   */
  readonly arrival: 'none' | 'main' | 'gateway';
}

export interface LocalRouteRules {
  /** One local route per VPC range or per subnet. */
  readonly granularity: 'vpc' | 'subnet';
  /**
   * `never`: local beats everything, longer routes too. `whole-subnet`: a route equal to a subnet's
   * range, or to the local route itself, with an appliance-like target replaces it. `longest`: any
   * equal or longer route does.
   */
  readonly override: 'never' | 'whole-subnet' | 'longest';
  /** What the control plane does with a route inside the local range. */
  readonly insideLocal: 'ignored' | 'refused' | 'whole-subnet';
  /** Ranges of the platform that every table treats as local. */
  readonly platform: readonly Prefix[];
  /** Ranges that end in a blackhole unless a longer route says otherwise. */
  readonly blackholes: readonly Prefix[];
  /** Routes that never lose to a propagated one, however long. */
  readonly propagatedYieldsTo: readonly ('local' | 'peering')[];
}

export interface SubnetRules {
  /** Offsets from the first and from the last address that no host may use. */
  readonly unusableFromFirst: readonly number[];
  readonly unusableFromLast: readonly number[];
  /** Offset of the router; it answers pings inside its VPC where `gatewayAnswers`. */
  readonly gatewayOffset: number;
  readonly gatewayAnswers: boolean;
  /** The unusable addresses exist in IPv6 subnets too. */
  readonly unusableInIpv6: boolean;
}

/** A service of the platform that every interface finds at a link-local address. */
export interface PlatformService {
  readonly prefix: Prefix;
  readonly port: number;
}

export interface ResolverRules {
  /** Offset from the start of the VPC's first IPv4 range. */
  readonly offset: number;
  readonly linkLocal: readonly PlatformService[];
}

export interface SecurityGroupRules {
  /**
   * What becomes of an established flow when its rule is removed: it lives on, it is cut where it came
   * in, or it is cut at both ends.
   */
  readonly established: 'survives' | 'cut-at-ingress' | 'cut';
  /** Flows that open rules admit both ways keep no state: they are cut with their rule. */
  readonly openIsUntracked?: true;
  /** Silence after which the tracker forgets a flow; absent: it does not. */
  readonly idleMs?: { readonly tcp: number; readonly udp: number; readonly other: number };
  /** How far a rule that names a group can see its members. */
  readonly references: 'same-region-peers' | 'same-account-and-region' | 'same-vpc' | 'none';
}

export interface EndpointRules {
  /** Interfaces of endpoints carry security groups. */
  readonly securityGroups: boolean;
  /** Range the provider side sees as source; absent: the address of a load balancer node. */
  readonly translatedSources?: Prefix;
  /** Most concurrent connections of one endpoint. */
  readonly connectionLimit?: number;
  /** State of an endpoint whose provider has accepted it. */
  readonly accepted: 'available' | 'accepted';
  /** A service may stand on a single host, which then cannot be deleted while endpoints use it. */
  readonly servesHosts: boolean;
}

export interface NatRules {
  /** `own-edge`: a public NAT gateway sends straight to its public edge, without a second lookup. */
  readonly exit: 'table' | 'own-edge';
  /** Concurrent connections per private address to one destination, port and protocol. */
  readonly connectionLimit: number;
  /** Idle time after which a translation is forgotten. */
  readonly idleMs: number;
}

/** What links carry at most, in bit/s; absent: no limit is documented, or none that matters. */
export interface CapacityRules {
  readonly natBps?: number;
  /** One tunnel of a VPN. */
  readonly vpnTunnelBps?: number;
  /** One attachment of a VPC to a transit gateway. */
  readonly tgwAttachmentBps?: number;
}

/** Largest packet a link carries, in bytes; absent: not limited by this model. */
export interface MtuRules {
  readonly peering?: number;
  readonly peeringOtherRegion?: number;
  readonly tgw?: number;
  readonly nat?: number;
  readonly site?: number;
  readonly internet?: number;
}

export interface PrefixLengths {
  readonly shortest: number;
  readonly longest: number;
}

/** IPv4 ranges that may not stand beside others in one VPC. */
export interface RangeRestriction {
  /** Where the VPC's first range lies; `other`: in none of the ranges other rows name. */
  readonly primaryIn?: Prefix | 'other';
  /** Where any of its ranges lies. */
  readonly anyIn?: Prefix;
  readonly refused: readonly Prefix[];
}

/** What the control plane takes as ranges of VPCs and subnets. */
export interface RangeRules {
  /** What is absent is not limited. */
  readonly vpcLengths?: Readonly<Partial<Record<Family, PrefixLengths>>>;
  readonly subnetLengths?: Readonly<Partial<Record<Family, PrefixLengths>>>;
  /** IPv4 ranges of a VPC lie in one of these; absent: anywhere. */
  readonly within?: readonly Prefix[];
  readonly restrictions: readonly RangeRestriction[];
  /** A VPC whose peering request is not answered yet cannot get further ranges. */
  readonly frozenWhilePending: boolean;
  /** A new range may be equal to or larger than the destination of a route of the VPC. */
  readonly mayCoverRoutes: boolean;
}

export interface Profile {
  readonly id: ProfileId;
  readonly title: string;
  /** `cidrs`: the VPC's own; `subnets`: the union of its subnets; the third: cidrs if there are any. */
  readonly vpcRange: 'cidrs' | 'subnets' | 'cidrs-or-subnets';
  readonly ranges: RangeRules;
  /** Destinations no table ever forwards. */
  readonly reservedDestinations: readonly Prefix[];
  readonly subnet: SubnetRules;
  readonly resolver?: ResolverRules;
  readonly local: LocalRouteRules;
  /** Preference among routes to one prefix, best first; classes in one entry are equals. */
  readonly preference: readonly (RouteClass | readonly RouteClass[])[];
  /** Targets whose routes count as the platform's own, whoever wrote them. */
  readonly systemTargets: readonly ('site' | 'gateway-endpoint')[];
  /** A route's number decides before its class does. */
  readonly numericPriority?: { readonly static: number; readonly propagated: number };
  readonly peering: PeeringRules;
  readonly transit: TransitMatrix;
  readonly statefulAcl: boolean;
  /** Destinations that no ACL stops on the way out. */
  readonly aclExempt: readonly Prefix[];
  /** Numbers an ACL rule may have; absent: any. */
  readonly aclNumbers?: { readonly first: number; readonly last: number };
  readonly securityGroup: SecurityGroupRules;
  readonly endpoint: EndpointRules;
  readonly nat: NatRules;
  /**
   * What a public address of a host does to routing. `table`: nothing. `policy-route`: it is the way
   * out when no route longer than the default matches. `replies`: replies to what came in through it
   * leave through it.
   */
  readonly publicAddress: 'table' | 'policy-route' | 'replies';
  /** Whether a site gateway refuses sources that are no interface of the VPC. */
  readonly siteGatewaySourceCheck: boolean;
  /** A site gateway serves a list of local ranges. */
  readonly siteGatewayLocalSubnets: boolean;
  /** What a site sends that is not for the VPC is looked up in the main table. */
  readonly siteArrival: 'none' | 'main';
  /** Site gateways write their prefixes into every table without being asked. */
  readonly siteGatewayRoutesAutomatic: boolean;
  /** Every table has a default route to the internet gateway, where the VPC has one. */
  readonly internetRouteAutomatic: boolean;
  /** What a VPC attachment propagates into a transit gateway table. */
  readonly tgwPropagates: 'vpc-range' | 'subnets';
  readonly mtu: MtuRules;
  readonly capacity: CapacityRules;
  /** `takes-peerings`: its peerings end with it; the other: nothing may be left in it. */
  readonly vpcDeletion: 'takes-peerings' | 'refused-while-in-use';
  readonly quotas: readonly Quota[];
}
