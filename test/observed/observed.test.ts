/**
 * The engine against six captures of real networks: every probe that can be compared agrees.
 */
import { describe, expect, test } from 'vitest';
import { compareLab, labNames } from './comparison.ts';

/** Probes compared per lab; a smaller number would mean that probes get lost. */
const COMPARED: Readonly<Record<string, number>> = {
  'lab-igw-in-nat-out': 34,
  'lab-multi-eni': 140,
  'lab-shared-vpc': 224,
  'lab-tgw-multi-az': 188,
  'lab-tgw-peering': 48,
  // Three TCP probes of an S3 address are left out: no export says on which ports S3 listens.
  'lab-vpc-endpoints': 53,
};

describe('what the engine says and what AWS did', () => {
  test('every lab with observations is compared', () => {
    expect(labNames()).toEqual(Object.keys(COMPARED));
  });

  test.each(Object.entries(COMPARED))('agree on all probes of %s', async (lab, compared) => {
    const { agreed, disagreements } = await compareLab(lab);
    expect(disagreements.map(({ probe }) => probe.text)).toEqual([]);
    expect(agreed).toBe(compared);
  });
});
