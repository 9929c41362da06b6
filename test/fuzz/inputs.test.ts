/**
 * The short run of what `npm run fuzz:inputs` does at length, always with the same seeds.
 */
import { expect, test } from 'vitest';
import { attempt } from './attempt.ts';

const RUNS = 400;

test('mutated real inputs are networks that compile, or problems with a place', async () => {
  const outcomes = new Set<string>();
  const faults: string[] = [];
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { original, outcome, fault } = await attempt(seed);
    outcomes.add(outcome);
    if (fault !== undefined) faults.push(`seed ${seed}, ${original}: ${fault}`);
  }
  expect(faults).toEqual([]);
  // Both ends were reached, or the run proves nothing.
  expect([...outcomes]).toEqual(expect.arrayContaining(['network', 'truncated', 'not-json', 'not-an-input']));
}, 120_000);
