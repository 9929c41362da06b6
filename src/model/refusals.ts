/**
 * What providers would have refused in a network as it was read.
 *
 * Only refused peerings change what packets do: they are there and carry nothing. Everything else is
 * said and left as it is, because a network that exists may owe it to a raised quota or an older rule.
 */
import { quotaObjections } from './control-plane/excess.ts';
import { refuseAcl } from './control-plane/refuse-acl.ts';
import { refuseAddress } from './control-plane/refuse-address.ts';
import { refuseEndpoint } from './control-plane/refuse-endpoint.ts';
import { refusedPeerings } from './control-plane/refuse-peering.ts';
import { refuseSubnet, refuseVpcRange } from './control-plane/refuse-range.ts';
import { refuseRoute } from './control-plane/refuse-route.ts';
import type { Network } from './network.ts';
import { isFinal, withHalf } from './peering-life.ts';
import { PROFILES } from './profile/profiles.ts';
import type { Refusal } from './refusal.ts';

/** Everything in a network that its providers would have refused. */
export function refusalsOf(network: Network): Refusal[] {
  return [
    ...refusedPeerings(network).map((refused) => refused.refusal),
    ...refusedRanges(network),
    ...refusedRoutes(network),
    ...refusedEndpoints(network),
    ...refusedInside(network),
    ...quotaObjections(network),
  ];
}

function refusedRanges(network: Network): Refusal[] {
  const refusals: Refusal[] = [];
  for (const vpc of network.vpcs.values()) {
    for (const [i, range] of vpc.cidrs.entries()) {
      const found = refuseVpcRange(PROFILES[vpc.profile], vpc.id, vpc.cidrs.slice(0, i), range);
      if (found) refusals.push({ ...found, source: vpc.source });
    }
  }
  for (const subnet of network.subnets.values()) {
    const found = refuseSubnet(network, subnet);
    if (found) refusals.push({ ...found, source: subnet.source });
  }
  return refusals;
}

function refusedRoutes(network: Network): Refusal[] {
  const refusals: Refusal[] = [];
  for (const table of network.routeTables.values()) {
    for (const [i, route] of table.routes.entries()) {
      const found = refuseRoute(network, table, route, table.routes.slice(0, i));
      if (found) refusals.push({ ...found, source: route.source });
    }
  }
  return refusals;
}

function refusedEndpoints(network: Network): Refusal[] {
  const refusals: Refusal[] = [];
  for (const link of network.links.values()) {
    const found = link.kind === 'endpoint' ? refuseEndpoint(network, link) : undefined;
    if (found) refusals.push({ ...found, source: link.source });
  }
  return refusals;
}

/** Addresses of interfaces, and rules of ACLs. */
function refusedInside(network: Network): Refusal[] {
  const refusals: Refusal[] = [];
  for (const eni of network.enis.values()) {
    const found = refuseAddress(network, eni);
    if (found) refusals.push({ ...found, source: eni.source });
  }
  for (const acl of network.networkAcls.values()) {
    const found = refuseAcl(network, acl);
    if (found) refusals.push({ ...found, source: acl.source });
  }
  return refusals;
}

/** The network with the peerings marked that its providers would have refused. */
export function withoutRefused(network: Network): Network {
  const refused = refusedPeerings(network);
  if (refused.length === 0) return network;
  const links = new Map(network.links);
  for (const { peering, refusal } of refused) {
    const vpc = network.vpcs.get(peering.halves[0].vpc);
    if (!vpc) continue;
    const profile = PROFILES[vpc.profile];
    const marked = { ...peering, refused: refusal.reason };
    const state = profile.peering.refused;
    links.set(peering.id, isFinal(profile, peering) ? marked : withHalf(marked, undefined, state));
  }
  return { ...network, links };
}
