/**
 * What could be done about a drop: every single mend that has a chance, from the reason and the place.
 *
 * Nothing here decides whether a mend helps; the search applies each and walks again. What must hold is
 * the converse: whatever helps in one request is among them (the exhaustive test on small networks).
 */
import type { CompiledNetwork, CompiledVpc } from '../compile/compiled-network.ts';
import type { Verdict } from '../forward/outcome.ts';
import { familyOf, type Address } from '../ip/address.ts';
import type { Network } from '../model/network.ts';
import type { Case } from './case.ts';
import { mendFilter } from './filter-mends.ts';
import { mendLink } from './link-mends.ts';
import type { Mend } from './mend.ts';
import { rerouteMends } from './route-mends.ts';

export function mendsFor(network: Network, net: CompiledNetwork, verdict: Verdict): Mend[] {
  const { drop } = verdict;
  if (!drop) return [];
  const colon = drop.hop.indexOf(':');
  const here: Case = {
    network,
    net,
    verdict,
    reason: drop.reason,
    hop: { kind: drop.hop.slice(0, colon), id: drop.hop.slice(colon + 1) },
  };
  return [...mendHost(here), ...mendFilter(here), ...mendLink(here), ...rerouteMends(here)];
}

/** Hosts that are down, check what they should forward, or have no public address. */
function mendHost({ network, net, verdict, reason, hop }: Case): Mend[] {
  switch (reason) {
    case 'source-eni-unavailable':
    case 'dst-eni-unavailable':
      return network.enis.has(hop.id) ? [{ kind: 'state', object: hop.id, state: 'running' }] : [];
    case 'endpoint-no-healthy-target':
      return startServants(net, hop.id);
    case 'route-target-unavailable':
      return [...network.enis.values()].flatMap((eni): Mend[] =>
        eni.owner.kind === 'host' && eni.state === 'down' && isRoutedTo(verdict, net, eni.id)
          ? [{ kind: 'state', object: eni.id, state: 'running' }]
          : [],
      );
    case 'source-check-failed':
    case 'dest-check-failed':
      return network.enis.has(hop.id) ? [{ kind: 'check-off', eni: hop.id }] : [];
    case 'igw-no-public-ip':
      return givePublicAddress(
        net,
        net.igws.find((igw) => igw.record.id === hop.id)?.vpc,
        verdict.packet.source,
      );
    case 'igw-unsolicited-no-mapping':
      return [...net.vpcs.values()].flatMap((vpc) => givePublicAddress(net, vpc, verdict.packet.destination));
    default:
      return [];
  }
}

/** Hosts that are down and stand behind an endpoint or load balancer. */
function startServants(net: CompiledNetwork, link: string): Mend[] {
  const service = net.endpoints.get(link)?.service;
  const balancer = service?.kind === 'load-balancer' ? service.balancer : net.balancers.get(link);
  const servants = [
    ...(service?.kind === 'eni' ? [service.eni] : []),
    ...(balancer?.listeners.flatMap((listener) => listener.targets) ?? []),
  ];
  return servants.flatMap(({ record }): Mend[] =>
    record.state === 'down' ? [{ kind: 'state', object: record.id, state: 'running' }] : [],
  );
}

/** Is the interface the target of a route of the table that reported? */
function isRoutedTo({ drop }: Verdict, net: CompiledNetwork, eni: string): boolean {
  const routes = net.tables.get(drop?.hop ?? '')?.routes ?? [];
  return routes.some(({ nextHop }) => nextHop.kind === 'eni' && nextHop.eni.record.id === eni);
}

/** First address of the ranges kept for documents (RFC 5737) that nobody has: the provider picks its own. */
function givePublicAddress(net: CompiledNetwork, vpc: CompiledVpc | undefined, address: Address): Mend[] {
  const eni = vpc?.owners[familyOf(address)].get(address);
  if (!eni || typeof address !== 'number') return [];
  for (let candidate = 0xcb_00_71_01; candidate < 0xcb_00_71_ff; candidate++) {
    if (net.publicOwners[4].get(candidate)) continue;
    return [{ kind: 'public-address', eni: eni.record.id, private: address, public: candidate }];
  }
  return [];
}
