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

/** A captured stream is no terminal, and what the test runner asks of its own colours is not the test's. */
export async function run(...argv: string[]): Promise<Run> {
  const tty = [process.stdout, process.stderr].map((stream) => ({ stream, isTTY: stream.isTTY }));
  const { FORCE_COLOR, NO_COLOR } = process.env;
  for (const { stream } of tty) stream.isTTY = false;
  setEnv({ FORCE_COLOR: undefined, NO_COLOR: undefined });
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
    for (const { stream, isTTY } of tty) stream.isTTY = isTTY;
    setEnv({ FORCE_COLOR, NO_COLOR });
  }
}

function setEnv(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
