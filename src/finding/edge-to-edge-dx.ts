/**
 * Traffic between a peer of a VPC and a site behind the Direct Connect of that VPC.
 */
import type { Rule } from './finding.ts';
import { transitRule } from './transit-rule.ts';

export const edgeToEdgeDx: Rule = transitRule('edge-to-edge-dx', {
  title: 'A route counts on the Direct Connect of a peer, or on a VPC behind it to pass traffic on',
  meaning:
    'A Direct Connect leads to one VPC. Neither do the peers of that VPC reach the site, nor does the site reach the peers; a Direct Connect gateway or a transit gateway joins several VPCs to a site.',
  documents:
    'Unsupported VPC peering configurations (Amazon VPC Peering Guide); Direct Connect gateways (AWS Direct Connect)',
  example:
    'A has a Direct Connect to the site corp. B, a peer of A, has "192.168.0.0/16 pcx-ab" for the range of corp.',
});
