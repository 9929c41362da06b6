/**
 * The command line: argv in, exit code out. Commands are loaded when they are called, so that `--help`
 * costs next to nothing.
 */
import { Command, CommanderError, Option } from 'commander';
import { BAD_INPUT, OK, OUR_FAULT } from './exit-code.ts';
import type { CheckCommandOptions } from './check-command.ts';
import type { DiffCommandOptions, WhatIfCommandOptions } from './diff-command.ts';
import type { ReachCommandOptions } from './reach-command.ts';
import type { RunCommandOptions } from './run-command.ts';
import type { TraceCommandOptions } from './trace-command.ts';
import { wantsColour, writeError } from './terminal.ts';
import { UsageError } from './usage.ts';

const VERSION = '0.1.0';

/** Runs one command line; never rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode = OK;
  const program = new Command('vpcsim')
    .description('Network-reachability simulator and packet-forwarding engine for cloud VPCs')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(vpcsim --help shows what there is)');

  const output = [
    new Option('-o, --output <file>', 'write the report to a file, whole or not at all'),
    new Option('--color', 'colour the report').env('VPCSIM_COLOR'),
    new Option('--no-color', 'do not'),
  ];
  const withOutput = (command: Command): Command => {
    for (const option of output) command.addOption(option);
    return command;
  };

  const input = (): Option[] => [
    new Option('--prior', 'of a Terraform plan: the network before it instead of after it'),
    new Option('--parameter <Name=value>', 'of a CloudFormation template; may be given again').argParser(
      (text: string, known: string[] | undefined) => [...(known ?? []), text],
    ),
  ];
  const withInput = (command: Command): Command => {
    for (const option of input()) command.addOption(option);
    return command;
  };

  const run = withOutput(
    program
      .command('run')
      .description('evaluate workloads, timeline and expectations of an input')
      .argument('<input...>', 'scenario, Terraform plan or state, template, or folder of cloud exports')
      .addOption(new Option('--threads <n>', 'worker threads').default('auto').env('VPCSIM_THREADS'))
      .addOption(new Option('--seed <n>', 'seed of all chance').default('1').env('VPCSIM_SEED'))
      .option('--flows <n>', 'scale the workloads to this many flows')
      .addOption(
        new Option('--format <format>', 'report format').choices(['text', 'json', 'junit']).default('text'),
      )
      .option('-q, --quiet', 'no progress line'),
  );
  withInput(run).action(async (inputs: string[], options: RunCommandOptions) => {
    const { runCommand } = await import('./run-command.ts');
    exitCode = await runCommand(inputs, options);
  });

  const collect = (value: string, known: readonly string[]): string[] => [...known, ...value.split(',')];
  const check = withOutput(
    program
      .command('check')
      .description('find what is wrong with a network without any flow')
      .argument('[input...]', 'scenario file, or folder of cloud exports')
      .addOption(
        new Option('--format <format>', 'report format')
          .choices(['text', 'json', 'sarif', 'junit'])
          .default('text'),
      )
      .addOption(
        new Option('--fail-on <level>', 'end in 1 for findings of this level or graver')
          .choices(['error', 'warning', 'info', 'never'])
          .default('warning'),
      )
      .option('--rule <id>', 'ask this rule only (repeatable, or a list with commas)', collect, [])
      .option('--ignore <id>', 'leave this rule out (repeatable, or a list with commas)', collect, [])
      .option('--max <n>', 'findings of one rule that a text report shows', '50')
      .option('--explain <rule>', 'say what a rule means, with an example, and end'),
  );
  withInput(check).action(async (inputs: string[], options: CheckCommandOptions) => {
    const { checkCommand } = await import('./check-command.ts');
    exitCode = await checkCommand(inputs, options, VERSION);
  });

  const trace = withOutput(
    program
      .command('trace')
      .description('follow one flow hop by hop, there and back')
      .argument('<input>', 'scenario, Terraform plan or state, template, or folder of cloud exports')
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
          'aws-cli',
          'terraform',
        ]),
      )
      .addOption(new Option('--format <format>', 'report format').choices(['text', 'json']).default('text')),
  );
  withInput(trace).action(async (input: string, from: string, to: string, options: TraceCommandOptions) => {
    const { traceCommand } = await import('./trace-command.ts');
    exitCode = await traceCommand(input, from, to, options);
  });

  const reportFormat = (): Option =>
    new Option('--format <format>', 'report format').choices(['text', 'json']).default('text');
  const failOn = (): Option =>
    new Option('--fail-on <list>', 'exit 1 on these: lost, gained, rerouted, violation, nothing').default(
      'lost,violation',
    );

  withOutput(
    program
      .command('reach')
      .description('who reaches whom: a matrix, or every set of flows between two ends')
      .argument('<input...>', 'scenario file, or folder of cloud exports')
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
      .addOption(reportFormat()),
  ).action(async (inputs: string[], options: ReachCommandOptions) => {
    const { reachCommand } = await import('./reach-command.ts');
    exitCode = await reachCommand(inputs, options);
  });

  withOutput(
    program
      .command('diff')
      .description('every flow that fares differently in two networks, and the change to blame')
      .argument('<before>', 'scenario file, or folder of cloud exports')
      .argument('<after>', 'the same')
      .addOption(failOn())
      .addOption(reportFormat()),
  ).action(async (before: string, after: string, options: DiffCommandOptions) => {
    const { diffCommand } = await import('./diff-command.ts');
    exitCode = await diffCommand(before, after, options);
  });

  withOutput(
    program
      .command('whatif')
      .description('what a change would do to every flow, before anybody makes it')
      .argument('<input...>', 'scenario file, or folder of cloud exports')
      .option('--change <name...>', 'change set of the scenario, or file of events')
      .option('--each <kinds>', 'remove each in turn: peering, route, endpoint, attachment')
      .addOption(failOn())
      .addOption(reportFormat()),
  ).action(async (inputs: string[], options: WhatIfCommandOptions) => {
    const { whatIfCommand } = await import('./diff-command.ts');
    exitCode = await whatIfCommand(inputs, options);
  });

  program
    .command('schema')
    .description('print the JSON Schema of scenario files')
    .action(async () => {
      const { schemaCommand } = await import('./schema-command.ts');
      exitCode = schemaCommand();
    });

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explainFailure(error);
  }
}

/** Says what went wrong on stderr, and whose fault it is by the exit code. */
async function explainFailure(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? OK : BAD_INPUT;
  if (error instanceof UsageError) {
    writeError(`vpcsim: ${error.message}\n${error.hint === undefined ? '' : `  hint: ${error.hint}\n`}`);
    return BAD_INPUT;
  }
  const { InputError } = await import('../source/problem.ts');
  if (error instanceof InputError) {
    const { renderProblems } = await import('../report/problem-text.ts');
    const { styleFor } = await import('../report/style.ts');
    const style = styleFor(wantsColour(undefined, process.stderr));
    const count = error.problems.length;
    writeError(renderProblems(error.problems, error.fileNamed, style));
    writeError(`${count} problem${count === 1 ? '' : 's'}, nothing was done\n`);
    return BAD_INPUT;
  }
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeError(`vpcsim: this is a bug in vpcsim, not in your input\n${cause}\n`);
  return OUR_FAULT;
}
