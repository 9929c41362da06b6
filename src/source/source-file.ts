/**
 * A text with a name, and where an offset into it lies.
 *
 * Line starts are found on first use: most files are never the subject of a message.
 */
export interface Position {
  /** Both from 1; the column counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** The line itself, without its end. */
  readonly lineText: string;
}

export class SourceFile {
  readonly name: string;
  readonly text: string;
  private lineStarts: number[] | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** Position of an offset in UTF-16 units; an offset past the end is taken as the end. */
  positionOf(offset: number): Position {
    const starts = (this.lineStarts ??= findLineStarts(this.text));
    const bounded = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= bounded) low = middle;
      else high = middle;
    }
    const start = starts[low]!;
    const lineText = this.text.slice(start, starts[low + 1] ?? this.text.length).replace(/\r?\n$/, '');
    return { line: low + 1, column: bounded - start + 1, lineText };
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}
