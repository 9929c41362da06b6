/**
 * A route into a peering for addresses the peer would send to a NAT gateway.
 */
import type { Rule } from './finding.ts';
import { transitRule } from './transit-rule.ts';

export const edgeToEdgeNat: Rule = transitRule('edge-to-edge-nat', {
  title: 'A route counts on the NAT gateway of a peer',
  meaning:
    'A NAT gateway translates for sources of its own VPC. Traffic from a peer does not reach it. Central egress takes a transit gateway, which may use a NAT gateway behind an attachment.',
  documents:
    'NAT gateway basics (Amazon VPC User Guide); Unsupported VPC peering configurations (Amazon VPC Peering Guide)',
  example: 'B has "0.0.0.0/0 pcx-ab", and the tables of A send the internet to a NAT gateway.',
});
