/**
 * A route into a peering for the addresses of a third VPC, which the peer reaches over a peering of its own.
 */
import type { Rule } from './finding.ts';
import { transitRule } from './transit-rule.ts';

export const transitivePeering: Rule = transitRule('transitive-peering', {
  title: 'A route counts on a peer to pass traffic on to its own peers',
  meaning:
    'A peering joins two VPCs and nothing behind them. A packet that arrives over a peering and is not for that VPC is dropped there, however complete the routes look; the table of the VPC in the middle is never asked. Reported as an error when the far end routes back the same way (both sides count on it), as a warning when it does not. Nothing is reported where the provider carries the traffic.',
  documents:
    'Unsupported VPC peering configurations (Amazon VPC Peering Guide); VPC Peering Connection Overview (Open Telekom Cloud); VPC Peering Connection (JD Cloud)',
  example:
    'A is peered with B and with C. B has the route "10.3.0.0/16 pcx-ab" for the range of C, C has "10.2.0.0/16 pcx-ac" for that of B.',
});
