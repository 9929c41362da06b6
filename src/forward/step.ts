/**
 * One step: from the place where a packet is to the next one, or to the end of the leg.
 *
 * Together with the file of each kind of place this is the only code that decides anything about a
 * packet. Every engine goes through it: a trace steps one packet, reachability steps whole boxes, the
 * bulk engine runs on tables made from those.
 */
import { passAppliance, passGwlbe } from './appliance.ts';
import { deliver, findSubnet, receive } from './delivery.ts';
import { answerThroughEndpoint, useEndpoint, useGatewayEndpoint } from './endpoint.ts';
import { leaveInterface, leaveSubnet } from './interface.ts';
import { enterFromInternet, leaveByEgressOnlyGateway, leaveByInternetGateway } from './internet.ts';
import { enterNat } from './nat.ts';
import { crossPeering } from './peering.ts';
import { route } from './route.ts';
import { enterFromSite, leaveToSite, passSite } from './site.ts';
import { enterTgw, passTgw } from './transit-gateway.ts';
import type { Next, Place } from './place.ts';
import type { Walk } from './walk.ts';

export function step(walk: Walk, place: Place): Next {
  switch (place.at) {
    case 'eni':
      return leaveInterface(walk, place.eni);
    case 'subnet':
      return leaveSubnet(walk, place.subnet);
    case 'table':
      return route(walk, place);
    case 'vpc':
      return findSubnet(walk, place);
    case 'delivery':
      return deliver(walk, place);
    case 'received':
      return receive(walk, place.eni);
    case 'peering':
      return crossPeering(walk, place);
    case 'igw':
      return leaveByInternetGateway(walk, place.igw);
    case 'eigw':
      return leaveByEgressOnlyGateway(walk, place.eigw);
    case 'from-internet':
      return enterFromInternet(walk);
    case 'nat':
      return enterNat(walk, place);
    case 'site-gateway':
      return leaveToSite(walk, place.gateway);
    case 'from-site':
      return enterFromSite(walk, place.gateway);
    case 'site':
      return passSite(walk, place);
    case 'tgw-door':
      return enterTgw(walk, place);
    case 'tgw':
      return passTgw(walk, place);
    case 'appliance':
      return passAppliance(walk, place);
    case 'gwlbe':
      return passGwlbe(walk, place);
    case 'gateway-endpoint':
      return useGatewayEndpoint(walk, place.endpoint);
    case 'endpoint':
      return useEndpoint(walk, place.endpoint, place.eni);
    case 'endpoint-reply':
      return answerThroughEndpoint(walk, place.endpoint);
  }
}
