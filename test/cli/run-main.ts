/**
 * The command line inside the test: argv in, exit code and both streams out.
 */
import { vi } from 'vitest';
import { main } from '../../src/cli/main.ts';

export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(...argv: string[]): Promise<Run> {
  const streams = { stdout: '', stderr: '' };
  const capture = (name: keyof typeof streams) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      streams[name] += String(chunk);
      return true;
    });
  const spies = [capture('stdout'), capture('stderr')];
  try {
    const exitCode = await main(argv);
    return { exitCode, ...streams };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
