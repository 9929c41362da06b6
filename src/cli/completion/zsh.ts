/**
 * Completion for zsh ("Completion System", The Z Shell Manual): `_arguments` per command.
 */
import type { CommandWords, OptionWords } from './words.ts';

export function zshCompletion(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`);
  const cases = commands.map(
    ({ name, options }) => `    ${name}) _arguments ${options.map(spec).join(' ')} '*:file:_files' ;;`,
  );
  return `#compdef vpcsim
# vpcsim completion for zsh: source <(vpcsim completion zsh), after compinit
_vpcsim() {
  local -a commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _vpcsim vpcsim
`;
}

function spec({ long, short, description, takesValue, choices }: OptionWords): string {
  const words = choices.length > 0 ? `value:(${choices.join(' ')})` : 'value:_files';
  const text = `[${description.replaceAll(/[[\]:\\]/g, String.raw`\$&`)}]${takesValue ? `:${words}` : ''}`;
  return [long, ...(short === undefined ? [] : [short])].map((flag) => quoted(`*${flag}${text}`)).join(' ');
}

/** In single quotes, within which only they themselves end. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
