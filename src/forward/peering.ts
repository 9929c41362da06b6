/**
 * Crossing a peering: two VPCs, both ways, never through.
 */
import { firstAddress } from '../ip/address.ts';
import { NO_ROUTE } from '../fib/layout.ts';
import type { CompiledPeering, CompiledVpc } from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { DropReason } from '../model/drop-reason.ts';
import { DESTINATION, SOURCE } from './box.ts';
import { drop, type Drop } from './outcome.ts';
import { isAllowedIn } from './network-acl.ts';
import { checkSize } from './size.ts';
import { classify, exitKindOf, isCarried, type Hope } from './transit.ts';
import type { Entry, Next, Place } from './place.ts';
import type { Walk } from './walk.ts';

export function crossPeering(walk: Walk, { peering, from }: Extract<Place, { at: 'peering' }>): Next {
  const { packet } = walk;
  const { far } = sideOf(peering, from);
  const refusal = checkPeering(walk, peering, from);
  if (refusal) return refusal;
  walk.cross(peering.record.id);
  const nat = walk.translations.at(-1);
  if (walk.leg === 'forward' && nat?.kind === 'nat') walk.natCrossing = { peering: peering.record.id, nat };
  if (walk.recording)
    walk.record(`peering:${peering.record.id}`, `crosses from ${from.record.id} to ${far.record.id}`);
  if (walk.translations.at(-1)?.kind === 'nat' && from.profile.peering.sourceCheck) {
    // A NAT gateway in front of a peering works, though the guide does not list it.
    walk.note('undocumented-behaviour');
  }
  const entry: PeeringEntry = { edge: 'peering', peering, from };
  walk.enter(entry);
  if (packet.inSet(DESTINATION, far.range)) return { at: 'vpc', vpc: far, from: undefined };
  return beyondThePeer(walk, entry, far);
}

/** State, flags and source rule of a peering, as packets of one side meet them. */
export function checkPeering(walk: Walk, peering: CompiledPeering, from: CompiledVpc): Drop | undefined {
  const { packet } = walk;
  const hop = `peering:${peering.record.id}`;
  const { far } = sideOf(peering, from);
  // What is not known of either decides here, before anything is crossed.
  walk.dependOn(peering.record.id);
  walk.dependOn(far.record.id);
  const tooBig = checkSize(walk, hop, sizeLimit(peering, from));
  if (tooBig) return tooBig;
  const cause = { text: `peering ${peering.record.id}`, source: peering.record.source };
  const { nearHalf, farHalf } = sideOf(peering, from);
  if (!peering.live) {
    return drop('peering-not-active', hop, { detail: `${nearHalf.state} / ${farHalf.state}`, cause });
  }
  if ((!nearHalf.access || !farHalf.access) && !isAdmittedByRule(walk, far)) {
    return drop('peering-access-disabled', hop, { cause });
  }
  if (from.profile.peering.forwardedTrafficFlag && !farHalf.allowForwardedTraffic) {
    // What a gateway brings from a site is not forwarded by an appliance.
    const isFromGateway = walk.entry !== undefined && 'gateway' in walk.entry;
    if (!isFromGateway && !packet.inSet(SOURCE, from.range)) {
      return drop('peering-forwarded-traffic-denied', hop, { cause });
    }
  }
  if (!hasFamily(from, packet.family) || !hasFamily(far, packet.family)) {
    return drop('address-family-unsupported', hop, { cause });
  }
  const checksSource = walk.net.network.flags.peeringSourceCheck ?? from.profile.peering.sourceCheck;
  if (checksSource && !packet.inSet(SOURCE, from.range)) return drop('peering-src-not-local', hop, { cause });
  return undefined;
}

function sizeLimit({ ends: [a, b] }: CompiledPeering, from: CompiledVpc): number | undefined {
  const { mtu } = from.profile;
  return a.record.region === b.record.region ? mtu.peering : (mtu.peeringOtherRegion ?? mtu.peering);
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
function beyondThePeer(walk: Walk, entry: PeeringEntry, far: CompiledVpc): Next {
  switch (far.profile.peering.arrival) {
    case 'none':
      return refuseByName(walk, entry, far);
    case 'gateway':
      return throughGateway(walk, entry, far) ?? refuseByName(walk, entry, far);
    case 'main':
      return throughMainTable(walk, entry, far) ?? refuseByName(walk, entry, far);
  }
}

type PeeringEntry = Extract<Entry, { edge: 'peering' }>;

/** Straight to a gateway that knows the destination ("Configure VPN gateway transit for peering"). */
function throughGateway(walk: Walk, entry: PeeringEntry, far: CompiledVpc): Next | undefined {
  const { nearHalf, farHalf } = sideOf(entry.peering, far);
  if (!nearHalf.allowGatewayTransit || !farHalf.useRemoteGateways) return undefined;
  const gateway = far.siteGateways.find(
    (candidate) => candidate.attached && walk.packet.inSet(DESTINATION, candidate.prefixes),
  );
  return gateway && { at: 'site-gateway', gateway };
}

/** By the table for arrivals, where the matrix carries what it says; a dead target is named there. */
function throughMainTable(walk: Walk, entry: PeeringEntry, far: CompiledVpc): Next | undefined {
  const { packet, net } = walk;
  const table: Place = { at: 'table', table: far.main, vpc: far, subnet: undefined };
  const index = packet.lookup(net.fib, far.main.index);
  if (index === NO_ROUTE) return undefined;
  const hop = net.nextHops[index]!;
  if (isCarried(walk, far, entry, hop)) return table;
  // The table's own refusal names the gateway that does not list the range.
  const exit = exitKindOf(hop);
  return far.profile.siteGatewayLocalSubnets && (exit === 'vpn' || exit === 'dx') ? table : undefined;
}

function refuseByName(walk: Walk, entry: PeeringEntry, far: CompiledVpc): Drop {
  const hop = `peering:${entry.peering.record.id}`;
  const hope = classify(walk, far, entry.from);
  if (!hope) return drop('peering-dst-outside-peer-cidr', hop);
  const cell = far.profile.transit.peering[hope.exit];
  if (cell === 'carry') return drop('peering-dst-outside-peer-cidr', hop);
  if ('carryIf' in cell && cell.carryIf === 'gateway-lists-range') {
    return notListed(walk, entry, far, hope, cell.otherwise);
  }
  return refuse(entry, far, hope.to, 'drop' in cell ? cell.drop : cell.otherwise);
}

function refuse(entry: PeeringEntry, far: CompiledVpc, to: string, reason: DropReason): Drop {
  return drop(reason, `peering:${entry.peering.record.id}`, {
    transit: { from: entry.from.record.id, via: far.record.id, to },
  });
}

/**
 * A gateway of the peer knows the destination, but not by the table that packets over a peering are
 * looked up in. It is the gateway that would refuse, unless it lists the range: then that table does.
 */
function notListed(walk: Walk, entry: PeeringEntry, far: CompiledVpc, hope: Hope, reason: DropReason): Drop {
  const { gateway } = hope;
  if (gateway && !walk.packet.inSet(SOURCE, gateway.localSubnets)) {
    return drop(reason, `${gateway.record.kind}:${gateway.record.id}`);
  }
  const index = walk.packet.lookup(walk.net.fib, far.main.index);
  const hop = index === NO_ROUTE ? undefined : walk.net.nextHops[index]!;
  const exit = hop && exitKindOf(hop);
  const cell = exit && far.profile.transit.peering[exit];
  if (!cell || cell === 'carry') return drop('no-route', far.main.hop);
  return refuse(entry, far, hope.to, 'drop' in cell ? cell.drop : cell.otherwise);
}
