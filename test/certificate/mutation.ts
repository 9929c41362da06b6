// Everything one can do to one line of a certificate, drawn from a seeded dice.
import type { Dice } from '../arbitrary/dice.ts';

/** Texts that differ from the certificate in one line, with words for what was done. */
export function* mutationsOf(text: string, dice: Dice): Generator<{ words: string; text: string }> {
  const lines = text.trimEnd().split('\n');
  const ids = [...new Set(text.matchAll(/"id":"([^"]+)"/g))].map(([, id]) => id ?? '');
  const rejoin = (changed: readonly string[]): string => `${changed.join('\n')}\n`;
  for (const [i, line] of lines.entries()) {
    const replacements: [string, string | undefined][] = [
      ['a digit', swapAt(line, /\d/g, dice, (digit) => String((Number(digit) + dice.between(1, 9)) % 10))],
      ['an id', swapAt(line, /"id":"[^"]+"/g, dice, () => `"id":"${dice.pick(ids) ?? ''}"`)],
      [
        'a reason',
        swapAt(
          line,
          /"drop":"[^"]+"/g,
          dice,
          () => `"drop":"${dice.pick(['no-route', 'route-blackhole']) ?? ''}"`,
        ),
      ],
      [
        'a place',
        swapAt(line, /"at":"[^"]+"/g, dice, () => `"at":"${dice.pick(['vpc', 'subnet', 'delivery']) ?? ''}"`),
      ],
      ['a leg', swapAt(line, /forward|return/g, dice, (leg) => (leg === 'return' ? 'forward' : 'return'))],
      ['a truth', swapAt(line, /true|false/g, dice, (word) => String(word !== 'true'))],
      ['an entry', swapAt(line, /"[^"]+",|,"[^"]+"(?=\])|"[^"]+"(?=\])/g, dice, () => '')],
      ['a space', swapAt(line, /,/g, dice, () => ', ')],
    ];
    for (const [words, changed] of replacements) {
      if (changed === undefined || changed === line) continue;
      yield { words: `line ${i + 1}, ${words}: ${changed}`, text: rejoin(lines.with(i, changed)) };
    }
    yield { words: `line ${i + 1} deleted`, text: rejoin(lines.toSpliced(i, 1)) };
    yield { words: `line ${i + 1} twice`, text: rejoin(lines.toSpliced(i, 0, line)) };
    const other = lines[i + 1];
    if (other !== undefined) {
      yield {
        words: `lines ${i + 1} and ${i + 2} swapped`,
        text: rejoin(lines.with(i, other).with(i + 1, line)),
      };
    }
  }
}

function swapAt(
  line: string,
  pattern: RegExp,
  dice: Dice,
  change: (word: string) => string,
): string | undefined {
  const matches = [...line.matchAll(pattern)];
  const match = dice.pick(matches);
  if (!match) return undefined;
  const { 0: word, index } = match;
  return line.slice(0, index) + change(word) + line.slice(index + word.length);
}
