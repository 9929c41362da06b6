/**
 * Where a report goes and whether it has colours: what every command that writes one has in common.
 */
import { styleFor, type Style } from '../report/style.ts';
import { wantsColour, writeOut, writeWhole } from './terminal.ts';

export interface OutputOptions {
  readonly format: string;
  /** A file; `-` and absence mean stdout. */
  readonly output?: string;
  readonly color?: boolean;
}

/** A file has colours only when they are asked for. */
export function styleOf({ output, color }: OutputOptions): Style {
  return styleFor(wantsColour(output === undefined ? color : (color ?? false)));
}

export async function writeReport(text: string, { output }: Pick<OutputOptions, 'output'>): Promise<void> {
  if (output === undefined || output === '-') writeOut(text);
  else await writeWhole(output, text);
}
