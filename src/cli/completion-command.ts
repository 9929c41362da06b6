/**
 * `vpcsim completion`: a script for a shell.
 */
import type { Command } from 'commander';
import { bashCompletion } from './completion/bash.ts';
import { fishCompletion } from './completion/fish.ts';
import { wordsOf } from './completion/words.ts';
import { zshCompletion } from './completion/zsh.ts';
import { OK } from './exit-code.ts';
import { writeOut } from './terminal.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

export function completionCommand(program: Command, shell: keyof typeof SCRIPTS): number {
  writeOut(SCRIPTS[shell](wordsOf(program)));
  return OK;
}
