/**
 * Microsoft Azure, as far as virtual networks, peerings and user-defined routes go.
 *
 * Sources: "Virtual network peering", "Create, change, or delete a virtual network peering", "Virtual
 * network traffic routing" (Azure Virtual Network).
 */
import { parsePrefix } from '../../ip/prefix.ts';
import {
  NOTHING_BEHIND_A_PEERING,
  NOTHING_BEHIND_THE_INTERNET_EDGE,
  BEHIND_A_TRANSIT_GATEWAY,
  nothingBehindSiteGateway,
  type TransitRow,
} from './matrix.ts';
import type { Profile } from './profile.ts';

function behindGateway(kind: 'vpn' | 'dx'): TransitRow {
  return {
    ...nothingBehindSiteGateway(kind),
    peering: { carryIf: 'gateway-transit', otherwise: `edge-to-edge-${kind}` },
  };
}

export const azure: Profile = {
  id: 'azure',
  title: 'Microsoft Azure',
  vpcRange: 'cidrs',
  ranges: {
    vpcLengths: { 4: { shortest: 2, longest: 29 } }, // (U)
    subnetLengths: { 4: { shortest: 2, longest: 29 } }, // (U)
    restrictions: [],
    frozenWhilePending: false,
    mayCoverRoutes: true,
  },
  reservedDestinations: [],
  subnet: {
    unusableFromFirst: [0, 1, 2, 3], // (U)
    unusableFromLast: [0],
    gatewayOffset: 1,
    gatewayAnswers: false,
    unusableInIpv6: false,
  },
  local: {
    granularity: 'vpc',
    override: 'longest',
    insideLocal: 'ignored',
    platform: [],
    // "Virtual network traffic routing": default routes with next hop type None.
    blackholes: [
      parsePrefix('10.0.0.0/8')!,
      parsePrefix('172.16.0.0/12')!,
      parsePrefix('192.168.0.0/16')!,
      parsePrefix('100.64.0.0/10')!,
    ],
    propagatedYieldsTo: ['local', 'peering'],
  },
  preference: ['static', 'static-list', ['propagated-dx', 'propagated-vpn'], 'local', 'system', 'default'],
  systemTargets: [],
  peering: {
    states: {
      Initiated: {
        live: false,
        next: ['Connected', 'Disconnected'],
        on: { accept: 'Connected', reject: 'Disconnected', delete: 'Disconnected' },
      },
      Connected: {
        live: true,
        next: ['Disconnected'],
        on: { reject: 'Disconnected', delete: 'Disconnected' },
      },
      // Both halves must be deleted and created anew.
      Disconnected: { live: false, next: [], on: { delete: 'Disconnected' } },
    },
    perHalf: true,
    otherRegion: true, // (U)
    overlap: 'refused',
    peersMayOverlap: false,
    refused: 'Disconnected',
    routes: 'system',
    routesOnDeletion: 'withdrawn',
    sourceCheck: false,
    forwardedTrafficFlag: true,
    arrival: 'gateway',
  },
  transit: {
    peering: {
      ...NOTHING_BEHIND_A_PEERING,
      vpn: { carryIf: 'gateway-transit', otherwise: 'edge-to-edge-vpn' },
      dx: { carryIf: 'gateway-transit', otherwise: 'edge-to-edge-dx' },
      appliance: 'carry',
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
  nat: { exit: 'own-edge', connectionLimit: 64_000, idleMs: 240_000 }, // (U)
  publicAddress: 'table',
  siteGatewaySourceCheck: false,
  siteGatewayLocalSubnets: false,
  siteArrival: 'main',
  siteGatewayRoutesAutomatic: true,
  internetRouteAutomatic: true,
  tgwPropagates: 'vpc-range',
  mtu: { peering: 1500, peeringOtherRegion: 1500, nat: 1500, site: 1500, internet: 1500 }, // (U)
  capacity: {},
  vpcDeletion: 'takes-peerings', // (U)
  // (U)
  quotas: [
    { measure: 'peerings-per-vpc', limit: 500 },
    { measure: 'routes-per-table', limit: 400 },
  ],
};
