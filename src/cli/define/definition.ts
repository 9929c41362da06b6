/**
 * What the command line knows of a command before it is called: its words, never its code, so that
 * `--help` costs next to nothing.
 */
import { Option, type Command } from 'commander';

/** Adds one command to the program; its exit code goes to `end`. */
export type Define = (program: Command, end: (exitCode: number) => void) => void;

/** What most commands read. */
export const INPUT = 'scenario, Terraform plan or state, template, or folder of cloud exports';

/** Options of every command that writes a report in one of these formats, the first by default. */
export function withOutput(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(new Option('--format <format>', 'report format').choices([...formats]).default(formats[0]))
    .addOption(new Option('-o, --output <file>', 'write the report to a file, whole or not at all'))
    .addOption(new Option('--color', 'colour the report').env('VPCSIM_COLOR'))
    .addOption(new Option('--no-color', 'do not'));
}

/** Options of every command that reads inputs. */
export function withInput(command: Command): Command {
  return command
    .addOption(new Option('--prior', 'of a Terraform plan: the network before it instead of after it'))
    .addOption(
      new Option('--parameter <Name=value>', 'of a CloudFormation template; may be given again').argParser(
        (text: string, known: string[] | undefined) => [...(known ?? []), text],
      ),
    );
}

/** What makes a comparison of two networks end in 1. */
export function failOn(): Option {
  return new Option(
    '--fail-on <list>',
    'exit 1 on these: lost, gained, rerouted, violation, nothing',
  ).default('lost,violation');
}

/** Of options that are repeatable or lists with commas. */
export function collect(value: string, known: readonly string[]): string[] {
  return [...known, ...value.split(',')];
}
