/**
 * Building blocks of transit matrices: the rows most providers share.
 */
import type { DropReason } from '../drop-reason.ts';
import type { ExitKind, TransitCell } from './profile.ts';

export type TransitRow = Readonly<Record<ExitKind, TransitCell>>;

export function drop(reason: DropReason): TransitCell {
  return { drop: reason };
}

/** Nothing is carried: each exit is refused by the name of what it would have been. */
export const NOTHING_BEHIND_A_PEERING: TransitRow = {
  peering: drop('transitive-peering'),
  igw: drop('edge-to-edge-igw'),
  nat: drop('edge-to-edge-nat'),
  vpn: drop('edge-to-edge-vpn'),
  dx: drop('edge-to-edge-dx'),
  tgw: drop('edge-to-edge-tgw'),
  'gateway-endpoint': drop('edge-to-edge-gateway-endpoint'),
  appliance: drop('peering-dst-outside-peer-cidr'),
};

/** Nothing behind a VPC is reached over its VPN or Direct Connect. */
export function nothingBehindSiteGateway(kind: 'vpn' | 'dx'): TransitRow {
  const reason = kind === 'vpn' ? 'edge-to-edge-vpn' : 'edge-to-edge-dx';
  return {
    peering: drop(reason),
    igw: drop(reason),
    nat: drop(reason),
    vpn: drop(reason),
    dx: drop(reason),
    tgw: drop('edge-to-edge-tgw'),
    'gateway-endpoint': drop('edge-to-edge-gateway-endpoint'),
    appliance: 'carry',
  };
}

/** What comes in from the internet is for an interface of the VPC; only inspection may intervene. */
export const NOTHING_BEHIND_THE_INTERNET_EDGE: TransitRow = {
  peering: drop('edge-to-edge-igw'),
  igw: drop('route-target-invalid'),
  nat: drop('route-target-invalid'),
  vpn: drop('route-target-invalid'),
  dx: drop('route-target-invalid'),
  tgw: drop('route-target-invalid'),
  'gateway-endpoint': drop('route-target-invalid'),
  appliance: 'carry',
};

/** A transit gateway may use the VPC for inspection and for central egress. */
export const BEHIND_A_TRANSIT_GATEWAY: TransitRow = {
  peering: drop('edge-to-edge-tgw'),
  igw: 'carry',
  nat: 'carry',
  vpn: drop('edge-to-edge-tgw'),
  dx: drop('edge-to-edge-tgw'),
  tgw: drop('routing-loop'),
  'gateway-endpoint': drop('edge-to-edge-gateway-endpoint'),
  appliance: 'carry',
};
