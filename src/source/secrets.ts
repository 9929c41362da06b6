/**
 * Values that are nobody's business: exports, plans, states and templates hold keys of VPN connections, user
 * data of instances and passwords of databases. No reader asks for one, so they are dropped from what is
 * read, and what stays of a text for messages has them blotted out.
 */
import { EVENT_ID, getScalarValue, parseEvents, type Event } from 'js-yaml';
import { SourceFile } from './source-file.ts';

const SECRET =
  /gateway_?configuration|pre_?shared_?key|user_?data|private_?key|pass(?:word|phrase)|secret|auth_?(?:key|token)|access_?token/i;

const USER_DATA = /^user_?data/i;

/** Keys under which something named like a secret holds it: variables, outputs, parameters, expressions. */
const HOLDERS = new Set(['value', 'default', 'constant_value']);

/** Is what stands under a key a secret? `within` is the key of the mapping around it. */
function isSecret(key: string, within: string | undefined): boolean {
  return SECRET.test(key) || (within !== undefined && HOLDERS.has(key.toLowerCase()) && SECRET.test(within));
}

/** "Parameters" (AWS CloudFormation): the values of parameters with this key are masked. */
const MASKED = /no_?echo/i;

/** Could there be secrets in a text? */
export function mayHoldSecrets(text: string): boolean {
  return SECRET.test(text) || MASKED.test(text);
}

/** Takes the secrets out of a value that was just read: texts, lists of texts, and all of user data. */
export function dropSecrets(value: unknown, within?: string): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const entry of value) dropSecrets(entry, within);
    return;
  }
  const mapping = value as Record<string, unknown>;
  for (const [key, part] of Object.entries(mapping)) {
    const isText =
      typeof part !== 'object' || (Array.isArray(part) && part.every((one) => typeof one === 'string'));
    const isWhole = USER_DATA.test(key) && !isResource(part);
    if (part !== null && (isWhole || (isText && isSecret(key, within)))) delete mapping[key];
    else dropSecrets(part, key);
  }
}

/** Templates name resources as they like. */
function isResource(part: unknown): boolean {
  return typeof part === 'object' && part !== null && ('Type' in part || 'type' in part);
}

/** The same text with an `x` for each character of a secret, so that every place stays where it was. */
export function concealed(file: SourceFile): SourceFile {
  if (!mayHoldSecrets(file.text)) return file;
  let events: Event[];
  try {
    events = parseEvents(file.text, { filename: file.name });
  } catch {
    return new SourceFile(file.name, blottedByLine(file.text));
  }
  return new SourceFile(file.name, blottedOut(file.text, secretSpans(file.text, events)));
}

type Span = readonly [start: number, end: number];

/** Where the scalars of secrets stand. */
function secretSpans(text: string, events: readonly Event[]): Span[] {
  const spans: Span[] = [];
  const masksDefaults = MASKED.test(text);
  // One frame per open collection: the key it stands under, and the key that is read in it.
  const frames: {
    isMapping: boolean;
    isSecret: boolean;
    key: string | undefined;
    within: string | undefined;
  }[] = [];
  for (const event of events) {
    const frame = frames.at(-1);
    if (event.type === EVENT_ID.POP) {
      frames.pop();
      const outer = frames.at(-1);
      if (outer?.isMapping) outer.key = undefined;
    } else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      const key = frame?.isMapping ? frame.key : frame?.within;
      frames.push({
        isMapping: event.type === EVENT_ID.MAPPING,
        isSecret: frame?.isSecret === true || (key !== undefined && USER_DATA.test(key)),
        key: undefined,
        within: key,
      });
    } else if (event.type === EVENT_ID.SCALAR) {
      if (frame?.isMapping && frame.key === undefined) {
        frame.key = getScalarValue(text, event);
        continue;
      }
      const key = frame?.isMapping ? frame.key : frame?.within;
      const around = frame?.isMapping ? frame.within : undefined;
      const isMasked = masksDefaults && key === 'Default';
      if (frame?.isSecret || isMasked || (key !== undefined && isSecret(key, around))) {
        spans.push([event.valueStart, event.valueEnd]);
      }
      if (frame?.isMapping) frame.key = undefined;
    } else if (frame?.isMapping) {
      frame.key = undefined;
    }
  }
  return spans;
}

function blottedOut(text: string, spans: readonly Span[]): string {
  let result = '';
  let done = 0;
  for (const [start, end] of spans) {
    result += text.slice(done, start) + text.slice(start, end).replaceAll(/[^\s"'|>{}[\]]/g, 'x');
    done = end;
  }
  return result + text.slice(done);
}

/** Of a text that cannot be read: whatever follows a key of a secret, on its line and on those further in. */
function blottedByLine(text: string): string {
  let depth: number | undefined;
  const pattern = MASKED.test(text) ? new RegExp(`${SECRET.source}|default`, 'i') : SECRET;
  return text
    .split('\n')
    .map((line) => {
      const indent = line.search(/\S/);
      if (depth !== undefined && (indent > depth || indent < 0)) return line.replaceAll(/\S/g, 'x');
      const found = pattern.exec(line);
      depth = found ? indent : undefined;
      return found ? line.slice(0, found.index) + line.slice(found.index).replaceAll(/\S/g, 'x') : line;
    })
    .join('\n');
}
