/**
 * Addresses and numbers of a certificate as text, and as points of one axis of whole numbers.
 *
 * IPv4 addresses are 0 to 2^32-1; IPv6 addresses follow from 2^64 on, so that the families never touch.
 */

/** Inclusive at both ends. */
export interface Span {
  readonly first: bigint;
  readonly last: bigint;
}

const V6 = 1n << 64n;

/** An IPv4 address as a number, or an IPv6 address as a bigint. */
export function pointOf(address: number | bigint): bigint {
  return typeof address === 'number' ? BigInt(address) : V6 + address;
}

export const isV6 = (point: bigint): boolean => point >= V6;

/** `10.0.0.0/16`, `fd00::/8`: the addresses of a prefix. Throws a RangeError for anything else. */
export function prefixSpan(text: string): Span & { readonly length: number } {
  const [address = '', digits = ''] = text.split('/');
  const first = parseAddress(address);
  const length = Number(digits);
  const free = BigInt((isV6(first) ? 128 : 32) - length);
  if (!/^\d+$/.test(digits) || free < 0n) throw new RangeError(`"${text}" is no prefix`);
  return { first, last: first + (1n << free) - 1n, length };
}

/** `10.0.0.4` or `10.0.0.4-10.0.0.9`. */
export function addressSpan(text: string): Span {
  return spanOf(text, parseAddress);
}

/** `443` or `0-65535`, up to a largest number. */
export function numberSpan(text: string, most: number): Span {
  return spanOf(text, (digits) => {
    if (!/^\d{1,5}$/.test(digits) || Number(digits) > most) throw new RangeError(`"${digits}" is too much`);
    return BigInt(digits);
  });
}

/** Largest protocol number, and largest port. */
export const LAST_PROTOCOL = 255;
export const LAST_PORT = 65_535;

function spanOf(text: string, parse: (part: string) => bigint): Span {
  const [low = '', high = low, ...more] = text.split('-');
  const span = { first: parse(low), last: parse(high) };
  if (more.length > 0 || span.first > span.last) throw new RangeError(`"${text}" is no range`);
  return span;
}

export function addressText({ first, last }: Span): string {
  return first === last ? formatAddress(first) : `${formatAddress(first)}-${formatAddress(last)}`;
}

export function numberText({ first, last }: Span): string {
  return first === last ? String(first) : `${first}-${last}`;
}

export function parseAddress(text: string): bigint {
  const groups = text.includes(':') ? hexadecimal(text) : text.split('.').map(octet);
  const bits = text.includes(':') ? 16n : 8n;
  if (groups.length !== (bits === 16n ? 8 : 4)) throw new RangeError(`"${text}" is no address`);
  const value = groups.reduce((sum, group) => (sum << bits) + group, 0n);
  return bits === 16n ? V6 + value : value;
}

function octet(text: string): bigint {
  if (!/^\d{1,3}$/.test(text) || Number(text) > 255) throw new RangeError(`"${text}" is no octet`);
  return BigInt(text);
}

function hexadecimal(text: string): bigint[] {
  const group = (part: string): bigint => {
    if (!/^[0-9a-f]{1,4}$/i.test(part)) throw new RangeError(`"${text}" is no address`);
    return BigInt(`0x${part}`);
  };
  const list = (part: string): bigint[] => (part === '' ? [] : part.split(':').map(group));
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) throw new RangeError(`"${text}" is no address`);
  if (tail === undefined) return list(head);
  const [front, back] = [list(head), list(tail)];
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0n), ...back];
}

/** Dotted, or all eight groups in full: one text per address. */
function formatAddress(point: bigint): string {
  const groups = (value: bigint, count: number, bits: bigint): bigint[] =>
    Array.from({ length: count }, (_, i) => (value >> (bits * BigInt(count - 1 - i))) & ((1n << bits) - 1n));
  return isV6(point)
    ? groups(point - V6, 8, 16n)
        .map((group) => group.toString(16))
        .join(':')
    : groups(point, 4, 8n).join('.');
}
