// The short run of what nightly.ts does at length. The networks are always the same ones: a failure names
// its number and shows the smallest scenario that still disagrees.
import { describe, expect, it } from 'vitest';
import { type Profile, PROFILES } from '../arbitrary/document.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { compareScenario, problemsOf } from './compare.ts';
import { asYaml, shrunk } from './disagreement.ts';

const BASE_SEED = 20_240_501;
const NETWORKS = 110;
const FLOWS = 90;

function firstDisagreement(profile: Profile): string | undefined {
  for (let i = 0; i < NETWORKS; i += 1) {
    const seed = BASE_SEED + i;
    const document = arbitraryScenario(seed, { flows: FLOWS, profile });
    const [found] = compareScenario(document).disagreements;
    if (found !== undefined) return `seed ${seed}\n${asYaml(shrunk(document, found))}`;
  }
  return undefined;
}

describe('random networks', () => {
  it('are written so that the reader has nothing to complain about', () => {
    for (let seed = BASE_SEED; seed < BASE_SEED + 50; seed += 1) {
      expect(problemsOf(arbitraryScenario(seed, { flows: 20 }))).toEqual([]);
    }
  });

  it('come out the same when the seed is the same', () => {
    const once = arbitraryScenario(BASE_SEED, { flows: 20 });
    expect(arbitraryScenario(BASE_SEED, { flows: 20 })).toEqual(once);
  });

  it.each(PROFILES)(
    'get the same verdicts from the engine and from the oracle (%s)',
    (profile) => {
      expect(firstDisagreement(profile)).toBeUndefined();
    },
    120_000,
  );
});
