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

// A route to the internet of a virtual network that is not there.
test.each([6450, 8950])('azure, seed %i, is imported as it is', async (seed) => {
  const workshop = new Workshop();
  const { fault } = await attempt(workshop, 'azure', seed);
  workshop.close();
  expect(fault).toBeUndefined();
});
