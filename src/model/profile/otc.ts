/**
 * Open Telekom Cloud and the Huawei Cloud family it belongs to.
 *
 * Sources: "VPC Peering Connection Overview", "VPC Peering Connection Creation Procedure", "Deleting a
 * VPC Peering Connection", "VPC Peering Connection Usage Examples", "Route Tables and Routes",
 * "Creating a Subnet for the VPC", "Adding a Secondary IPv4 CIDR Block to a VPC", "Firewall Overview",
 * "Security Groups and Security Group Rules" (Virtual Private Cloud); "Creating a VPC Endpoint
 * Service", "Notes and Constraints" (VPC Endpoint); "Using a Connection to Access Multiple VPCs"
 * (Direct Connect); "Local Subnet" (VPN); NAT Gateway user guide.
 */
import { parsePrefix } from '../../ip/prefix.ts';
import {
  BEHIND_A_TRANSIT_GATEWAY,
  drop,
  NOTHING_BEHIND_THE_INTERNET_EDGE,
  type TransitRow,
} from './matrix.ts';
import type { Profile } from './profile.ts';

/** "Using a Connection to Access Multiple VPCs": sites reach a peer of the VPC when it is listed. */
const behindSiteGateway: TransitRow = {
  peering: { carryIf: 'gateway-lists-range', otherwise: 'gateway-local-subnet-missing' },
  igw: drop('vgw-destination-not-local'),
  nat: { carryIf: 'snat-rule', otherwise: 'edge-to-edge-nat' },
  vpn: drop('vgw-destination-not-local'),
  dx: drop('vgw-destination-not-local'),
  tgw: drop('edge-to-edge-tgw'),
  // The interface of an endpoint is an address of the VPC; gateway endpoints follow suit.
  'gateway-endpoint': 'carry',
  appliance: 'carry',
};

