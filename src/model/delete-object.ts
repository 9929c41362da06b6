/**
 * Deletion of links, hosts, subnets and VPCs: what becomes of the object, of its routes, and of what
 * hangs on it. Most deleted objects stay in the network with a state that carries nothing, because
 * routes go on naming them.
 */
import { endpointUsing } from './control-plane/refuse-endpoint.ts';
import type { Link, Peering } from './link.ts';
import { mapLink, withAttachment } from './map-link.ts';
import { linksOf, type Network, type Vpc } from './network.ts';
import { afterRequest, isPending } from './peering-life.ts';
import { PROFILES } from './profile/profiles.ts';
import type { Objection } from './refusal.ts';

export function deleteObject(network: Network, id: string): Network | Objection {
  const link = network.links.get(id);
  if (link) return deleteLink(network, link);
  const eni = network.enis.get(id);
  if (eni) return deleteHost(network, id, network.vpcs.get(eni.vpc));
  if (network.subnets.has(id)) return deleteSubnet(network, id);
  const vpc = network.vpcs.get(id);
  return vpc ? deleteVpc(network, vpc) : { reason: 'not-found', detail: `there is no ${id}` };
}

function deleteLink(network: Network, link: Link): Network | Objection {
  switch (link.kind) {
    case 'peering':
      return deletePeering(network, link);
    case 'igw':
    case 'eigw':
    case 'vgw':
    case 'dx':
    case 'vpn':
      return mapLink(network, link.id, () => ({ ...link, state: 'detached' }));
    case 'gateway-endpoint':
      return withoutRoutesTo(
        mapLink(network, link.id, () => ({ ...link, state: 'deleted' })),
        link.id,
      );
    case 'nat':
    case 'endpoint':
    case 'gwlbe':
      return mapLink(network, link.id, () => ({ ...link, state: 'deleted' }));
    case 'tgw': {
      const attachments = [...link.attachments.values()];
      return mapLink(network, link.id, () =>
        attachments.reduce(
          (tgw, attachment) => withAttachment(tgw, attachment.id, { state: 'deleted' }),
          link,
        ),
      );
    }
    case 'nlb': {
      const user = endpointUsing(network, { kind: 'load-balancer', link: link.id });
      if (user) return { reason: 'service-in-use', detail: `${user.id} is connected to it` };
      return mapLink(network, link.id, () => ({ ...link, listeners: [] }));
    }
  }
}

/**
 * "Deleting a VPC Peering Connection" (Open Telekom Cloud): the routes go with it; with AWS they stay as
 * blackholes ("Delete a VPC peering connection", Amazon VPC Peering Guide).
 */
function deletePeering(network: Network, peering: Peering): Network | Objection {
  const vpc = network.vpcs.get(peering.halves[0].vpc);
  if (!vpc) throw new Error(`peering ${peering.id} joins a VPC that the network does not have`);
  const profile = PROFILES[vpc.profile];
  const deleted = afterRequest(profile, peering, 'delete');
  if ('reason' in deleted) return deleted;
  const ended = mapLink(network, peering.id, () => deleted);
  return profile.peering.routesOnDeletion === 'withdrawn' ? withoutRoutesTo(ended, peering.id) : ended;
}

function withoutRoutesTo(network: Network, link: string): Network {
  const routeTables = new Map(network.routeTables);
  for (const [id, table] of network.routeTables) {
    const routes = table.routes.filter((route) => route.target.kind !== 'link' || route.target.link !== link);
    if (routes.length < table.routes.length) routeTables.set(id, { ...table, routes });
  }
  return { ...network, routeTables };
}

/** Where a service may stand on a host, its endpoints hold the host ("Deleting a VPC Endpoint Service"). */
function deleteHost(network: Network, id: string, vpc: Vpc | undefined): Network | Objection {
  const user =
    vpc && PROFILES[vpc.profile].endpoint.servesHosts
      ? endpointUsing(network, { kind: 'eni', eni: id })
      : undefined;
  if (user) return { reason: 'service-in-use', detail: `${user.id} is connected to it` };
  return withEnisDown(network, (eni) => eni === id);
}

function withEnisDown(network: Network, isMeant: (eni: string, vpc: string) => boolean): Network {
  const enis = new Map(network.enis);
  for (const [id, eni] of enis) if (isMeant(id, eni.vpc)) enis.set(id, { ...eni, state: 'down' });
  return { ...network, enis };
}

function deleteSubnet(network: Network, id: string): Network | Objection {
  const user =
    [...network.enis.values()].find((eni) => eni.subnet === id)?.id ??
    [...network.links.values()].find((link) => standsIn(link, id))?.id;
  if (user !== undefined) return { reason: 'subnet-in-use', detail: `${user} stands in ${id}` };
  const subnets = new Map(network.subnets);
  subnets.delete(id);
  return { ...network, subnets };
}

function standsIn(link: Link, subnet: string): boolean {
  if (link.kind === 'gwlbe' || link.kind === 'nat') return link.subnet === subnet;
  if (link.kind !== 'tgw') return false;
  return [...link.attachments.values()].some(
    ({ attached }) => attached.kind === 'vpc' && attached.subnets.includes(subnet),
  );
}

/** Its links go with it, where the provider lets it go; a request that waits for it stands in the way. */
function deleteVpc(network: Network, vpc: Vpc): Network | Objection {
  const profile = PROFILES[vpc.profile];
  const request = linksOf(network, 'peering').find(
    (peering) => peering.halves[1].vpc === vpc.id && isPending(profile, peering),
  );
  if (request) return { reason: 'vpc-in-use', detail: `request ${request.id} is pending` };
  if (profile.vpcDeletion === 'refused-while-in-use') {
    const rest = remainsOf(network, vpc.id);
    if (rest !== undefined) return { reason: 'vpc-in-use', detail: `${rest} is still in ${vpc.id}` };
  }
  let current = network;
  for (const link of network.links.values()) {
    if (!belongsTo(link, vpc.id)) continue;
    const ended = deleteLink(current, link);
    if (!('reason' in ended)) current = ended;
  }
  return withEnisDown(current, (_, owner) => owner === vpc.id);
}

function belongsTo(link: Link, vpc: string): boolean {
  if (link.kind === 'peering') return link.halves.some((half) => half.vpc === vpc);
  return link.kind !== 'tgw' && link.vpc === vpc;
}

function remainsOf(network: Network, vpc: string): string | undefined {
  const link = [...network.links.values()].find(
    (candidate) => belongsTo(candidate, vpc) && !isGone(candidate),
  );
  if (link) return link.id;
  return [...network.subnets.values()].find((subnet) => subnet.vpc === vpc)?.id;
}

function isGone(link: Link): boolean {
  if (link.kind === 'peering') return link.halves.every((half) => half.state.toLowerCase() === 'deleted');
  return 'state' in link && (link.state === 'deleted' || link.state === 'detached');
}
