// A proposal written to a file and read back asks for the same as the proposal itself.
// VPCSIM_SEED sets where the seeds start.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { trace } from '../../src/forward/trace.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import type { Change } from '../../src/model/change.ts';
import type { Network } from '../../src/model/network.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import { changesOf } from '../../src/repair/apply-mend.ts';
import type { Mend } from '../../src/repair/mend.ts';
import { block, repair } from '../../src/repair/repair.ts';
import type { Proposal } from '../../src/repair/search.ts';
import { changeEvent } from '../../src/report/change-text.ts';
import { readChangeFile } from '../../src/source/change-file.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { run } from '../cli/run-main.ts';
import { readScenarioValue } from '../read-scenario-file.ts';
import { mendable, mends } from './every-mend.ts';

const FIRST_SEED = Number(process.env['VPCSIM_SEED'] ?? 1);
const NETWORKS = 12;
const folder = mkdtempSync(join(tmpdir(), 'vpcsim-changes-'));

/** What a file of the mends asks for; nothing where one of them has to be done by hand. */
function readBack(network: Network, mends: readonly Mend[]): Change[] | undefined {
  const text = mends.flatMap((mend) => changeEvent(network, mend)).join('\n');
  if (text.includes('# by hand')) return undefined;
  const path = join(folder, 'changes.yaml');
  writeFileSync(path, text);
  return readChangeFile(path, network);
}

/** Everything about a network but where it was written. */
function contents(network: Network): unknown {
  return JSON.parse(
    JSON.stringify(network, (key, value: unknown) => {
      if (key === 'source') return undefined;
      if (value instanceof Map) return [...(value as ReadonlyMap<string, unknown>)].sort(byKey);
      return typeof value === 'bigint' ? `${value}n` : value;
    }),
  );
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function* proposalsOf(network: Network, seed: number): Generator<Proposal> {
  const net = compile(network);
  const { expectations } = readScenarioValue(arbitraryScenario(seed, { flows: 6 }));
  for (const { flow } of expectations) {
    const options = { maxChanges: 3, maxNetworks: 300 };
    const search = trace(net, flow).delivered ? block : repair;
    yield* search(network, flow, options).proposals.slice(0, 4);
  }
}

describe('a proposal as a file of changes', () => {
  it('asks for what the proposal asks for', () => {
    const kinds = new Map<string, number>();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + NETWORKS; seed++) {
      const network = withoutRefused(readScenarioValue(arbitraryScenario(seed, { flows: 0 })).network);
      for (const { mends, changes } of proposalsOf(network, seed)) {
        const read = readBack(network, mends);
        if (!read) continue;
        const [direct, filed] = [applyChanges(network, changes), applyChanges(network, read)];
        expect(filed.refusals, `seed ${seed}`).toEqual([]);
        expect(contents(filed.network), `seed ${seed}`).toEqual(contents(direct.network));
        for (const { kind } of mends) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
    }
    console.log([...kinds].map(([kind, count]) => `${kind} ${count}`).join(', '));
    expect(kinds.size).toBeGreaterThan(5);
  });

  it('has words for every kind of mend', () => {
    const network = mendable;
    for (const mend of mends) {
      const read = readBack(network, [mend]);
      expect(read, mend.kind).toBeDefined();
      const [direct, filed] = [changesOf(network, mend), read!].map((changes) =>
        applyChanges(network, changes),
      );
      expect(filed?.refusals, mend.kind).toEqual([]);
      expect(contents(filed!.network), mend.kind).toEqual(contents(direct!.network));
      expect(contents(filed!.network), mend.kind).not.toEqual(contents(network));
    }
  });

  it('has the side effects that the proposal announces', async () => {
    const path = join(folder, 'proposal.yaml');
    const scenario = 'scenarios/cases/AWS-23.yaml';
    const proposed = await run('trace', scenario, 'B1', 'C1', '--fix', '--as', 'changes', '-o', path);
    expect(proposed.exitCode).toBe(1);
    const { stdout } = await run('whatif', scenario, '--change', path, '--format', 'json');
    const json = await run('trace', scenario, 'B1', 'C1', '--fix', '--format', 'json');
    const { proposals } = JSON.parse(json.stdout) as { proposals: { sideEffects: Record<string, unknown> } };
    const found = JSON.parse(stdout) as Record<string, unknown>;
    const effects = ['lost', 'gained', 'rerouted', 'newViolations', 'removedViolations'];
    const flows = (report: Record<string, unknown>) =>
      effects.map((effect) =>
        (report[effect] as Record<string, unknown>[]).map(({ from, to, boxes, kind }) => ({
          from,
          to,
          boxes,
          kind,
        })),
      );
    expect(flows(found)).toEqual(flows(proposals.sideEffects));
    expect(flows(found).flat()).not.toEqual([]);
  });
});
