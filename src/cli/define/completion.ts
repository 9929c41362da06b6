/**
 * The words of `vpcsim completion`: what a shell completes.
 */
import { Argument } from 'commander';
import type { Define } from './definition.ts';

export const defineCompletion: Define = (program, end) => {
  program
    .command('completion')
    .description('print completion for a shell, to be sourced')
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionCommand } = await import('../completion-command.ts');
      end(completionCommand(program, shell));
    });
};
