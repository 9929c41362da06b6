/**
 * Links: everything that joins networks and is not an interface. One record per kind.
 *
 * States are the provider's own words; which of them carry traffic is data of the profile. `capacityBps`
 * is what a link carries at most, in bit/s; absent: as its provider documents it.
 */
import type { Prefix } from '../ip/prefix.ts';
import type { ProfileId } from './profile/profile.ts';
import type { NumberRange } from './protocol.ts';
import type { RefusalReason } from './refusal.ts';
import type { Destination, RouteOrigin } from './route.ts';
import type { SourceRef } from './source-ref.ts';

/** One side of a peering. Providers without halves keep both alike. */
export interface PeeringHalf {
  readonly vpc: string;
  readonly state: string;
  /** Azure: virtual network access. */
  readonly access: boolean;
  /** Azure: packets an appliance of the far network forwarded are admitted. */
  readonly allowForwardedTraffic: boolean;
  /** Azure: the far network may use this network's gateway. */
  readonly allowGatewayTransit: boolean;
  /** Azure: this network uses the far network's gateway. */
  readonly useRemoteGateways: boolean;
  /** Google Cloud: custom routes are offered to, or taken from, the far network. */
  readonly exportCustomRoutes: boolean;
  readonly importCustomRoutes: boolean;
}

/** Settings of a new peering; most providers have no others. */
export const PLAIN_SETTINGS = {
  access: true,
  allowForwardedTraffic: false,
  allowGatewayTransit: false,
  useRemoteGateways: false,
  exportCustomRoutes: false,
  importCustomRoutes: false,
} as const satisfies Partial<PeeringHalf>;

export function plainHalf(vpc: string, state: string): PeeringHalf {
  return { vpc, state, ...PLAIN_SETTINGS };
}

export interface Peering {
  readonly kind: 'peering';
  readonly id: string;
  readonly name?: string;
  /** Requester first. */
  readonly halves: readonly [PeeringHalf, PeeringHalf];
  /** The provider would not have created it: it carries nothing, whatever its state says. */
  readonly refused?: RefusalReason;
  readonly capacityBps?: number;
  readonly source: SourceRef;
}

export interface InternetGateway {
  readonly kind: 'igw';
  readonly id: string;
  readonly name?: string;
  readonly vpc: string;
  readonly state: string;
  readonly capacityBps?: number;
  readonly source: SourceRef;
}

export interface EgressOnlyGateway {
  readonly kind: 'eigw';
  readonly id: string;
  readonly name?: string;
  readonly vpc: string;
  readonly state: string;
  readonly capacityBps?: number;
  readonly source: SourceRef;
}

/** Inbound rule of an Open Telekom Cloud NAT gateway. */
export interface DnatRule {
  readonly protocol: number;
  readonly port: number;
  readonly eni: string;
  readonly targetPort: number;
}

export interface NatGateway {
  readonly kind: 'nat';
  readonly id: string;
  readonly name?: string;
  readonly vpc: string;
  readonly subnet: string;
  /** Its interface, which holds the private addresses and their public mappings. */
  readonly eni: string;
  readonly connectivity: 'public' | 'private';
  readonly state: string;
  /** Open Telekom Cloud: ranges behind a Direct Connect that a SNAT rule serves. */
  readonly snatSources: readonly Prefix[];
  readonly dnat: readonly DnatRule[];
  readonly capacityBps?: number;
  readonly source: SourceRef;
}

/** A VPC's gateway towards a site: virtual private gateway, Direct Connect or VPN gateway. */
export interface SiteGateway {
  readonly kind: 'vgw' | 'dx' | 'vpn';
  readonly id: string;
  readonly name?: string;
  readonly vpc: string;
  readonly site: string;
  /** What the gateway knows to lie behind it. */
  readonly prefixes: readonly Prefix[];
  /** Open Telekom Cloud: ranges of this side the gateway serves; absent: those of the VPC. */
  readonly localSubnets?: readonly Prefix[];
  /** `attached`, `path-down` (attached, but no tunnel or virtual interface up), or `detached`. */
  readonly state: string;
  readonly capacityBps?: number;
  readonly source: SourceRef;
}

export interface TgwAttachment {
  /** Name inside the gateway; routes and associations refer to it. */
  readonly id: string;
  readonly attached:
    | { readonly kind: 'vpc'; readonly vpc: string; readonly subnets: readonly string[] }
    | { readonly kind: 'vpn' | 'dx'; readonly site: string }
    | { readonly kind: 'peering'; readonly tgw: string }
    | { readonly kind: 'unmodelled'; readonly id: string };
  readonly state: string;
  /** Associated table; absent: none. */
  readonly table?: string;
  readonly applianceMode: boolean;
  readonly capacityBps?: number;
  readonly source: SourceRef;
}

