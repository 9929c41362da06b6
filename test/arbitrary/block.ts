// Blocks of IPv4 space as the generator carves them: a base address and a length. IPv6 needs no arithmetic
// here, its prefixes are made of text.
export interface Block {
  readonly base: number;
  readonly length: number;
}

export function block(text: string): Block {
  const [address = '', length = '32'] = text.split('/');
  const base = address.split('.').reduce((value, part) => value * 256 + Number(part), 0);
  return { base, length: Number(length) };
}

export function sizeOf({ length }: Block): number {
  return 2 ** (32 - length);
}

export function showAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

export function showBlock({ base, length }: Block): string {
  return `${showAddress(base)}/${length}`;
}

export function overlap(a: Block, b: Block): boolean {
  return a.base < b.base + sizeOf(b) && b.base < a.base + sizeOf(a);
}

/** The block of a given length that holds the base of another one, or starts at it. */
export function widened({ base }: Block, length: number): Block {
  const size = 2 ** (32 - length);
  return { base: base - (base % size), length };
}
