/**
 * Addresses a provider would not give to an interface.
 */
import { formatAddress } from '../../ip/address.ts';
import { rangeHas } from '../../ip/range.ts';
import type { Eni } from '../eni.ts';
import type { Network } from '../network.ts';
import { PROFILES } from '../profile/profiles.ts';
import type { Objection } from '../refusal.ts';
import { reservedAddresses } from '../reserved-addresses.ts';

export function refuseAddress(network: Network, eni: Eni): Objection | undefined {
  const vpc = network.vpcs.get(eni.vpc);
  const subnet = network.subnets.get(eni.subnet);
  // A stand-in for hosts nobody listed holds whole subnets.
  if (!vpc || !subnet || eni.owner.kind === 'unmodelled') return undefined;
  for (const prefix of subnet.prefixes) {
    for (const address of reservedAddresses(PROFILES[vpc.profile].subnet, prefix).keys()) {
      if (!eni.addresses.some((range) => rangeHas(range, address))) continue;
      const detail = `${formatAddress(address)} of interface ${eni.id} is kept by the provider in ${subnet.id}`;
      return { reason: 'address-refused-reserved', detail };
    }
  }
  return undefined;
}
