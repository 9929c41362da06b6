/**
 * One kind of record → its story: the conversation is found, walked in each version of the network, and
 * held against what the watched interface would log.
 */
import type { Range } from '../ip/range.ts';
import type { CompiledEni, CompiledNetwork, CompiledTgw } from '../compile/compiled-network.ts';
import { withCauses } from '../forward/hop-record.ts';
import type { Walked } from '../forward/legs.ts';
import type { Verdict } from '../forward/outcome.ts';
import { linksOf } from '../model/network.ts';
import { ALL_PORTS, isIcmp } from '../model/protocol.ts';
import { ABSENT, effectsOf } from '../reach/effect.ts';
import { fateOf } from '../reach/fate.ts';
import {
  converse,
  isPresent,
  isUniform,
  requestOf,
  seenFromOutside,
  type Opening,
  type Packets,
} from './conversation.ts';
import { expectedAt, type Expected, type Part } from './expectation.ts';
import { FLAGS, openerOf, type Evidence } from './opener.ts';
import { endNameOf, type Parties, type Party } from './party.ts';
import type { Decision, ReplayEffect, Story, UnjudgedClass } from './story.ts';
import type { Usage } from './usage.ts';

/** Where a record was taken. */
export type Observer =
  | { readonly kind: 'eni'; readonly eni: CompiledEni; readonly direction: 'in' | 'out' }
  | { readonly kind: 'tgw'; readonly tgw: CompiledTgw };

export interface Question {
  readonly observer: Observer;
  readonly packets: Packets;
  /** See {@link FLAGS}. */
  readonly flags: number;
}

/** Interfaces of these are no end of what they log. */
const GATEWAYS: ReadonlySet<CompiledEni['owner']['kind']> = new Set([
  'nat',
  'tgw',
  'gwlbe',
  'endpoint',
  'endpoint-node',
  'load-balancer',
]);

interface Told {
  readonly opening: Opening;
  readonly walked: Walked;
  readonly expected: Expected;
  /** Why what is expected may not be what to expect. */
  readonly doubt?: UnjudgedClass;
  readonly leg: 'forward' | 'return';
  /** The packet leaves the watched interface. */
  readonly isOut: boolean;
}

export class Judge {
  private readonly before: CompiledNetwork;
  private readonly after: CompiledNetwork | undefined;
  private readonly parties: Parties;
  private readonly usage: Usage;
  private readonly transparentTargets: ReadonlySet<string>;

  constructor(before: CompiledNetwork, after: CompiledNetwork | undefined, parties: Parties, usage: Usage) {
    this.before = before;
    this.after = after;
    this.parties = parties;
    this.usage = usage;
    const balancers = linksOf(before.network, 'nlb').filter((balancer) => balancer.preserveClientIp);
    this.transparentTargets = new Set(
      balancers.flatMap(({ listeners }) => listeners.flatMap(({ targets }) => targets)),
    );
  }

  /** `undefined` when the packets of the question are not all of one mind. */
  judge(question: Question): Story | undefined {
    const { observer, packets, flags } = question;
    const near = observer.kind === 'eni' ? observer.eni.vpc : undefined;
    const source = this.parties.of(packets.source.first, near);
    const destination = this.parties.of(packets.destination.first, near);
    const evidence = openerOf(
      packets.protocol,
      packets.sourcePorts.first,
      packets.destinationPorts.first,
      flags,
    );
    const blank: Story = {
      from: endNameOf(evidence.opener === 'destination' ? destination : source),
      to: endNameOf(evidence.opener === 'destination' ? source : destination),
      watched: observer.kind === 'eni' ? 'interface' : 'gateway',
      openerBy: evidence.by,
      isMiddle: flags === FLAGS.middle,
      conditional: [],
      isCompared: false,
      uses: [],
    };
    if (observer.kind === 'eni' && GATEWAYS.has(observer.eni.owner.kind)) {
      return { ...blank, unjudged: 'gateway-interface' };
    }
    const told: Told[] = [];
    let unjudged: UnjudgedClass | undefined;
    for (const isReply of repliesOf(evidence)) {
      const one = this.tell(question, source, destination, isReply);
      if (one === 'mixed') return undefined;
      if (typeof one === 'string') unjudged = one;
      else told.push(one);
    }
    // A record of what never comes here cannot be: whoever would have to have opened that did not.
    const possible = told.filter(({ expected }) => expected !== 'never');
    const left = possible.length > 0 ? possible : told;
    const [first] = left;
    if (!first) return { ...blank, unjudged: unjudged ?? 'far-end-unknown' };
    unjudged ??= left.find(({ doubt }) => doubt)?.doubt;
    if (left.some(({ expected }) => expected !== first.expected)) unjudged ??= 'opener-unknown';
    const effects = left.map((one) => this.effectOf(one, packets.protocol));
    if (effects.includes('mixed')) return undefined;
    return { ...blank, ...this.found(left, effects), ...(unjudged && { unjudged }) };
  }

