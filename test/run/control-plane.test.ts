/**
 * Expectations of a control plane in the report of a run: met, missed with both sides, or prose that
 * nobody can check.
 */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/run/run-scenario.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

async function judge(...controlPlane: object[]) {
  const scenario = readScenarioValue({
    profile: 'aws',
    vpcs: {
      A: { cidrs: ['10.2.0.0/16'], subnets: { a: '10.2.0.0/24' } },
      B: { cidrs: ['10.3.0.0/16'], subnets: { b: '10.3.0.0/24' } },
    },
    links: { p: { type: 'peering', between: ['A', 'B'] } },
    routes: { A: ['10.3.0.0/16 p'], B: ['10.2.0.0/16 p'] },
    controlPlane,
  });
  const { result } = await runScenario(scenario, { threads: 1, seed: 1 });
  return result.judgements.map(({ text, result: outcome, expected, found }) => [
    text,
    outcome,
    expected,
    found,
  ]);
}

const twin = { links: { q: { type: 'peering', between: ['B', 'A'] } } };

describe('an attempt', () => {
  it('is met by the refusal that was expected, or by none', async () => {
    expect(
      await judge(
        { attempt: twin, refused: 'peering-refused-duplicate' },
        { attempt: { delete: 'p' }, accepted: true },
      ),
    ).toEqual([
      ['add or replace q: peering-refused-duplicate', 'met', undefined, undefined],
      ['delete p: accepted', 'met', undefined, undefined],
    ]);
  });

  it('is missed by another refusal, by none, and by one nobody expected', async () => {
    expect(
      await judge(
        { attempt: twin, refused: 'peering-refused-overlap' },
        { attempt: { delete: 'p' }, refused: 'vpc-in-use' },
        { attempt: twin, accepted: true },
      ),
    ).toEqual([
      [
        'add or replace q: peering-refused-overlap',
        'missed',
        'peering-refused-overlap',
        'peering-refused-duplicate',
      ],
      ['delete p: vpc-in-use', 'missed', 'vpc-in-use', 'accepted'],
      ['add or replace q: accepted', 'missed', 'accepted', 'peering-refused-duplicate'],
    ]);
  });

  it('may ask for a finding in the network it leads to', async () => {
    expect(
      await judge(
        { attempt: { delete: 'p' }, accepted: true, lint: 'blackhole-route' },
        { attempt: { reject: 'p' }, refused: 'peering-refused-state', lint: 'blackhole-route' },
      ),
    ).toEqual([
      ['delete p: accepted with blackhole-route', 'met', undefined, undefined],
      [
        'reject p: peering-refused-state with blackhole-route',
        'missed',
        'peering-refused-state with blackhole-route',
        'peering-refused-state without blackhole-route',
      ],
    ]);
  });

  it('is tried on the network of the start, whatever others did to it', async () => {
    const outcomes = await judge(
      { attempt: { delete: 'p' }, accepted: true },
      { attempt: { delete: 'p' }, accepted: true },
    );
    expect(outcomes.map(([, outcome]) => outcome)).toEqual(['met', 'met']);
  });

  it('in prose is shown and not checked', async () => {
    expect(await judge({ create: 'endpoint from acc3', refused: 'endpoint-principal-not-allowed' })).toEqual([
      ['create endpoint from acc3', 'not-checked', undefined, undefined],
    ]);
  });
});
