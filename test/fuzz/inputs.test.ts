/**
 * The short run of what `npm run fuzz:inputs` does at length, always with the same seeds.
 */
import { expect, test } from 'vitest';
import { attempt, Workshop } from './attempt.ts';
import { casesOf, IMPORTERS } from './importers.ts';

const RUNS = 60;

test.each(IMPORTERS)(
  'mutated inputs of %s are networks that compile, or problems with a place',
  async (importer) => {
    const workshop = new Workshop();
    const outcomes = new Set<string>();
    const faults: string[] = [];
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const { original, outcome, fault } = await attempt(workshop, importer, seed);
      outcomes.add(outcome);
      if (fault !== undefined) faults.push(`seed ${seed}, ${original}: ${fault}`);
    }
    workshop.close();
    expect(faults).toEqual([]);
    // Both ends were reached, or the run proves nothing.
    expect(outcomes).toContain(casesOf(importer)[0]!.kind);
    expect(outcomes.size).toBeGreaterThan(1);
  },
  120_000,
);

test.each([
  // A route to the internet of a virtual network that is not there.
  ['azure', 6450],
  ['azure', 8950],
  // A router of a network that nothing declares.
  ['google', 57_518],
  ['google', 78_218],
  ['google', 88_002],
  // An attachment called "constructor", and no table of that name.
  ['aws', 61_080],
] as const)('%s, seed %i, is imported as it is', async (importer, seed) => {
  const workshop = new Workshop();
  const { fault } = await attempt(workshop, importer, seed);
  workshop.close();
  expect(fault).toBeUndefined();
});
