/**
 * The matrix says of every pair what its sets say, however many threads made it.
 */
import { describe, expect, it } from 'vitest';
import { estateOf } from '../../bench/estate.ts';
import { compile } from '../../src/compile/compile.ts';
import { handOver, takeOver } from '../../src/compile/handover.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import { endNamesOf, endOf, type End } from '../../src/reach/end.ts';
import { reachMatrix, type ReachMatrix } from '../../src/reach/matrix.ts';
import { CELL_STATES, type CellState } from '../../src/reach/matrix-row.ts';
import { MatrixWalk } from '../../src/reach/matrix-walk.ts';
import { SharedTiles } from '../../src/forward/shared-tiles.ts';
import { walkTo } from '../../src/reach/tiles.ts';
import { Random } from '../../src/workload/random.ts';
import { PROFILES, type Profile } from '../arbitrary/document.ts';
import { levelled } from '../arbitrary/levelled.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { readScenarioValue } from '../read-scenario-file.ts';
import { reachMatrixOnThreads } from '../../src/reach/matrix-pool.ts';
import { reachPair, type PairReach } from '../../src/reach/reach.ts';
import { compiledNetwork, endsOf } from './tiling-trial.ts';

/** The best that becomes of any flow of the pair. */
function stateOf({ sets }: PairReach): CellState {
  const states = new Set(
    sets.map(({ verdict }): CellState => {
      if (verdict.delivered) return verdict.byPlatform ? 'platform' : 'reaches';
      return verdict.leg === 'return' ? 'no-reply' : 'blocked';
    }),
  );
  return CELL_STATES.findLast((state) => states.has(state)) ?? 'no-sender';
}

/** Compares both ways on random networks of a profile, and counts the walks that were spared. */
function countShared(profile: Profile): number {
  let spared = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const document = arbitraryScenario(seed, { flows: 0, profile });
    const { network } = readScenarioValue(document);
    const net = compile(withoutRefused(seed % 3 === 0 ? network : levelled(network, new Random(seed))));
    // One end per sender: whoever is in two ends would be alike without any merit.
    const names = (['subnet', 'site', 'internet'] as const).flatMap((kind) => endNamesOf(net.network, kind));
    const shared = reachMatrix(net, names);
    const apart = reachMatrix(net, names, { sharing: false });
    expect(cellsOf(shared), `${profile}, seed ${seed}`).toEqual(cellsOf(apart));
    const elsewhere = reachMatrix(takeOver(structuredClone(handOver(net))), names);
    expect(cellsOf(elsewhere), `${profile}, seed ${seed}, in another thread`).toEqual(cellsOf(shared));
    const tiles = new SharedTiles(
      net,
      walkTo(net, {}, () => true),
    );
    for (const group of new MatrixWalk(net, names).groups) {
      const senders = group.flatMap((index) => endOf(net, names[index]!)!.senders);
      tiles.begin(senders);
      for (const sender of senders) for (const _ of tiles.tilesOf(sender));
    }
    spared += tiles.spared;
  }
  return spared;
}

function cellsOf(matrix: ReachMatrix): string[] {
  return matrix.ends.flatMap((_, from) => matrix.ends.map((__, to) => JSON.stringify(matrix.cell(from, to))));
}

describe('the matrix', () => {
  it('agrees with the sets of every pair', () => {
    const seen = new Set<CellState>();
    for (let seed = 1; seed <= 12; seed++) {
      const net = compiledNetwork(seed);
      const ends: End[] = endsOf(net);
      const matrix = reachMatrix(
        net,
        ends.map(({ name }) => name),
      );
      for (const [i, from] of ends.entries()) {
        for (const [j, to] of ends.entries()) {
          const pair = reachPair(net, from, to);
          const { state, reason } = matrix.cell(i, j);
          expect(state, `seed ${seed}: ${from.name.id} → ${to.name.id}`).toBe(stateOf(pair));
          if (reason !== undefined) expect(pair.sets.map(({ verdict }) => verdict.reason)).toContain(reason);
          seen.add(state);
        }
      }
    }
    expect([...seen].sort()).toEqual([...CELL_STATES].sort());
  }, 60_000);

  it('is the same whether or not senders that are alike are walked once, and in another thread', () => {
    for (const profile of PROFILES) {
      expect(countShared(profile), profile).toBeGreaterThan(5);
    }
  }, 60_000);

  it('is the same on two threads', async () => {
    const { network } = estateOf(130);
    const net = compile(network);
    const names = endNamesOf(network, 'subnet');
    const alone = cellsOf(reachMatrix(net, names));
    expect(cellsOf(await reachMatrixOnThreads(net, names, { threads: 2 }))).toEqual(alone);
    expect(new Set(alone).size).toBeGreaterThan(2);
  }, 60_000);
});
