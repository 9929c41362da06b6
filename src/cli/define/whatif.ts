/**
 * The words of `vpcsim whatif`: one network and a change.
 */
import type { WhatIfCommandOptions } from '../diff-command.ts';
import { failOn, INPUT, withOutput, type Define } from './definition.ts';

export const defineWhatIf: Define = (program, end) => {
  const command = program
    .command('whatif')
    .description('what a change would do to every flow, before anybody makes it')
    .argument('<input...>', `${INPUT}; a plan is a question by itself`)
    .option('--change <name...>', 'change set of the scenario, or file of events')
    .option('--each <kinds>', 'remove each in turn: peering, route, endpoint, attachment')
    .addOption(failOn());
  withOutput(command, ['text', 'json', 'ndjson', 'markdown', 'html']).action(
    async (inputs: string[], options: WhatIfCommandOptions) => {
      const { whatIfCommand } = await import('../diff-command.ts');
      end(await whatIfCommand(inputs, options));
    },
  );
};
