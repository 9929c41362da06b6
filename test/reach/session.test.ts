/**
 * A session says of every step what a comparison made from scratch says, forwards and backwards, however
 * much it shares between versions.
 */
import { describe, expect, it } from 'vitest';
import { openSession, type FlowChange, type Session } from '../../src/reach/session.ts';
import { compile } from '../../src/compile/compile.ts';
import { boxHolds, boxSize, type Box } from '../../src/forward/box.ts';
import type { Change } from '../../src/model/change.ts';
import type { Network } from '../../src/model/network.ts';
import { Ends, forEachChange } from '../../src/reach/compare.ts';
import { effectsOf } from '../../src/reach/effect.ts';
import type { EndName } from '../../src/reach/end.ts';
import { SENDING_KINDS, TileStore } from '../../src/reach/tile-store.ts';
import { whatIf } from '../../src/reach/what-if.ts';
import { Random } from '../../src/workload/random.ts';
import { networkAndChanges } from './diff-trial.ts';

/** Boxes by effect and pair of ends. */
type Flows = Map<string, Box[]>;

function add(flows: Flows, effects: readonly string[], from: EndName, to: EndName, box: Box): void {
  for (const effect of effects) {
    const key = `${effect} ${from.kind} ${from.id} → ${to.kind} ${to.id}`;
    flows.set(key, [...(flows.get(key) ?? []), box]);
  }
}

function fromScratch(before: Network, after: Network): Flows {
  const flows: Flows = new Map();
  const store = new TileStore(compile(before));
  const comparison = { store, after: compile(after), ends: new Ends(SENDING_KINDS) };
  forEachChange(comparison, (change) =>
    add(flows, effectsOf(change.before, change.after), change.row.from, change.to.name, change.box),
  );
  return flows;
}

function fromStep(changes: readonly FlowChange[]): Flows {
  const flows: Flows = new Map();
  for (const { effects, from, to, box } of changes) add(flows, effects, from, to, box);
  return flows;
}

/** Disjoint boxes of equal size, the corners of the one inside the other: the same flows. */
function expectSame(actual: Flows, expected: Flows, where: string): void {
  expect([...actual.keys()].sort(), where).toEqual([...expected.keys()].sort());
  for (const [key, boxes] of actual) {
    const wanted = expected.get(key)!;
    const total = (all: readonly Box[]): bigint => all.reduce((sum, box) => sum + boxSize(box), 0n);
    expect(total(boxes), `${where}: ${key}`).toBe(total(wanted));
    for (const { first, last, family } of boxes) {
      for (const corner of [first, last]) {
        const isHeld = wanted.some((other) => other.family === family && boxHolds(other, corner));
        expect(isHeld, `${where}: ${key}`).toBe(true);
      }
    }
  }
}

/** Two tables lose or exchange routes, before and after whatever the dice made happen. */
function changesFor(network: Network, made: readonly Change[], random: Random): Change[][] {
  const tables = [...network.routeTables.values()];
  const edit = (): Change => {
    const table = tables[random.below(tables.length)]!;
    const other = tables[random.below(tables.length)]!;
    const routes = random.below(2) === 0 ? other.routes : table.routes.slice(1);
    return { action: { kind: 'set-routes', table: table.id, routes }, text: 'edit', source: table.source };
  };
  return [[edit()], [edit(), edit()], ...made.map((change) => [change]), [edit()]];
}

function stepThrough(session: Session, steps: readonly Change[][], where: string): number {
  let differing = 0;
  const versions = [session.network];
  for (const changes of steps) {
    const { flows } = session.apply(...changes);
    expectSame(fromStep(flows), fromScratch(versions.at(-1)!, session.network), where);
    versions.push(session.network);
    if (flows.length > 0) differing++;
  }
  while (session.depth > 0) {
    const later = versions.pop()!;
    const { flows } = session.undo();
    expect(session.network, where).toBe(versions.at(-1));
    expectSame(fromStep(flows), fromScratch(later, session.network), `${where}, back`);
  }
  return differing;
}

describe('a session', () => {
  it('says of each step, and of taking it back, what a comparison from scratch says', () => {
    let differing = 0;
    for (let seed = 1; seed <= 16; seed++) {
      const made = networkAndChanges(seed);
      if (!made) continue;
      const steps = changesFor(made.network, made.changes, new Random(seed));
      differing += stepThrough(openSession(made.network), steps, `seed ${seed}`);
    }
    expect(differing).toBeGreaterThan(15);
  }, 60_000);

  it('sums all steps up as one question would', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const made = networkAndChanges(seed);
      if (!made) continue;
      const session = openSession(made.network);
      for (const change of made.changes) session.apply(change);
      expect(session.diff()).toEqual(whatIf(made.network, made.changes));
    }
  }, 60_000);

  it('has nothing to take back when it is new', () => {
    const session = openSession(networkAndChanges(1)!.network);
    expect(() => session.undo()).toThrow(RangeError);
  });
});
