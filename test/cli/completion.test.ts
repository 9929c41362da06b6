/**
 * Completion: every command and option is known to every shell, and bash completes as one expects.
 */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { run } from './run-main.ts';

/** What bash would offer after the words of a line, the last of them unfinished. */
async function completed(...words: string[]): Promise<string[]> {
  const { stdout: script } = await run('completion', 'bash');
  const line = ['vpcsim', ...words].map((word) => `'${word}'`).join(' ');
  const asked = `${script}\nCOMP_WORDS=(${line}) COMP_CWORD=${words.length}\n_vpcsim\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`;
  return execFileSync('bash', ['--norc', '-c', asked], { encoding: 'utf8' }).trim().split('\n');
}

describe('completion', () => {
  it.each([
    ['bash', '--'],
    ['zsh', '--'],
    ['fish', '-l '],
  ])('for %s knows every command and option that help shows', async (shell, dashes) => {
    const { stdout: script } = await run('completion', shell);
    const commands = [...(await run('--help')).stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!);
    expect(commands).toContain('whatif');
    for (const command of commands.filter((name) => name !== 'help')) {
      expect(script).toContain(command);
      const { stdout: help } = await run(command, '--help');
      for (const [, name] of help.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)) {
        if (name !== 'help') expect(script, command).toContain(`${dashes}${name}`);
      }
    }
  });

  it('ends in 2 for another shell', async () => {
    expect((await run('completion', 'tcsh')).exitCode).toBe(2);
  });

  it.each([
    [['tr'], ['trace']],
    [
      ['check', '--format', ''],
      ['text', 'json', 'ndjson', 'markdown', 'sarif', 'junit', 'html'],
    ],
    [['trace', 'net.yaml', '--expl'], ['--explain']],
    [['run', 'package.js'], ['package.json']],
    [['run', '--output', 'tsconf'], ['tsconfig.json']],
  ])('in bash, of %j', async (words, expected) => {
    expect(await completed(...words)).toEqual(expected);
  });
});
