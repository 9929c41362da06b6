import { describe, expect, it } from 'vitest';
import { freeze } from '../../src/fib/freeze.ts';
import { MAGIC, NO_ROUTE, VERSION } from '../../src/fib/layout.ts';
import { Rib } from '../../src/fib/rib.ts';
import { parseAddress } from '../../src/ip/address.ts';
import { parsePrefix } from '../../src/ip/prefix.ts';

describe('the layout', () => {
  it('is word for word that of the worked example in layout.ts', () => {
    const rib = Rib.of([
      { prefix: parsePrefix('10.0.0.0/8')!, nextHop: 7 },
      { prefix: parsePrefix('10.1.0.0/16')!, nextHop: 9 },
    ]);
    const { words } = freeze([rib]);
    const firsts = ['0.0.0.0', '10.0.0.0', '10.1.0.0', '10.2.0.0', '11.0.0.0'].map((text) =>
      parseAddress(text),
    );
    const expected = [
      [0, [MAGIC, VERSION, 66, 1, 2, 2, 64]],
      [16, [1, 5, 31, 7, 12, 0, 4]],
      [23, firsts],
      [28, [NO_ROUTE, 7, 9, 7, NO_ROUTE]],
      [48, [2, 1, 31, 7, 11, 0, 0]],
      [55, [0, 0, 0, 0, NO_ROUTE]],
      [64, [16, 48]],
    ] as const;
    const drawn = new Uint32Array(66);
    for (const [at, values] of expected) drawn.set(values.map(Number), at);
    expect([...words]).toEqual([...drawn]);
  });
});
