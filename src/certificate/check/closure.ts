/**
 * Whether a set of states is closed: each leads where it says, and every place holds just what comes to it.
 */
import { areEqual, boxesOf, difference, isEmpty, textOf, unionOf, type FlowSet } from './flow-set.ts';
import { outcomeText, placeText, type Outcome, type Place } from './place.ts';
import { step } from './step.ts';
import type { World } from './world.ts';

/** Packets at a place, and what becomes of them there. */
export interface State {
  readonly place: Place;
  readonly outcome: Outcome;
  readonly packets: FlowSet;
}

/** A certificate says what is not so. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
}

/** Throws a {@link Rejected} where they are not closed, given what to start with by place. */
export function checkClosure(world: World, states: readonly State[], initial: Map<string, FlowSet>): void {
  const stated = new Map<string, State[]>();
  for (const state of states) {
    const key = placeText(state.place);
    const here = stated.get(key) ?? [];
    if (isEmpty(state.packets)) throw new Rejected(`a state holds nothing at ${key}`);
    if (here.some(({ outcome }) => outcomeText(outcome) === outcomeText(state.outcome))) {
      throw new Rejected(`two states at ${key} end alike`);
    }
    stated.set(key, [...here, state]);
  }
  const arriving = new Map(
    [...initial].flatMap(([key, packets]) => (isEmpty(packets) ? [] : [[key, [packets]]])),
  );
  for (const [key, here] of stated) {
    const packets = unionOf(here.map((state) => state.packets));
    for (const [outcome, part] of checkPlace(world, key, here, packets)) {
      arriving.set(outcome, [...(arriving.get(outcome) ?? []), part]);
    }
  }
  for (const [key, sets] of arriving) {
    const come = unionOf(sets);
    const held = unionOf((stated.get(key) ?? []).map((state) => state.packets));
    if (!areEqual(come, held)) {
      const [lost] = boxesOf(difference(come, held));
      const [excess] = boxesOf(difference(held, come));
      throw new Rejected(
        lost
          ? `no state holds ${textOf(lost)} at ${key}, which come there`
          : `a state holds ${excess ? textOf(excess) : ''} at ${key}, which never come there`,
      );
    }
  }
  const unreached = [...stated.keys()].find((key) => !arriving.has(key));
  if (unreached !== undefined) throw new Rejected(`nothing comes to ${unreached}`);
}

/** Where the packets of the states of one place go, when that is what they say. */
function checkPlace(
  world: World,
  key: string,
  states: readonly State[],
  packets: FlowSet,
): [string, FlowSet][] {
  const parts = step(world, states[0]!.place, packets);
  const derived = new Map<string, FlowSet[]>();
  for (const { outcome, packets: part } of parts) {
    const text = outcomeText(outcome);
    derived.set(text, [...(derived.get(text) ?? []), part]);
  }
  for (const { outcome, packets: claimed } of states) {
    const text = outcomeText(outcome);
    const wrong = difference(claimed, unionOf(derived.get(text) ?? []));
    const [box] = boxesOf(wrong);
    if (box) throw new Rejected(`${textOf(box)} at ${key} do not end in "${text}"`);
  }
  return parts.flatMap(({ outcome, arriving }): [string, FlowSet][] =>
    'to' in outcome && arriving ? [[placeText(outcome.to), arriving]] : [],
  );
}
