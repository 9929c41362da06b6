/**
 * What a shell can complete: the commands, their options and the values these take, read off the command
 * line itself, so that no list of them can be out of date.
 */
import type { Command } from 'commander';

export interface OptionWords {
  /** With its dashes. */
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
  readonly takesValue: boolean;
  /** Values it takes; none for free text and files. */
  readonly choices: readonly string[];
}

export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
}

export function wordsOf(program: Command): CommandWords[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command.options.flatMap(({ long, short, description, required, optional, argChoices }) =>
      long === undefined || long === null
        ? []
        : [
            {
              long,
              short: short ?? undefined,
              description,
              takesValue: required || optional,
              choices: argChoices ?? [],
            },
          ],
    ),
  }));
}
