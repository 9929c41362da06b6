// Proposals work, are as small as can be, and ask for nothing a provider refuses.
// Networks and flows are random; what is broken in them is known, so there is an answer to compare with.
// VPCSIM_REPAIRS sets how many broken flows are mended, VPCSIM_SEED where the seeds start.
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { trace } from '../../src/forward/trace.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import { describeMend } from '../../src/repair/mend.ts';
import { block, repair } from '../../src/repair/repair.ts';
import type { Proposal } from '../../src/repair/search.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { readScenarioFile, readScenarioValue } from '../read-scenario-file.ts';
import { tryRepair } from './repair-trial.ts';
import { singleChanges } from './single-changes.ts';

const FIRST_SEED = Number(process.env['VPCSIM_SEED'] ?? 1);
const REPAIRS = Number(process.env['VPCSIM_REPAIRS'] ?? 30);
/** Looking for smaller ones means trying everything, so fewer flows have to do. */
const TRIED = Math.ceil(REPAIRS / 10);

function words(proposal: Proposal | undefined): string[] {
  return proposal?.mends.map(describeMend) ?? [];
}

describe('repair', () => {
  it(`mends planted faults with as few changes (${REPAIRS} flows, seed ${FIRST_SEED})`, () => {
    const totals = { flows: 0, proposals: 0, exhaustive: 0, changesTried: 0 };
    for (let seed = FIRST_SEED; totals.flows < REPAIRS; seed++) {
      const trial = tryRepair(seed);
      for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += trial[key];
    }
    expect(totals.proposals).toBeGreaterThanOrEqual(totals.flows);
    expect(totals.exhaustive).toBeGreaterThan(0);
    console.log(
      `${totals.flows} flows mended by ${totals.proposals} proposals, ` +
        `${totals.exhaustive} of them held against ${totals.changesTried} single changes`,
    );
  }, 600_000);

  it(`overlooks no single change that would do (${TRIED} flows, seed ${FIRST_SEED})`, () => {
    let broken = 0;
    for (let seed = FIRST_SEED; broken < TRIED; seed++) {
      const scenario = readScenarioValue(arbitraryScenario(seed, { flows: 6 }));
      const network = withoutRefused(scenario.network);
      const net = compile(network);
      for (const { flow } of scenario.expectations) {
        if (trace(net, flow).delivered) continue;
        broken++;
        const helpful = singleChanges(network).find((change) => {
          const { network: changed, refusals } = applyChanges(network, [change]);
          return refusals.length === 0 && trace(compile(changed), flow).delivered;
        });
        if (!helpful) continue;
        const { proposals } = repair(network, flow, { maxChanges: 1 });
        expect(
          words(proposals[0]),
          `seed ${seed}: "${helpful.text}" mends ${JSON.stringify(flow.to)}`,
        ).toHaveLength(1);
      }
    }
  }, 600_000);

  it('lists what stands in the way in the order in which packets meet it', () => {
    const { network, expectations } = readScenarioFile('scenarios/cases/AWS-23.yaml');
    const [best] = repair(network, expectations[0]!.flow).proposals;
    expect(best?.obstacles.map(({ drop, leg }) => [leg, drop?.reason])).toEqual([
      ['forward', 'transitive-peering'],
      ['forward', 'transitive-peering'],
      ['return', 'transitive-peering'],
    ]);
    expect(words(best)).toEqual([
      'peer B with C (pcx-B-C)',
      'route 192.168.0.0/24 to pcx-B-C in table B',
      'route 10.0.0.0/24 to pcx-B-C in table C',
    ]);
  });

  it('proposes nothing where only the machines could help', () => {
    const { network, expectations } = readScenarioFile('scenarios/cases/AWS-01.yaml');
    const unknown = expectations.find(({ text }) => text.includes('dst-host-unknown'));
    expect(repair(network, unknown!.flow)).toEqual({ proposals: [], isComplete: true });
  });
});

describe('block', () => {
  it('stops a flow and nothing wider than it has to', () => {
    const { network, expectations } = readScenarioFile('scenarios/cases/OTC-22.yaml');
    const open = expectations.find(({ text }) => text === 'A1 B1 delivered')!;
    const [best] = block(network, open.flow).proposals;
    expect(best?.mends).toHaveLength(1);
    expect(best?.verdict.delivered).toBe(false);
    expect(best?.mends[0]?.kind).toBe('new-acl');
  });
});
