// Crossing a transit gateway: in at an attachment, through the table of that attachment, out at another.
// A VPC attachment has one interface per zone; it serves senders of that zone only, and by default the
// packet stays in its zone on the far side. Appliance mode pins both legs of a flow to one zone ("Transit
// gateway attachments to a VPC", "Appliance in a shared services VPC").
// Access lists apply at the attachment subnets ("How Network ACLs work with transit gateways").
import { aclDrop } from './filters.ts';
import type { Attachment, Subnet, Tgw, Vpc } from './model.ts';
import { type Journey, type Step, drop, hopOf, revisits } from './packet.ts';
import { tooBig, tunnelDrop } from './routing.ts';
import { leave } from './sending.ts';
import { tgwRoute } from './tgw.ts';

/** From a VPC into the gateway; the route that led here has already proved the attachment alive. */
export function intoTgw(journey: Journey, tgw: Tgw, vpc: Vpc, subnet: Subnet | undefined): Step {
  const ingress = tgw.attachments.get(vpc.id);
  if (ingress === undefined) return drop('tgw-attachment-unavailable', hopOf(tgw));
  const here =
    subnet === undefined ? ingress.subnets[0] : ingress.subnets.find((held) => held.az === subnet.az);
  if (here === undefined) return drop('tgw-no-attachment-in-az', hopOf(tgw));
  // The list of the attachment subnet is asked even when the sender sits in that very subnet.
  const denied = aclDrop(journey, here, 'in');
  return denied ?? { kind: 'tgw', tgw, ingress, az: here.az };
}

function intoVpc(journey: Journey, tgw: Tgw, to: Attachment, vpc: Vpc, az: string | undefined): Step {
  const { packet } = journey;
  const near = to.applianceMode ? undefined : to.subnets.find((subnet) => subnet.az === az);
  const subnet = near ?? to.subnets[0];
  packet.entered = { kind: 'tgw', link: tgw };
  packet.crossedEdge = true;
  return leave(journey, vpc, subnet);
}

function intoPeer(journey: Journey, tgw: Tgw, peer: string): Step {
  const far = journey.world.links.get(peer);
  if (far?.type !== 'tgw') return drop('tgw-attachment-unavailable', hopOf(tgw));
  const ingress = [...far.attachments.values()].find((attachment) => attachment.peer === tgw.id);
  if (ingress?.live !== true) return drop('tgw-attachment-unavailable', hopOf(far));
  return { kind: 'tgw', tgw: far, ingress, az: undefined };
}

export function throughTgw(journey: Journey, tgw: Tgw, ingress: Attachment, az: string | undefined): Step {
  const { packet, world } = journey;
  journey.via.add(tgw.id);
  journey.routers[journey.leg].add(tgw.id);
  packet.emitter = undefined;
  if (tgw.sgReferencing) packet.overTgw = true;
  else packet.lost = true;
  const table = tgw.associations.get(ingress.name);
  if (table === undefined) return drop('tgw-attachment-not-associated', hopOf(tgw));
  const tableHop = `${hopOf(tgw)}/${table}`;
  if (revisits(journey, tableHop)) return drop('routing-loop', tableHop);
  const route = tgwRoute(tgw, table, packet.dst);
  if (route === undefined) return drop('tgw-no-route', tableHop);
  if (route.to === 'blackhole') return drop('tgw-blackhole', tableHop);
  const to = tgw.attachments.get(route.to);
  if (to?.live !== true) return drop('tgw-attachment-unavailable', hopOf(tgw));
  const big = tooBig(journey, tgw);
  if (big !== undefined) return big;
  const narrow = tunnelDrop(journey, tgw, to);
  if (narrow !== undefined) return narrow;
  if (to.vpc !== undefined) return intoVpc(journey, tgw, to, to.vpc, az);
  if (to.site !== undefined) {
    packet.entered = undefined;
    packet.crossedEdge = true;
    return { kind: 'site', site: to.site };
  }
  return to.peer === undefined || world.links.get(to.peer) === undefined
    ? drop('tgw-attachment-unavailable', hopOf(tgw))
    : intoPeer(journey, tgw, to.peer);
}
