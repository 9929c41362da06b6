/**
 * Traffic between a peer of a VPC and a site behind the VPN of that VPC.
 */
import type { Rule } from './finding.ts';
import { transitRule } from './transit-rule.ts';

export const edgeToEdgeVpn: Rule = transitRule('edge-to-edge-vpn', {
  title: 'A route counts on the VPN of a peer, or on a VPC behind a VPN to pass traffic on',
  meaning:
    'A VPN leads to one VPC. Neither do the peers of that VPC reach the site, nor does the site reach the peers. Azure and Google Cloud carry it when both halves of the peering say so, Open Telekom Cloud when the gateway lists the range; nothing is reported then.',
  documents:
    'Unsupported VPC peering configurations (Amazon VPC Peering Guide); Virtual network peering (Azure); VPC Network Peering (Google Cloud)',
  example: 'A has a VPN to the site corp. B, a peer of A, has "192.168.0.0/16 pcx-ab" for the range of corp.',
});