  private found(
    told: readonly Told[],
    effects: readonly (Effect | 'mixed' | undefined)[],
  ): Pick<Story, 'expected' | 'decision' | 'conditional' | 'isCompared' | 'uses'> & Partial<Effect> {
    const [first] = told;
    const known = effects.filter((one) => typeof one === 'object');
    const effect = EFFECT_ORDER.flatMap((word) => known.find((one) => one.effect === word) ?? [])[0];
    const { verdict } = first!.walked;
    const decision = this.decisionOf(first!);
    return {
      expected: first!.expected,
      ...(decision && { decision }),
      ...effect,
      conditional: [...new Set([...verdict.conditional, ...(effect?.conditional ?? [])])].sort(),
      isCompared: this.after !== undefined,
      uses: told.length > 1 ? [] : this.usage.of(verdict, first!.leg),
    };
  }

  /** One way the conversation may have begun. `mixed`: its packets do not all fare the same. */
  private tell(
    { observer, packets }: Question,
    source: Party,
    destination: Party,
    isReply: boolean,
  ): Told | UnjudgedClass | 'mixed' {
    const [client, server] = isReply ? [destination, source] : [source, destination];
    const isClientWatched = observer.kind === 'eni' && (observer.direction === 'out') !== isReply;
    const opener: Party = isClientWatched ? { kind: 'eni', eni: observer.eni } : client;
    if (opener.kind === 'nobody') return 'far-end-unknown';
    if (opener.kind === 'several') return 'far-end-ambiguous';
    const asked = askedOf(packets, isReply, client.kind === 'internet' ? server : undefined);
    const typed = isIcmp(packets.protocol);
    const opening = { client: opener, request: requestOf(typed ? ofAnyType(asked) : asked, isReply) };
    const walked = converse(this.before, opening);
    const leg = isReply ? 'return' : 'forward';
    const isOut = observer.kind === 'eni' && observer.direction === 'out';
    const told = { opening, walked, leg, isOut } as const;
    // Flow logs do not say the type of a message.
    const doubt = isUniform(walked) ? {} : ({ doubt: 'icmp-type-unknown' } as const);
    if (!isUniform(walked) && !typed) return 'mixed';
    if (observer.kind === 'tgw') return { ...told, ...doubt, expected: carriedBy(observer.tgw, walked, leg) };
    const part: Part = `${isReply ? 'reply' : 'request'} ${observer.direction}`;
    const expected = expectedAt(observer.eni, part, walked);
    const excuse = expected === 'never' ? this.whyNever(observer.eni, part, walked) : undefined;
    return { ...told, ...doubt, ...(excuse && { doubt: excuse }), expected };
  }

  /** The network has the packet nowhere near the interface: is there a reason that is not the network's? */
  private whyNever(eni: CompiledEni, part: Part, { verdict }: Walked): UnjudgedClass | undefined {
    const isServer = part === 'request in' || part === 'reply out';
    if (isServer && this.transparentTargets.has(eni.record.id)) return 'through-load-balancer';
    const reason = verdict.drop?.reason;
    const isNobody = reason === 'dst-host-unknown' || reason === 'dst-not-in-any-subnet';
    if (!isServer && isNobody && verdict.leg === 'forward') return 'far-end-unknown';
    return verdict.conditional.length > 0 ? 'not-modelled' : undefined;
  }

