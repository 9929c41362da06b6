/**
 * A prefix: a network address whose host bits are zero, and a length in bits.
 *
 * "Subnet" is not used for it: a subnet belongs to a VPC. Knows addresses, nothing of networks.
 */
import {
  bitsOf,
  compareAddresses,
  familyOf,
  formatAddress,
  parseAddress,
  type Address,
  type Family,
} from './address.ts';

export interface Prefix {
  /** Network address; all bits behind `length` are zero. */
  readonly address: Address;
  /** 0 to 32 (IPv4) or 128 (IPv6). */
  readonly length: number;
}

/** Why a text is no prefix, or the prefix with what had to be cleared to make it one. */
export type PrefixReading =
  | { readonly ok: true; readonly prefix: Prefix; readonly hostBits: boolean }
  | { readonly ok: false; readonly reason: string };

/** Reads `address/length`; host bits are cleared and reported. A bare address is not a prefix. */
export function readPrefix(text: string): PrefixReading {
  const slash = text.indexOf('/');
  if (slash < 0) return { ok: false, reason: 'the length is missing, as in 10.0.0.0/16' };
  const address = parseAddress(text.slice(0, slash));
  if (address === undefined) {
    return { ok: false, reason: `"${text.slice(0, slash)}" is not an IPv4 or IPv6 address` };
  }
  const lengthText = text.slice(slash + 1);
  const bits = bitsOf(familyOf(address));
  const length = /^(0|[1-9]\d{0,2})$/.test(lengthText) ? Number(lengthText) : -1;
  if (length < 0 || length > bits) {
    return { ok: false, reason: `the length must be 0 to ${bits}, not "${lengthText}"` };
  }
  const prefix = prefixOf(address, length);
  return { ok: true, prefix, hostBits: prefix.address !== address };
}

/** The prefix of `text`, or `undefined`; host bits are cleared without a word. */
export function parsePrefix(text: string): Prefix | undefined {
  const reading = readPrefix(text);
  return reading.ok ? reading.prefix : undefined;
}

/** The prefix of a given length that holds `address`. */
export function prefixOf(address: Address, length: number): Prefix {
  if (typeof address === 'number') {
    if (length === 0) return { address: 0, length };
    return { address: (address & (-1 << (32 - length))) >>> 0, length };
  }
  const hostBits = BigInt(128 - length);
  return { address: (address >> hostBits) << hostBits, length };
}

/** The prefix that holds one address only. */
export function hostPrefix(address: Address): Prefix {
  return { address, length: bitsOf(familyOf(address)) };
}

export function prefixFamily(prefix: Prefix): Family {
  return familyOf(prefix.address);
}

/** Last address of the prefix, inclusive. */
export function lastOf(prefix: Prefix): Address {
  const { address, length } = prefix;
  if (typeof address === 'number') return address + 2 ** (32 - length) - 1;
  return address + (1n << BigInt(128 - length)) - 1n;
}

export function contains(prefix: Prefix, address: Address): boolean {
  if (familyOf(address) !== prefixFamily(prefix)) return false;
  return prefix.address <= address && address <= lastOf(prefix);
}

/** True when `inner` lies inside `outer`; equal prefixes do. */
export function covers(outer: Prefix, inner: Prefix): boolean {
  return outer.length <= inner.length && contains(outer, inner.address);
}

/** Two prefixes overlap exactly when one covers the other. */
export function overlaps(a: Prefix, b: Prefix): boolean {
  return covers(a, b) || covers(b, a);
}

export function samePrefix(a: Prefix, b: Prefix): boolean {
  return a.length === b.length && a.address === b.address;
}

/** Order by family, address, then length: a covering prefix comes before what it covers. */
export function comparePrefixes(a: Prefix, b: Prefix): number {
  return compareAddresses(a.address, b.address) || a.length - b.length;
}

export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix.address)}/${prefix.length}`;
}
