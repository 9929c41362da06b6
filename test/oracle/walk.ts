// The walk of one leg: step after step, until the packet is somewhere or nowhere.
// This is the only place that knows every kind of step; the parts themselves never call each other.
// A packet that still moves after a thousand steps is circling in some way no single part can see.
import { throughAppliance, throughFleet } from './appliances.ts';
import { deliver, received } from './delivery.ts';
import { throughEndpoint, throughNlb } from './endpoints.ts';
import { eigwOut, gatewayEndpoint, gatewayIn, igwIn, igwOut, natOut, privateOut } from './gateways.ts';
import type { Link, Subnet, Vpc } from './model.ts';
import { atInternet, atSite, siteRoute } from './outside.ts';
import { type Drop, type End, type Journey, type Step, drop, hopOf } from './packet.ts';
import { cross } from './crossing.ts';
import { visit } from './routing.ts';
import { leave, undo } from './sending.ts';
import { intoTgw, throughTgw } from './transit.ts';

function hand(journey: Journey, link: Link, vpc: Vpc, subnet: Subnet | undefined): Step {
  switch (link.type) {
    case 'peering':
      return cross(journey, link, vpc, undefined);
    case 'igw':
      return igwOut(journey, link, vpc);
    case 'eigw':
      return eigwOut(journey, link, vpc);
    case 'nat':
      return natOut(journey, link, vpc, subnet);
    case 'vgw':
    case 'dx':
    case 'vpn':
      return privateOut(journey, link, vpc);
    case 'tgw':
      return intoTgw(journey, link, vpc, subnet);
    case 'gateway-endpoint':
      return gatewayEndpoint(journey, link, vpc);
    case 'gwlbe':
      return throughFleet(journey, link, vpc, subnet);
    default:
      return drop('route-target-invalid', hopOf(link));
  }
}

function next(journey: Journey, step: Exclude<Step, Drop | { kind: 'reached' }>): Step {
  switch (step.kind) {
    case 'loopback':
      return received(journey, step.host);
    case 'leave':
      return leave(journey, step.vpc, step.subnet);
    case 'route':
      return visit(journey, step.vpc, step.table, step.subnet);
    case 'deliver':
      return deliver(journey, step.vpc, step.from);
    case 'cross':
      return cross(journey, step.peering, step.from, step.appliance);
    case 'hand':
      return hand(journey, step.link, step.vpc, step.subnet);
    case 'appliance':
      return throughAppliance(journey, step.host, step.vpc, step.from, step.overridesLocal);
    case 'tgw':
      return throughTgw(journey, step.tgw, step.ingress, step.az);
    case 'site-route':
      return siteRoute(journey, step.site);
    case 'site':
      return atSite(journey, step.site);
    case 'gateway-in':
      return gatewayIn(journey, step.link, step.vpc);
    case 'igw-out':
      return igwOut(journey, step.link, step.vpc);
    case 'igw-in':
      return igwIn(journey, step.link, step.vpc);
    case 'internet':
      return atInternet(journey);
    case 'endpoint':
      return throughEndpoint(journey, step.link, step.vpc, step.subnet);
    case 'nlb':
      return throughNlb(journey, step.link, step.vpc, step.subnet);
    default:
      return undo(journey, step.translation);
  }
}

export function walk(journey: Journey, first: Step): Drop | End {
  let step = first;
  for (let taken = 0; taken < 1000; taken += 1) {
    if (step.kind === 'drop') return step;
    if (step.kind === 'reached') return step.end;
    step = next(journey, step);
  }
  return drop('routing-loop', 'event:walk');
}
