/**
 * A scenario file or text → Scenario, for tests: anything wrong with it fails the test.
 */
import { readFileSync } from 'node:fs';
import type { Scenario } from '../src/model/scenario.ts';
import { parseDocument } from '../src/source/document.ts';
import { InputError, type Problem } from '../src/source/problem.ts';
import { readScenario } from '../src/source/scenario/read-scenario.ts';
import { SourceFile } from '../src/source/source-file.ts';

function readScenarioText(text: string, name = 'test.yaml'): Scenario {
  const problems: Problem[] = [];
  const document = parseDocument(new SourceFile(name, text), problems);
  const scenario = document && readScenario(document, problems);
  if (!scenario || problems.length > 0) throw new InputError(problems);
  return scenario;
}

export function readScenarioFile(path: string): Scenario {
  return readScenarioText(readFileSync(path, 'utf8'), path);
}

/** What is wrong with a text, as `code at path`. */
export function problemsOf(text: string): Problem[] {
  const problems: Problem[] = [];
  const document = parseDocument(new SourceFile('test.yaml', text), problems);
  if (document) readScenario(document, problems);
  return problems;
}

/** A document that was never a text. */
export function readScenarioValue(value: unknown, name = 'generated'): Scenario {
  const problems: Problem[] = [];
  const scenario = readScenario({ file: new SourceFile(name, ''), value }, problems);
  if (!scenario || problems.length > 0) throw new InputError(problems);
  return scenario;
}
