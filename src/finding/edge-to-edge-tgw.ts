/**
 * Traffic between a peer, VPN or Direct Connect of a VPC and the transit gateway that VPC is attached to.
 */
import type { Rule } from './finding.ts';
import { transitRule } from './transit-rule.ts';

export const edgeToEdgeTgw: Rule = transitRule('edge-to-edge-tgw', {
  title: 'A route counts on a VPC to join a transit gateway to a peering or VPN',
  meaning:
    'A VPC passes nothing on between an attachment and a peering, VPN or Direct Connect, in either direction. What has to talk over a transit gateway is attached to it. Default routes of a transit gateway table are left out: they are how central egress is built.',
  documents:
    'Unsupported VPC peering configurations (Amazon VPC Peering Guide); How transit gateways work (Amazon VPC Transit Gateways)',
  example:
    'A is attached to tgw-1 and peered with B. B has "10.9.0.0/16 pcx-ab" for another attachment of tgw-1.',
});
