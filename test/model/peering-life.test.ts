/**
 * The life of a peering, provider by provider: for every state, what each request makes of it, and what
 * becomes of the routes. The tables below are written from the providers' documents; a dash is a refusal.
 */
import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../src/model/apply-change.ts';
import type { ChangeAction } from '../../src/model/change.ts';
import { isLivePeering } from '../../src/model/link-state.ts';
import type { Peering } from '../../src/model/link.ts';
import type { Network } from '../../src/model/network.ts';
import { stateAfter } from '../../src/model/peering-life.ts';
import { PROFILE_IDS, PROFILES } from '../../src/model/profile/profiles.ts';
import type { PeeringRequest, ProfileId } from '../../src/model/profile/profile.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

const REQUESTS: readonly PeeringRequest[] = ['accept', 'reject', 'delete'];

/** State: what it becomes on accept, reject, delete. */
const LIVES: Readonly<Record<ProfileId, Readonly<Record<string, readonly [string, string, string]>>>> = {
  // "VPC peering connection lifecycle". Passing states take no time.
  aws: {
    'initiating-request': ['-', '-', '-'],
    failed: ['-', '-', '-'],
    'pending-acceptance': ['active', 'rejected', 'deleted'],
    expired: ['-', '-', '-'],
    rejected: ['-', '-', '-'],
    provisioning: ['-', '-', '-'],
    active: ['-', '-', 'deleted'],
    deleting: ['-', '-', '-'],
    deleted: ['-', '-', '-'],
  },
  // States of the API and of the console ("VPC Peering Connection Overview").
  otc: {
    PENDING_ACCEPTANCE: ['ACTIVE', 'REJECTED', 'DELETED'],
    ACTIVE: ['-', '-', 'DELETED'],
    REJECTED: ['-', '-', 'DELETED'],
    EXPIRED: ['-', '-', 'DELETED'],
    DELETED: ['-', '-', '-'],
    'Awaiting acceptance': ['Accepted', 'Rejected', 'Deleted'],
    Accepted: ['-', '-', 'Deleted'],
    Rejected: ['-', '-', 'Deleted'],
    Expired: ['-', '-', 'Deleted'],
    Deleted: ['-', '-', '-'],
  },
  // "VPC Peering Connection" (status interpretation): the mirror half is the acceptance.
  jd: {
    Initialization: ['Connected', 'Disconnected', 'Disconnected'],
    Initiated: ['Connected', 'Disconnected', 'Disconnected'],
    Connected: ['-', 'Disconnected', 'Disconnected'],
    Disconnected: ['Connected', 'Disconnected', 'Disconnected'],
  },
  // "Create, change, or delete a virtual network peering".
  azure: {
    Initiated: ['Connected', 'Disconnected', 'Disconnected'],
    Connected: ['-', 'Disconnected', 'Disconnected'],
    Disconnected: ['-', '-', 'Disconnected'],
  },
  // "VPC Network Peering".
  gcp: {
    INACTIVE: ['ACTIVE', 'INACTIVE', 'INACTIVE'],
    ACTIVE: ['-', 'INACTIVE', 'INACTIVE'],
  },
};

const LIVE: Readonly<Record<ProfileId, readonly string[]>> = {
  aws: ['active'],
  otc: ['ACTIVE', 'Accepted'],
  jd: ['Connected'],
  azure: ['Connected'],
  gcp: ['ACTIVE'],
};

function pair(profile: ProfileId, state: string): Network {
  return readScenarioValue({
    profile,
    vpcs: {
      A: { cidrs: ['10.0.0.0/16'], subnets: { a: '10.0.0.0/24' } },
      B: { cidrs: ['10.2.0.0/16'], subnets: { b: '10.2.0.0/24' } },
    },
    links: { p: { type: 'peering', between: ['A', 'B'], state } },
    routes: { A: ['10.2.0.0/16 p'], B: ['10.0.0.0/16 p'] },
  }).network;
}

function request(network: Network, verb: PeeringRequest | ChangeAction): ReturnType<typeof applyChanges> {
  const action: ChangeAction =
    typeof verb === 'object'
      ? verb
      : verb === 'delete'
        ? { kind: verb, object: 'p' }
        : { kind: verb, link: 'p' };
  return applyChanges(network, [{ action, text: 'request', source: { file: 'test', path: [] } }]);
}

