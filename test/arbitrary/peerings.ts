// Peerings in every state, also half built ones, and with the flags some providers hang on their halves.
// Some pairs are peered twice, with themselves, or although a provider would refuse it.
import type { Entry, Profile } from './document.ts';
import type { Draft } from './draft.ts';

export const PEERING_STATES: Readonly<
  Record<Profile, { readonly live: string; readonly dead: readonly string[] }>
> = {
  aws: {
    live: 'active',
    dead: [
      'initiating-request',
      'failed',
      'pending-acceptance',
      'expired',
      'rejected',
      'provisioning',
      'deleting',
      'deleted',
    ],
  },
  otc: {
    live: 'ACTIVE',
    dead: ['PENDING_ACCEPTANCE', 'REJECTED', 'EXPIRED', 'DELETED', 'Awaiting acceptance', 'Deleted'],
  },
  jd: { live: 'Connected', dead: ['Initialization', 'Initiated', 'Disconnected'] },
  azure: { live: 'Connected', dead: ['Initiated', 'Disconnected'] },
  gcp: { live: 'ACTIVE', dead: ['INACTIVE'] },
};

/** A flag for both halves, or for one of them by name. */
function flagOf(draft: Draft, between: readonly string[], likely: number): boolean | Record<string, boolean> {
  const { dice } = draft;
  if (dice.chance(0.5)) return dice.chance(likely);
  return Object.fromEntries(dice.some(between, 0.7).map((vpc) => [vpc, dice.chance(likely)]));
}

function flags(draft: Draft, between: readonly string[]): Entry {
  const { dice, profile } = draft;
  const entry: Entry = {};
  const add = (name: string, share: number, likely: number): void => {
    if (dice.chance(share)) entry[name] = flagOf(draft, between, likely);
  };
  if (profile === 'azure') {
    add('access', 0.15, 0.3);
    add('allowForwardedTraffic', 0.4, 0.8);
    add('allowGatewayTransit', 0.5, 0.85);
    add('useRemoteGateways', 0.5, 0.85);
  }
  if (profile === 'gcp') {
    add('exportCustomRoutes', 0.5, 0.85);
    add('importCustomRoutes', 0.5, 0.85);
  }
  return entry;
}

function peeringState(draft: Draft, between: readonly string[]): Entry {
  const { dice, profile } = draft;
  const { live, dead } = PEERING_STATES[profile];
  if (dice.chance(0.78)) return dice.chance(0.2) ? { state: live } : {};
  const state = dice.pick(dead) ?? live;
  const halved = profile === 'jd' || profile === 'azure' || profile === 'gcp';
  if (!halved || dice.chance(0.6)) return { state };
  return {
    state: Object.fromEntries(dice.some(between, 0.6).map((vpc) => [vpc, dice.chance(0.6) ? state : live])),
  };
}

export function addPeerings(draft: Draft): void {
  const { dice } = draft;
  const add = (a: string, b: string, suffix: string): void => {
    const between = dice.chance(0.5) ? [a, b] : [b, a];
    const state = peeringState(draft, between);
    draft.link(`p${a}${b}${suffix}`, { type: 'peering', between, ...state, ...flags(draft, between) });
  };
  for (const [index, { id: a }] of draft.vpcs.entries()) {
    for (const { id: b } of draft.vpcs.slice(index + 1)) {
      if (dice.chance(0.62)) add(a, b, '');
      if (dice.chance(0.04)) add(a, b, '-twin');
    }
    if (dice.chance(0.01)) add(a, a, '');
  }
}
