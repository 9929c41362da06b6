/**
 * Log events inside JSON: the text of every member called `message`, wherever it is.
 *
 * That covers what CloudWatch Logs hands out: `{"events": [{"message"}]}` of the CLI, the documents with
 * `logEvents` that subscriptions deliver one after the other without anything between them ("Real-time
 * processing of log data with subscriptions", Amazon CloudWatch Logs User Guide), and one object per line.
 * Only the text of the member under way is kept.
 */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** Longer than any record; what is longer is no flow log. */
const LONGEST_TEXT = 1 << 20;

export class MessageScanner {
  private isInText = false;
  private isEscaped = false;
  /** The text that ended last, until it is known to be the name of a member. */
  private ended: string | undefined;
  private name: string | undefined;
  private kept: number[] = [];

  /** Messages that end in a chunk; chunks may be cut anywhere. */
  *scan(chunk: Uint8Array): Generator<string> {
    for (const byte of chunk) {
      if (this.isInText) {
        if (byte === QUOTE && !this.isEscaped) {
          const message = this.endText();
          if (message !== undefined) yield message;
          continue;
        }
        this.isEscaped = byte === BACKSLASH && !this.isEscaped;
        if (this.kept.length < LONGEST_TEXT) this.kept.push(byte);
        continue;
      }
      if (byte <= 0x20) continue;
      if (byte === COLON) {
        this.name = this.ended;
      } else if (byte === QUOTE) {
        this.isInText = true;
        this.kept = [];
      } else {
        this.name = undefined;
      }
      this.ended = undefined;
    }
  }

  private endText(): string | undefined {
    this.isInText = false;
    const isMessage = this.name === 'message';
    this.name = undefined;
    this.ended = textOf(this.kept);
    return isMessage ? this.ended : undefined;
  }
}

function textOf(bytes: readonly number[]): string | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}
