/**
 * The network as its owner means it: readonly records, referring to one another by id.
 *
 * Scenario files and every importer produce this; nothing downstream knows which of them did,
 * except that each record keeps its source for messages. Changes produce a new Network that shares
 * every record they do not touch.
 */
import type { Prefix } from '../ip/prefix.ts';
import type { Range } from '../ip/range.ts';
import type { Eni } from './eni.ts';
import type { NetworkAcl, SecurityGroup } from './filter.ts';
import type { Link, LinkKind, LinkOf } from './link.ts';
import type { ProfileId } from './profile/profile.ts';
import type { RouteTable } from './route.ts';
import type { SourceRef } from './source-ref.ts';

export interface Vpc {
  readonly id: string;
  readonly name?: string;
  readonly profile: ProfileId;
  readonly account: string;
  readonly region: string;
  /** Both families; the first IPv4 one is the primary. Empty where the profile has no VPC range. */
  readonly cidrs: readonly Prefix[];
  /** Governs every subnet without a table of its own. */
  readonly mainTable: string;
  readonly dnsSupport: boolean;
  readonly source: SourceRef;
}

export interface Subnet {
  /** Unique in the network: `A/web`, or the provider's id. */
  readonly id: string;
  /** Hop name behind `subnet:`. */
  readonly name: string;
  /** What its owner calls it, where that is not its name. */
  readonly label?: string;
  readonly vpc: string;
  readonly az: string;
  /** At most one per family. */
  readonly prefixes: readonly Prefix[];
  /** Explicitly associated table. */
  readonly routeTable?: string;
  readonly networkAcl?: string;
  readonly source: SourceRef;
}

export interface SiteHost {
  readonly id: string;
  readonly site: string;
  readonly addresses: readonly Range[];
  readonly source: SourceRef;
}

/** An on-premises network behind gateways; its router is the table of the same id. */
export interface Site {
  readonly id: string;
  readonly name?: string;
  readonly prefixes: readonly Prefix[];
  readonly source: SourceRef;
}

export interface PrefixList {
  readonly id: string;
  readonly name?: string;
  readonly prefixes: readonly Prefix[];
  readonly maxEntries?: number;
  readonly source: SourceRef;
}

/** Something that was read and is kept, but whose effect on packets is not modelled. */
export interface Unmodelled {
  readonly id: string;
  /** The provider's name of the kind, as in `NetworkFirewall`. */
  readonly kind: string;
  readonly why: string;
  /** VPC it could affect, where one is known. */
  readonly vpc?: string;
  readonly source: SourceRef;
}

/** Behaviour the user asked for against the profile's default. */
export interface Flags {
  /** Replies to a NAT gateway's address cross a peering without a route back, as a lab observed. */
  readonly natReturnWithoutRoute?: boolean;
  /** Open Telekom Cloud: a NAT gateway serves sources behind a peering. */
  readonly natOverPeering?: boolean;
  /** AWS: a peering admits only sources of the sending VPC. */
  readonly peeringSourceCheck?: boolean;
  /** The accounts have every quota raised as far as the provider goes. */
  readonly raisedQuotas?: boolean;
}

export interface Network {
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly enis: ReadonlyMap<string, Eni>;
  readonly routeTables: ReadonlyMap<string, RouteTable>;
  readonly links: ReadonlyMap<string, Link>;
  readonly sites: ReadonlyMap<string, Site>;
  readonly siteHosts: ReadonlyMap<string, SiteHost>;
  readonly securityGroups: ReadonlyMap<string, SecurityGroup>;
  readonly networkAcls: ReadonlyMap<string, NetworkAcl>;
  readonly prefixLists: ReadonlyMap<string, PrefixList>;
  readonly unmodelled: ReadonlyMap<string, Unmodelled>;
  readonly flags: Flags;
}

export const EMPTY_NETWORK: Network = {
  vpcs: new Map(),
  subnets: new Map(),
  enis: new Map(),
  routeTables: new Map(),
  links: new Map(),
  sites: new Map(),
  siteHosts: new Map(),
  securityGroups: new Map(),
  networkAcls: new Map(),
  prefixLists: new Map(),
  unmodelled: new Map(),
  flags: {},
};

/** All links of one kind, in the order of the file. */
export function linksOf<K extends LinkKind>(network: Network, kind: K): LinkOf<K>[] {
  const found: LinkOf<K>[] = [];
  for (const link of network.links.values()) {
    if (link.kind === kind) found.push(link as LinkOf<K>);
  }
  return found;
}
