/**
 * Completion for bash ("Programmable Completion", GNU Bash Reference Manual): values of the option before
 * the cursor, options after a dash, else files.
 */
import type { CommandWords } from './words.ts';

export function bashCompletion(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ long, choices }) => `    ${name}:${long}) words='${choices.join(' ')}' ;;`),
  );
  const flags = commands.map(
    ({ name, options }) => `      ${name}) words='${options.map(({ long }) => long).join(' ')} --help' ;;`,
  );
  return `# vpcsim completion for bash: source <(vpcsim completion bash)
_vpcsim() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=( $(compgen -W '${names} --help --version' -- "$current") )
    return
  fi
  case "$command:$previous" in
${values.join('\n')}
  esac
  if [[ -z $words && $current == -* ]]; then
    case "$command" in
${flags.join('\n')}
    esac
  fi
  if [ -n "$words" ]; then COMPREPLY=( $(compgen -W "$words" -- "$current") )
  else COMPREPLY=( $(compgen -f -- "$current") ); fi
}
complete -o filenames -F _vpcsim vpcsim
`;
}
