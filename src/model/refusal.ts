/**
 * What a control plane would refuse: such a change never comes into being, so no packet meets it.
 */
import type { SourceRef } from './source-ref.ts';

const meanings = {
  'peering-refused-overlap': 'the ranges of the two VPCs overlap',
  'peering-refused-duplicate': 'the two VPCs are peered already',
  'peering-refused-region': 'the provider does not peer across regions',
  'peering-refused-self': 'a VPC cannot be peered with itself',
  'peering-refused-quota': 'there are as many peerings or requests as there may be',
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
  'cidr-refused-length': 'the provider takes no range of that size',
  'cidr-refused-outside-vpc': 'the subnet lies outside the ranges of its VPC',
  'cidr-in-use': 'the range is the first of the VPC, or subnets lie in it',
  'subnet-in-use': 'something still has an interface in the subnet',
  'address-refused-reserved': 'the provider keeps the address for itself',
  'acl-refused-number': 'rules are numbered within bounds',
  'endpoint-principal-not-allowed': "the account is not on the service's list",
  'endpoint-cross-region': 'the service is in another region',
  'endpoint-range-overlap': 'the subnet overlaps the range endpoints translate sources into',
  'endpoint-refused-state': 'the endpoint cannot be answered in the state it is in',
  'service-in-use': 'the service still has accepted endpoints',
  'vpc-in-use': 'the VPC still has resources or pending requests',
  'quota-exceeded': 'there are more of them than an account starts with',
  'not-found': 'the request names something that is not there',
} as const;

export type RefusalReason = keyof typeof meanings;

export const REFUSAL_REASONS = Object.keys(meanings) as readonly RefusalReason[];

/** Why a control plane would not do something, and what it objects to. */
export interface Objection {
  readonly reason: RefusalReason;
  /** What was refused, in a sentence. */
  readonly detail: string;
}

export interface Refusal extends Objection {
  readonly source: SourceRef;
}

export function explainRefusal(reason: RefusalReason): string {
  return meanings[reason];
}
