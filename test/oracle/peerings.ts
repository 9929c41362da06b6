// Peerings as pairs of VPCs: which ones a provider would not create, which of them are alive, what one half
// lets the other half use.
// Refused are the same VPC twice, another region, overlapping ranges, a second
// peering of one pair ("VPC peering basics"; "VPC Peering Connection Overview"; "Use Restrictions").
// Such an object may still be written down in a document; it then never carries a packet.
// Open Telekom Cloud accepts overlap and lets route selection decide ("VPC Peering Connection Usage
// Examples").
import { overlaps } from './address.ts';
import type { Link, Peering, Profile, Vpc, World } from './model.ts';

function overlapping(a: Vpc, b: Vpc): boolean {
  return a.ranges.some((range) => b.ranges.some((other) => overlaps(range, other)));
}

function refusal(profile: Profile, a: Vpc, b: Vpc): string | undefined {
  if (a === b) return 'peering-refused-self';
  if ((profile === 'otc' || profile === 'jd') && a.region !== b.region) return 'peering-refused-region';
  if (profile !== 'otc' && overlapping(a, b)) return 'peering-refused-overlap';
  return undefined;
}

/** What a refused request looks like; a state that has an end stands in nobody's way. */
export const REFUSED_STATE: Readonly<Record<Profile, string>> = {
  aws: 'failed',
  otc: 'REJECTED',
  jd: 'Disconnected',
  azure: 'Disconnected',
  gcp: 'INACTIVE',
};

/** States of a half that waits for the other owner. */
export const PENDING: Readonly<Record<Profile, readonly string[]>> = {
  aws: ['pending-acceptance'],
  otc: ['pending_acceptance', 'awaiting acceptance'],
  jd: ['initialization', 'initiated', 'disconnected', 'connected'],
  azure: ['initiated', 'connected'],
  gcp: ['inactive', 'active'],
};

export const REJECTED_STATE: Readonly<Record<Profile, string>> = { ...REFUSED_STATE, aws: 'rejected' };

/** States of a half that nobody has to make room for. */
const ENDED: Readonly<Record<Profile, readonly string[]>> = {
  aws: ['failed', 'expired', 'rejected', 'deleting', 'deleted'],
  otc: ['deleted'],
  jd: [],
  azure: ['disconnected'],
  gcp: [],
};

/** Nothing is observed of a peering after its end; a half of one's own can be made again. */
export function isFinal(profile: Profile, peering: Peering): boolean {
  const whole = profile === 'aws' || profile === 'otc';
  return whole && peering.states.some((state) => ENDED[profile].includes(state.toLowerCase()));
}

function besideOf(profile: Profile, peering: Peering, standing: readonly Peering[]): boolean {
  const [a, b] = peering.ends;
  if (a === undefined || b === undefined) return false;
  if (standing.some(({ ends }) => ends.includes(a) && ends.includes(b))) return true;
  // Azure and Google Cloud write the routes of all peers into one table, so these may not overlap either.
  if (profile !== 'azure' && profile !== 'gcp') return false;
  return [
    { hub: a, joining: b },
    { hub: b, joining: a },
  ].some(({ hub, joining }) =>
    standing.some((other) => {
      const far = other.ends.includes(hub) ? otherEnd(other, hub) : undefined;
      return far !== undefined && overlapping(far, joining);
    }),
  );
}

/** Marks what the provider would not have created; `settled` are the ones that stood before. */
export function refusePeerings(
  profile: Profile,
  links: Iterable<Link>,
  settled: ReadonlyMap<string, boolean>,
): void {
  const standing: Peering[] = [];
  for (const link of links) {
    if (link.type !== 'peering') continue;
    const [a, b] = link.ends;
    if (a === undefined || b === undefined) continue;
    const over = link.states.some((state) => ENDED[profile].includes(state.toLowerCase()));
    const known = settled.get(link.id);
    const bad = refusal(profile, a, b) !== undefined || (!over && besideOf(profile, link, standing));
    link.refused = known ?? bad;
    if (link.refused) link.live = false;
    else if (!over) standing.push(link);
  }
}

export function peeringsOf(links: Iterable<Link>): Map<Vpc, Peering[]> {
  const held = new Map<Vpc, Peering[]>();
  for (const link of links) {
    if (link.type !== 'peering') continue;
    for (const end of new Set(link.ends)) {
      const known = held.get(end);
      if (known === undefined) held.set(end, [link]);
      else known.push(link);
    }
  }
  return held;
}

export function otherEnd(peering: Peering, vpc: Vpc): Vpc | undefined {
  return peering.ends.find((end) => end !== vpc);
}

export function livePeering(world: World, a: Vpc, b: Vpc): boolean {
  return (world.peerings.get(a) ?? []).some((peering) => peering.live && otherEnd(peering, a) === b);
}

/** Whether the far end of a peering may use the gateways of `hub`. */
export function sharesGateway(world: World, peering: Peering, hub: Vpc, far: Vpc): boolean {
  const near = peering.halves.get(hub);
  const remote = peering.halves.get(far);
  if (!peering.live || near === undefined || remote === undefined) return false;
  if (world.profile === 'azure') return near.allowGateway && remote.useGateway;
  return world.profile === 'gcp' && near.exportRoutes && remote.importRoutes;
}
