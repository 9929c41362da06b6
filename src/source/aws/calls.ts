/**
 * The calls of the AWS command line that together tell what is read of a network, and which of their
 * answers an export lacks.
 *
 * The recipe in the README makes exactly these calls, once per region. "AWS CLI Command Reference".
 */
import type { KindName } from './catalogue.ts';
import type { Place } from './place.ts';

export interface Call {
  /** What to type behind `aws`. */
  readonly command: string;
  /** The list in its answer. */
  readonly lists: KindName;
  /** The same in other words: an export with one of these lacks nothing. */
  readonly or?: readonly KindName[];
  /** Asked for only where there is an object of one of these kinds. */
  readonly given?: readonly KindName[];
}

const TGW = ['TransitGateways', 'TransitGatewayVpcAttachments'] as const;
const BALANCER = ['LoadBalancers'] as const;

export const CALLS: readonly Call[] = [
  { command: 'ec2 describe-vpcs', lists: 'Vpcs' },
  { command: 'ec2 describe-subnets', lists: 'Subnets' },
  { command: 'ec2 describe-availability-zones', lists: 'AvailabilityZones' },
  { command: 'ec2 describe-route-tables', lists: 'RouteTables' },
  { command: 'ec2 describe-network-interfaces', lists: 'NetworkInterfaces' },
  { command: 'ec2 describe-instances', lists: 'Instances' },
  { command: 'ec2 describe-addresses', lists: 'Addresses' },
  { command: 'ec2 describe-security-groups', lists: 'SecurityGroups', or: ['SecurityGroupRules'] },
  { command: 'ec2 describe-network-acls', lists: 'NetworkAcls' },
  { command: 'ec2 describe-managed-prefix-lists', lists: 'PrefixLists' },
  {
    command: 'ec2 get-managed-prefix-list-entries',
    lists: 'PrefixListEntries',
    given: ['PrefixLists'],
  },
  { command: 'ec2 describe-vpc-peering-connections', lists: 'VpcPeeringConnections' },
  { command: 'ec2 describe-internet-gateways', lists: 'InternetGateways' },
  { command: 'ec2 describe-egress-only-internet-gateways', lists: 'EgressOnlyInternetGateways' },
  { command: 'ec2 describe-nat-gateways', lists: 'NatGateways' },
  { command: 'ec2 describe-vpc-endpoints', lists: 'VpcEndpoints' },
  { command: 'ec2 describe-vpc-endpoint-service-configurations', lists: 'ServiceConfigurations' },
  {
    command: 'ec2 describe-vpc-endpoint-service-permissions',
    lists: 'VpcEndpointServicePermissions',
    given: ['ServiceConfigurations'],
  },
  { command: 'ec2 describe-vpn-gateways', lists: 'VpnGateways' },
  { command: 'ec2 describe-vpn-connections', lists: 'VpnConnections' },
  { command: 'ec2 describe-customer-gateways', lists: 'CustomerGateways', given: ['VpnConnections'] },
  { command: 'ec2 describe-transit-gateways', lists: 'TransitGateways' },
  { command: 'ec2 describe-transit-gateway-attachments', lists: 'TransitGatewayAttachments', given: TGW },
  {
    command: 'ec2 describe-transit-gateway-vpc-attachments',
    lists: 'TransitGatewayVpcAttachments',
    given: TGW,
  },
  {
    command: 'ec2 describe-transit-gateway-peering-attachments',
    lists: 'TransitGatewayPeeringAttachments',
    // A generic record of a peering names the gateway at its other end, too.
    or: ['TransitGatewayAttachments'],
    given: TGW,
  },
  { command: 'ec2 describe-transit-gateway-connects', lists: 'TransitGatewayConnects', given: TGW },
  { command: 'ec2 describe-transit-gateway-route-tables', lists: 'TransitGatewayRouteTables', given: TGW },
  {
    command: 'ec2 search-transit-gateway-routes',
    lists: 'TransitGatewayStaticRoutes',
    given: ['TransitGatewayRouteTables'],
  },
  {
    command: 'ec2 get-transit-gateway-route-table-associations',
    lists: 'TransitGatewayRouteTableAssociations',
    or: ['TransitGatewayAttachments'],
    given: ['TransitGatewayRouteTables'],
  },
  {
    command: 'ec2 get-transit-gateway-route-table-propagations',
    lists: 'TransitGatewayPropagations',
    or: ['TransitGatewayAttachmentPropagations'],
    given: ['TransitGatewayRouteTables'],
  },
  {
    command: 'ec2 get-transit-gateway-prefix-list-references',
    lists: 'TransitGatewayPrefixListReferences',
    given: ['TransitGatewayRouteTables'],
  },
  {
    command: 'directconnect describe-virtual-interfaces',
    lists: 'virtualInterfaces',
    given: ['VpnGateways', ...TGW],
  },
  {
    command: 'directconnect describe-direct-connect-gateways',
    lists: 'directConnectGateways',
    given: ['VpnGateways', ...TGW],
  },
  {
    command: 'directconnect describe-direct-connect-gateway-associations',
    lists: 'directConnectGatewayAssociations',
    given: ['directConnectGateways'],
  },
  { command: 'elbv2 describe-load-balancers', lists: 'LoadBalancers' },
  {
    command: 'elbv2 describe-load-balancer-attributes',
    lists: 'LoadBalancerAttributes',
    given: BALANCER,
  },
  { command: 'elbv2 describe-listeners', lists: 'Listeners', or: ['LoadBalancerListeners'], given: BALANCER },
  { command: 'elbv2 describe-rules', lists: 'ListenerRules', given: ['Listeners', 'LoadBalancerListeners'] },
  { command: 'elbv2 describe-target-groups', lists: 'TargetGroups', given: BALANCER },
  {
    command: 'elbv2 describe-target-group-attributes',
    lists: 'TargetGroupAttributes',
    given: ['TargetGroups'],
  },
  { command: 'elbv2 describe-target-health', lists: 'LoadBalancerTargetHealth', given: ['TargetGroups'] },
  { command: 'elb describe-load-balancers', lists: 'LoadBalancerDescriptions' },
  { command: 'rds describe-db-instances', lists: 'DBInstances' },
];

