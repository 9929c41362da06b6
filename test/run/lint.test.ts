/**
 * What a scenario may expect of findings: that a rule reports, exactly how often, or not at all.
 */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/run/run-scenario.ts';
import { problemsOf, readScenarioValue } from '../read-scenario-file.ts';

const network = {
  profile: 'aws',
  vpcs: {
    A: { cidrs: ['10.1.0.0/16'], subnets: { a: '10.1.1.0/24' } },
    B: { cidrs: ['10.2.0.0/16'], subnets: { b: '10.2.1.0/24' } },
  },
  links: { ab: { type: 'peering', between: ['A', 'B'] } },
  routes: { A: ['10.2.0.0/16 ab'] },
};

async function judge(lint: unknown): Promise<(string | undefined)[]> {
  const { result } = await runScenario(readScenarioValue({ ...network, lint }), { threads: 1, seed: 1 });
  return result.judgements.map((judgement) =>
    judgement.result === 'missed' ? judgement.found : judgement.result,
  );
}

describe('lint', () => {
  it('as a list wants each rule to report something', async () => {
    expect(await judge(['one-sided-route'])).toEqual(['met']);
    expect(await judge(['dead-range'])).toEqual(['one-sided-route']);
  });

  it('as a mapping wants each rule to report so often', async () => {
    expect(await judge({ 'one-sided-route': 1, 'dead-range': 0 })).toEqual(['met', 'met']);
    expect(await judge({ 'one-sided-route': 0 })).toEqual([
      'A sends into ab, but no table of B routes back to its subnets',
    ]);
    expect(await judge({ 'one-sided-route': 2 })).not.toEqual(['met']);
  });

  it('is missed for a rule that does not exist, even when it wants nothing', async () => {
    expect(await judge({ 'one-sided-rout': 0 })).toEqual(['there is no rule called one-sided-rout']);
  });

  it('wants whole numbers', () => {
    expect(problemsOf('profile: aws\nlint: {dead-range: -1}\n').map(({ path }) => path)).toEqual([
      ['lint', 'dead-range'],
    ]);
  });
});
