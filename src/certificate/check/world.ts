/**
 * What every rule works on: the facts, the pair in question, and the parts that rules cut packets into.
 */
import { prefixSpan, type Span } from './address.ts';
import type { Facts, InterfaceFact } from './fact.ts';
import {
  mapBoxes,
  unionOf,
  where,
  type DESTINATION,
  type FlowBox,
  type FlowSet,
  type SOURCE,
} from './flow-set.ts';
import type { Outcome, Place } from './place.ts';

/** The pair a certificate is about. */
export interface Pair {
  /** Interfaces that open flows. */
  readonly senders: readonly InterfaceFact[];
  /** Is the interface, or the platform of the VPC, part of the end that is meant? */
  readonly holds: (eni: InterfaceFact) => boolean;
  readonly holdsPlatformOf: (vpc: string) => boolean;
}

export interface Part {
  readonly packets: FlowSet;
  readonly outcome: Outcome;
  /** The packets as they arrive there; only with `to`. */
  readonly arriving?: FlowSet;
}

/** A flow that completes both legs, so that there is nothing to certify. */
export class Reaches extends Error {
  override readonly name = 'Reaches';
  readonly packets: FlowSet;

  constructor(where: string, packets: FlowSet) {
    super(`packets arrive at ${where}`);
    this.packets = packets;
  }
}

export interface World {
  readonly facts: Facts;
  readonly pair: Pair;
}

/** Packets with an end in some ranges. */
export function inPrefixes(field: typeof SOURCE | typeof DESTINATION, prefixes: readonly string[]): FlowSet {
  return unionOf(prefixes.map((prefix) => where({ [field]: prefixSpan(prefix) })));
}

export const only = (point: bigint): Span => ({ first: point, last: point });

export function dropped(packets: FlowSet, drop: string, hop: string): Part {
  return { packets, outcome: { drop, hop } };
}

export function handed(packets: FlowSet, to: Place, change?: (box: FlowBox) => FlowBox): Part {
  return { packets, outcome: { to }, arriving: change ? mapBoxes(packets, change) : packets };
}
