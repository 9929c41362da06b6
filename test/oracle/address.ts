// Addresses of the oracle: one bigint per address, IPv6 lifted above 2^128, so that the two families can
// never meet in a comparison: an IPv4 route cannot match an IPv6 packet, and 0.0.0.0/0 never means ::/0
// ("Configure route tables", Amazon VPC User Guide).
// A prefix, a fleet and a piece of address space are all the same thing here: an inclusive range.
export type Address = bigint;

export interface Range {
  readonly low: Address;
  readonly high: Address;
}

export interface Prefix extends Range {
  readonly length: number;
  readonly text: string;
}

const FAMILY6 = 1n << 128n;

export function isSix(address: Address): boolean {
  return address >= FAMILY6;
}

function parseFour(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return BigInt(value);
}

function groupsOf(text: string): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  for (const part of text.split(':')) {
    if (part.includes('.')) {
      const four = parseFour(part);
      if (four === undefined) return undefined;
      groups.push(four >> 16n, four & 0xffffn);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(BigInt(`0x${part}`));
    } else {
      return undefined;
    }
  }
  return groups;
}

function parseSix(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = groupsOf(halves[1] ?? '');
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => 0n), ...tail];
  return FAMILY6 + all.reduce((value, group) => (value << 16n) | group, 0n);
}

export function readAddress(text: string): Address | undefined {
  return text.includes(':') ? parseSix(text) : parseFour(text);
}

export function parseAddress(text: string): Address {
  const address = readAddress(text.trim());
  if (address === undefined) throw new Error(`not an address: ${text}`);
  return address;
}

/** Host bits are cleared, not refused ("VPC CIDR blocks", Amazon VPC User Guide). */
export function readPrefix(text: string): Prefix | undefined {
  const [base = '', bits] = text.trim().split('/');
  const address = readAddress(base);
  if (address === undefined) return undefined;
  const width = isSix(address) ? 128 : 32;
  const length = bits === undefined ? width : Number(bits);
  if (!Number.isInteger(length) || length < 0 || length > width) return undefined;
  const size = 1n << BigInt(width - length);
  const low = address - (address % size);
  return { low, high: low + size - 1n, length, text };
}

export function parsePrefix(text: string): Prefix {
  const prefix = readPrefix(text);
  if (prefix === undefined) throw new Error(`not a CIDR: ${text}`);
  return prefix;
}

/** Addresses the internet does not carry. */
const NOT_PUBLIC: readonly Prefix[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fe80::/10',
  'ff00::/8',
].map((text) => parsePrefix(text));

export function isPrivate(address: Address): boolean {
  return inAny(NOT_PUBLIC, address);
}

/** One address, or "first-last" for a fleet of equal interfaces. */
export function parseSpan(text: string): Range {
  const [first = '', last] = text.split('-');
  const low = parseAddress(first);
  return { low, high: last === undefined ? low : parseAddress(last) };
}

export function within(range: Range, address: Address): boolean {
  return address >= range.low && address <= range.high;
}

export function inAny(ranges: readonly Range[], address: Address): boolean {
  for (const range of ranges) if (within(range, address)) return true;
  return false;
}

export function overlaps(a: Range, b: Range): boolean {
  return a.low <= b.high && b.low <= a.high;
}

export function covers(outer: Range, inner: Range): boolean {
  return outer.low <= inner.low && outer.high >= inner.high;
}

export function meet(ranges: readonly Range[], other: Range): Range[] {
  return ranges
    .filter((range) => overlaps(range, other))
    .map((range) => ({
      low: range.low > other.low ? range.low : other.low,
      high: range.high < other.high ? range.high : other.high,
    }));
}

export function minus(ranges: readonly Range[], hole: Range): Range[] {
  return ranges.flatMap((range) => {
    if (!overlaps(range, hole)) return [range];
    const rest: Range[] = [];
    if (range.low < hole.low) rest.push({ low: range.low, high: hole.low - 1n });
    if (range.high > hole.high) rest.push({ low: hole.high + 1n, high: range.high });
    return rest;
  });
}

function showFour(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

/** IPv6 is written in full groups: exact, and good enough for a report nobody but a test reads. */
export function showAddress(address: Address): string {
  if (!isSix(address)) return showFour(address);
  const groups: string[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(((address >> shift) & 0xffffn).toString(16));
  return groups.join(':');
}
