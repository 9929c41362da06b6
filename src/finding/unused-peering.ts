/**
 * Peerings that no route uses.
 */
import type { Rule } from './finding.ts';
import { hopsInUse } from './hops-in-use.ts';

export const unusedPeering: Rule = {
  id: 'unused-peering',
  title: 'No route uses the peering',
  level: 'info',
  meaning:
    'A live peering that no table of a subnet, gateway or site routes to carries nothing. It counts against the quota, and opens a way for the next route.',
  documents: 'Update your route tables for a VPC peering connection (Amazon VPC Peering Guide)',
  example: 'pcx-ab is active, and neither A nor B has a route to it.',
  check: (net) => {
    const used = new Set([...hopsInUse(net)].flatMap((hop) => (hop.kind === 'peering' ? hop.peering : [])));
    return [...net.peerings.values()]
      .filter((peering) => peering.live && !used.has(peering))
      .map(({ record }) => ({
        message: `no route of a table in use leads to peering ${record.id}`,
        fix: 'add routes on both sides, or delete the peering',
        subject: `peering ${record.id}`,
        objects: [record.id, ...record.halves.map((half) => half.vpc)],
        source: record.source,
      }));
  },
};
