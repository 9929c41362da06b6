/**
 * Completion for fish ("complete - edit command-specific tab-completions", fish-shell manual).
 */
import type { CommandWords, OptionWords } from './words.ts';

export function fishCompletion(commands: readonly CommandWords[]): string {
  const lines = ['# vpcsim completion for fish: vpcsim completion fish | source'];
  for (const { name, description } of commands) {
    lines.push(`complete -c vpcsim -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`);
  }
  for (const { name, options } of commands) {
    lines.push(
      ...options.map(
        (option) => `complete -c vpcsim -n '__fish_seen_subcommand_from ${name}' ${optionText(option)}`,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

function optionText({ long, short, description, takesValue, choices }: OptionWords): string {
  return [
    `-l ${long.slice(2)}`,
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    ...(takesValue ? ['-r'] : []),
    ...(choices.length > 0 ? [`-f -a ${quoted(choices.join(' '))}`] : []),
    `-d ${quoted(description)}`,
  ].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
}
