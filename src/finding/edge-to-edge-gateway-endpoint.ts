/**
 * Traffic from outside a VPC for a service that VPC reaches over a gateway endpoint.
 */
import type { Rule } from './finding.ts';
import { transitRule } from './transit-rule.ts';

export const edgeToEdgeGatewayEndpoint: Rule = transitRule('edge-to-edge-gateway-endpoint', {
  title: 'A route counts on the gateway endpoint of another VPC',
  meaning:
    'A gateway endpoint is a route of its own VPC and serves that VPC alone, not what comes in over a peering, VPN, Direct Connect or transit gateway.',
  documents:
    'Gateway endpoints (AWS PrivateLink guide); Unsupported VPC peering configurations (Amazon VPC Peering Guide)',
  example:
    'A has a gateway endpoint for object storage. B, a peer of A, has a route for the addresses of that service into the peering.',
});
