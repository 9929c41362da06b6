/**
 * Crossing a peering: two VPCs, both ways, never through.
 */
import { firstAddress } from '../ip/address.ts';
import { NO_ROUTE } from '../fib/layout.ts';
import type { CompiledPeering, CompiledVpc } from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { DropReason } from '../model/drop-reason.ts';
import { DESTINATION, SOURCE } from './box.ts';
import type { Drop } from './outcome.ts';
import { isAllowedIn } from './filter.ts';
import { classify, isCarried, type Hope } from './transit.ts';
import type { Entry, Next, Place } from './place.ts';
import { drop, type Walk } from './walk.ts';

export function crossPeering(walk: Walk, { peering, from }: Extract<Place, { at: 'peering' }>): Next {
  const { packet } = walk;
  const { far } = sideOf(peering, from);
  const refusal = checkPeering(walk, peering, from);
  if (refusal) return refusal;
  walk.cross(peering.record.id);
  walk.lastPeering = peering.record.id;
  if (walk.recording)
    walk.record(`peering:${peering.record.id}`, `crosses from ${from.record.id} to ${far.record.id}`);
  if (walk.translations.at(-1)?.kind === 'nat' && from.profile.peering.sourceCheck) {
    // A NAT gateway in front of a peering works, though the guide does not list it.
    walk.notes.add('undocumented-behaviour');
  }
  const entry: Entry = { edge: 'peering', peering, from };
  walk.enter(entry);
  if (packet.inSet(DESTINATION, far.range)) return { at: 'vpc', vpc: far, from: undefined };
  return beyondThePeer(walk, entry, from, far);
}

/** State, flags and source rule of a peering, as packets of one side meet them. */
export function checkPeering(walk: Walk, peering: CompiledPeering, from: CompiledVpc): Drop | undefined {
  const { packet } = walk;
  const hop = `peering:${peering.record.id}`;
  const cause = { text: `peering ${peering.record.id}`, source: peering.record.source };
  const { nearHalf, farHalf } = sideOf(peering, from);
  if (!peering.live) {
    return drop('peering-not-active', hop, { detail: `${nearHalf.state} / ${farHalf.state}`, cause });
  }
  const { far } = sideOf(peering, from);
  if (!hasFamily(from, packet.family) || !hasFamily(far, packet.family)) {
    return drop('address-family-unsupported', hop, { cause });
  }
  if ((!nearHalf.access || !farHalf.access) && !isAdmittedByRule(walk, far)) {
    return drop('peering-access-disabled', hop, { cause });
  }
  const rules = from.profile.peering;
  const checksSource = walk.net.network.flags.peeringSourceCheck ?? rules.sourceCheck;
  if (!checksSource && !rules.forwardedTrafficFlag) return undefined;
  if (packet.inSet(SOURCE, from.range)) return undefined;
  if (checksSource) return drop('peering-src-not-local', hop, { cause });
  // What a gateway brings from a site is not forwarded by an appliance.
  const isFromGateway = walk.entry !== undefined && 'gateway' in walk.entry;
  if (farHalf.allowForwardedTraffic || isFromGateway) return undefined;
  return drop('peering-forwarded-traffic-denied', hop, { cause });
}

function hasFamily(vpc: CompiledVpc, family: 4 | 6): boolean {
  return vpc.range[family].segmentCount > 1 || vpc.range[family].get(firstAddress(family)) !== undefined;
}

/** Without access only the default rules stop admitting the peer; a rule of its own still does. (U) */
function isAdmittedByRule(walk: Walk, far: CompiledVpc): boolean {
  if (walk.leg === 'return') return true;
  const subnet = walk.packet.find(DESTINATION, far.subnets);
  return subnet?.acl !== undefined && isAllowedIn(walk.packet, subnet.acl);
}

/** The destination is not of the peer: some providers carry it on, the others refuse by name. */
function beyondThePeer(walk: Walk, entry: Entry, from: CompiledVpc, far: CompiledVpc): Next {
  const { packet, net } = walk;
  if (far.profile.peering.arrivalTable === 'main') {
    const index = packet.lookup(net.fib, far.main.index);
    if (index !== NO_ROUTE && isCarried(walk, far, entry, net.nextHops[index]!)) {
      return { at: 'table', table: far.main, vpc: far, subnet: undefined };
    }
    const lacksListing =
      index !== NO_ROUTE && far.profile.siteGatewayLocalSubnets && net.nextHops[index]!.kind === 'site';
    // The table's own refusal names the gateway that does not list the range.
    if (lacksListing) return { at: 'table', table: far.main, vpc: far, subnet: undefined };
  }
  const hop = `peering:${entry.edge === 'peering' ? entry.peering.record.id : ''}`;
  const hope = classify(walk, far, from);
  if (!hope) return drop('peering-dst-outside-peer-cidr', hop);
  const cell = far.profile.transit.peering[hope.exit];
  if (cell === 'carry') return drop('peering-dst-outside-peer-cidr', hop);
  if ('carryIf' in cell && cell.carryIf === 'gateway-lists-range')
    return notListed(walk, far, hope, cell.otherwise);
  const reason = 'drop' in cell ? cell.drop : cell.otherwise;
  return drop(reason, hop, { transit: { from: from.record.id, via: far.record.id, to: hope.to } });
}

/**
 * A gateway of the peer knows the destination, but not by the table that packets over a peering are
 * looked up in. It is the gateway that would refuse, unless it lists the range: then a route is missing.
 */
function notListed(walk: Walk, far: CompiledVpc, hope: Hope, reason: DropReason): Next {
  const gateway = far.siteGateways.find((candidate) => candidate.site.record.id === hope.to);
  if (!gateway || walk.packet.inSet(SOURCE, gateway.localSubnets)) return drop('no-route', far.main.hop);
  return drop(reason, `${gateway.record.kind}:${gateway.record.id}`);
}
