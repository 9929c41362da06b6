/**
 * Colour by the usual rules: the flag, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { wantsColour } from '../../src/cli/terminal.ts';
import { run } from './run-main.ts';

afterEach(() => vi.unstubAllEnvs());

function wanted(
  env: Readonly<Record<'NO_COLOR' | 'FORCE_COLOR' | 'TERM', string | undefined>>,
  isTTY: boolean,
  flag?: boolean,
): boolean {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return wantsColour(flag, { isTTY } as NodeJS.WriteStream);
}

const plain = { NO_COLOR: undefined, FORCE_COLOR: undefined, TERM: 'xterm' };

describe('colour', () => {
  it.each([
    ['on a terminal', plain, true, undefined, true],
    ['not in a pipe', plain, false, undefined, false],
    ['not on a terminal that knows none', { ...plain, TERM: 'dumb' }, true, undefined, false],
    ['in a pipe when forced', { ...plain, FORCE_COLOR: '1' }, false, undefined, true],
    ['not on a terminal when forced off', { ...plain, FORCE_COLOR: '0' }, true, undefined, false],
    [
      'not with NO_COLOR, whatever is forced',
      { ...plain, NO_COLOR: '1', FORCE_COLOR: '1' },
      true,
      undefined,
      false,
    ],
    ['with an empty NO_COLOR as without it', { ...plain, NO_COLOR: '' }, true, undefined, true],
    ['with the flag, whatever NO_COLOR says', { ...plain, NO_COLOR: '1' }, false, true, true],
    ['not with the flag against it', { ...plain, FORCE_COLOR: '1' }, true, false, false],
  ])('%s', (_, env, isTTY, flag, expected) => {
    expect(wanted(env, isTTY, flag)).toBe(expected);
  });

  it('is none in what a test captures, wherever the tests run', async () => {
    vi.stubEnv('FORCE_COLOR', '1');
    const { stdout } = await run('check', 'scenarios/hub-and-spoke.yaml');
    expect(stdout).not.toContain('\u001b');
    expect(process.env['FORCE_COLOR']).toBe('1');
  });
});
