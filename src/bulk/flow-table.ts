/**
 * Tiles → a table that answers for one sender by destination: intervals of addresses whose value is an
 * outcome, or where ports or the sender's place in its fleet still matter, a classifier.
 *
 * The tiles of one sender are disjoint and complete, so at any destination those that hold it tile the
 * remaining fields; where they all say the same, those fields do not matter. Cost: a sort of the tiles.
 */
import { familyOf, lastAddress, successor, type Address } from '../ip/address.ts';
import type { IntervalStart } from '../fib/intervals.ts';
import { NO_ROUTE } from '../fib/layout.ts';
import { DESTINATION, DESTINATION_PORT, SOURCE, SOURCE_PORT, type Box } from '../forward/box.ts';

export interface CodedTile {
  readonly part: Box;
  readonly code: number;
}

/** Values from here on are classifiers; below are outcomes. */
export const FIRST_CLASSIFIER = 0x40000000;

/** Words of one rule: sender offset, source port, destination port, each first and last, and the code. */
export const RULE_WORDS = 7;

/** Rules of all classifiers in one column; equal classifiers are one. */
export class Classifiers {
  private readonly indexByKey = new Map<string, number>();
  private readonly rules: number[] = [];
  /** Where each classifier's rules start, in rules; one element more than there are classifiers. */
  private readonly starts: number[] = [0];

  intern(rules: readonly (readonly number[])[]): number {
    const words = rules.flat();
    const key = words.join(' ');
    const known = this.indexByKey.get(key);
    if (known !== undefined) return known;
    const index = this.starts.length - 1;
    for (const word of words) this.rules.push(word);
    this.starts.push(this.rules.length / RULE_WORDS);
    this.indexByKey.set(key, index);
    return index;
  }

  get count(): number {
    return this.starts.length - 1;
  }

  /** Columns in shared memory: the rules, and where each classifier's begin. */
  freeze(): { readonly rules: Uint32Array; readonly starts: Uint32Array } {
    return { rules: shared(this.rules), starts: shared(this.starts) };
  }
}

export function shared(values: readonly number[]): Uint32Array {
  const array = new Uint32Array(new SharedArrayBuffer(values.length * Uint32Array.BYTES_PER_ELEMENT));
  array.set(values);
  return array;
}

/** Starts of the intervals of one sender's table, in order; NO_ROUTE where nothing was asked. */
export function flatten(
  tiles: readonly CodedTile[],
  senderFirst: Address,
  classifiers: Classifiers,
): IntervalStart[] {
  const opening = tiles.toSorted((a, b) => order(a.part.first[DESTINATION]!, b.part.first[DESTINATION]!));
  const closing = tiles.toSorted((a, b) => order(a.part.last[DESTINATION]!, b.part.last[DESTINATION]!));
  const active = new Set<CodedTile>();
  const starts: IntervalStart[] = [];
  let opened = 0;
  let closed = 0;
  while (closed < closing.length) {
    const nextOpen = opening[opened]?.part.first[DESTINATION];
    const nextClose = closing[closed]!.part.last[DESTINATION]!;
    let at: Address;
    if (nextOpen !== undefined && nextOpen <= nextClose) {
      at = nextOpen;
      while (opening[opened]?.part.first[DESTINATION] === at) active.add(opening[opened++]!);
    } else {
      at = successor(nextClose);
      while (closing[closed]?.part.last[DESTINATION] === nextClose) active.delete(closing[closed++]!);
      // Behind the very last address nothing starts any more.
      if (nextClose === lastAddress(familyOf(nextClose))) break;
    }
    const nextHop = active.size === 0 ? NO_ROUTE : valueOf(active, senderFirst, classifiers);
    if (starts.at(-1)?.first === at) starts.pop();
    if (starts.at(-1)?.nextHop !== nextHop) starts.push({ first: at, nextHop });
  }
  return starts;
}

function order(a: Address, b: Address): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function valueOf(active: ReadonlySet<CodedTile>, senderFirst: Address, classifiers: Classifiers): number {
  const codes = new Set(Array.from(active, (tile) => tile.code));
  if (codes.size === 1) return codes.values().next().value!;
  const rules = Array.from(active, (tile) => ruleOf(tile, senderFirst));
  rules.sort(compareRules);
  return FIRST_CLASSIFIER + classifiers.intern(rules);
}

function ruleOf({ part, code }: CodedTile, senderFirst: Address): number[] {
  const offset = (address: Address): number => Number(BigInt(address) - BigInt(senderFirst));
  return [
    offset(part.first[SOURCE]!),
    offset(part.last[SOURCE]!),
    Number(part.first[SOURCE_PORT]),
    Number(part.last[SOURCE_PORT]),
    Number(part.first[DESTINATION_PORT]),
    Number(part.last[DESTINATION_PORT]),
    code,
  ];
}

/** Any fixed order will do: the rules of a classifier are disjoint. */
function compareRules(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < RULE_WORDS; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
