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

export const jd: Profile = {
  id: 'jd',
  title: 'JD Cloud',
  vpcRange: 'cidrs-or-subnets',
  vpcLengths: { shortest: 16, longest: 28 },
  subnetLengths: { shortest: 16, longest: 28 },
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
  preference: ['local', 'static', 'static-list', 'propagated-dx', 'propagated-vpn', 'system'],
  // Length first, then number, then type; the page that speaks of top-to-bottom matching is ignored.
  numericPriority: { static: 100, propagated: 120 },
  systemTargets: [],
  peering: {
    states: {
      Initialization: { live: false, next: ['Connected'] },
      Initiated: { live: false, next: ['Connected'] },
      Connected: { live: true, next: ['Disconnected'] },
      Disconnected: { live: false, next: ['Connected'] },
    },
    perHalf: true,
    created: { sameAccount: 'Initialization', otherAccount: 'Initialization' },
    accepted: 'Connected',
    rejected: 'Disconnected',
    deleted: 'Disconnected',
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
  // (U)
  securityGroup: { references: 'none', established: 'cut' },
  endpoint: { securityGroups: true },
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
  quotas: {
    peeringsPerVpc: 10,
    routesPerTable: 50,
    tablesPerVpc: 10,
    securityGroupsPerEni: 5,
    cidrsPerVpc: 1,
  },
};
