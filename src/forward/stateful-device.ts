/**
 * Devices on the way that keep state about conversations that merely pass by: each must see both
 * directions of one ("Configure route tables", Amazon VPC User Guide).
 */
import type { CompiledSubnet } from '../compile/compiled-network.ts';
import { drop, type Drop } from './outcome.ts';
import type { Walk } from './walk.ts';

/** The packet comes to a device of that subnet. Lets no reply pass whose request it has not seen. */
export function meetStatefulDevice(walk: Walk, hop: string, { record }: CompiledSubnet): Drop | undefined {
  const { conversation } = walk;
  const mates = walk.statefulDevices.filter((device) => device.conversation === conversation);
  const known = mates.find((device) => device.hop === hop);
  if (walk.leg === 'return') {
    if (known) {
      walk.statefulSeen = [...walk.statefulSeen, known];
      return undefined;
    }
    // "Appliance in a shared services VPC": the gateway chose another zone than for the request.
    const hasTwin = mates.some(({ vpc, zone }) => vpc === record.vpc && zone !== record.az);
    const isZoned = walk.entry?.edge === 'tgw' && hasTwin;
    return drop(isZoned ? 'tgw-appliance-az-asymmetry' : 'return-asymmetric', hop);
  }
  if (!known) {
    walk.statefulDevices = [...walk.statefulDevices, { hop, vpc: record.vpc, zone: record.az, conversation }];
    walk.devices = [...walk.devices, hop];
  }
  return undefined;
}

/** At the end of a conversation: a device that saw its request, but not the answer. */
export function missedDevice(walk: Walk): Drop | undefined {
  const { conversation } = walk;
  const missed = walk.statefulDevices.find(
    (device) => device.conversation === conversation && !walk.statefulSeen.includes(device),
  );
  return missed && drop('return-asymmetric', missed.hop);
}
