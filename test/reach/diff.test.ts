/**
 * Differences: exact by brute force on random changes, nothing where nothing changed, and blamed on the
 * change that did it.
 */
import { describe, expect, it } from 'vitest';
import type { Change, ChangeAction } from '../../src/model/change.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import { diff, whatIf } from '../../src/reach/what-if.ts';
import { readScenarioFile } from '../read-scenario-file.ts';
import { networkAndChanges, tryBlame, tryDiff } from './diff-trial.ts';

const hub = readScenarioFile('scenarios/hub-and-spoke.yaml').network;

function change(action: ChangeAction): Change {
  return { action, text: JSON.stringify(action), source: { file: 'test', path: [] } };
}

const removeRoute = (table: string, ...destinations: string[]): Change =>
  change({ kind: 'remove-routes', table, destinations });

function sizeOf(result: ReturnType<typeof diff>): number {
  const { lost, gained, rerouted, reasonChanged, newlyAsymmetric } = result;
  return lost.length + gained.length + rerouted.length + reasonChanged.length + newlyAsymmetric.length;
}

describe('a difference', () => {
  it('holds exactly the flows whose traces differ', () => {
    let members = 0;
    for (let seed = 1; seed <= 15; seed++) members += tryDiff(seed, 4).members;
    expect(members).toBeGreaterThan(3_000);
  }, 60_000);

  it('is empty between a network and itself, and after a change and its inverse', () => {
    let differing = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const made = networkAndChanges(seed);
      if (!made) continue;
      const { network } = applyChanges(made.network, made.changes);
      expect(sizeOf(diff(made.network, made.network))).toBe(0);
      const there = diff(made.network, network);
      const back = diff(network, made.network);
      const flowsOf = (entries: typeof there.lost): bigint =>
        entries.reduce((sum, { size }) => sum + size, 0n);
      expect(flowsOf(back.gained)).toBe(flowsOf(there.lost));
      expect(flowsOf(back.lost)).toBe(flowsOf(there.gained));
      if (sizeOf(there) > 0) differing++;
    }
    expect(differing).toBeGreaterThan(5);
  }, 60_000);

  it('names the planted cause among changes that change nothing, on random networks', () => {
    let entries = 0;
    for (let seed = 1; seed <= 40; seed++) entries += tryBlame(seed).entries;
    expect(entries).toBeGreaterThan(20);
  }, 60_000);
});

describe('blame', () => {
  it('names the one change of several that did it', () => {
    const result = whatIf(hub, [removeRoute('orders', '10.3.0.0/16'), removeRoute('web', '10.2.0.0/16')]);
    expect(result.lost.length).toBeGreaterThan(0);
    for (const entry of result.lost) expect(entry.causes).toEqual([[1]]);
  });

  it('names a pair where undoing one is not enough', () => {
    const cut = change({ kind: 'delete', object: 'pcx-reports' });
    const result = whatIf(hub, [cut, removeRoute('hub', '10.3.0.0/16')]);
    expect(result.lost.length).toBeGreaterThan(0);
    for (const entry of result.lost) expect(entry.causes).toEqual([[0, 1]]);
  });

  it('names routes one by one when two networks are compared', () => {
    const { network } = applyChanges(hub, [removeRoute('web', '10.2.0.0/16')]);
    const { lost, changes } = diff(hub, network);
    expect(changes.map(({ text }) => text)).toEqual(['route 10.2.0.0/16 of web removed']);
    expect(lost.map(({ from, to }) => `${from.id} → ${to.id}`)).toContain('web/web-a → orders/db');
  });

  it('finds violations that appear and that are gone', () => {
    const { newViolations, removedViolations } = whatIf(hub, [removeRoute('reports', '10.2.0.0/16')]);
    expect(newViolations.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual([
      'transitive-peering half-open',
    ]);
    expect(removedViolations.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual([
      'transitive-peering confirmed',
      'transitive-peering confirmed',
    ]);
  });
});
