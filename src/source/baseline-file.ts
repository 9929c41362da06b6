/**
 * A baseline: a file of accepted findings, in YAML or JSON. It is written by the program and edited by
 * people, who give reasons and days.
 */
import { z } from 'zod';
import type { Acceptance } from '../model/acceptance.ts';
import { parseDocument } from './document.ts';
import { findFiles, readText, SIZE_LIMITS } from './input-files.ts';
import { concealed } from './secrets.ts';
import { InputError, type Problem } from './problem.ts';
import { shapeProblems } from './scenario/shape.ts';

const VERSION = 1;

const baseline = z.strictObject({
  version: z.literal(VERSION),
  accepted: z.array(
    z.strictObject({
      fingerprint: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hexadecimal digits'),
      rule: z.string(),
      subject: z.string(),
      why: z.string().min(1, 'expected a reason'),
      expires: z.iso.date('expected a day such as 2027-01-31').exactOptional(),
    }),
  ),
});

/** Throws an InputError with everything that is wrong. */
export function readBaseline(path: string): readonly Acceptance[] {
  const problems: Problem[] = [];
  const [file] = findFiles([path], problems);
  const source = file && readText(file, SIZE_LIMITS.scenario, problems);
  if (!source) throw new InputError(problems);
  const document = parseDocument(source, problems);
  const result = document && baseline.safeParse(document.value);
  if (result?.success === false) {
    problems.push(...shapeProblems(result.error, baseline, document?.value, source.name, []));
  }
  if (result?.success !== true || problems.length > 0)
    throw new InputError(problems, () => concealed(source));
  return result.data.accepted;
}

/** The text of a baseline file. */
export function baselineText(accepted: readonly Acceptance[]): string {
  return `${JSON.stringify({ version: VERSION, accepted }, undefined, 2)}\n`;
}
