// Devices a route steers a packet through without changing it: an appliance behind an interface, and the
// fleet behind a Gateway Load Balancer endpoint.
// Both hide the sender's groups ("Security group rules"). A device that keeps state must see both legs
// ("Configure route tables", gateway route table rules); behind a transit gateway the cause is the zone
// ("Appliance in a shared services VPC").
import { inAny } from './address.ts';
import { subnetOf, zoneOf } from './estate.ts';
import { aclDrop, groupDrop } from './filters.ts';
import type { Gwlbe, Host, Subnet, Vpc } from './model.ts';
import {
  type Device,
  type Drop,
  type Journey,
  type Step,
  conversationOf,
  drop,
  hopOf,
  reemit,
  remember,
  remembers,
} from './packet.ts';
import { homeOf, leave } from './sending.ts';

function placeOf(device: Device): { vpc: Vpc | undefined; zone: string | undefined; hop: string } {
  if ('type' in device) return { vpc: device.vpc, zone: device.subnet?.az, hop: hopOf(device) };
  return { vpc: device.vpc, zone: zoneOf(device), hop: `eni:${device.name}` };
}

/** A device that keeps state lets no reply pass whose request it has never seen. */
function meet(journey: Journey, device: Device): Drop | undefined {
  const { stateful, packet, leg } = journey;
  if (!device.stateful) return undefined;
  const conversation = conversationOf(journey);
  const mates = stateful.forward.filter((meeting) => meeting.conversation === conversation);
  const known = mates.find((meeting) => meeting.device === device);
  if (leg === 'forward') {
    if (known === undefined) stateful.forward.push({ device, conversation });
    return undefined;
  }
  if (known !== undefined) {
    stateful.return.add(known);
    return undefined;
  }
  const { vpc, zone, hop } = placeOf(device);
  const rival = mates.some((other) => {
    const place = placeOf(other.device);
    return place.vpc === vpc && place.zone !== zone;
  });
  const zoned = packet.entered?.kind === 'tgw' && rival;
  return drop(zoned ? 'tgw-appliance-az-asymmetry' : 'return-asymmetric', hop);
}

export function throughAppliance(
  journey: Journey,
  host: Host,
  vpc: Vpc,
  from: Subnet | undefined,
  overridesLocal: boolean,
): Step {
  const { packet, world, leg } = journey;
  const hop = `eni:${host.name}`;
  if (inAny(host.spans, packet.dst)) return { kind: 'deliver', vpc, from };
  const subnet = homeOf(host, vpc, packet.dst);
  if (world.profile === 'aws' && overridesLocal && subnet !== undefined) {
    const beside = subnet === from || subnet === subnetOf(vpc, packet.dst);
    if (beside) return drop('appliance-same-subnet', hop);
  }
  if (host.check) return drop('dest-check-failed', hop);
  if (!host.forwards) return drop('appliance-not-forwarding', hop);
  if (host.drops) return drop('appliance-dropped', hop);
  const stranger = meet(journey, host);
  if (stranger !== undefined) return stranger;
  if (subnet !== from) {
    const denied = aclDrop(journey, subnet, 'in');
    if (denied !== undefined) return denied;
  }
  const tracked = leg === 'return' && remembers(journey, host);
  if (!tracked) {
    const denied = groupDrop(journey, host.groups, 'in', vpc) ?? groupDrop(journey, host.groups, 'out', vpc);
    if (denied !== undefined) return denied;
  }
  if (leg === 'forward') remember(journey, host);
  journey.via.add(host.name);
  reemit(packet);
  return leave(journey, vpc, subnet);
}

export function throughFleet(journey: Journey, link: Gwlbe, vpc: Vpc, from: Subnet | undefined): Step {
  const { subnet } = link;
  if (subnet !== from) {
    const denied = aclDrop(journey, subnet, 'in');
    if (denied !== undefined) return denied;
  }
  if (link.drops) return drop('appliance-dropped', hopOf(link));
  const stranger = meet(journey, link);
  if (stranger !== undefined) return stranger;
  journey.via.add(link.id);
  reemit(journey.packet);
  return leave(journey, vpc, subnet);
}
