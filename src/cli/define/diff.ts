/**
 * The words of `vpcsim diff`: two networks compared.
 */
import type { DiffCommandOptions } from '../diff-command.ts';
import { failOn, INPUT, withOutput, type Define } from './definition.ts';

export const defineDiff: Define = (program, end) => {
  const command = program
    .command('diff')
    .description('every flow that fares differently in two networks, and the change to blame')
    .argument('<before>', INPUT)
    .argument('<after>', 'the same')
    .addOption(failOn());
  withOutput(command, ['text', 'json', 'ndjson', 'markdown', 'html']).action(
    async (before: string, after: string, options: DiffCommandOptions) => {
      const { diffCommand } = await import('../diff-command.ts');
      end(await diffCommand(before, after, options));
    },
  );
};
