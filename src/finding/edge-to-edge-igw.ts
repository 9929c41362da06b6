/**
 * A route into a peering for addresses the peer would send to the internet.
 */
import type { Rule } from './finding.ts';
import { transitRule } from './transit-rule.ts';

export const edgeToEdgeIgw: Rule = transitRule('edge-to-edge-igw', {
  title: 'A route counts on the internet gateway of a peer',
  meaning:
    'The internet gateway, or the public address of a host, serves its own VPC. Internet traffic that comes in over a peering is dropped at the peering.',
  documents:
    'Unsupported VPC peering configurations (Amazon VPC Peering Guide); VPC Peering Connection Overview (Open Telekom Cloud)',
  example: 'B has "0.0.0.0/0 pcx-ab", and A has an internet gateway with a default route to it.',
});
