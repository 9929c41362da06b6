/**
 * Peerings that a provider would not have created, in networks that have them all the same.
 */
import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../src/model/apply-change.ts';
import { isLivePeering } from '../../src/model/link-state.ts';
import type { Peering } from '../../src/model/link.ts';
import type { Network } from '../../src/model/network.ts';
import { PROFILES } from '../../src/model/profile/profiles.ts';
import { refusalsOf, withoutRefused } from '../../src/model/refusals.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

const overlapping = {
  A: { cidrs: ['10.0.0.0/16'], subnets: { a: '10.0.0.0/24' } },
  B: { cidrs: ['10.0.0.0/16'], subnets: { b: '10.0.0.0/24' } },
};
const elsewhere = {
  A: { cidrs: ['10.0.0.0/16'], subnets: { a: '10.0.0.0/24' } },
  B: { cidrs: ['10.2.0.0/16'], subnets: { b: '10.2.0.0/24' }, region: 'r2' },
};

function peering(network: Network, id = 'p'): Peering {
  const link = network.links.get(id);
  if (link?.kind !== 'peering') throw new Error(`there is no peering ${id}`);
  return link;
}

function read(profile: string, vpcs: object, state?: string, steps: object[] = []) {
  const link = { type: 'peering', between: ['A', 'B'], ...(state !== undefined && { state }) };
  return readScenarioValue({ profile, vpcs, links: { p: link }, steps });
}

describe('a refused peering', () => {
  it.each(['aws', 'jd', 'azure', 'gcp'] as const)(
    'of %s carries nothing whatever is observed of it',
    (id) => {
      const live = PROFILES[id].peering.states;
      const state = Object.keys(live).find((name) => live[name]?.live)!;
      const scenario = read(id, overlapping, undefined, [{ at: 1, event: { set: { p: state } } }]);
      const start = withoutRefused(scenario.network);
      expect(peering(start).refused).toBe('peering-refused-overlap');
      const { network } = applyChanges(start, scenario.steps[0]!.changes);
      expect(isLivePeering(PROFILES[id], peering(network))).toBe(false);
    },
  );

  it('cannot be accepted for the reason it was refused for', () => {
    const scenario = read('jd', overlapping, undefined, [{ at: 1, event: { accept: 'p' } }]);
    const { refusals } = applyChanges(withoutRefused(scenario.network), scenario.steps[0]!.changes);
    expect(refusals.map(({ reason }) => reason)).toEqual(['peering-refused-overlap']);
  });

  it('of AWS that is failed already is reported and stays what it is', () => {
    const { network } = read('aws', overlapping, 'failed');
    expect(refusalsOf(network).map(({ reason }) => reason)).toEqual(['peering-refused-overlap']);
    expect(peering(withoutRefused(network)).halves.map((half) => half.state)).toEqual(['failed', 'failed']);
  });

  it.each(['DELETED', 'Deleted'])('of Open Telekom Cloud that is %s is history', (state) => {
    const { network } = read('otc', elsewhere, state);
    expect(refusalsOf(network)).toEqual([]);
    expect(withoutRefused(network)).toBe(network);
  });

  it('of Open Telekom Cloud that is not over is refused', () => {
    const { network } = read('otc', elsewhere, 'ACTIVE');
    expect(refusalsOf(network).map(({ reason }) => reason)).toEqual(['peering-refused-region']);
    expect(peering(withoutRefused(network)).halves[0].state).toBe('REJECTED');
  });
});

describe('new records', () => {
  it('are judged; what stands already is not judged again', () => {
    const vpc = (n: number) => ({ cidrs: [`10.${n}.0.0/16`], subnets: { s: `10.${n}.0.0/24` } });
    const scenario = readScenarioValue({
      profile: 'aws',
      vpcs: { A: vpc(2), B: vpc(3), C: vpc(4) },
      links: {
        gone: { type: 'peering', between: ['A', 'B'], state: 'deleted' },
        twin: { type: 'peering', between: ['A', 'B'] },
        late: { type: 'peering', between: ['A', 'B'], state: 'rejected' },
      },
      steps: [{ at: 1, event: { links: { ac: { type: 'peering', between: ['A', 'C'] } } } }],
    });
    const start = withoutRefused(scenario.network);
    const { network, refusals } = applyChanges(start, scenario.steps[0]!.changes);
    expect(refusals).toEqual([]);
    for (const id of ['gone', 'twin', 'late']) expect(network.links.get(id)).toBe(start.links.get(id));
    expect(isLivePeering(PROFILES.aws, peering(network, 'ac'))).toBe(true);
  });

  it('may revive a pair that other events have set free', () => {
    const scenario = readScenarioValue({
      profile: 'aws',
      vpcs: overlapping,
      links: { p: { type: 'peering', between: ['A', 'B'] } },
      steps: [{ at: 1, event: { links: { p: { type: 'peering', between: ['A', 'A'] } } } }],
    });
    const { network, refusals } = applyChanges(withoutRefused(scenario.network), scenario.steps[0]!.changes);
    expect(refusals.map(({ reason }) => reason)).toEqual(['peering-refused-self']);
    expect(peering(network).refused).toBe('peering-refused-overlap');
  });

  it('are taken or refused one by one', () => {
    const scenario = readScenarioValue({
      profile: 'aws',
      vpcs: { A: { cidrs: ['10.2.0.0/16'], subnets: { a: '10.2.0.0/24' } } },
      steps: [
        {
          at: 1,
          event: {
            vpcs: {
              HUGE: { cidrs: ['10.0.0.0/8'], subnets: { h: '10.0.0.0/24' }, hosts: { H1: '10.0.0.10' } },
              FINE: { cidrs: ['10.3.0.0/16'], subnets: { f: '10.3.0.0/24' }, hosts: { F1: '10.3.0.10' } },
            },
            links: {
              h: { type: 'peering', between: ['A', 'HUGE'] },
              f: { type: 'peering', between: ['A', 'FINE'] },
            },
            addRoutes: { A: ['10.3.0.0/16 f'], HUGE: ['10.2.0.0/16 h'] },
          },
        },
      ],
    });
    const { network, refusals } = applyChanges(scenario.network, scenario.steps[0]!.changes);
    expect(refusals.map(({ reason }) => reason)).toEqual(['cidr-refused-length', 'not-found', 'not-found']);
    expect([...network.vpcs.keys()]).toEqual(['A', 'FINE']);
    expect([...network.enis.keys()]).toEqual(['F1']);
    expect([...network.links.keys()]).toEqual(['f']);
  });
});
