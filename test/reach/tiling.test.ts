/**
 * What reach says is exact: its boxes tile the space of every pair, every member fares as its set says, and
 * on small spaces every single packet does. `npm run trials` asks the same of thousands of networks.
 */
import { describe, expect, it } from 'vitest';
import { tryBruteForce } from './brute-force.ts';
import { tryTiling } from './tiling-trial.ts';

describe('sets of a pair', () => {
  it('tile its space, and members fare as their set says', () => {
    let members = 0;
    for (let seed = 1; seed <= 60; seed++) members += tryTiling(seed, { pairs: 12 }).members;
    expect(members).toBeGreaterThan(50_000);
  });

  it('agree with every packet of a small space', () => {
    let packets = 0;
    for (let seed = 1; seed <= 12; seed++) packets += tryBruteForce(seed, 2000).packets;
    expect(packets).toBeGreaterThan(20_000);
  }, 60_000);
});
