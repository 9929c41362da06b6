/**
 * Requests that expire: after the period of the provider, and no earlier.
 */
import { describe, expect, it } from 'vitest';
import { epochsOf } from '../../src/timeline/epochs.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

function epochs(profile: string, state: string, hours: number, event: object = {}) {
  const { network, expectations, steps } = readScenarioValue({
    profile,
    vpcs: {
      A: { cidrs: ['10.0.0.0/16'], subnets: { a: '10.0.0.0/24' } },
      B: { cidrs: ['10.2.0.0/16'], subnets: { b: '10.2.0.0/24' }, account: 'acc2' },
    },
    links: { p: { type: 'peering', between: ['A', 'B'], state } },
    steps: [
      { at: `${hours - 1}h`, event },
      { at: `${hours}h`, event: { accept: 'p' } },
    ],
  });
  return epochsOf(network, expectations, steps);
}

describe('a request', () => {
  it.each([
    ['aws', 'pending-acceptance', 'expired', 'active'],
    ['otc', 'PENDING_ACCEPTANCE', 'EXPIRED', 'ACTIVE'],
    ['otc', 'Awaiting acceptance', 'Expired', 'Accepted'],
  ])('of %s that is %s expires after 168 hours', (profile, state, expired, accepted) => {
    const stateAt = (hours: number): string => {
      const link = epochs(profile, state, hours).at(-1)!.network.links.get('p');
      return link?.kind === 'peering' ? link.halves[0].state : 'none';
    };
    expect(stateAt(167)).toBe(accepted);
    expect(stateAt(168)).toBe(expired);
  });

  it('says so among the changes of the instant, and refuses the late answer', () => {
    const last = epochs('aws', 'pending-acceptance', 168).at(-1)!;
    expect(last.changes.map((change) => change.text)).toEqual(['p expires', 'accept p']);
    expect(last.refusals.map(({ reason }) => reason)).toEqual(['peering-refused-state']);
  });

  it('that is made anew waits anew', () => {
    const anew = { links: { p: { type: 'peering', between: ['A', 'B'], state: 'pending-acceptance' } } };
    const last = epochs('aws', 'expired', 300, anew).at(-1)!;
    expect(last.refusals).toEqual([]);
  });

  it('of JD Cloud waits for its mirror for ever', () => {
    expect(epochs('jd', 'Initialization', 10_000).at(-1)!.refusals).toEqual([]);
  });
});
