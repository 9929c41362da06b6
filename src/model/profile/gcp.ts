/**
 * Google Cloud VPC networks, as far as network peering goes.
 *
 * Source: "VPC Network Peering" (Google Cloud Virtual Private Cloud).
 */
import {
  BEHIND_A_TRANSIT_GATEWAY,
  drop,
  NOTHING_BEHIND_A_PEERING,
  NOTHING_BEHIND_THE_INTERNET_EDGE,
  type TransitRow,
} from './matrix.ts';
import type { Profile } from './profile.ts';

const behindGateway: TransitRow = {
  peering: { carryIf: 'custom-routes-exchanged', otherwise: 'edge-to-edge-vpn' },
  igw: drop('edge-to-edge-vpn'),
  nat: drop('edge-to-edge-vpn'),
  vpn: drop('edge-to-edge-vpn'),
  dx: drop('edge-to-edge-dx'),
  tgw: drop('edge-to-edge-tgw'),
  'gateway-endpoint': drop('edge-to-edge-gateway-endpoint'),
  appliance: 'carry',
};

export const gcp: Profile = {
  id: 'gcp',
  title: 'Google Cloud',
  vpcRange: 'subnets',
  subnetLengths: { shortest: 8, longest: 29 }, // (U)
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
    propagatedYieldsTo: ['local', 'peering'],
  },
  preference: ['local', 'system', 'static', 'static-list', 'propagated-dx', 'propagated-vpn'],
  numericPriority: { static: 1000, propagated: 1000 },
  systemTargets: [],
  peering: {
    states: {
      INACTIVE: { live: false, next: ['ACTIVE'] },
      ACTIVE: { live: true, next: ['INACTIVE'] },
    },
    perHalf: true,
    created: { sameAccount: 'INACTIVE', otherAccount: 'INACTIVE' },
    accepted: 'ACTIVE',
    rejected: 'INACTIVE',
    deleted: 'INACTIVE',
    otherRegion: true, // networks are global
    overlap: 'refused',
    peersMayOverlap: false,
    refused: 'INACTIVE',
    routes: 'automatic',
    routesOnDeletion: 'withdrawn',
    sourceCheck: false,
    forwardedTrafficFlag: false,
    arrivalTable: 'main',
  },
  transit: {
    peering: {
      ...NOTHING_BEHIND_A_PEERING,
      vpn: { carryIf: 'custom-routes-exchanged', otherwise: 'edge-to-edge-vpn' },
      dx: { carryIf: 'custom-routes-exchanged', otherwise: 'edge-to-edge-dx' },
      appliance: { carryIf: 'custom-routes-exchanged', otherwise: 'peering-dst-outside-peer-cidr' },
    },
    vgw: behindGateway,
    vpn: behindGateway,
    dx: { ...behindGateway, peering: { carryIf: 'custom-routes-exchanged', otherwise: 'edge-to-edge-dx' } },
    igw: NOTHING_BEHIND_THE_INTERNET_EDGE,
    tgw: BEHIND_A_TRANSIT_GATEWAY,
  },
  statefulAcl: true,
  // (U)
  securityGroup: { references: 'none', established: 'survives' },
  endpoint: { securityGroups: false },
  nat: { exit: 'own-edge', connectionLimit: 64_000, idleMs: 1_200_000 }, // (U)
  publicAddress: 'table',
  siteGatewaySourceCheck: false,
  siteGatewayLocalSubnets: false,
  siteGatewayRoutesAutomatic: true,
  internetRouteAutomatic: false,
  tgwPropagates: 'subnets',
  mtu: {}, // per network
  quotas: { peeringsPerVpc: 25 },
};
