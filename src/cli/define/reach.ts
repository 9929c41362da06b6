/**
 * The words of `vpcsim reach`: who reaches whom.
 */
import { Option } from 'commander';
import type { ReachCommandOptions } from '../reach-command.ts';
import { INPUT, withInput, withOutput, type Define } from './definition.ts';

export const defineReach: Define = (program, end) => {
  const command = program
    .command('reach')
    .description('who reaches whom: a matrix, or every set of flows between two ends')
    .argument('<input...>', INPUT)
    .option('--from <end>', 'subnet, VPC, host, site, or internet')
    .option('--to <end>', 'the same')
    .addOption(
      new Option('--by <kind>', 'ends of the matrix')
        .choices(['subnet', 'vpc', 'host', 'site'])
        .default('subnet'),
    )
    .option('--with <list>', 'further ends of the matrix: site, internet')
    .option('--full', 'every set of flows instead of the matrix')
    .option('-p, --proto <protocol>', 'only this protocol')
    .option('--port <n>', 'only this destination port')
    .option('--certificate <file>', 'write a proof that --from cannot reach --to');
  withInput(withOutput(command, ['text', 'json', 'ndjson', 'markdown', 'dot', 'mermaid', 'html'])).action(
    async (inputs: string[], options: ReachCommandOptions) => {
      const { reachCommand } = await import('../reach-command.ts');
      end(await reachCommand(inputs, options));
    },
  );
};
