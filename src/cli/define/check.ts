/**
 * The words of `vpcsim check`: findings without flows.
 */
import { Option } from 'commander';
import type { CheckCommandOptions } from '../check-command.ts';
import { VERSION } from '../version.ts';
import { collect, INPUT, withInput, withOutput, type Define } from './definition.ts';

export const defineCheck: Define = (program, end) => {
  const command = program
    .command('check')
    .description('find what is wrong with a network without any flow')
    .argument('[input...]', INPUT)
    .addOption(
      new Option('--fail-on <level>', 'end in 1 for findings of this level or graver')
        .choices(['error', 'warning', 'info', 'never'])
        .default('warning'),
    )
    .option('--rule <id>', 'ask this rule only (repeatable, or a list with commas)', collect, [])
    .option('--ignore <id>', 'leave this rule out (repeatable, or a list with commas)', collect, [])
    .option('--max <n>', 'findings of one rule that a text report shows', '50')
    .option('--baseline <file>', 'accept the findings of this file, until the day it gives')
    .option('--write-baseline <file>', 'write a file that accepts what is found, instead of a report')
    .option('--why <text>', 'reason of what --write-baseline accepts anew', 'accepted as found')
    .option('--expires <day>', 'last day of it, such as 2027-01-31')
    .addOption(new Option('--today <day>', 'the day to judge by (the clock, UTC)').env('VPCSIM_TODAY'))
    .option('--explain <rule>', 'say what a rule means, with an example, and end')
    .option('--coverage', 'say how many pairs depend on what is not modelled, and on what');
  withInput(withOutput(command, ['text', 'json', 'ndjson', 'markdown', 'sarif', 'junit', 'html'])).action(
    async (inputs: string[], options: CheckCommandOptions) => {
      const { checkCommand } = await import('../check-command.ts');
      end(await checkCommand(inputs, options, VERSION));
    },
  );
};
