/**
 * Pairs of peered VPCs that send to each other over different links: a peering one way, a transit gateway
 * back.
 */
import type { Family } from '../ip/address.ts';
import type { CompiledNetwork, CompiledVpc, NextHop } from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { Rule } from './finding.ts';
import { FAMILIES } from './overreach.ts';
import { rangeSetOf, routingOf } from './routing.ts';

export const asymmetricPath: Rule = {
  id: 'asymmetric-path',
  title: 'Two VPCs reach each other over different links',
  level: 'info',
  meaning:
    'Requests take one link and answers another. Peerings and transit gateways are routers and do not mind; a firewall or NAT gateway on one of the ways sees half a conversation and drops it, and security groups cannot be named across the transit gateway.',
  documents: 'VPC peering configurations with specific routes (Amazon VPC Peering Guide)',
  example: 'A has "10.2.0.0/16 pcx-ab", B has "10.1.0.0/16 tgw-1", and tgw-1 knows both.',
  check: (net) =>
    [...net.peerings.values()].flatMap((peering) => {
      if (!peering.live) return [];
      const id = peering.record.id;
      const [a] = peering.ends;
      const { far: b } = sideOf(peering, a);
      return FAMILIES.flatMap((family) => {
        const there = linksTowards(net, a, b, family);
        const back = linksTowards(net, b, a, family);
        if (there.has(id) === back.has(id) || there.size === 0 || back.size === 0) return [];
        const list = (links: Set<string>): string => [...links].sort().join(' and ');
        return [
          {
            message: `${a.record.id} reaches ${b.record.id} over ${list(there)}, and the way back is ${list(back)}`,
            fix: 'route both directions over the same link, if anything in between keeps state',
            subject: `peering ${id}`,
            objects: [id, a.record.id, b.record.id],
            source: peering.record.source,
          },
        ];
      }).slice(0, 1);
    }),
};

/** Link that joins a next hop's VPC to another one. */
function linkTo(hop: NextHop, to: CompiledVpc): string | undefined {
  if (hop.dead) return undefined;
  if (hop.kind === 'peering') return hop.peering.ends.includes(to) ? hop.peering.record.id : undefined;
  if (hop.kind !== 'tgw') return undefined;
  const isAttached = [...hop.tgw.attachments.values()].some(({ vpc }) => vpc === to);
  return isAttached ? hop.tgw.record.id : undefined;
}

/** Links over which tables of one VPC send to the subnets of another. */
function linksTowards(net: CompiledNetwork, from: CompiledVpc, to: CompiledVpc, family: Family): Set<string> {
  const subnets = rangeSetOf(to.subnets[family]);
  const shares = from.tables.flatMap((table) => routingOf(net, table.index, family).towards(subnets));
  return new Set(shares.flatMap(({ hop }) => linkTo(hop, to) ?? []));
}