export const otc: Profile = {
  id: 'otc',
  title: 'Open Telekom Cloud / Huawei Cloud',
  vpcRange: 'cidrs',
  ranges: {
    // "Creating a VPC", "Creating a Subnet for the VPC".
    vpcLengths: { 4: { shortest: 8, longest: 24 } },
    subnetLengths: { 4: { shortest: 8, longest: 29 } },
    within: [parsePrefix('10.0.0.0/8')!, parsePrefix('172.16.0.0/12')!, parsePrefix('192.168.0.0/16')!],
    restrictions: [],
    frozenWhilePending: false,
    mayCoverRoutes: true,
  },
  reservedDestinations: [],
  subnet: {
    // Network, gateway, system interface (.253), DHCP (.254), broadcast.
    unusableFromFirst: [0, 1],
    unusableFromLast: [2, 1, 0],
    gatewayOffset: 1,
    gatewayAnswers: true,
    unusableInIpv6: false,
  },
  local: {
    // "Route Tables and Routes": one local route per subnet, and these three.
    granularity: 'subnet',
    // Two pages with worked examples against one general sentence about the longest match.
    override: 'never',
    insideLocal: 'ignored',
    platform: [parsePrefix('100.64.0.0/10')!, parsePrefix('198.19.128.0/20')!, parsePrefix('127.0.0.0/8')!],
    blackholes: [],
    propagatedYieldsTo: ['local'],
  },
  preference: ['local', 'system', 'static', 'static-list', 'propagated-dx', 'propagated-vpn'],
  systemTargets: ['site', 'gateway-endpoint'],
  peering: {
    // States of the API; the console's words stand for the same ones.
    states: {
      PENDING_ACCEPTANCE: {
        live: false,
        next: ['ACTIVE', 'REJECTED', 'EXPIRED', 'DELETED'],
        on: { accept: 'ACTIVE', reject: 'REJECTED', delete: 'DELETED' },
        expires: 'EXPIRED',
      },
      ACTIVE: { live: true, next: ['DELETED'], on: { delete: 'DELETED' } },
      REJECTED: { live: false, next: ['DELETED'], on: { delete: 'DELETED' } },
      EXPIRED: { live: false, next: ['DELETED'], on: { delete: 'DELETED' } },
      DELETED: { live: false, next: [], on: {} },
      'Awaiting acceptance': {
        live: false,
        next: ['Accepted', 'Rejected', 'Expired', 'Deleted'],
        on: { accept: 'Accepted', reject: 'Rejected', delete: 'Deleted' },
        expires: 'Expired',
      },
      Accepted: { live: true, next: ['Deleted'], on: { delete: 'Deleted' } },
      Rejected: { live: false, next: ['Deleted'], on: { delete: 'Deleted' } },
      Expired: { live: false, next: ['Deleted'], on: { delete: 'Deleted' } },
      Deleted: { live: false, next: [], on: {} },
    },
    perHalf: false,
    // The state is documented, the period is not; that of others is assumed.
    answerWithinMs: 168 * 3_600_000,
    otherRegion: false,
    overlap: 'accepted',
    peersMayOverlap: true,
    refused: 'REJECTED',
    routes: 'manual',
    routesOnDeletion: 'withdrawn',
    sourceCheck: false,
    forwardedTrafficFlag: false,
    // The Direct Connect and VPN pages prove the transit; no page names the table.
    arrival: 'main',
  },
  transit: {
    peering: {
      peering: drop('transitive-peering'),
      igw: drop('edge-to-edge-igw'),
      nat: { carryIf: 'nat-over-peering', otherwise: 'edge-to-edge-nat' },
      vpn: { carryIf: 'gateway-lists-range', otherwise: 'gateway-local-subnet-missing' },
      dx: { carryIf: 'gateway-lists-range', otherwise: 'gateway-local-subnet-missing' },
      tgw: drop('edge-to-edge-tgw'),
      'gateway-endpoint': drop('edge-to-edge-gateway-endpoint'),
      appliance: 'carry', // (U)
    },
    vgw: behindSiteGateway,
    vpn: behindSiteGateway,
    dx: behindSiteGateway,
    igw: NOTHING_BEHIND_THE_INTERNET_EDGE,
    tgw: BEHIND_A_TRANSIT_GATEWAY, // (U)
  },
  // "Firewall Overview": connection tracking.
  statefulAcl: true,
  // "Firewall Overview": broadcast, multicast, metadata and the platform's own services.
  aclExempt: [
    parsePrefix('224.0.0.0/24')!,
    parsePrefix('255.255.255.255/32')!,
    parsePrefix('169.254.169.254/32')!,
    parsePrefix('100.64.0.0/10')!,
    parsePrefix('198.19.128.0/17')!,
  ],
  // "Security Groups and Security Group Rules": inbound edits clear inbound connections.
  securityGroup: {
    references: 'same-account-and-region',
    established: 'cut-at-ingress',
    idleMs: { tcp: 600_000, udp: 180_000, other: 30_000 },
  },
  endpoint: {
    securityGroups: false,
    // "Creating a VPC Endpoint Service": backends see and must admit this range.
    translatedSources: parsePrefix('198.19.128.0/17')!,
    connectionLimit: 3000,
    accepted: 'accepted',
    // "Creating a VPC Endpoint Service": the backend may be a load balancer, an ECS, a BMS or a virtual address.
    servesHosts: true,
  },
  nat: { exit: 'own-edge', connectionLimit: 55_000, idleMs: 350_000 },
  // "What Are the Priorities of the Custom Route and EIP If Both Are Configured for an ECS".
  publicAddress: 'policy-route',
  siteGatewaySourceCheck: false,
  siteGatewayLocalSubnets: true,
  siteArrival: 'main',
  siteGatewayRoutesAutomatic: false,
  internetRouteAutomatic: false,
  tgwPropagates: 'vpc-range',
  // (U)
  mtu: { peering: 1500, tgw: 1500, nat: 1500, site: 1500, internet: 1500 },
  capacity: {},
  // "Deleting a VPC": whatever is in it goes first.
  vpcDeletion: 'refused-while-in-use',
  // VPC FAQ, "Adding a Secondary IPv4 CIDR Block to a VPC", "Notes and Constraints" (VPC Endpoint).
  quotas: [
    { measure: 'ipv4-ranges-per-vpc', limit: 6 },
    { measure: 'routes-per-table', limit: 200 },
    { measure: 'peerings-per-account-and-region', limit: 50 },
    { measure: 'groups-per-account-and-region', limit: 100 },
    { measure: 'rules-per-group', limit: 50 },
    { measure: 'acl-rules-per-direction', limit: 20, advised: true },
    { measure: 'acls-per-account-and-region', limit: 200 },
    { measure: 'endpoints-per-account-and-region', limit: 50 },
    { measure: 'services-per-account-and-region', limit: 20 },
    { measure: 'whitelist-rows-per-endpoint', limit: 20 },
  ],
};
