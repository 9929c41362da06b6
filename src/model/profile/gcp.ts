/**
 * Google Cloud VPC networks, as far as network peering goes.
 *
 * Source: "VPC Network Peering" (Google Cloud Virtual Private Cloud).
 */
import {
  BEHIND_A_TRANSIT_GATEWAY,
  nothingBehindSiteGateway,
  NOTHING_BEHIND_A_PEERING,
  NOTHING_BEHIND_THE_INTERNET_EDGE,
  type TransitRow,
} from './matrix.ts';
import type { Profile } from './profile.ts';

function behindGateway(kind: 'vpn' | 'dx'): TransitRow {
  return {
    ...nothingBehindSiteGateway(kind),
    peering: { carryIf: 'custom-routes-exchanged', otherwise: `edge-to-edge-${kind}` },
  };
}

export const gcp: Profile = {
  id: 'gcp',
  title: 'Google Cloud',
  vpcRange: 'subnets',
  ranges: {
    subnetLengths: { 4: { shortest: 8, longest: 29 } }, // (U)
    restrictions: [],
    frozenWhilePending: false,
    mayCoverRoutes: true,
  },
  reservedDestinations: [],
  subnet: {
    unusableFromFirst: [0, 1], // (U)
    unusableFromLast: [1, 0],
    gatewayOffset: 1,
    gatewayAnswers: false,
    unusableInIpv6: false,
  },
  local: {
    granularity: 'subnet',
    // Static routes equal to or inside a subnet route are refused.
    override: 'never',
    insideLocal: 'refused',
    platform: [],
    blackholes: [],
    propagatedYieldsTo: ['local'],
  },
  // "VPC Network Peering": routes of one's own before imported ones; equals share the load.
  preference: ['local', ['static', 'propagated-dx', 'propagated-vpn'], 'static-list', 'imported'],
  numericPriority: { static: 1000, propagated: 1000 },
  systemTargets: [],
  peering: {
    states: {
      INACTIVE: {
        live: false,
        next: ['ACTIVE'],
        on: { accept: 'ACTIVE', reject: 'INACTIVE', delete: 'INACTIVE' },
      },
      ACTIVE: { live: true, next: ['INACTIVE'], on: { reject: 'INACTIVE', delete: 'INACTIVE' } },
    },
    perHalf: true,
    otherRegion: true, // networks are global
    overlap: 'refused',
    peersMayOverlap: false,
    refused: 'INACTIVE',
    routes: 'imported',
    routesOnDeletion: 'withdrawn',
    sourceCheck: false,
    forwardedTrafficFlag: false,
    arrival: 'main',
  },
  transit: {
    peering: {
      ...NOTHING_BEHIND_A_PEERING,
      vpn: { carryIf: 'custom-routes-exchanged', otherwise: 'edge-to-edge-vpn' },
      dx: { carryIf: 'custom-routes-exchanged', otherwise: 'edge-to-edge-dx' },
      appliance: { carryIf: 'custom-routes-exchanged', otherwise: 'peering-dst-outside-peer-cidr' },
    },
    vgw: behindGateway('vpn'),
    vpn: behindGateway('vpn'),
    dx: behindGateway('dx'),
    igw: NOTHING_BEHIND_THE_INTERNET_EDGE,
    tgw: BEHIND_A_TRANSIT_GATEWAY,
  },
  statefulAcl: true,
  aclExempt: [],
  // (U)
  securityGroup: { references: 'same-vpc', established: 'survives' },
  endpoint: { securityGroups: false, accepted: 'available', servesHosts: false },
  nat: { exit: 'own-edge', connectionLimit: 64_000, idleMs: 1_200_000 }, // (U)
  publicAddress: 'table',
  siteGatewaySourceCheck: false,
  siteGatewayLocalSubnets: false,
  siteArrival: 'main',
  siteGatewayRoutesAutomatic: true,
  internetRouteAutomatic: false,
  tgwPropagates: 'subnets',
  // (U) Set per network; 1500 is the largest that every path carries.
  mtu: { peering: 1500, nat: 1500, site: 1500, internet: 1500 },
  capacity: {},
  vpcDeletion: 'takes-peerings', // (U)
  // "VPC Network Peering", limits.
  quotas: [{ measure: 'peerings-per-vpc', limit: 25 }],
};
