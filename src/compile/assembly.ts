/**
 * The compiled network while it is being put together. Its parts refer to one another in circles (a
 * subnet to its table, a table to gateways, a gateway to its subnet), so they are made first and
 * filled in later; nobody outside `compile/` sees one that is not complete.
 */
import type { Network, Subnet } from '../model/network.ts';
import type { Profile } from '../model/profile/profile.ts';
import { PROFILES } from '../model/profile/profiles.ts';
import type { RouteTable } from '../model/route.ts';
import type {
  CompiledAttachment,
  CompiledBalancer,
  CompiledEigw,
  CompiledEndpoint,
  CompiledEni,
  CompiledGatewayEndpoint,
  CompiledGroup,
  CompiledGwlbe,
  CompiledIgw,
  CompiledNat,
  CompiledPeering,
  CompiledSite,
  CompiledSiteGateway,
  CompiledSubnet,
  CompiledTable,
  CompiledTgw,
  CompiledVpc,
} from './compiled-network.ts';

/** A part whose fields may still be set. */
export type Open<T> = { -readonly [K in keyof T]: T[K] };

export type OpenTgw = Omit<Open<CompiledTgw>, 'attachments'> & {
  attachments: Map<string, Open<CompiledAttachment>>;
};

export class Assembly {
  readonly network: Network;
  readonly vpcs = new Map<string, Open<CompiledVpc>>();
  readonly subnets = new Map<string, Open<CompiledSubnet>>();
  readonly enis = new Map<string, Open<CompiledEni>>();
  readonly groups = new Map<string, Open<CompiledGroup>>();
  readonly sites = new Map<string, Open<CompiledSite>>();
  readonly peerings = new Map<string, CompiledPeering>();
  readonly igws = new Map<string, Open<CompiledIgw>>();
  readonly eigws = new Map<string, CompiledEigw>();
  readonly nats = new Map<string, CompiledNat>();
  readonly siteGateways = new Map<string, Open<CompiledSiteGateway>>();
  readonly tgws = new Map<string, OpenTgw>();
  readonly gatewayEndpoints = new Map<string, CompiledGatewayEndpoint>();
  readonly endpoints = new Map<string, Open<CompiledEndpoint>>();
  readonly gwlbes = new Map<string, CompiledGwlbe>();
  readonly balancers = new Map<string, Open<CompiledBalancer>>();
  /** By hop name. */
  readonly tables = new Map<string, CompiledTable>();

  private readonly subnetsByVpc: ReadonlyMap<string, readonly Subnet[]>;

  constructor(network: Network) {
    this.network = network;
    this.subnetsByVpc = groupBy([...network.subnets.values()], (subnet) => subnet.vpc);
  }

  /** Subnets of a VPC, in the order of the input. */
  subnetsOf(vpc: string): readonly Subnet[] {
    return this.subnetsByVpc.get(vpc) ?? [];
  }

  /** A part that the network's own checks have made sure of. */
  static must<T>(part: T | undefined, what: string, id: string): T {
    if (part === undefined) throw new Error(`compile: there is no ${what} "${id}"`);
    return part;
  }

  vpc(id: string): Open<CompiledVpc> {
    return Assembly.must(this.vpcs.get(id), 'VPC', id);
  }

  subnet(id: string): Open<CompiledSubnet> {
    return Assembly.must(this.subnets.get(id), 'subnet', id);
  }

  eni(id: string): Open<CompiledEni> {
    return Assembly.must(this.enis.get(id), 'interface', id);
  }

  profileOf(vpc: string): Profile {
    return PROFILES[Assembly.must(this.network.vpcs.get(vpc), 'VPC', vpc).profile];
  }

  /** Profile whose rules a table follows; a site's router has none. */
  profileOfTable(table: RouteTable): Profile | undefined {
    return table.owner.kind === 'site' ? undefined : this.profileOf(table.owner.vpc);
  }
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
