/**
 * Amazon Web Services.
 *
 * Sources: "VPC peering basics", "VPC peering configurations with specific routes", "Unsupported VPC
 * peering configurations", "Delete a VPC peering connection" (Amazon VPC Peering Guide); "Configure
 * route tables", "How route priority works", "VPC CIDR blocks", "Subnet sizing", "Control traffic to
 * subnets using network ACLs", "NAT gateways", "Amazon VPC quotas" (Amazon VPC User Guide); "Route
 * tables and AWS Site-to-Site VPN route priority"; "How transit gateways work", "Quotas for your
 * transit gateways" (Amazon VPC Transit Gateways).
 */
import { parsePrefix, type Prefix } from '../../ip/prefix.ts';
import {
  BEHIND_A_TRANSIT_GATEWAY,
  NOTHING_BEHIND_A_PEERING,
  NOTHING_BEHIND_THE_INTERNET_EDGE,
  nothingBehindSiteGateway,
} from './matrix.ts';
import type { Profile, RangeRestriction } from './profile.ts';

const [TEN, SEVENTEEN, NINETEEN] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((text) =>
  parsePrefix(text)!,
) as [Prefix, Prefix, Prefix];
const HOUR_MS = 3_600_000;
const BENCHMARK = parsePrefix('198.19.0.0/16')!;

/** "VPC CIDR blocks", IPv4 CIDR block association restrictions. */
const RANGE_RESTRICTIONS: readonly RangeRestriction[] = [
  { refused: [parsePrefix('169.254.0.0/16')!] },
  { primaryIn: TEN, refused: [SEVENTEEN, NINETEEN, BENCHMARK] },
  { anyIn: parsePrefix('10.0.0.0/15')!, refused: [parsePrefix('10.0.0.0/16')!] },
  { primaryIn: SEVENTEEN, refused: [TEN, NINETEEN, BENCHMARK, parsePrefix('172.31.0.0/16')!] },
  { primaryIn: NINETEEN, refused: [TEN, SEVENTEEN, BENCHMARK] },
  { primaryIn: BENCHMARK, refused: [TEN, SEVENTEEN, NINETEEN] },
  { primaryIn: 'other', refused: [TEN, SEVENTEEN, NINETEEN, BENCHMARK] },
];

