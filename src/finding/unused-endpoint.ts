/**
 * Gateway endpoints that no route uses.
 */
import { linksOf } from '../model/network.ts';
import type { Rule } from './finding.ts';
import { hopsInUse } from './hops-in-use.ts';

export const unusedEndpoint: Rule = {
  id: 'unused-endpoint',
  title: 'No route uses the gateway endpoint',
  level: 'info',
  meaning:
    'A gateway endpoint works through the routes it puts into the tables it is associated with. Without one, traffic to the service goes on taking the internet or NAT gateway, and its policy protects nothing.',
  documents: 'Gateway endpoints (AWS PrivateLink guide)',
  example: 'A has a gateway endpoint for object storage, associated with no route table.',
  check: (net) => {
    const used = new Set(
      [...hopsInUse(net)].flatMap((hop) => (hop.kind === 'gateway-endpoint' ? hop.endpoint.record.id : [])),
    );
    return linksOf(net.network, 'gateway-endpoint')
      .filter((endpoint) => endpoint.state.toLowerCase() !== 'deleted' && !used.has(endpoint.id))
      .map((endpoint) => ({
        message: `no table in use routes to gateway endpoint ${endpoint.id} of ${endpoint.vpc}`,
        fix: 'associate it with the tables of the subnets that need it, or delete it',
        subject: `gateway endpoint ${endpoint.id}`,
        objects: [endpoint.id, endpoint.vpc],
        source: endpoint.source,
      }));
  },
};