function peeringOf(network: Network): Peering {
  const link = network.links.get('p');
  if (link?.kind !== 'peering') throw new Error('the peering is gone');
  return link;
}

function routesOf(network: Network): number {
  return [...network.routeTables.values()].reduce((sum, table) => sum + table.routes.length, 0);
}

describe.each(PROFILE_IDS)('a peering of %s', (id) => {
  const profile = PROFILES[id];
  const { states } = profile.peering;

  it('has the states its provider documents, and lives in the right ones', () => {
    expect(Object.keys(states).sort()).toEqual(Object.keys(LIVES[id]).sort());
    for (const state of Object.keys(states)) {
      expect([state, isLivePeering(profile, peeringOf(pair(id, state)))]).toEqual([
        state,
        LIVE[id].includes(state),
      ]);
    }
  });

  for (const [state, row] of Object.entries(LIVES[id])) {
    for (const [i, verb] of REQUESTS.entries()) {
      const expected = row[i]!;
      it(`${state}: ${verb} → ${expected}`, () => {
        const before = pair(id, state);
        const { network, refusals } = request(before, verb);
        if (expected === '-') {
          expect(refusals.map(({ reason }) => reason)).toEqual(['peering-refused-state']);
          expect(network).toBe(before);
          return;
        }
        expect(refusals).toEqual([]);
        expect(peeringOf(network).halves.map((half) => half.state)).toEqual([expected, expected]);
        const withdrawn = verb === 'delete' && profile.peering.routesOnDeletion === 'withdrawn';
        expect(routesOf(network)).toBe(withdrawn ? 0 : 2);
      });
    }
  }

  it('goes only where its table says', () => {
    for (const [state, { next, on, passes, expires }] of Object.entries(states)) {
      const reachable = [...next, state];
      for (const target of Object.values(on)) expect(reachable).toContain(target);
      if (passes !== undefined) expect(next).toContain(passes);
      // What somebody has to accept is not accepted for ever, unless halves just wait for each other.
      const expiring = !profile.peering.perHalf && on.accept !== undefined;
      expect([state, expires !== undefined]).toEqual([state, expiring]);
      if (expires !== undefined) expect(next).toContain(expires);
      for (const target of next) expect(Object.keys(states)).toContain(target);
      for (const verb of REQUESTS) {
        const target = stateAfter(states, state, verb);
        if (target !== undefined) expect(states[target]?.passes).toBeUndefined();
      }
    }
  });

  it('is observed in any state until it ends, and from then on only in what follows', () => {
    for (const from of Object.keys(states)) {
      const last = states[states[from]!.passes ?? from]!;
      const isEnding = !profile.peering.perHalf && !last.live && last.next.length === 0;
      for (const to of Object.keys(states)) {
        const { network, refusals } = request(pair(id, from), { kind: 'set-state', object: 'p', state: to });
        const holds = !isEnding || from === to || states[from]!.next.includes(to);
        expect([from, to, refusals.map(({ reason }) => reason)]).toEqual([
          from,
          to,
          holds ? [] : ['peering-refused-state'],
        ]);
        expect(peeringOf(network).halves[0].state).toBe(holds ? to : from);
      }
    }
  });
});

describe('halves', () => {
  const halves = (network: Network): string[] => peeringOf(network).halves.map((half) => half.state);

  it('that are live already stay when the missing one is made', () => {
    const lone = request(pair('jd', 'Connected'), {
      kind: 'set-half',
      peering: 'p',
      vpc: 'B',
      state: 'Disconnected',
    }).network;
    expect(isLivePeering(PROFILES.jd, peeringOf(lone))).toBe(false);
    expect(halves(request(lone, 'accept').network)).toEqual(['Connected', 'Connected']);
  });

  it('of Azure that lost their mirror cannot be joined again', () => {
    const cut = request(pair('azure', 'Initiated'), {
      kind: 'set-half',
      peering: 'p',
      vpc: 'A',
      state: 'Disconnected',
    }).network;
    expect(request(cut, 'accept').refusals[0]?.reason).toBe('peering-refused-state');
    expect(halves(request(cut, 'accept').network)).toEqual(['Disconnected', 'Initiated']);
  });
});
