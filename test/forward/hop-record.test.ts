/**
 * Every drop leads back to a line of the input, whatever the network and the reason.
 */
import { expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { trace } from '../../src/forward/trace.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

/** The internet is no object of the input, and neither is a gateway that nobody has. */
const NOBODYS = new Set(['igw:none', 'site:internet', 'resolver:internet']);

it('names the object and its place for every drop of 150 networks', () => {
  const placeless: string[] = [];
  const reasons = new Set<string>();
  for (let seed = 1; seed <= 150; seed++) {
    const scenario = readScenarioValue({ ...arbitraryScenario(seed, { flows: 40 }), steps: [] });
    const net = compile(withoutRefused(scenario.network));
    for (const { flow, text } of scenario.expectations) {
      const { drop, blockers } = trace(net, flow, { internet: scenario.internet });
      if (!drop) continue;
      reasons.add(drop.reason);
      expect(blockers.some((blocker) => blocker.drop === drop)).toBe(true);
      if (drop.cause?.source || NOBODYS.has(drop.hop)) continue;
      placeless.push(`seed ${seed}: ${text}: ${drop.reason} at ${drop.hop}`);
    }
  }
  expect(placeless).toEqual([]);
  expect(reasons.size).toBeGreaterThan(40);
});
