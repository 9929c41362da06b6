/**
 * Addresses of a subnet that its provider keeps: network, router, resolver, broadcast and the like.
 */
import { familyOf, plus, type Address } from '../ip/address.ts';
import { lastOf, type Prefix } from '../ip/prefix.ts';
import { rangeOf, type Range } from '../ip/range.ts';
import type { SubnetRules } from './profile/profile.ts';

/** Each address once, with what it is; offsets from both ends meet in tiny subnets. */
export function reservedAddresses(rules: SubnetRules, prefix: Prefix): Map<Address, 'gateway' | 'reserved'> {
  const reserved = new Map<Address, 'gateway' | 'reserved'>();
  if (familyOf(prefix.address) === 6 && !rules.unusableInIpv6) return reserved;
  const last = lastOf(prefix);
  const add = (address: Address, value: 'gateway' | 'reserved'): void => {
    if (address >= prefix.address && address <= last && !reserved.has(address)) reserved.set(address, value);
  };
  for (const offset of rules.unusableFromFirst) {
    add(plus(prefix.address, offset), offset === rules.gatewayOffset ? 'gateway' : 'reserved');
  }
  for (const offset of rules.unusableFromLast) add(plus(last, -offset), 'reserved');
  return reserved;
}

/** What is left of a subnet for hosts; a subnet too small for that, whole. */
export function usableRange(rules: SubnetRules, prefix: Prefix): Range {
  const whole = rangeOf(prefix);
  const range = {
    first: plus(whole.first, Math.max(...rules.unusableFromFirst) + 1),
    last: plus(whole.last, -Math.max(...rules.unusableFromLast) - 1),
  };
  return range.first <= range.last ? range : whole;
}