  /** The drop, or the last rule around the watched interface that let the packet pass. */
  private decisionOf({ walked, leg, expected, isOut }: Told): Decision | undefined {
    const { verdict } = walked;
    if (expected !== 'accept') return decisionOfDrop(this.before, verdict);
    const steps = verdict.steps.filter((one) => one.leg === leg);
    const firstTable = steps.findIndex(({ hop }) => hop.startsWith('table:'));
    // Behind the first table, filters are other people's.
    const own = isOut && firstTable >= 0 ? steps.slice(0, firstTable) : steps;
    const step = own.findLast(({ hop }) => hop.startsWith('sg:') || hop.startsWith('acl:'));
    return (
      step && {
        hop: step.hop,
        text: step.cause?.text ?? step.action,
        ...(step.cause?.source && { source: step.cause.source }),
      }
    );
  }

  /** `mixed`: not all packets of the opening fare the same after the change. */
  private effectOf({ opening, walked }: Told, protocol: number): Effect | 'mixed' | undefined {
    const { after } = this;
    if (!after) return undefined;
    const later = isPresent(after, opening) ? converse(after, opening) : undefined;
    if (later && !isUniform(later) && !isIcmp(protocol)) return 'mixed';
    const [old, young] = [fateOf(walked), later ? fateOf(later) : ABSENT];
    const effect = effectsOf(old, young).find((word) => isReplayEffect(word));
    if (!effect) return undefined;
    const conditional = later?.verdict.conditional ?? [];
    if (effect === 'rerouted') {
      return { effect, paths: { before: pathOf(old), after: pathOf(young) }, conditional };
    }
    const decision =
      effect === 'gained'
        ? decisionOfDrop(this.before, walked.verdict)
        : later
          ? decisionOfDrop(after, later.verdict)
          : { hop: endNameOf(opening.client), text: 'whoever opens it is gone' };
    return { effect, ...(decision && { effectDecision: decision }), conditional };
  }
}

interface Effect {
  readonly effect: ReplayEffect;
  readonly effectDecision?: Decision;
  readonly paths?: NonNullable<Story['paths']>;
  readonly conditional: readonly string[];
}

/** Of two ways a conversation may have begun, the graver effect counts. */
const EFFECT_ORDER: readonly ReplayEffect[] = ['lost', 'gained', 'rerouted'];

function isReplayEffect(word: string): word is ReplayEffect {
  return EFFECT_ORDER.some((effect) => effect === word);
}

function repliesOf({ opener }: Evidence): readonly boolean[] {
  return opener === 'either' ? [false, true] : [opener === 'destination'];
}

/** The packets as the opener sent them: from outside, an interface is asked by its public address. */
function askedOf(packets: Packets, isReply: boolean, server: Party | undefined): Packets {
  if (server?.kind !== 'eni') return packets;
  const outside = (range: Range): Range => seenFromOutside(server.eni, range);
  return isReply
    ? { ...packets, source: outside(packets.source) }
    : { ...packets, destination: outside(packets.destination) };
}

function ofAnyType(packets: Packets): Packets {
  return { ...packets, sourcePorts: ALL_PORTS, destinationPorts: ALL_PORTS };
}

/** "Transit Gateway Flow Log records": packets it finds no route or a blackhole for are its losses. */
function carriedBy({ record }: CompiledTgw, { verdict }: Walked, leg: 'forward' | 'return'): Expected {
  const hop = verdict.leg === leg ? verdict.drop?.hop : undefined;
  if (hop === `tgw:${record.id}` || hop?.startsWith(`tgw:${record.id}/`)) return 'reject';
  return verdict.path[leg].includes(record.id) ? 'accept' : 'never';
}

function decisionOfDrop(net: CompiledNetwork, verdict: Verdict): Decision | undefined {
  const { drop, leg } = withCauses(net, verdict);
  if (!drop || !leg) return undefined;
  return {
    reason: drop.reason,
    leg,
    hop: drop.hop,
    text: drop.cause?.text ?? drop.detail ?? drop.reason,
    ...(drop.cause?.source && { source: drop.cause.source }),
  };
}

function pathOf({ path }: { readonly path: Verdict['path'] }): string {
  const way = (ids: readonly string[]): string => (ids.length === 0 ? 'directly' : ids.join(' > '));
  const back = path.return.toReversed();
  const isSame = path.forward.join() === back.join();
  return isSame ? way(path.forward) : `${way(path.forward)}, back ${way(path.return)}`;
}
