/**
 * Sets of packets: source × destination × protocol × source port × destination port, exactly.
 *
 * A set is a list of slabs along the first field, in order, disjoint and as long as can be; each holds the
 * set that its packets form in the remaining fields. So equal sets have equal slabs, whatever boxes they
 * were made from, and one text. Cost of an operation: the boxes of both sets.
 */
import {
  addressSpan,
  addressText,
  LAST_PORT,
  LAST_PROTOCOL,
  numberSpan,
  numberText,
  type Span,
} from './address.ts';

export const SOURCE = 0;
export const DESTINATION = 1;
export const PROTOCOL = 2;
export const SOURCE_PORT = 3;
export const DESTINATION_PORT = 4;
const FIELDS = 5;

export type Field = 0 | 1 | 2 | 3 | 4;

interface Slab extends Span {
  /** Empty behind the last field. */
  readonly inner: FlowSet;
}

export type FlowSet = readonly Slab[];

/** One span per field. */
export type FlowBox = readonly Span[];

export const NOTHING: FlowSet = [];

export function setOf(box: FlowBox): FlowSet {
  return box.reduceRight<FlowSet>((inner, { first, last }) => [{ first, last, inner }], []);
}

type Operation = 'union' | 'intersection' | 'difference';

export const union = (a: FlowSet, b: FlowSet): FlowSet => combine('union', a, b, 0);
export const intersection = (a: FlowSet, b: FlowSet): FlowSet => combine('intersection', a, b, 0);
export const difference = (a: FlowSet, b: FlowSet): FlowSet => combine('difference', a, b, 0);

/** Halves first, so that many small sets stay cheap. */
export function unionOf(sets: readonly FlowSet[]): FlowSet {
  if (sets.length < 2) return sets[0] ?? NOTHING;
  const half = sets.length >> 1;
  return union(unionOf(sets.slice(0, half)), unionOf(sets.slice(half)));
}

function combine(operation: Operation, a: FlowSet, b: FlowSet, field: number): FlowSet {
  const result: Slab[] = [];
  const cuts = [...new Set([...a, ...b].flatMap(({ first, last }) => [first, last + 1n]))].sort(compare);
  let [i, j] = [0, 0];
  for (const [k, end] of cuts.slice(1).entries()) {
    const [first, last] = [cuts[k]!, end - 1n];
    if (i < a.length && a[i]!.last < first) i++;
    if (j < b.length && b[j]!.last < first) j++;
    const inner = innerOf(operation, slabAt(a[i], first), slabAt(b[j], first), field);
    if (inner) push(result, { first, last, inner });
  }
  return result;
}

/** Between two cuts a slab holds everything or nothing. */
function slabAt(slab: Slab | undefined, first: bigint): Slab | undefined {
  return slab && slab.first <= first ? slab : undefined;
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : Number(a > b));

function innerOf(
  operation: Operation,
  a: Slab | undefined,
  b: Slab | undefined,
  field: number,
): FlowSet | undefined {
  if (a && b) {
    if (field === FIELDS - 1) return operation === 'difference' ? undefined : a.inner;
    const inner = combine(operation, a.inner, b.inner, field + 1);
    return inner.length > 0 ? inner : undefined;
  }
  if (a) return operation === 'intersection' ? undefined : a.inner;
  return operation === 'union' ? b?.inner : undefined;
}

function push(slabs: Slab[], slab: Slab): void {
  const previous = slabs.at(-1);
  if (previous && previous.last + 1n === slab.first && areEqual(previous.inner, slab.inner)) {
    slabs[slabs.length - 1] = { ...previous, last: slab.last };
  } else {
    slabs.push(slab);
  }
}

export function areEqual(a: FlowSet, b: FlowSet): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every((slab, i) => {
        const other = b[i]!;
        return slab.first === other.first && slab.last === other.last && areEqual(slab.inner, other.inner);
      }))
  );
}

export const isEmpty = (set: FlowSet): boolean => set.length === 0;

const EVERYTHING: FlowBox = [
  { first: 0n, last: 1n << 193n },
  { first: 0n, last: 1n << 193n },
  { first: 0n, last: BigInt(LAST_PROTOCOL) },
  { first: 0n, last: BigInt(LAST_PORT) },
  { first: 0n, last: BigInt(LAST_PORT) },
];

/** All packets whose named fields lie in a span. */
export function where(fields: Partial<Record<Field, Span>>): FlowSet {
  return setOf(EVERYTHING.map((span, field) => fields[field as Field] ?? span));
}

export function boxesOf(set: FlowSet): FlowBox[] {
  const walk = (inner: FlowSet, spans: readonly Span[]): FlowBox[] =>
    spans.length === FIELDS
      ? [spans]
      : inner.flatMap(({ first, last, inner: next }) => walk(next, [...spans, { first, last }]));
  return walk(set, []);
}

/** The same packets with some fields changed, box by box. */
export function mapBoxes(set: FlowSet, change: (box: FlowBox) => FlowBox): FlowSet {
  return unionOf(boxesOf(set).map((box) => setOf(change(box))));
}

/** `10.0.0.4 10.1.0.0-10.1.0.255 6 0-65535 443`: source, destination, protocol, source port, destination port. */
export function textOf(box: FlowBox): string {
  return box.map((span, field) => (field <= DESTINATION ? addressText(span) : numberText(span))).join(' ');
}

/** Throws a RangeError for a text that is none of {@link textOf}. */
export function boxOf(text: string): FlowBox {
  const words = text.split(' ');
  const box = words.map((word, field) =>
    field <= DESTINATION
      ? addressSpan(word)
      : numberSpan(word, field === PROTOCOL ? LAST_PROTOCOL : LAST_PORT),
  );
  if (box.length !== FIELDS) throw new RangeError(`"${text}" is no set of packets`);
  return box;
}
