/**
 * The words of `vpcsim trace`: one flow hop by hop.
 */
import { Option } from 'commander';
import type { TraceCommandOptions } from '../trace-command.ts';
import { INPUT, withInput, withOutput, type Define } from './definition.ts';

export const defineTrace: Define = (program, end) => {
  const command = program
    .command('trace')
    .description('follow one flow hop by hop, there and back')
    .argument('<input>', INPUT)
    .argument('<from>', 'host, interface, instance, address, or internet')
    .argument('<to>', 'the same, or dns:<name>')
    .option('-p, --proto <protocol>', 'tcp, udp, icmp, or a number', 'tcp')
    .option('--port <n>', 'destination port (443)')
    .option('--sport <n>', 'source port (40000)')
    .option('--src <address>', 'source address other than its own')
    .option('--ttl <n>', 'hop budget (64)')
    .option('--bytes <n>', 'packet size (64)')
    .option('--one-way', 'nobody waits for a reply')
    .option('--explain', 'list everything that stands in the way, on both legs, in order')
    .option('--fix', 'propose the smallest sets of changes that make the flow work')
    .option('--block', 'propose the smallest sets of changes that stop it')
    .addOption(
      new Option('--as <form>', 'print the first proposal alone, ready to use').choices([
        'changes',
        'aws-cli',
        'terraform',
      ]),
    );
  withInput(withOutput(command, ['text', 'json', 'ndjson', 'markdown', 'dot', 'mermaid', 'html'])).action(
    async (input: string, from: string, to: string, options: TraceCommandOptions) => {
      const { traceCommand } = await import('../trace-command.ts');
      end(await traceCommand(input, from, to, options));
    },
  );
};
