/**
 * The matrix says of every pair what its sets say, however many threads made it.
 */
import { describe, expect, it } from 'vitest';
import { estateOf } from '../../bench/estate.ts';
import { compile } from '../../src/compile/compile.ts';
import { endNamesOf, type End } from '../../src/reach/end.ts';
import { CELL_STATES, reachMatrix, type CellState, type ReachMatrix } from '../../src/reach/matrix.ts';
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

  it('is the same on two threads', async () => {
    const { network } = estateOf(130);
    const net = compile(network);
    const names = endNamesOf(network, 'subnet');
    const alone = cellsOf(reachMatrix(net, names));
    expect(cellsOf(await reachMatrixOnThreads(net, names, {}, 2))).toEqual(alone);
    expect(new Set(alone).size).toBeGreaterThan(2);
  }, 60_000);
});
