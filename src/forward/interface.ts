/**
 * Leaving an interface, and leaving a subnet.
 */
import type { CompiledEni, CompiledSubnet } from '../compile/compiled-network.ts';
import { DESTINATION, DESTINATION_PORT, SOURCE } from './box.ts';
import { takeBackReply } from './endpoint.ts';
import { dependOnMachine } from './machine.ts';
import { passAcl } from './network-acl.ts';
import { passGroups } from './security-group.ts';
import type { Next } from './place.ts';
import { arrived, drop } from './outcome.ts';
import type { Walk } from './walk.ts';

export function leaveInterface(walk: Walk, eni: CompiledEni): Next {
  const { packet } = walk;
  const hop = eni.hop;
  if (eni.record.state !== 'up') return drop('source-eni-unavailable', hop, { cause: written(eni) });
  if (!hasFamily(eni, packet.family)) {
    return drop('address-family-unsupported', hop, {
      detail: `${eni.record.id} has no IPv${packet.family} address`,
      cause: written(eni),
    });
  }
  dependOnMachine(walk, eni);
  if (eni.owner.kind === 'unmodelled') walk.doubts.about(eni.owner.id, hop);
  const isOwn = packet.inSet(SOURCE, eni.addresses);
  if (!isOwn && eni.record.sourceDestCheck) return drop('source-check-failed', hop, { cause: written(eni) });
  if (walk.unresolvedName !== undefined) {
    return drop('dns-unresolved', `resolver:${eni.vpc.record.id}`, {
      detail: `nothing answers for ${walk.unresolvedName}`,
    });
  }
  // A packet to an address of the sending machine never leaves it.
  const own = eni.machine ? packet.find(DESTINATION, eni.machine) : undefined;
  if (own) return { at: 'received', eni: own };
  if (isOwnAddress(walk, eni))
    return { at: 'received', eni: packet.find(DESTINATION, eni.vpc.owners) ?? eni };
  const takenBack = takeBackReply(walk, eni);
  if (takenBack) return takenBack;
  const platform = toPlatform(walk, eni);
  if (platform) return platform;
  const refusal = passGroups(walk, eni, 'egress');
  if (refusal) return refusal;
  walk.emitter = eni;
  if (walk.recording) walk.record(hop, 'leaves the interface');
  return { at: 'subnet', subnet: eni.subnet };
}

/**
 * The members of a fleet are machines of their own: only the sender's very address is its own. Stand-ins
 * for whoever may be there are not told apart: a subnet of IPv6 has more addresses than can be looked at.
 */
function isOwnAddress(walk: Walk, eni: CompiledEni): boolean {
  const { packet } = walk;
  if (packet.inSet(DESTINATION, eni.singles)) return true;
  if (!eni.isFleet || eni.owner.kind === 'unmodelled') return false;
  return packet.inSet(DESTINATION, eni.addresses) && packet.areEqual(SOURCE, DESTINATION);
}

function written(eni: CompiledEni) {
  return { text: `interface ${eni.record.id}`, source: eni.record.source };
}

function hasFamily(eni: CompiledEni, family: 4 | 6): boolean {
  return eni.record.addresses.some((range) => (typeof range.first === 'number' ? 4 : 6) === family);
}

/**
 * Resolver, time and metadata of the platform answer every interface, past groups and ACLs ("Control
 * traffic to subnets using network ACLs", "Security group rules", Amazon VPC User Guide).
 */
function toPlatform(walk: Walk, eni: CompiledEni): Next | undefined {
  const { packet } = walk;
  const { vpc } = eni;
  const port = packet.find(DESTINATION, vpc.platformPorts);
  const isService = port !== undefined && packet.is(DESTINATION_PORT, port);
  const isResolver =
    vpc.resolver !== undefined &&
    packet.family === 4 &&
    packet.is(DESTINATION, vpc.resolver) &&
    packet.is(DESTINATION_PORT, 53);
  if (walk.isForeign || (!isService && !isResolver)) return undefined;
  if (walk.recording) walk.record(`resolver:${vpc.record.id}`, 'the platform answers');
  return arrived({ kind: 'platform', vpc });
}

/** Traffic between two hosts of one subnet meets neither ACL nor route table. */
export function leaveSubnet(walk: Walk, subnet: CompiledSubnet): Next {
  if (walk.packet.inSet(DESTINATION, subnet.range)) return { at: 'vpc', vpc: subnet.vpc, from: subnet };
  walk.dependOn(subnet.record.id);
  const refusal = passAcl(walk, subnet, 'egress');
  if (refusal) return refusal;
  return { at: 'table', table: subnet.table, vpc: subnet.vpc, subnet };
}
