/**
 * The report of a run as a person reads it, held against a golden file. `VPCSIM_UPDATE=1` writes it anew;
 * read the difference before you keep it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/model/source-ref.ts';
import { runJson, toJson } from '../../src/report/json.ts';
import { renderRun } from '../../src/report/run-text.ts';
import { styleFor } from '../../src/report/style.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { readScenarioFile } from '../read-scenario-file.ts';

const scenario = readScenarioFile(new URL('../../scenarios/rush-hour.yaml', import.meta.url).pathname);
const golden = new URL('rush-hour.golden.txt', import.meta.url).pathname;

describe('the report of a run', () => {
  it('shows what was carried and refused over time, full links, and what stood in the way', async () => {
    const { result } = await runScenario(scenario, { threads: 1, seed: 1 });
    const found = renderRun(result, {
      style: styleFor(false),
      at: (source) => formatPath(source.path),
      timings: undefined,
    });
    if (process.env['VPCSIM_UPDATE']) writeFileSync(golden, found);
    expect(found).toBe(readFileSync(golden, 'utf8'));
  });

  it('says the same to programs, window by window', async () => {
    const { result } = await runScenario(scenario, { threads: 1, seed: 1, flows: 100_000 });
    const report = JSON.parse(toJson(runJson(result, () => ''))) as {
      traffic: {
        deliveredBytes: number;
        refusedBytes: number;
        drops: { reason: string; flows: number }[];
        windows: {
          fromMs: number;
          toMs: number;
          deliveredBps: number;
          refusedBps: number;
          droppedFlows: number;
          drops: Record<string, number>;
        }[];
      };
    };
    const { windows, deliveredBytes, refusedBytes, drops } = report.traffic;
    const bytes = (rate: 'deliveredBps' | 'refusedBps'): number =>
      windows.reduce((sum, window) => sum + (window[rate] * (window.toMs - window.fromMs)) / 8000, 0);
    // Rates are rounded to whole bit/s per window.
    expect(Math.abs(bytes('deliveredBps') - deliveredBytes)).toBeLessThan(windows.length);
    expect(Math.abs(bytes('refusedBps') - refusedBytes)).toBeLessThan(windows.length);
    for (const { droppedFlows, drops: byReason } of windows) {
      expect(Object.values(byReason).reduce((sum, flows) => sum + flows, 0)).toBe(droppedFlows);
    }
    const dropped = windows.reduce((sum, window) => sum + window.droppedFlows, 0);
    expect(dropped).toBe(drops.reduce((sum, drop) => sum + drop.flows, 0));
  });
});
