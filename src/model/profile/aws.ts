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
import { parsePrefix } from '../../ip/prefix.ts';
import {
  BEHIND_A_TRANSIT_GATEWAY,
  NOTHING_BEHIND_A_PEERING,
  NOTHING_BEHIND_THE_INTERNET_EDGE,
  nothingBehindSiteGateway,
} from './matrix.ts';
import type { Profile } from './profile.ts';

export const aws: Profile = {
  id: 'aws',
  title: 'Amazon Web Services',
  vpcRange: 'cidrs',
  // "VPC CIDR blocks", "Subnet sizing".
  vpcLengths: { shortest: 16, longest: 28 },
  subnetLengths: { shortest: 16, longest: 28 },
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
      'initiating-request': { live: false, next: ['pending-acceptance', 'failed'] },
      failed: { live: false, next: [] },
      'pending-acceptance': {
        live: false,
        next: ['provisioning', 'rejected', 'expired', 'deleted', 'failed'],
      },
      expired: { live: false, next: [] },
      rejected: { live: false, next: [] },
      provisioning: { live: false, next: ['active'] },
      active: { live: true, next: ['deleting', 'deleted'] },
      deleting: { live: false, next: ['deleted'] },
      deleted: { live: false, next: [] },
    },
    perHalf: false,
    created: { sameAccount: 'pending-acceptance', otherAccount: 'pending-acceptance' },
    accepted: 'active',
    rejected: 'rejected',
    deleted: 'deleted',
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
  // "Update your security groups to reference peer security groups".
  // "Amazon EC2 security group connection tracking": tracked flows live on.
  securityGroup: {
    references: 'same-region-peers',
    established: 'survives',
    idleMs: { tcp: 432_000_000, udp: 180_000, other: 600_000 },
  },
  endpoint: { securityGroups: true },
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
  quotas: {
    peeringsPerVpc: 50,
    routesPerTable: 50,
    tablesPerVpc: 200,
    securityGroupsPerEni: 5,
    aclRulesPerDirection: 20,
    cidrsPerVpc: 5,
  },
};
