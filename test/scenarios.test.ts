/**
 * The scenarios as documentation that is true: every file under scenarios/ is read, run, and has to meet
 * every expectation it states. A file that is dropped in there is judged without touching code.
 */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { REFUSAL_REASONS } from '../src/model/refusal.ts';
import type { Judgement } from '../src/run/expectations.ts';
import { runScenario } from '../src/run/run-scenario.ts';
import { readScenarioFile } from './read-scenario-file.ts';

const root = new URL('../scenarios', import.meta.url).pathname;

function scenarioFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'invalid' ? [] : scenarioFiles(path);
    return /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}

/** A line of difference, as a person would want to read it in a failure. */
function describeMiss(judgement: Judgement): string {
  const { text, atMs, expected, found } = judgement;
  return `[${text}] at ${atMs} ms: expected ${expected}, found ${found}`;
}

const counts = { files: 0, flows: 0, other: 0, prose: 0 };

describe('scenarios', () => {
  const files = scenarioFiles(root).sort();

  it('exist', () => {
    expect(files.length).toBeGreaterThan(70);
  });

  for (const path of files) {
    it(`${relative(root, path)} holds`, async () => {
      const scenario = readScenarioFile(path);
      const { result } = await runScenario(scenario, { threads: 1, seed: 1, flows: 10_000 });
      counts.files++;
      for (const { kind, result: outcome } of result.judgements) {
        if (outcome === 'not-checked') counts.prose++;
        else if (kind === 'flow') counts.flows++;
        else counts.other++;
      }
      const missed = result.judgements.filter((judgement) => judgement.result === 'missed');
      expect(missed.map(describeMiss)).toEqual([]);
      // A file that expects nothing would hold whatever the engine said.
      expect(result.judgements.length).toBeGreaterThan(0);
    });
  }

  it('show every refusal', () => {
    const shown = new Set(
      files.flatMap((path) => {
        const { refused, refusedRoutes, controlPlane } = readScenarioFile(path);
        return [...refused, ...refusedRoutes, ...controlPlane].map(({ reason }) => reason);
      }),
    );
    expect(REFUSAL_REASONS.filter((reason) => !shown.has(reason))).toEqual([]);
  });

  afterAll(() => {
    const { files: fileCount, flows, other, prose } = counts;
    console.log(
      `${fileCount} scenarios: ${flows} flows, ${other} other expectations checked, ${prose} in prose`,
    );
  });
});
