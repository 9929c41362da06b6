/**
 * The words of `vpcsim replay`: flow logs, and what may be going to change.
 */
import { Option } from 'commander';
import type { ReplayCommandOptions } from '../replay-command.ts';
import { INPUT, withInput, withOutput, type Define } from './definition.ts';

export const defineReplay: Define = (program, end) => {
  const command = program
    .command('replay')
    .description('flow logs through the network, and through what a change makes of it')
    .argument('[input...]', `${INPUT}; a plan is a change by itself`)
    .requiredOption('--logs <path...>', 'flow logs, or folders of them: text, gzip, Parquet, JSON')
    .option('--log-format <fields>', 'fields of logs without a header line, as in the flow log’s LogFormat')
    .option('--by-address', 'find interfaces by their address where the network has other ids')
    .option('--change <name...>', 'change set of the scenario, or file of events')
    .option('--plan <file>', 'Terraform plan: the network before it, and after it')
    .option('--after <input>', 'the network as it is going to be')
    .addOption(
      new Option(
        '--fail-on <list>',
        'exit 1 on these: lost, gained, rerouted, disagreement, nothing',
      ).default('lost,disagreement'),
    )
    .addOption(new Option('--threads <n>', 'worker threads').default('auto').env('VPCSIM_THREADS'))
    .option('-q, --quiet', 'no progress line');
  withInput(withOutput(command, ['text', 'json', 'ndjson', 'markdown'])).action(
    async (inputs: string[], options: ReplayCommandOptions) => {
      const { replayCommand } = await import('../replay-command.ts');
      end(await replayCommand(inputs, options));
    },
  );
};
