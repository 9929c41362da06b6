/**
 * JSON text → value, and where a text stops being JSON.
 *
 * Exports of clouds are strict JSON and large: JSON.parse reads them several times faster than the YAML
 * reader, but tells the place of a fault only for some faults. The others are searched for.
 */
import type { Document } from './document.ts';
import type { Problem } from './problem.ts';
import { reportReserved } from './reserved-name.ts';
import { dropSecrets, mayHoldSecrets } from './secrets.ts';
import type { SourceFile } from './source-file.ts';

/**
 * Reads a JSON document without the secrets in it; what is wrong with its text goes to `problems`. The last
 * of equal keys counts.
 */
export function readJson(file: SourceFile, problems: Problem[]): Document | undefined {
  try {
    const value = JSON.parse(file.text) as unknown;
    if (reportReserved(file, problems)) return undefined;
    if (mayHoldSecrets(file.text)) dropSecrets(value);
    return { file, value };
  } catch (error) {
    const offset = faultIn(file.text, error);
    const isCutOff = offset >= file.text.trimEnd().length;
    problems.push({
      code: isCutOff ? 'truncated' : 'not-json',
      message: isCutOff ? 'the JSON ends in the middle of a value' : 'this is not valid JSON',
      ...(isCutOff && { hint: 'the export was cut off; collect it again' }),
      file: file.name,
      path: [],
      offset,
    });
    return undefined;
  }
}

/** Offset of the first character that cannot stand where it stands. */
function faultIn(text: string, error: unknown): number {
  const told = toldBy(text, error);
  if (told !== undefined) return told;
  // A text cut before the fault is merely incomplete; cut behind it, it has the fault.
  let sound = 0;
  let faulty = text.length;
  while (faulty - sound > 1) {
    const middle = (sound + faulty) >>> 1;
    if (isIncomplete(text.slice(0, middle))) sound = middle;
    else faulty = middle;
  }
  return faulty - 1;
}

/** The place as the message of the error has it. */
function toldBy(text: string, error: unknown): number | undefined {
  const message = String(error);
  const position = /at position (\d+)/.exec(message);
  if (position) return Number(position[1]);
  return message.includes('Unexpected end') ? text.length : undefined;
}

/** Nothing is wrong with the text but that it ends. */
function isIncomplete(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    return toldBy(text, error) === text.length;
  }
}
