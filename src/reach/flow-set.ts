/**
 * Sets of flows with one verdict, as disjoint boxes with a witness.
 */
import type { Address } from '../ip/address.ts';
import { boxSize, type Box } from '../forward/box.ts';
import type { Cause } from '../forward/outcome.ts';
import type { DropReason } from '../model/drop-reason.ts';
import { FLOW_DEFAULTS } from '../model/flow.ts';
import type { Leg } from '../model/scenario.ts';
import type { Fate } from './fate.ts';
import { compareBoxes, mergeBoxes } from './merge-boxes.ts';
import type { FateTile } from './tiles.ts';

/** What one set of flows has in common. */
export interface SetVerdict {
  readonly delivered: boolean;
  /** The platform itself answers: a resolver, or a router that is pinged. */
  readonly byPlatform: boolean;
  readonly leg: Leg | undefined;
  readonly reason: DropReason | undefined;
  /** `kind:id` of the node that drops. */
  readonly hop: string | undefined;
  readonly detail: string | undefined;
  readonly cause: Cause | undefined;
  /** Unmodelled objects the verdict depends on. */
  readonly conditional: readonly string[];
  /** Delivered, if they let everything through. */
  readonly ifOpen: boolean;
}

export interface FlowSet {
  readonly verdict: SetVerdict;
  /** Disjoint, and as few as merging neighbours gives. */
  readonly boxes: readonly Box[];
  /** How many flows the boxes hold together. */
  readonly size: bigint;
  /** One flow of the set: source, destination, protocol, source port, destination port. */
  readonly witness: readonly Address[];
  /** Explanations that hold for at least one flow of the set. */
  readonly notes: readonly string[];
}

export function setVerdictOf(fate: Fate): SetVerdict {
  const { delivered, leg, reason, hop, detail, cause, conditional, ifOpen } = fate;
  return {
    delivered,
    byPlatform: delivered && fate.met?.kind === 'platform',
    leg,
    reason,
    hop,
    detail,
    cause,
    conditional,
    ifOpen,
  };
}

function keyOf({ delivered, byPlatform, leg, reason, hop, conditional, ifOpen }: SetVerdict): string {
  return `${delivered} ${byPlatform} ${leg} ${reason} ${hop} ${conditional.join(',')} ${ifOpen}`;
}

/** Tiles by verdict: what is delivered first, then drops in order of their first flow. */
export function setsOf(tiles: Iterable<FateTile>): FlowSet[] {
  const groups = new Map<string, { verdict: SetVerdict; boxes: Box[]; notes: Set<string> }>();
  for (const { box, fate } of tiles) {
    const verdict = setVerdictOf(fate);
    const key = keyOf(verdict);
    const group = groups.get(key) ?? { verdict, boxes: [], notes: new Set() };
    groups.set(key, group);
    group.boxes.push(box);
    for (const note of fate.notes) group.notes.add(note);
    // What decided is only said where the same rule did for every flow.
    if (group.verdict.cause?.text !== verdict.cause?.text) {
      group.verdict = { ...group.verdict, cause: undefined, detail: undefined };
    }
  }
  return [...groups.values()]
    .map(({ verdict, boxes, notes }) => {
      const merged = mergeBoxes(boxes);
      return {
        verdict,
        boxes: merged,
        size: sizeOf(merged),
        witness: witnessOf(merged[0]!),
        notes: [...notes].sort(),
      };
    })
    .sort((a, b) => rankOf(a.verdict) - rankOf(b.verdict) || compareBoxes(a.boxes[0]!, b.boxes[0]!));
}

/** A flow of the box that people would send, where it holds one: HTTPS from an ordinary port. */
export function witnessOf({ first, last }: Box): readonly Address[] {
  return first.map((low, field) => {
    const usual = USUAL[field];
    return usual !== undefined && low <= usual && usual <= last[field]! ? usual : low;
  });
}

const USUAL: readonly (number | undefined)[] = [
  undefined,
  undefined,
  FLOW_DEFAULTS.protocol,
  FLOW_DEFAULTS.sourcePort,
  FLOW_DEFAULTS.destinationPort,
];

export function sizeOf(boxes: readonly Box[]): bigint {
  return boxes.reduce((sum, box) => sum + boxSize(box), 0n);
}

function rankOf(verdict: SetVerdict): number {
  if (verdict.delivered) return verdict.byPlatform ? 1 : 0;
  return verdict.leg === 'return' ? 2 : 3;
}