/** A call whose answer is not there. */
export interface MissingCall {
  readonly command: string;
  /** Accounts and regions that lack it, as folders name them; empty where no folder names any. */
  readonly places: readonly string[];
}

/** What each place lists, as documents come in. */
export class Listings {
  private readonly byPlace = new Map<string, { readonly place: Place; readonly kinds: Set<string> }>();

  add(place: Place, kinds: Iterable<string>): void {
    const key = nameOf(place);
    const known = this.byPlace.get(key) ?? { place, kinds: new Set() };
    this.byPlace.set(key, known);
    for (const kind of kinds) known.kinds.add(kind);
  }

  /** Calls that nobody made, or not everywhere. What stands above all regions counts for each of them. */
  missing(hasAny: (kind: KindName) => boolean): MissingCall[] {
    const all = [...this.byPlace.values()];
    const regional = all.filter(({ place }) => place.region !== undefined);
    const common = all.filter(({ place }) => place.region === undefined);
    return CALLS.flatMap(({ command, lists, or = [], given }) => {
      if (given && !given.some(hasAny)) return [];
      const isListed = ({ kinds }: { kinds: Set<string> }): boolean =>
        [lists, ...or].some((kind) => kinds.has(kind));
      const lacking = (regional.length > 0 ? regional : common).filter(
        (own) =>
          !isListed(own) &&
          !common.some(
            (above) =>
              isListed(above) &&
              (above.place.account === undefined || above.place.account === own.place.account),
          ),
      );
      if (lacking.length === 0) return [];
      return [{ command, places: lacking.map(({ place }) => nameOf(place)).filter((name) => name !== '') }];
    });
  }
}

function nameOf({ account, region }: Place): string {
  return [account, region].filter((part) => part !== undefined).join('/');
}
