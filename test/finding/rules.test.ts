/**
 * Every rule has a scenario that fires it exactly once and one that looks alike and does not, and both
 * say so themselves.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { checkNetwork, RULES } from '../../src/finding/check.ts';
import type { Finding } from '../../src/finding/finding.ts';
import { LEVELS } from '../../src/finding/finding.ts';
import { refusalsOf, withoutRefused } from '../../src/model/refusals.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { readScenarioFile } from '../read-scenario-file.ts';

const folder = new URL('../../scenarios/findings/', import.meta.url).pathname;

function findingsOf({ network }: Scenario): Finding[] {
  return checkNetwork(compile(withoutRefused(network)), refusalsOf(network));
}

function read(name: string): Scenario {
  return readScenarioFile(join(folder, `${name}.yaml`));
}

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('fires once on its scenario, which says so', () => {
    const scenario = read(id);
    expect(scenario.lint).toMatchObject([{ rule: id, count: 1 }]);
    const found = findingsOf(scenario).filter((finding) => finding.rule === id);
    expect(found.map((finding) => finding.message)).toHaveLength(1);
    expect(scenario.why).toMatch(/\w/);
  });

  it('does not fire on the near miss, which says so', () => {
    const scenario = read(`${id}-near-miss`);
    expect(scenario.lint).toMatchObject([{ rule: id, count: 0 }]);
    expect(findingsOf(scenario).filter((finding) => finding.rule === id)).toEqual([]);
    expect(scenario.why).toMatch(/\w/);
  });

  it('reports nothing graver than its level, in one sentence, with a place and a subject', () => {
    for (const finding of findingsOf(read(id)).filter((found) => found.rule === id)) {
      expect(LEVELS.indexOf(finding.level)).toBeGreaterThanOrEqual(LEVELS.indexOf(rule.level));
      expect(finding.message).toMatch(/^\S.*[^.]$/);
      expect(finding.subject).not.toBe('');
      expect(finding.fix).not.toBe('');
      expect(finding.source.file).toContain(`${id}.yaml`);
      expect(finding.source.path.length).toBeGreaterThan(0);
    }
  });

  it('explains itself', () => {
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.meaning).toMatch(/^[A-Z].*\.$/);
    expect(rule.documents).not.toBe('');
    expect(rule.example).toMatch(/\.$/);
    expect(existsSync(new URL(`../../src/finding/${id}.ts`, import.meta.url))).toBe(true);
  });
});

describe('the scenarios of findings', () => {
  it('all belong to a rule', () => {
    const known = RULES.flatMap(({ id }) => [`${id}.yaml`, `${id}-near-miss.yaml`]);
    expect(readdirSync(folder).sort()).toEqual(known.sort());
  });
});
