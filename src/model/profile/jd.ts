/**
 * JD Cloud.
 *
 * Sources: "VPC Peering Connection" (features, getting started, operation guide), "Route Table",
 * "Route Table Configuration", "Use Restrictions", "VPC", "ACL", "Multi-VPC Interconnection" (JD Cloud
 * Virtual Private Cloud).
 */
import {
  BEHIND_A_TRANSIT_GATEWAY,
  NOTHING_BEHIND_A_PEERING,
  NOTHING_BEHIND_THE_INTERNET_EDGE,
  nothingBehindSiteGateway,
} from './matrix.ts';
import type { Profile } from './profile.ts';

const MIRRORED = { accept: 'Connected', reject: 'Disconnected', delete: 'Disconnected' };

export const jd: Profile = {
  id: 'jd',
  title: 'JD Cloud',
  vpcRange: 'cidrs-or-subnets',
  ranges: {
    // "VPC": IPv6 ranges are fixed.
    vpcLengths: { 4: { shortest: 16, longest: 28 }, 6: { shortest: 56, longest: 56 } },
    subnetLengths: { 4: { shortest: 16, longest: 28 } },
    restrictions: [],
    frozenWhilePending: false,
    mayCoverRoutes: true,
  },
  reservedDestinations: [],
  subnet: {
    unusableFromFirst: [0, 1, 2],
    unusableFromLast: [0],
    gatewayOffset: 1,
    gatewayAnswers: true,
    unusableInIpv6: false,
  },
  local: {
    granularity: 'vpc',
    // "Route Table": a route inside the VPC is overridden by Local.
    override: 'never',
    insideLocal: 'refused',
    platform: [],
    blackholes: [],
    propagatedYieldsTo: ['local'],
  },
  preference: ['local', 'static', 'static-list', ['propagated-dx', 'propagated-vpn'], 'system'],
  // Length first, then number, then type; the page that speaks of top-to-bottom matching is ignored.
  numericPriority: { static: 100, propagated: 120 },
  systemTargets: [],
  peering: {
    states: {
      // Nobody accepts: the other owner creates the mirror half, and either takes back his own. What a
      // lone half leaves when it is taken back is as inert as a half without its mirror.
      Initialization: { live: false, next: ['Connected', 'Disconnected'], on: MIRRORED },
      Initiated: { live: false, next: ['Connected', 'Disconnected'], on: MIRRORED },
      Connected: {
        live: true,
        next: ['Disconnected'],
        on: { reject: 'Disconnected', delete: 'Disconnected' },
      },
      Disconnected: { live: false, next: ['Connected'], on: MIRRORED },
    },
    perHalf: true,
    otherRegion: false,
    overlap: 'refused',
    peersMayOverlap: true,
    refused: 'Disconnected',
    routes: 'manual',
    // Traffic stops at once; kept routes without fall-through are the safest reading of that.
    routesOnDeletion: 'blackhole',
    sourceCheck: false,
    forwardedTrafficFlag: false,
    arrival: 'none',
  },
  transit: {
    // Use of a peer's edges is not mentioned anywhere; refused.
    peering: NOTHING_BEHIND_A_PEERING,
    vgw: nothingBehindSiteGateway('vpn'),
    vpn: nothingBehindSiteGateway('vpn'),
    dx: nothingBehindSiteGateway('dx'),
    igw: NOTHING_BEHIND_THE_INTERNET_EDGE,
    tgw: BEHIND_A_TRANSIT_GATEWAY,
  },
  statefulAcl: false,
  aclExempt: [],
  // "ACL", priorities.
  aclNumbers: { first: 1, last: 32_768 },
  // (U)
  securityGroup: { references: 'none', established: 'cut' },
  endpoint: { securityGroups: true, accepted: 'available', servesHosts: false },
  nat: { exit: 'table', connectionLimit: 55_000, idleMs: 350_000 },
  publicAddress: 'replies',
  siteGatewaySourceCheck: false,
  siteGatewayLocalSubnets: false,
  siteArrival: 'none',
  siteGatewayRoutesAutomatic: false,
  internetRouteAutomatic: false,
  // "Multi-VPC Interconnection": attachments announce subnet ranges.
  tgwPropagates: 'subnets',
  // (U)
  mtu: { peering: 1500, tgw: 1500, nat: 1500, site: 1500, internet: 1500 },
  capacity: {},
  vpcDeletion: 'takes-peerings', // (U)
  // "Use Restrictions".
  quotas: [
    { measure: 'ipv4-ranges-per-vpc', limit: 1 }, // (U)
    { measure: 'tables-per-vpc', limit: 10 },
    { measure: 'routes-per-table', limit: 50 },
    { measure: 'peerings-per-vpc', limit: 10 },
    { measure: 'groups-per-interface', limit: 5 },
    { measure: 'groups-per-vpc', limit: 50 },
    { measure: 'rules-per-group', limit: 100 },
    { measure: 'acls-per-vpc', limit: 20 },
    { measure: 'rules-per-acl', limit: 100 },
  ],
};
