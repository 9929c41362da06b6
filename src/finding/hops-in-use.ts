/**
 * Next hops that a packet can meet: those of tables which govern a subnet, a gateway, a site, or an
 * attachment. A table nobody is associated with routes nothing.
 */
import type { CompiledNetwork, CompiledTable, NextHop } from '../compile/compiled-network.ts';

export function hopsInUse(net: CompiledNetwork): Set<NextHop> {
  const tables = new Set<CompiledTable>([
    ...[...net.vpcs.values()].flatMap((vpc) => [...vpc.tables]),
    ...[...net.sites.values()].map((site) => site.table),
    ...[...net.igws, ...net.siteGateways].flatMap(({ edgeTable }) => edgeTable ?? []),
    ...[...net.tgws.values()].flatMap((tgw) =>
      [...tgw.attachments.values()].flatMap(({ table }) => table ?? []),
    ),
  ]);
  return new Set([...tables].flatMap((table) => table.routes.map((route) => route.nextHop)));
}
