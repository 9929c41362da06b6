/**
 * Peerings and gateway endpoints that no route uses.
 */
import type { NextHop } from '../compile/compiled-network.ts';
import { linksOf } from '../model/network.ts';
import type { Rule } from './finding.ts';

function usedBy<T>(hops: Iterable<NextHop>, pick: (hop: NextHop) => T | undefined): Set<T> {
  return new Set([...hops].flatMap((hop) => pick(hop) ?? []));
}

export const unusedPeering: Rule = {
  id: 'unused-peering',
  title: 'No route uses the peering',
  check: (net) => {
    const used = usedBy(
      [...net.tables.values()].flatMap((table) => table.routes.map((route) => route.nextHop)),
      (hop) => (hop.kind === 'peering' ? hop.peering.record.id : undefined),
    );
    return [...net.peerings.values()]
      .filter((peering) => peering.live && !used.has(peering.record.id))
      .map((peering) => ({
        rule: 'unused-peering',
        level: 'note' as const,
        message: `no route uses peering ${peering.record.id}`,
        fix: 'add routes on both sides, or delete the peering',
        objects: [peering.record.id],
        source: peering.record.source,
      }));
  },
};

export const unusedEndpoint: Rule = {
  id: 'unused-endpoint',
  title: 'No route uses the gateway endpoint',
  check: (net) => {
    const used = usedBy(
      [...net.tables.values()].flatMap((table) => table.routes.map((route) => route.nextHop)),
      (hop) => (hop.kind === 'gateway-endpoint' ? hop.endpoint.record.id : undefined),
    );
    return linksOf(net.network, 'gateway-endpoint')
      .filter((endpoint) => !used.has(endpoint.id))
      .map((endpoint) => ({
        rule: 'unused-endpoint',
        level: 'note' as const,
        message: `no route table uses gateway endpoint ${endpoint.id}`,
        fix: 'associate it with the tables of the subnets that need it, or delete it',
        objects: [endpoint.id],
        source: endpoint.source,
      }));
  },
};
