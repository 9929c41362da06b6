/**
 * Members of boxes, and what becomes of one when it is traced alone, meant for an end by name. Shares
 * nothing with the reach engine but `walkFlow` on a point.
 */
import type { CompiledNetwork } from '../../src/compile/compiled-network.ts';
import { type Box, pointOf } from '../../src/forward/box.ts';
import { walkFlow } from '../../src/forward/legs.ts';
import type { Verdict } from '../../src/forward/outcome.ts';
import type { Origin } from '../../src/forward/start.ts';
import type { Intent } from '../../src/forward/start.ts';
import type { Address } from '../../src/ip/address.ts';
import type { End, EndName } from '../../src/reach/end.ts';
import { REACH_WALK } from '../../src/reach/tiles.ts';
import type { Random } from '../../src/workload/random.ts';

export type Member = readonly Address[];

export function randomMember(box: Box, random: Random): Member {
  return box.first.map((first, field) => {
    const size = BigInt(box.last[field]!) - BigInt(first) + 1n;
    const share = (BigInt(random.next()) << 96n) | (BigInt(random.next()) << 64n) | BigInt(random.next());
    const value = BigInt(first) + (share % size);
    return typeof first === 'number' ? Number(value) : value;
  });
}

/** Every corner of a box, each once. */
export function cornersOf(box: Box): Member[] {
  let corners: Address[][] = [[]];
  for (const [field, first] of box.first.entries()) {
    const last = box.last[field]!;
    const ends = first === last ? [first] : [first, last];
    corners = corners.flatMap((corner) => ends.map((end) => [...corner, end]));
  }
  return corners;
}

const known = new WeakMap<CompiledNetwork, Map<string, Intent[]>>();

function intentsOf(net: CompiledNetwork, end: EndName): Intent[] {
  const intents = known.get(net) ?? new Map<string, Intent[]>();
  known.set(net, intents);
  const key = `${end.kind} ${end.id}`;
  const made = intents.get(key) ?? makeIntents(net, end);
  intents.set(key, made);
  return made;
}

function makeIntents(net: CompiledNetwork, end: EndName): Intent[] {
  const enis = [...net.enis.values()];
  switch (end.kind) {
    case 'subnet':
      return [{ kind: 'enis', enis: new Set(enis.filter((eni) => eni.record.subnet === end.id)) }];
    case 'vpc':
      return [{ kind: 'enis', enis: new Set(enis.filter((eni) => eni.record.vpc === end.id)) }];
    case 'host':
      if (net.network.siteHosts.has(end.id)) return [{ kind: 'site-host', id: end.id }];
      return [{ kind: 'enis', enis: new Set(enis.filter((eni) => eni.record.id === end.id)) }];
    case 'site': {
      const hosts = [...net.network.siteHosts.values()].filter((host) => host.site === end.id);
      return hosts.length === 0
        ? [{ kind: 'site-host', id: '' }]
        : hosts.map(({ id }) => ({ kind: 'site-host', id }));
    }
    case 'internet':
      return [{ kind: 'internet' }];
  }
}

/** Who sends from an address: the one interface of the end that owns it, not a class of equal ones. */
function originOwning(net: CompiledNetwork, from: End, source: Address): Origin {
  const owners = from.senders.filter(({ sources }) =>
    sources.some(({ first, last }) => typeof first === typeof source && first <= source && source <= last),
  );
  if (owners.length !== 1) throw new Error(`${owners.length} senders of ${from.name.id} own one address`);
  const { origin } = owners[0]!;
  if (origin.kind !== 'eni') return origin;
  const eni = origin.eni.vpc.owners[typeof source === 'number' ? 4 : 6].get(source);
  if (!eni || net.enis.get(eni.record.id) !== eni) throw new Error(`nobody owns ${String(source)}`);
  return { kind: 'eni', eni };
}

/** `delivered`, or leg, reason and hop. */
export function summaryOf(verdict: {
  readonly delivered: boolean;
  readonly leg: string | undefined;
  readonly reason: string | undefined;
  readonly hop: string | undefined;
}): string {
  return verdict.delivered ? 'delivered' : `${verdict.leg} ${verdict.reason} ${verdict.hop}`;
}

export function summaryOfTrace({ delivered, leg, drop }: Verdict): string {
  return summaryOf({ delivered, leg, reason: drop?.reason, hop: drop?.hop });
}

/** What becomes of one flow that is meant for an end. */
export function traceMember(net: CompiledNetwork, from: End, to: EndName, member: Member): Verdict {
  const [source, destination, protocol, sourcePort, destinationPort] = member;
  const box = pointOf({
    source: source!,
    destination: destination!,
    protocol: Number(protocol),
    sourcePort: Number(sourcePort),
    destinationPort: Number(destinationPort),
  });
  const origin = originOwning(net, from, source!);
  const walk = (intent: Intent): Verdict =>
    walkFlow(net, { origin, intent, box, unresolvedName: undefined }, REACH_WALK).verdict;
  const verdicts = intentsOf(net, to).map(walk);
  // Of several hosts one is meant; the flow arrives when it arrives at any of them.
  const best =
    verdicts.find(({ delivered }) => delivered) ??
    verdicts.find(({ drop }) => drop?.reason !== 'misdelivered') ??
    verdicts[0]!;
  // The platform of the end itself, and services on the internet, are nobody a trace can name.
  if (best.drop?.reason === 'misdelivered' && best.leg === 'forward') {
    const hop = best.drop.hop;
    const own = to.kind === 'vpc' ? to.id : net.subnets.get(to.id)?.vpc.record.id;
    const isUnnameable =
      hop === `vpc:${own}` || (to.kind === 'internet' && hop.startsWith('gateway-endpoint:'));
    if (isUnnameable) return walk({ kind: 'anyone' });
  }
  return best;
}
