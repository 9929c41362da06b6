/**
 * The words of `vpcsim run`: evaluates workloads, timeline and expectations.
 */
import { Option } from 'commander';
import type { RunCommandOptions } from '../run-command.ts';
import { INPUT, withInput, withOutput, type Define } from './definition.ts';

export const defineRun: Define = (program, end) => {
  const command = program
    .command('run')
    .description('evaluate workloads, timeline and expectations of an input')
    .argument('<input...>', INPUT)
    .addOption(new Option('--threads <n>', 'worker threads').default('auto').env('VPCSIM_THREADS'))
    .addOption(new Option('--seed <n>', 'seed of all chance').default('1').env('VPCSIM_SEED'))
    .option('--flows <n>', 'scale the workloads to this many flows')
    .option('-q, --quiet', 'no progress line');
  withInput(withOutput(command, ['text', 'json', 'ndjson', 'markdown', 'junit', 'html'])).action(
    async (inputs: string[], options: RunCommandOptions) => {
      const { runCommand } = await import('../run-command.ts');
      end(await runCommand(inputs, options));
    },
  );
};
