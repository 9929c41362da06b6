/**
 * YAML or JSON text → plain value, with the way back from a path to its place in the text.
 *
 * js-yaml gives flat events with offsets; the value is built from them, and the same events find a
 * path again when a message needs its line. Keys that stand twice are reported, not fatal, so that
 * one run reports everything. Exports of clouds are JSON and large: they are read elsewhere
 * (`json-text.ts`), and come here only when a message wants a line.
 */
import {
  constructFromEvents,
  CORE_SCHEMA,
  defineMappingTag,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  YAMLException,
  type Event,
  type Schema,
} from 'js-yaml';
import type { Problem } from './problem.ts';
import { reportReserved } from './reserved-name.ts';
import type { SourceFile } from './source-file.ts';

/** Aliases a file may use; more is an attempt to explode it. */
const MAX_ALIASES = 1000;

export type Path = readonly (string | number)[];

export interface Document {
  readonly file: SourceFile;
  readonly value: unknown;
}

type Mapping = Record<string, unknown>;

/** A mapping that keeps the first of two equal keys; {@link duplicateKeys} reports the second. */
const tolerantMapping = defineMappingTag<Mapping>('tag:yaml.org,2002:map', {
  create: () => ({}),
  addPair: (mapping, key, value) => {
    const name = String(key);
    if (!Object.hasOwn(mapping, name)) {
      Object.defineProperty(mapping, name, { value, enumerable: true, writable: true, configurable: true });
    }
    return '';
  },
  has: () => false,
  keys: (mapping) => Object.keys(mapping),
  get: (mapping, key) => mapping[String(key)],
  identify: (data) => typeof data === 'object' && data !== null && !Array.isArray(data),
});

export const SCHEMA = CORE_SCHEMA.withTags(tolerantMapping);

/** Reads a document; what is wrong with its text goes to `problems`. */
export function parseDocument(
  file: SourceFile,
  problems: Problem[],
  schema: Schema = SCHEMA,
): Document | undefined {
  try {
    const events = parseEvents(file.text, { filename: file.name });
    if (reportReserved(file, problems)) return undefined;
    for (const { path, offset } of duplicateKeys(file.text, events)) {
      problems.push({
        code: 'duplicate-key',
        message: `the key "${path.at(-1)}" stands here a second time`,
        hint: 'remove or rename one of the two',
        file: file.name,
        path,
        offset,
      });
    }
    const values = constructFromEvents(events, {
      source: file.text,
      maxAliases: MAX_ALIASES,
      schema,
    });
    if (values.length > 1) {
      problems.push({
        code: 'several-documents',
        message: `the file holds ${values.length} documents, and one is expected`,
        hint: 'split it at the lines that say "---"',
        file: file.name,
        path: [],
      });
      return undefined;
    }
    return { file, value: values[0] };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    problems.push({
      code: 'not-yaml',
      message: `this is not valid YAML or JSON: ${error.reason}`,
      file: file.name,
      path: [],
      offset: error.mark?.position ?? 0,
    });
    return undefined;
  }
}

/** Ways into files that messages point into; reports point into the same few files again and again. */
const walks = new WeakMap<SourceFile, EventWalk>();

/** Offset of the value at a path, or of the nearest enclosing one that exists. */
export function offsetOf(file: SourceFile, path: Path): number {
  let walk = walks.get(file);
  if (!walk) {
    let events: Event[] = [];
    try {
      events = parseEvents(file.text, { filename: file.name });
    } catch {
      // What cannot be read has no places; the message is about the file.
    }
    walks.set(file, (walk = new EventWalk(file.text, events)));
  }
  return walk.locate(path);
}

interface DuplicateKey {
  readonly path: Path;
  readonly offset: number;
}

/** Index of the event behind the node that starts at `index`. */
function skipNode(events: readonly Event[], index: number): number {
  let depth = 0;
  let next = index;
  do {
    const type = events[next]!.type;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++;
    else if (type === EVENT_ID.POP) depth--;
    next++;
  } while (depth > 0);
  return next;
}

function duplicateKeys(text: string, events: readonly Event[]): DuplicateKey[] {
  const found: DuplicateKey[] = [];
  // One frame per open collection: its path, and for a mapping the keys seen so far.
  const frames: { path: Path; seen?: Set<string>; awaitsKey: boolean; key: string | number }[] = [];
  const enterChild = (): Path => {
    const frame = frames.at(-1);
    return frame ? [...frame.path, frame.key] : [];
  };
  const leaveChild = (): void => {
    const frame = frames.at(-1);
    if (!frame) return;
    if (frame.seen) frame.awaitsKey = true;
    else frame.key = Number(frame.key) + 1;
  };
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    const frame = frames.at(-1);
    if (event.type === EVENT_ID.DOCUMENT) continue;
    if (event.type === EVENT_ID.POP) {
      frames.pop();
      leaveChild();
      continue;
    }
    if (frame?.seen && frame.awaitsKey) {
      frame.awaitsKey = false;
      if (event.type !== EVENT_ID.SCALAR) {
        frame.key = '?';
        i = skipNode(events, i) - 1;
        continue;
      }
      const key = getScalarValue(text, event);
      frame.key = key;
      if (frame.seen.has(key)) found.push({ path: [...frame.path, key], offset: event.valueStart });
      frame.seen.add(key);
      continue;
    }
    if (event.type === EVENT_ID.MAPPING) {
      frames.push({ path: enterChild(), seen: new Set(), awaitsKey: true, key: '' });
    } else if (event.type === EVENT_ID.SEQUENCE) {
      frames.push({ path: enterChild(), awaitsKey: false, key: 0 });
    } else {
      leaveChild();
    }
  }
  return found;
}

class EventWalk {
  private readonly text: string;
  private readonly events: readonly Event[];

  constructor(text: string, events: readonly Event[]) {
    this.text = text;
    this.events = events;
  }

  locate(path: Path): number {
    let index = 1; // event 0 opens the document
    if (index >= this.events.length) return 0;
    for (const key of path) {
      const child = this.child(index, key);
      if (child === undefined) break;
      index = child;
    }
    return this.offsetAt(index);
  }

  /** Children of the collections that a path has led into: a report has thousands of paths into one list. */
  private readonly childrenOf = new Map<number, ReadonlyMap<string, number>>();

  private child(index: number, key: string | number): number | undefined {
    let children = this.childrenOf.get(index);
    if (!children) this.childrenOf.set(index, (children = this.childrenAt(index)));
    return children.get(String(key));
  }

  /** Index of the event of each child, by key or position. */
  private childrenAt(index: number): ReadonlyMap<string, number> {
    const children = new Map<string, number>();
    const { type } = this.events[index]!;
    if (type !== EVENT_ID.MAPPING && type !== EVENT_ID.SEQUENCE) return children;
    let next = index + 1;
    for (let n = 0; this.events[next]!.type !== EVENT_ID.POP; n++) {
      if (type === EVENT_ID.SEQUENCE) {
        children.set(String(n), next);
        next = skipNode(this.events, next);
        continue;
      }
      const key = this.events[next]!;
      const value = skipNode(this.events, next);
      const name = key.type === EVENT_ID.SCALAR ? getScalarValue(this.text, key) : undefined;
      // Of equal keys the first one counts.
      if (name !== undefined && !children.has(name)) children.set(name, value);
      next = skipNode(this.events, value);
    }
    return children;
  }

  private offsetAt(index: number): number {
    const event = this.events[index]!;
    if (event.type === EVENT_ID.SCALAR) return event.valueStart;
    if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return event.start;
    return 0;
  }
}
