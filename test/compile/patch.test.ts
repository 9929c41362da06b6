/**
 * A patched network forwards as the one compiled afresh does, and leaves the one it came from as it was.
 */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { CompiledNetwork } from '../../src/compile/compiled-network.ts';
import { patchTables } from '../../src/compile/patch.ts';
import type { Network } from '../../src/model/network.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import type { Route, RouteTable } from '../../src/model/route.ts';
import { touchedBetween } from '../../src/forward/touched.ts';
import { Random } from '../../src/workload/random.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

/** Some routes of other tables, some of its own. */
function shuffled(table: RouteTable, network: Network, random: Random): RouteTable {
  const pool = [...network.routeTables.values()].flatMap(({ routes }) => routes);
  const routes: Route[] = table.routes.filter(() => random.below(3) > 0);
  for (let i = random.below(3); i > 0 && pool.length > 0; i--) routes.push(pool[random.below(pool.length)]!);
  return { ...table, routes };
}

/** Tables that forward differently in two versions, by index. */
function differing(a: CompiledNetwork, b: CompiledNetwork): number[] {
  const { everything, tables } = touchedBetween(a, b);
  expect(everything).toBe(false);
  return [...tables.keys()];
}

describe('a patched network', () => {
  it('forwards like one compiled afresh, version after version', () => {
    let patches = 0;
    let differences = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const random = new Random(seed);
      const network = withoutRefused(readScenarioValue(arbitraryScenario(seed, { flows: 0 })).network);
      const base = compile(network);
      let current = base;
      for (let i = 0; i < 4; i++) {
        const tables = [...current.network.routeTables.values()];
        const table = shuffled(tables[random.below(tables.length)]!, network, random);
        const changed = new Map(current.network.routeTables).set(table.id, table);
        const next = { ...current.network, routeTables: changed };
        const patched = patchTables(current, next, [table]);
        if (!patched) break;
        patches++;
        expect(differing(patched, compile(next)), `seed ${seed}`).toEqual([]);
        expect([...patched.tables.keys()]).toEqual([...base.tables.keys()]);
        current = patched;
      }
      differences += differing(base, current).length;
      expect(differing(base, compile(network)), `seed ${seed}`).toEqual([]);
    }
    expect(patches).toBeGreaterThan(150);
    expect(differences).toBeGreaterThan(50);
  });
});
