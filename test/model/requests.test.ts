/**
 * Requests to a control plane, at random: whatever is asked of whatever network, a refused request
 * changes nothing, and what the network becomes can be compiled and asked.
 */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { trace } from '../../src/forward/trace.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import { refusalsOf, withoutRefused } from '../../src/model/refusals.ts';
import { Dice } from '../arbitrary/dice.ts';
import type { Entry, ScenarioDocument } from '../arbitrary/document.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { problemsOf } from '../oracle/compare.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

const BASE_SEED = 20_240_601;
const NETWORKS = 60;
const EVENTS = 8;

function range(dice: Dice, length: number): string {
  const [a, b, c] = [dice.pick([10, 172, 192] as const), dice.below(4), dice.below(4)];
  const second = a === 172 ? 16 + b : a === 192 ? 168 : b;
  return length >= 24 ? `${a}.${second}.${c}.0/${length}` : `${a}.${second}.0.0/${length}`;
}

function arbitraryRequest(dice: Dice, document: ScenarioDocument, n: number): Entry {
  const events = document.steps.map((step) => step.event);
  const grown = events.flatMap((event) => Object.keys((event['vpcs'] as object | undefined) ?? {}));
  const vpcs = [...new Set([...Object.keys(document.vpcs), ...grown])];
  const links = [
    ...Object.keys(document.links),
    ...events.flatMap((event) => Object.keys((event['links'] as object | undefined) ?? {})),
  ];
  const inside = Object.entries(document.vpcs).flatMap(([id, { subnets, hosts }]) => [
    ...Object.keys(subnets).map((name) => `${id}/${name}`),
    ...Object.keys(hosts),
  ]);
  const vpc = dice.pick(vpcs) ?? 'A';
  const link = dice.pick(links) ?? 'none';
  const subnet = range(dice, 24);
  const peering = { type: 'peering', between: [vpc, dice.pick(vpcs) ?? 'A'] };
  return dice.weighted<Entry>(
    [2, { delete: dice.pick([...links, ...inside, ...vpcs]) ?? vpc }],
    [2, { vpcs: { [vpc]: { cidrs: [range(dice, dice.pick([8, 16, 16, 20] as const))] } } }],
    [2, { vpcs: { [vpc]: { subnets: { [`n${n}`]: subnet } } } }],
    [3, { vpcs: { [`N${n}`]: { cidrs: [range(dice, 16)], subnets: { s: subnet } } } }],
    [2, { vpcs: { [vpc]: { subnets: { m: subnet }, hosts: { [`H${n}`]: subnet.replace('0/24', '77') } } } }],
    [3, { links: { [dice.chance(0.3) ? link : `new${n}`]: peering } }],
    [1, { links: { [`igw${n}`]: { type: 'igw', vpc } } }],
    [1, dice.chance(0.5) ? { accept: link } : { reject: link }],
    [2, { addRoutes: { [vpc]: [`${range(dice, 16)} ${link}`] } }],
    [1, { removeCidrs: { [vpc]: [dice.pick(document.vpcs[vpc]?.cidrs ?? []) ?? range(dice, 16)] } }],
    [
      1,
      { acls: { [dice.pick(inside) ?? 'A/a']: { in: [[1, 'allow', 'all', 'all', '0.0.0.0/0']], out: [] } } },
    ],
  );
}

/** A random network, and requests the reader understands; whether anybody grants them is another matter. */
function arbitraryRequests(seed: number): ScenarioDocument {
  const dice = new Dice(seed);
  const document = arbitraryScenario(seed, { flows: 30 });
  document.steps = [];
  for (let n = 0; document.steps.length < EVENTS && n < EVENTS * 8; n += 1) {
    const step = { at: `${n}s`, event: arbitraryRequest(dice, document, n), flows: document.flows };
    const steps = [...document.steps, step];
    if (problemsOf({ ...document, steps }).length === 0) document.steps = steps;
  }
  return document;
}

describe('requests at random', () => {
  const reasons = new Map<string, number>();
  let granted = 0;

  it.each(Array.from({ length: NETWORKS }, (_, i) => BASE_SEED + i))('seed %d', (seed) => {
    const scenario = readScenarioValue(arbitraryRequests(seed));
    let network = withoutRefused(scenario.network);
    for (const { changes, expectations } of scenario.steps) {
      for (const change of changes) {
        const { network: next, refusals } = applyChanges(network, [change]);
        for (const { reason } of refusals) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        if (refusals.length > 0) expect(next).toBe(network);
        else granted += 1;
        network = next;
      }
      const net = compile(network);
      for (const { flow } of expectations) {
        expect(() => trace(net, flow, { internet: scenario.internet, recording: false })).not.toThrow();
      }
      expect(() => refusalsOf(network)).not.toThrow();
    }
  });

  it('are granted and refused, for many reasons', () => {
    expect(granted).toBeGreaterThan(NETWORKS);
    expect(reasons.size).toBeGreaterThan(8);
  });
});