export const aws: Profile = {
  id: 'aws',
  title: 'Amazon Web Services',
  vpcRange: 'cidrs',
  ranges: {
    // "VPC CIDR blocks", "Subnet CIDR blocks".
    vpcLengths: { 4: { shortest: 16, longest: 28 }, 6: { shortest: 44, longest: 60 } },
    subnetLengths: { 4: { shortest: 16, longest: 28 }, 6: { shortest: 44, longest: 64 } },
    restrictions: RANGE_RESTRICTIONS,
    // "VPC peering connection lifecycle": a requester cannot add ranges while the request is pending.
    frozenWhilePending: true,
    // "Add an IPv4 CIDR block to your VPC".
    mayCoverRoutes: false,
  },
  // "Configure route tables", reserved destinations.
  reservedDestinations: [parsePrefix('169.254.168.0/22')!, parsePrefix('fd00:ec2::/32')!],
  subnet: {
    unusableFromFirst: [0, 1, 2, 3],
    unusableFromLast: [0],
    gatewayOffset: 1,
    gatewayAnswers: false, // (U)
    unusableInIpv6: true,
  },
  resolver: {
    offset: 2,
    // Resolver, instance metadata, time.
    linkLocal: [
      { prefix: parsePrefix('169.254.169.253/32')!, port: 53 },
      { prefix: parsePrefix('169.254.169.254/32')!, port: 80 },
      { prefix: parsePrefix('169.254.169.123/32')!, port: 123 },
      { prefix: parsePrefix('fd00:ec2::253/128')!, port: 53 },
      { prefix: parsePrefix('fd00:ec2::254/128')!, port: 80 },
      { prefix: parsePrefix('fd00:ec2::123/128')!, port: 123 },
    ],
  },
  local: {
    granularity: 'vpc',
    override: 'whole-subnet',
    insideLocal: 'whole-subnet',
    platform: [],
    blackholes: [],
    // "Route tables and AWS Site-to-Site VPN route priority": local wins over longer propagated routes.
    propagatedYieldsTo: ['local'],
  },
  // "How route priority works".
  preference: ['static', 'local', 'static-list', 'propagated-dx', 'propagated-vpn', 'system'],
  systemTargets: [],
  peering: {
    // "VPC peering connection lifecycle". `deleting` is used for every deletion, with no duration.
    states: {
      'initiating-request': { live: false, next: ['pending-acceptance', 'failed'], on: {} },
      failed: { live: false, next: [], on: {} },
      'pending-acceptance': {
        live: false,
        next: ['provisioning', 'rejected', 'expired', 'deleted', 'failed'],
        on: { accept: 'provisioning', reject: 'rejected', delete: 'deleted' },
        expires: 'expired',
      },
      expired: { live: false, next: [], on: {} },
      rejected: { live: false, next: [], on: {} },
      provisioning: { live: false, next: ['active'], on: {}, passes: 'active' },
      active: { live: true, next: ['deleting', 'deleted'], on: { delete: 'deleting' } },
      deleting: { live: false, next: ['deleted'], on: {}, passes: 'deleted' },
      deleted: { live: false, next: [], on: {} },
    },
    perHalf: false,
    answerWithinMs: 168 * HOUR_MS,
    otherRegion: true,
    overlap: 'refused',
    peersMayOverlap: true,
    refused: 'failed',
    routes: 'manual',
    routesOnDeletion: 'blackhole',
    // Reachability Analyzer code PCX_REQUIRES_ADDRESS_IN_VPC_CIDR speaks of source or destination; the
    // guide only excludes reverse-path checks. Only forged one-way flows tell the two apart.
    sourceCheck: true,
    forwardedTrafficFlag: false,
    arrival: 'none',
  },
  transit: {
    peering: NOTHING_BEHIND_A_PEERING,
    vgw: nothingBehindSiteGateway('vpn'),
    vpn: nothingBehindSiteGateway('vpn'),
    dx: nothingBehindSiteGateway('dx'),
    igw: NOTHING_BEHIND_THE_INTERNET_EDGE,
    tgw: BEHIND_A_TRANSIT_GATEWAY,
  },
  statefulAcl: false,
  aclExempt: [],
  // "Network ACL rules".
  aclNumbers: { first: 1, last: 32_766 },
  // "Update your security groups to reference peer security groups".
  // "Amazon EC2 security group connection tracking": tracked flows live on.
  securityGroup: {
    references: 'same-region-peers',
    established: 'survives',
    openIsUntracked: true,
    idleMs: { tcp: 432_000_000, udp: 180_000, other: 600_000 },
  },
  endpoint: { securityGroups: true, accepted: 'available', servesHosts: false },
  nat: { exit: 'table', connectionLimit: 55_000, idleMs: 350_000 },
  publicAddress: 'table',
  siteGatewaySourceCheck: true,
  siteGatewayLocalSubnets: false,
  siteArrival: 'none',
  siteGatewayRoutesAutomatic: false,
  internetRouteAutomatic: false,
  tgwPropagates: 'vpc-range',
  mtu: {
    peering: 9001,
    peeringOtherRegion: 8500,
    tgw: 8500,
    nat: 8500,
    site: 1500,
    internet: 1500,
  },
  // "NAT gateways": 5 Gbit/s, scaled up to 100; "Quotas for your transit gateways".
  capacity: {
    natBps: 100_000_000_000,
    vpnTunnelBps: 1_250_000_000,
    tgwAttachmentBps: 50_000_000_000,
  },
  vpcDeletion: 'takes-peerings',
  // "Amazon VPC quotas", "AWS PrivateLink quotas", "Quotas for your transit gateways".
  quotas: [
    { measure: 'ipv4-ranges-per-vpc', limit: 5, adjustableTo: 50 },
    { measure: 'ipv6-ranges-per-vpc', limit: 5 },
    // "Internet gateways", "Egress-only internet gateways", "Virtual private gateways": one each.
    { measure: 'internet-gateways-per-vpc', limit: 1 },
    { measure: 'egress-only-gateways-per-vpc', limit: 1 },
    { measure: 'private-gateways-per-vpc', limit: 1 },
    { measure: 'tables-per-vpc', limit: 200 },
    { measure: 'routes-per-table-and-family', limit: 50, adjustableTo: 1000 },
    { measure: 'propagated-routes-per-table', limit: 100 },
    { measure: 'peerings-per-vpc', limit: 50, adjustableTo: 125 },
    { measure: 'peering-requests-per-account-and-region', limit: 25 },
    { measure: 'groups-per-interface', limit: 5, adjustableTo: 16 },
    { measure: 'rules-per-group-direction-and-family', limit: 60 },
    { measure: 'acl-rules-per-direction-and-family', limit: 20, adjustableTo: 40 },
    { measure: 'endpoints-per-vpc', limit: 50 },
    { measure: 'gateway-endpoints-per-account-and-region', limit: 20 },
    { measure: 'gateway-endpoints-per-vpc', limit: 255 },
    { measure: 'attachments-per-tgw', limit: 5000 },
    { measure: 'tables-per-tgw', limit: 20 },
    { measure: 'static-routes-per-tgw', limit: 10_000 },
    { measure: 'tgws-per-vpc', limit: 5 },
  ],
};
