/**
 * Names a network uses and does not describe: exports end somewhere.
 */
import type { TransitGateway } from '../../../model/link.ts';
import type { Network } from '../../../model/network.ts';
import type { Destination } from '../../../model/route.ts';

/** In order of first use. */
export function namesMissing(network: Network): Set<string> {
  const missing = new Set<string>();
  const use = (section: ReadonlyMap<string, unknown>, name: string | undefined): void => {
    if (name !== undefined && !section.has(name)) missing.add(name);
  };
  const useList = (destination: Destination): void => {
    if (destination.kind === 'prefix-list') use(network.prefixLists, destination.list);
  };
  for (const { mainTable } of network.vpcs.values()) use(network.routeTables, mainTable);
  for (const { routeTable, networkAcl } of network.subnets.values()) {
    use(network.routeTables, routeTable);
    use(network.networkAcls, networkAcl);
  }
  for (const { securityGroups, owner } of network.enis.values()) {
    for (const group of securityGroups) use(network.securityGroups, group);
    if (owner.kind === 'unmodelled') use(network.unmodelled, owner.id);
    else if (owner.kind !== 'host') use(network.links, owner.link);
  }
  for (const { owner, routes } of network.routeTables.values()) {
    if (owner.kind === 'edge') use(network.links, owner.link);
    for (const { destination, target } of routes) {
      useList(destination);
      if (target.kind === 'unmodelled') use(network.unmodelled, target.id);
    }
  }
  for (const { ingress, egress } of network.securityGroups.values()) {
    for (const { peer } of [...ingress, ...egress]) {
      if (peer.kind === 'group') use(network.securityGroups, peer.group);
      if (peer.kind === 'prefix-list') use(network.prefixLists, peer.list);
    }
  }
  for (const link of network.links.values()) {
    if (link.kind === 'gateway-endpoint') use(network.prefixLists, link.prefixList);
    if (link.kind === 'endpoint' && link.service.kind === 'unmodelled')
      use(network.unmodelled, link.service.id);
    if (link.kind === 'tgw') useOfGateway(network, link, use, useList);
  }
  return missing;
}

function useOfGateway(
  network: Network,
  { attachments, tables }: TransitGateway,
  use: (section: ReadonlyMap<string, unknown>, name: string | undefined) => void,
  useList: (destination: Destination) => void,
): void {
  for (const { attached, table } of attachments.values()) {
    use(tables, table);
    if (attached.kind === 'unmodelled') use(network.unmodelled, attached.id);
  }
  for (const { routes, propagations } of tables.values()) {
    for (const attachment of propagations) use(attachments, attachment);
    for (const { attachment, destination } of routes) {
      use(attachments, attachment);
      useList(destination);
    }
  }
}
