/**
 * The packet a rule looks at, which stands for a whole box of them.
 *
 * A rule never reads a header field as a number. It asks (is the destination in this range? what does
 * this table say about it?) and gets the answer for the lowest member of the box; at the same time the
 * box shrinks to the members for which that answer is the same, and what is cut off is put aside to be
 * walked later. So every rule is written once, for one packet, and still decides exactly for all of
 * them: following the parts that were cut off until none is left tiles the original box, disjoint and
 * complete, by construction. A box of one packet never shrinks, and costs nothing extra.
 *
 * A field is either still the one the flow started with (shrinking it shrinks the box) or was
 * rewritten to a constant on the way.
 */
import { predecessor, successor, type Address, type Family } from '../ip/address.ts';
import type { RangeMap } from '../ip/range-map.ts';
import type { Fib } from '../fib/fib.ts';
import { intervalIndexOf, lastAt, nextHopAt } from '../fib/lookup.ts';
import {
  DESTINATION,
  DESTINATION_PORT,
  FIELD_COUNT,
  PROTOCOL,
  SOURCE,
  SOURCE_PORT,
  type Box,
  type Field,
} from './box.ts';
import type { PacketFields } from './outcome.ts';
import type { ByFamily } from '../compile/compiled-network.ts';
import type { Footprint } from './footprint.ts';
import type { SourceQuestions } from './source-questions.ts';

/** Where the five fields of a packet come from: a field of the flow, or a constant. */
export interface Header {
  /** Per field the field of the flow it still is, or {@link CONSTANT}. */
  readonly origin: readonly number[];
  readonly constant: readonly Address[];
}

const CONSTANT = -1;
const UNTOUCHED: Header = { origin: [0, 1, 2, 3, 4], constant: [0, 0, 0, 0, 0] };

export class Packet {
  readonly family: Family;
  /** What of the box is left: every decision so far holds for all of it. */
  private readonly first: Address[];
  private readonly last: Address[];
  /** What was cut off, in order; each part still has to be walked. */
  readonly rest: Box[] = [];
  private header: Header = UNTOUCHED;
  private readonly footprint: Footprint | undefined;
  private readonly questions: SourceQuestions | undefined;

  constructor(box: Box, footprint?: Footprint, questions?: SourceQuestions) {
    this.family = box.family;
    this.first = [...box.first];
    this.last = [...box.last];
    this.footprint = footprint;
    this.questions = questions;
  }

  /** A packet of other members that went the same way so far. */
  fork(box: Box, footprint: Footprint | undefined): Packet {
    const fork = new Packet(box, footprint, this.questions);
    fork.header = this.header;
    return fork;
  }

  /** The part of the box this packet stands for. */
  get part(): Box {
    return { family: this.family, first: this.first, last: this.last };
  }

  /** The field's value in the lowest member. For messages; a decision must ask instead. */
  low(field: Field): Address {
    const origin = this.header.origin[field]!;
    return origin === CONSTANT ? this.header.constant[field]! : this.first[origin]!;
  }

  private high(field: Field): Address {
    const origin = this.header.origin[field]!;
    return origin === CONSTANT ? this.header.constant[field]! : this.last[origin]!;
  }

  /** Is a question about this field one about the sender's address that somebody wants to know of? */
  private asks(field: Field): boolean {
    return this.questions !== undefined && this.header.origin[field] === SOURCE;
  }

  /** Cuts off the members whose field is above `last`, which is not below the lowest member's. */
  private narrow(field: Field, last: Address): void {
    const origin = this.header.origin[field]!;
    if (origin === CONSTANT || this.last[origin]! <= last) return;
    const cut = { family: this.family, first: [...this.first], last: [...this.last] };
    cut.first[origin] = successor(last);
    this.rest.push(cut);
    this.last[origin] = last;
  }

  /** Is the field between these values, inclusive? */
  within(field: Field, first: Address, last: Address): boolean {
    if (this.asks(field)) this.questions?.addRange(first, last);
    const low = this.low(field);
    if (low > last) return false;
    if (low < first) {
      this.narrow(field, predecessor(first));
      return false;
    }
    this.narrow(field, last);
    return true;
  }

  is(field: Field, value: Address): boolean {
    return this.within(field, value, value);
  }

  /** Do two address fields hold the same value? */
  areEqual(a: Field, b: Field): boolean {
    if (this.asks(a) || this.asks(b)) this.questions?.addOther();
    const lowA = this.low(a);
    const lowB = this.low(b);
    if (lowA === lowB) {
      this.narrow(a, lowA);
      this.narrow(b, lowB);
      return true;
    }
    // Whoever is below stays below the other.
    if (lowA < lowB) this.narrow(a, predecessor(lowB));
    else this.narrow(b, predecessor(lowA));
    return false;
  }

