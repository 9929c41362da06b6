/**
 * Which states of a link carry traffic. Peerings have life cycles of their own per provider
 * (`profile/`); the words of all other links are the same wherever they exist, and are compared
 * without case because APIs and their documents spell them differently.
 */
import type { LinkKind, Peering } from './link.ts';
import type { Profile } from './profile/profile.ts';
import { own } from './own.ts';

interface States {
  readonly live: readonly string[];
  readonly dead: readonly string[];
}

const STATES: Readonly<Record<Exclude<LinkKind, 'peering' | 'nlb'> | 'attachment', States>> = {
  igw: { live: ['attached', 'available'], dead: ['detached', 'attaching', 'detaching', 'deleted'] },
  eigw: { live: ['attached', 'available'], dead: ['detached', 'attaching', 'detaching', 'deleted'] },
  nat: { live: ['available'], dead: ['pending', 'failed', 'deleting', 'deleted'] },
  vgw: { live: ['attached', 'path-down'], dead: ['detached', 'attaching', 'detaching', 'deleted'] },
  dx: { live: ['attached', 'path-down'], dead: ['detached', 'attaching', 'detaching', 'deleted'] },
  vpn: { live: ['attached', 'path-down'], dead: ['detached', 'attaching', 'detaching', 'deleted'] },
  // A transit gateway itself has no state that matters here: its attachments do.
  tgw: { live: ['available', 'modifying'], dead: ['pending', 'deleting', 'deleted'] },
  attachment: {
    live: ['available', 'modifying', 'associated'],
    dead: [
      'initiating',
      'initiatingRequest',
      'pendingAcceptance',
      'rollingBack',
      'pending',
      'rejected',
      'rejecting',
      'failing',
      'failed',
      'deleting',
      'deleted',
    ],
  },
  'gateway-endpoint': {
    live: ['available', 'accepted'],
    dead: ['pending', 'creating', 'failed', 'deleting', 'deleted', 'rejected', 'expired'],
  },
  // "VPC endpoint states": AWS says available, Open Telekom Cloud accepted.
  endpoint: {
    live: ['available', 'accepted'],
    dead: [
      'pendingAcceptance',
      'pending',
      'creating',
      'rejected',
      'failed',
      'deleting',
      'deleted',
      'expired',
      'partial',
    ],
  },
  gwlbe: {
    live: ['available'],
    dead: ['pendingAcceptance', 'pending', 'failed', 'rejected', 'deleting', 'deleted', 'expired'],
  },
};

export type StatefulKind = keyof typeof STATES;

const fold = (state: string): string => state.toLowerCase().replaceAll(/[-_ ]/g, '');

export function isLiveState(kind: StatefulKind, state: string): boolean {
  return STATES[kind].live.some((live) => fold(live) === fold(state));
}

/** All states a kind of link can be in. */
export function statesOf(kind: StatefulKind): readonly string[] {
  return [...STATES[kind].live, ...STATES[kind].dead];
}

export function isKnownState(kind: StatefulKind, state: string): boolean {
  return statesOf(kind).some((known) => fold(known) === fold(state));
}

/** Endpoint states that have a drop reason of their own. */
export function endpointStanding(state: string): 'live' | 'pending' | 'rejected' | 'gone' {
  if (isLiveState('endpoint', state)) return 'live';
  // `pending` and `creating` wait for the platform, not for an answer of the provider.
  if (fold(state) === 'pendingacceptance') return 'pending';
  return fold(state) === 'rejected' ? 'rejected' : 'gone';
}

/** An endpoint that is not there any more, so that nobody can turn it away. */
export function isEndpointOver(state: string): boolean {
  return ['failed', 'deleting', 'deleted', 'expired'].includes(fold(state));
}

/** An attached gateway without a working tunnel or virtual interface. */
export function isPathDown(state: string): boolean {
  return fold(state) === 'pathdown';
}

/** A peering carries traffic when both halves are in a live state of the profile. */
export function isLivePeering(profile: Profile, peering: Peering): boolean {
  if (peering.refused !== undefined) return false;
  return peering.halves.every((half) => own(profile.peering.states, half.state)?.live === true);
}

/** The state in which a link of a scenario is when nothing is said. */
export function defaultState(kind: StatefulKind): string {
  return STATES[kind].live[0]!;
}

/** The first live state of a provider's peering. */
export function livePeeringState(profile: Profile): string {
  const live = Object.entries(profile.peering.states).find(([, state]) => state.live);
  if (!live) throw new Error(`profile ${profile.id} has no live peering state`);
  return live[0];
}
