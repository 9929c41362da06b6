import { describe, expect, it } from 'vitest';
import { advanceKey, bitAt, compareKeys, leadingBits, sharedBits } from '../../src/fib/key.ts';

/** The key moved behind its prefix, or false. */
function advanced(words: number[], length: number): number[] | false {
  const key = Uint32Array.from(words);
  return advanceKey(key, length) && [...key];
}

describe('a key', () => {
  const key = Uint32Array.of(0x80000001, 0x40000000);

  it('counts its bits from the most significant, over word borders', () => {
    expect([0, 1, 31, 32, 33].map((index) => bitAt(key, 0, index))).toEqual([1, 0, 1, 0, 1]);
    expect(bitAt(key, 1, 1)).toBe(1);
  });

  it('shares the bits before the first difference, up to a limit', () => {
    const other = Uint32Array.of(0x80000001, 0x60000000);
    expect(sharedBits(key, 0, other, 0, 64)).toBe(34);
    expect(sharedBits(key, 0, other, 0, 20)).toBe(20);
    expect(sharedBits(key, 0, key, 0, 64)).toBe(64);
  });

  it('keeps any number of leading bits of a word', () => {
    expect([-5, 0, 1, 31, 32, 90].map((count) => leadingBits(0xffffffff, count) >>> 0)).toEqual([
      0, 0, 0x80000000, 0xfffffffe, 0xffffffff, 0xffffffff,
    ]);
  });

  it('has its place in the order of addresses', () => {
    expect(compareKeys(Uint32Array.of(1, 2, 1, 3), 0, 2, 2)).toBeLessThan(0);
    expect(compareKeys(Uint32Array.of(0xffffffff, 0, 1, 3), 0, 2, 2)).toBeGreaterThan(0);
    expect(compareKeys(Uint32Array.of(1, 3, 1, 3), 0, 2, 2)).toBe(0);
  });

  it('advances behind its prefix with a carry, unless the address space ends there', () => {
    expect(advanced([1, 0xffffffff], 64)).toEqual([2, 0]);
    expect(advanced([1, 0xffff0000], 48)).toEqual([2, 0]);
    expect(advanced([1, 0], 32)).toEqual([2, 0]);
    expect(advanced([0xffffffff, 0xffffffff], 64)).toBe(false);
    expect(advanced([0, 0], 0)).toBe(false);
  });
});
