/**
 * What a control plane would refuse: such a change never comes into being, so no packet meets it.
 */
import type { SourceRef } from './source-ref.ts';

const meanings = {
  'peering-refused-overlap': 'the ranges of the two VPCs overlap',
  'peering-refused-duplicate': 'the two VPCs are peered already',
  'peering-refused-region': 'the provider does not peer across regions',
  'peering-refused-self': 'a VPC cannot be peered with itself',
  'peering-refused-quota': 'the VPC has as many peerings as it may',
  'peering-refused-state': 'the peering cannot go into that state from the one it is in',
  'route-refused-duplicate': 'the table already has a route to that destination',
  'route-refused-reserved': 'the destination is reserved by the provider',
  'route-refused-more-specific-than-local':
    'inside the VPC only a whole subnet can be routed elsewhere, and only to an interface, NAT gateway or Gateway Load Balancer endpoint',
  'route-refused-inside-local': 'the destination lies inside the local range',
  'cidr-refused-overlap': 'the range overlaps another one of this VPC or of a peer',
  'cidr-refused-pending-peering': 'a VPC with a pending peering request cannot get further ranges',
  'cidr-refused-covers-route': 'the range is equal to or larger than the destination of an existing route',
  'cidr-refused-restricted-range': 'the range may not be added to this VPC',
  'endpoint-principal-not-allowed': "the account is not on the service's list",
  'endpoint-cross-region': 'the service is in another region',
  'endpoint-range-overlap': 'the subnet overlaps the range endpoints translate sources into',
  'service-in-use': 'the service still has accepted endpoints',
  'vpc-in-use': 'the VPC still has resources or pending requests',
} as const;

export type RefusalReason = keyof typeof meanings;

export const REFUSAL_REASONS = Object.keys(meanings) as readonly RefusalReason[];

export interface Refusal {
  readonly reason: RefusalReason;
  /** What was refused, in a sentence. */
  readonly detail: string;
  readonly source: SourceRef;
}

export function explainRefusal(reason: RefusalReason): string {
  return meanings[reason];
}
