/**
 * Every drop reason is shown by a scenario and produced by the engine: one that nobody can meet explains
 * nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DROP_REASONS } from '../src/model/drop-reason.ts';
import type { FlowExpectation, Scenario } from '../src/model/scenario.ts';
import { readScenarioFile } from './read-scenario-file.ts';

const root = new URL('..', import.meta.url).pathname;

function filesUnder(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'invalid' ? [] : filesUnder(path, pattern);
    return pattern.test(entry.name) ? [path] : [];
  });
}

/** Reasons a scenario expects of a flow, or of a volume; `scenarios.test.ts` holds it to them. */
function expectedReasons(scenario: Scenario): string[] {
  const flows: readonly FlowExpectation[] = [
    ...scenario.expectations,
    ...scenario.steps.flatMap((step) => step.expectations),
  ];
  return [
    ...flows.flatMap(({ expect: verdict }) => (verdict.delivered ? [] : (verdict.reason ?? []))),
    ...scenario.capacity.flatMap(({ expect: verdict }) => verdict.reason ?? []),
  ];
}

describe('every drop reason', () => {
  it('is expected by a scenario', () => {
    const shown = new Set(
      filesUnder('scenarios', /\.ya?ml$/).flatMap((path) =>
        expectedReasons(readScenarioFile(join(root, path))),
      ),
    );
    expect(DROP_REASONS.filter((reason) => !shown.has(reason))).toEqual([]);
  });

  it('is given by something in the engine', () => {
    const list = 'src/model/drop-reason.ts';
    const code = filesUnder('src', /\.ts$/)
      .filter((path) => path !== list)
      .map((path) => readFileSync(join(root, path), 'utf8'))
      .join('\n');
    expect(DROP_REASONS.filter((reason) => !code.includes(`'${reason}'`))).toEqual([]);
  });

  it('that has a scenario of its own is shown there, beside a flow that is delivered', () => {
    const folder = 'scenarios/drop-reasons';
    for (const path of filesUnder(folder, /\.yaml$/)) {
      const reason = path.slice(folder.length + 1, -'.yaml'.length);
      const scenario = readScenarioFile(join(root, path));
      expect(expectedReasons(scenario), path).toContain(reason);
      const delivered = scenario.expectations.filter((flow) => flow.expect.delivered);
      expect(delivered.length, path).toBeGreaterThan(0);
    }
  });
});
