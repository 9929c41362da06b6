/**
 * The life of a peering, read from the state table of its profile: which requests its owners may make
 * in which state, and where they lead.
 */
import type { Peering } from './link.ts';
import type { PeeringRequest, PeeringState, Profile } from './profile/profile.ts';
import type { Objection } from './refusal.ts';
import { own } from './own.ts';

type States = Readonly<Record<string, PeeringState>>;

/** The same peering with one half, or both, in another state. */
export function withHalf(peering: Peering, vpc: string | undefined, state: string): Peering {
  const [a, b] = peering.halves;
  const changed = (half: typeof a): typeof a =>
    vpc === undefined || half.vpc === vpc ? { ...half, state } : half;
  return { ...peering, halves: [changed(a), changed(b)] };
}

/** Where the platform takes a state by itself, without anybody asking. */
function settled(states: States, state: string): string {
  let last = state;
  for (let next = own(states, last)?.passes; next !== undefined; next = own(states, last)?.passes)
    last = next;
  return last;
}

/** State after a request, and after what the platform does by itself; `undefined`: the request is refused. */
export function stateAfter(states: States, state: string, request: PeeringRequest): string | undefined {
  const next = own(states, state)?.on[request];
  return next === undefined ? undefined : settled(states, next);
}

/**
 * A peering after a request of an owner. Where each VPC has a half of its own, creating the missing
 * half is the acceptance, and a half that is live already stays as it is.
 */
export function afterRequest(
  profile: Profile,
  peering: Peering,
  request: PeeringRequest,
): Peering | Objection {
  const { states } = profile.peering;
  const words = [...new Set(peering.halves.map((half) => half.state))].join(' / ');
  const stuck: Objection = { reason: 'peering-refused-state', detail: `${peering.id} is ${words}` };
  if (request === 'accept') {
    if (peering.refused !== undefined)
      return { reason: peering.refused, detail: `${peering.id} is ${words}` };
    if (peering.halves.every((half) => own(states, half.state)?.live)) return stuck;
  }
  let changed = peering;
  for (const half of peering.halves) {
    const keeps = request === 'accept' && own(states, half.state)?.live === true;
    const state = keeps ? half.state : stateAfter(states, half.state, request);
    if (state === undefined) return stuck;
    changed = withHalf(changed, half.vpc, state);
  }
  return changed;
}

function isTerminal(states: States, state: string): boolean {
  const row = own(states, state);
  return row !== undefined && !row.live && row.next.length === 0;
}

/** A peering that has ended, or never came into being, stands in nobody's way. */
export function isOver(profile: Profile, peering: Peering): boolean {
  const { states } = profile.peering;
  return peering.halves.some((half) => isTerminal(states, settled(states, half.state)));
}

/**
 * Nothing brings it back: a new peering has a new id. Halves that live on their own can be created anew
 * under the same name.
 */
export function isFinal(profile: Profile, peering: Peering): boolean {
  const { perHalf, states } = profile.peering;
  return !perHalf && peering.halves.some((half) => isTerminal(states, half.state));
}

/** One owner has asked, and the other one has not answered yet. */
export function isPending(profile: Profile, peering: Peering): boolean {
  const { perHalf, states } = profile.peering;
  return !perHalf && peering.halves.some((half) => own(states, half.state)?.on.accept !== undefined);
}

/** State of a request nobody answered within {@link PeeringRules.answerWithinMs}; `undefined`: it goes on. */
export function expiredState({ peering: { states } }: Profile, peering: Peering): string | undefined {
  return peering.halves.map((half) => own(states, half.state)?.expires).find((state) => state !== undefined);
}

/** Whether a state is what the deletion of a peering leaves. */
export function isDeletedState({ states }: Profile['peering'], state: string): boolean {
  return Object.keys(states).some((from) => stateAfter(states, from, 'delete') === state);
}