export interface TgwRoute {
  readonly destination: Destination;
  /** Attachment, or `undefined` for a blackhole. */
  readonly attachment: string | undefined;
  readonly origin: RouteOrigin;
  readonly source: SourceRef;
}

export interface TgwTable {
  readonly id: string;
  readonly name?: string;
  readonly routes: readonly TgwRoute[];
  /** Attachments that write their ranges into this table. */
  readonly propagations: readonly string[];
}

export interface TransitGateway {
  readonly kind: 'tgw';
  readonly id: string;
  readonly name?: string;
  readonly profile: ProfileId;
  readonly attachments: ReadonlyMap<string, TgwAttachment>;
  readonly tables: ReadonlyMap<string, TgwTable>;
  /** Security group identity survives the crossing. */
  readonly sgReferencing: boolean;
  readonly source: SourceRef;
}

export interface GatewayEndpoint {
  readonly kind: 'gateway-endpoint';
  readonly id: string;
  readonly name?: string;
  readonly vpc: string;
  readonly prefixList: string;
  readonly policy: 'allow' | 'deny';
  readonly state: string;
  readonly capacityBps?: number;
  readonly source: SourceRef;
}

/** What stands behind an interface endpoint. */
export type ServiceFront =
  | { readonly kind: 'eni'; readonly eni: string }
  | { readonly kind: 'load-balancer'; readonly link: string }
  /** A service of the provider itself; it always answers. */
  | { readonly kind: 'provider'; readonly service: string }
  /** A service of somebody whose network is not among the inputs. */
  | { readonly kind: 'unmodelled'; readonly id: string };

export interface PortMapping {
  readonly front: NumberRange;
  /** First port behind it; equal to the front's where ports are not translated. */
  readonly back: number;
}

export interface InterfaceEndpoint {
  readonly kind: 'endpoint';
  readonly id: string;
  readonly name?: string;
  readonly vpc: string;
  /** One interface per chosen subnet. */
  readonly enis: readonly string[];
  readonly service: ServiceFront;
  readonly ports: readonly PortMapping[];
  readonly state: string;
  /** Interface of the load balancer node the provider sees as source, where one is known. */
  readonly node?: string;
  /** Availability zones with healthy targets; absent: all. */
  readonly healthyZones?: readonly string[];
  readonly crossZone: boolean;
  /** Open Telekom Cloud: sources that may use the endpoint; absent: everyone who reaches it. */
  readonly whitelist?: readonly Prefix[];
  /** Accounts the service admits; absent: no list is known, so it does not restrict. */
  readonly allowedPrincipals?: readonly string[];
  /** Resolves inside the endpoint's VPC only. */
  readonly privateName?: string;
  /** Resolves everywhere to the endpoint's addresses. */
  readonly publicName?: string;
  readonly capacityBps?: number;
  readonly source: SourceRef;
}

export interface GwlbEndpoint {
  readonly kind: 'gwlbe';
  readonly id: string;
  readonly name?: string;
  readonly vpc: string;
  readonly subnet: string;
  /** What the fleet behind it does with packets. */
  readonly policy: 'allow' | 'drop';
  /** The fleet keeps state, so it must see both directions. */
  readonly stateful: boolean;
  readonly state: string;
  readonly capacityBps?: number;
  readonly source: SourceRef;
}

export interface NlbListener {
  readonly protocol: number;
  readonly port: number;
  readonly targetPort: number;
  /** Interfaces, in order of registration. */
  readonly targets: readonly string[];
  readonly source: SourceRef;
}

/** Network load balancer: ends one conversation and opens another towards a target. */
export interface LoadBalancer {
  readonly kind: 'nlb';
  readonly id: string;
  readonly name?: string;
  readonly vpc: string;
  /** One interface per availability zone. */
  readonly enis: readonly string[];
  readonly listeners: readonly NlbListener[];
  readonly unhealthy: readonly string[];
  readonly crossZone: boolean;
  readonly preserveClientIp: boolean;
  readonly capacityBps?: number;
  readonly source: SourceRef;
}

export type Link =
  | Peering
  | InternetGateway
  | EgressOnlyGateway
  | NatGateway
  | SiteGateway
  | TransitGateway
  | GatewayEndpoint
  | InterfaceEndpoint
  | GwlbEndpoint
  | LoadBalancer;

export type LinkKind = Link['kind'];

export type LinkOf<K extends LinkKind> = Extract<Link, { kind: K }>;
