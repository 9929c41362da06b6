/**
 * Verdicts as small integers: what a table of the bulk engine holds, and what its counters count.
 *
 * Two verdicts are one outcome when nobody could tell flows with them apart in a report: same reason,
 * leg and hop, or delivered by the same devices and under the same limits.
 */
import type { DropReason } from '../model/drop-reason.ts';
import type { Leg } from '../model/scenario.ts';
import type { Drop, Note, Verdict } from '../forward/outcome.ts';
import type { Network } from '../model/network.ts';
import { limitsOf, type Limits } from './limits.ts';

export interface BulkOutcome {
  readonly delivered: boolean;
  readonly leg: Leg | undefined;
  readonly reason: DropReason | undefined;
  readonly hop: string | undefined;
  readonly transit: Drop['transit'];
  readonly notes: readonly Note[];
  readonly conditional: readonly string[];
  /** Devices that hold state of the flow; an established flow that would meet others is cut. */
  readonly devices: readonly string[];
  /** Filters keep no state of its flows: they are judged anew by every change. */
  readonly isUntracked: boolean;
  /** What its flows share with others on their way; nothing for those that are dropped. */
  readonly limits: Limits;
}

const UNLIMITED: Limits = { pools: [], bottlenecks: [] };

/** An outcome that no walk comes to, but a limit or an event. */
export function dropOutcome(reason: DropReason, hop: string): BulkOutcome {
  return {
    delivered: false,
    leg: 'forward',
    reason,
    hop,
    transit: undefined,
    notes: [],
    conditional: [],
    devices: [],
    isUntracked: false,
    limits: UNLIMITED,
  };
}

export class Outcomes {
  readonly list: BulkOutcome[] = [];
  private readonly codeByKey = new Map<string, number>();
  /** What was asked before, by network: limits depend on it. */
  private readonly known = new Map<Network, Map<string, Map<string, number>>>();

  /** Code of what becomes of a flow in a network. */
  codeOf(network: Network, verdict: Verdict): number {
    const [kind, name] = keyOf(verdict);
    const known = this.knownOf(network, kind);
    const code = known.get(name) ?? this.judge(network, verdict);
    known.set(name, code);
    return code;
  }

  private knownOf(network: Network, kind: string): Map<string, number> {
    const kinds = this.known.get(network) ?? new Map<string, Map<string, number>>();
    if (kinds.size === 0) this.known.set(network, kinds);
    const known = kinds.get(kind) ?? new Map<string, number>();
    if (known.size === 0) kinds.set(kind, known);
    return known;
  }

  private judge(network: Network, verdict: Verdict): number {
    return this.intern({
      delivered: verdict.delivered,
      leg: verdict.leg,
      reason: verdict.drop?.reason,
      hop: verdict.drop?.hop,
      transit: verdict.drop?.transit,
      notes: verdict.notes,
      conditional: verdict.conditional,
      devices: verdict.delivered ? verdict.devices : [],
      isUntracked: verdict.delivered && verdict.isUntracked,
      limits: verdict.delivered ? limitsOf(network, verdict.carriers) : UNLIMITED,
    });
  }

  intern(outcome: BulkOutcome): number {
    const key = JSON.stringify(outcome);
    const known = this.codeByKey.get(key);
    if (known !== undefined) return known;
    this.codeByKey.set(key, this.list.length);
    return this.list.push(outcome) - 1;
  }
}

/**
 * Verdicts of one key are one outcome of a network: cheaper than looking at the outcome itself. The usual ones
 * are known by two strings that are there already, since making one for each of millions takes its time.
 */
function keyOf(verdict: Verdict): readonly [kind: string, name: string] {
  const { drop, leg, notes, conditional, devices, carriers, isUntracked } = verdict;
  const isPlain = notes.length === 0 && conditional.length === 0;
  if (isPlain && drop && !drop.transit && leg === 'forward') return [drop.reason, drop.hop];
  if (isPlain && !drop && !isUntracked && devices.length === 0 && carriers.length < 2) {
    return ['delivered', carriers[0] ?? ''];
  }
  const seen = `${notes.join('\0')}\n${conditional.join('\0')}`;
  if (!drop) return ['more', `${isUntracked}\n${devices.join('\0')}\n${carriers.join('\0')}\n${seen}`];
  const { reason, hop, transit } = drop;
  const way = transit ? `${transit.from}\0${transit.via}\0${transit.to}` : '';
  return ['more', `${hop}\n${reason}\n${leg}\n${way}\n${seen}`];
}