  /**
   * Is every one of several fields inside its range? Where one field already rules it out for the
   * whole box, nothing is cut; else only one field is.
   */
  withinAll(fields: readonly Field[], first: readonly Address[], last: readonly Address[]): boolean {
    let below = -1;
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]!;
      if (this.asks(field)) this.questions?.addRange(first[i]!, last[i]!);
      const low = this.low(field);
      if (low > last[i]! || this.high(field) < first[i]!) return false;
      if (low < first[i]! && below < 0) below = i;
    }
    if (below >= 0) {
      this.narrow(fields[below]!, predecessor(first[below]!));
      return false;
    }
    for (let i = 0; i < fields.length; i++) this.narrow(fields[i]!, last[i]!);
    return true;
  }

  /** What a map says about an address field. */
  find<T>(field: Field, maps: ByFamily<RangeMap<T>>): T | undefined {
    const map = maps[this.family];
    if (this.asks(field)) this.questions?.addMap(map);
    const segment = map.segmentOf(this.low(field));
    this.narrow(field, map.lastAt(segment));
    return map.valueAt(segment);
  }

  /** Is an address field in a set? */
  inSet(field: Field, set: ByFamily<RangeMap<true>>): boolean {
    return this.find(field, set) === true;
  }

  /** Next hop of the destination in a forwarding table. */
  lookup(fib: Fib, table: number): number {
    if (this.footprint) {
      const origin = this.header.origin[DESTINATION]!;
      const isConstant = origin === CONSTANT;
      this.footprint.lookups.push({
        table,
        field: isConstant ? undefined : origin,
        constant: isConstant ? this.header.constant[DESTINATION] : undefined,
      });
    }
    if (this.asks(DESTINATION)) this.questions?.addTable(table);
    const interval = intervalIndexOf(fib, table, this.low(DESTINATION));
    this.narrow(DESTINATION, lastAt(fib, table, this.family, interval));
    return nextHopAt(fib, table, this.family, interval);
  }

  /** Fields of the lowest member, for messages. */
  get values(): PacketFields {
    return {
      source: this.low(SOURCE),
      destination: this.low(DESTINATION),
      protocol: Number(this.low(PROTOCOL)),
      sourcePort: Number(this.low(SOURCE_PORT)),
      destinationPort: Number(this.low(DESTINATION_PORT)),
    };
  }

  /** Fields as they are now, to be restored or answered later. */
  get fields(): Header {
    return this.header;
  }

  /** Same fields as at an earlier moment of this walk? */
  hasFields(header: Header): boolean {
    return (
      this.header === header ||
      this.header.origin.every(
        (origin, field) =>
          origin === header.origin[field] &&
          (origin !== CONSTANT || this.header.constant[field] === header.constant[field]),
      )
    );
  }

  /** Rewrites a field to a constant. */
  rewrite(field: Field, value: Address): void {
    const origin = [...this.header.origin];
    const constant = [...this.header.constant];
    origin[field] = CONSTANT;
    constant[field] = value;
    this.header = { origin, constant };
  }

  /** Turns the packet into the answer to one that had these fields. */
  answer(header: Header): void {
    const origin = [...header.origin];
    const constant = [...header.constant];
    for (const [field, other] of MIRRORED) {
      origin[field] = header.origin[other]!;
      constant[field] = header.constant[other]!;
    }
    this.header = { origin, constant };
  }

  /** True when a field still is the flow's own. */
  isOwn(field: Field, ofFlow: Field): boolean {
    return this.header.origin[field] === ofFlow;
  }
}

/** The flows of a box as a device sees them that finds this header on them. */
export function seenAs(box: Box, { origin, constant }: Header): Box {
  const pick = (ends: readonly Address[]): Address[] =>
    origin.map((field, i) => (field === CONSTANT ? constant[i]! : ends[field]!));
  return { family: box.family, first: pick(box.first), last: pick(box.last) };
}

const MIRRORED: readonly (readonly [Field, Field])[] = [
  [SOURCE, DESTINATION],
  [DESTINATION, SOURCE],
  [SOURCE_PORT, DESTINATION_PORT],
  [DESTINATION_PORT, SOURCE_PORT],
  [PROTOCOL, PROTOCOL],
];

if (MIRRORED.length !== FIELD_COUNT) throw new Error('a field of the header has no mirror image');
