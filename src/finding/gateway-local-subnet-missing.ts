/**
 * A peer routes to a site behind the gateway of a VPC, and the gateway does not list it.
 */
import type { Rule } from './finding.ts';
import { transitRule } from './transit-rule.ts';

export const gatewayLocalSubnetMissing: Rule = transitRule('gateway-local-subnet-missing', {
  title: 'The gateway of a peer does not list the VPC that counts on it',
  meaning:
    'Open Telekom Cloud carries traffic between a peer of a VPC and a site behind its VPN or Direct Connect, but only for ranges that the gateway lists as its local subnets. The routes are there; the entry is not.',
  documents:
    'Local Subnet (VPN), Using a Connection to Access Multiple VPCs (Direct Connect, Open Telekom Cloud)',
  example:
    'A has a VPN whose local subnets are those of A. B, a peer of A, has a route for the site into the peering.',
});
