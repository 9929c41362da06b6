/**
 * What flows offered, shared out among the links they cross: fairly, slot by slot, on the totals of all
 * threads. A link is asked for the volume of a slot, so bursts inside one even out.
 */
import type { Bottleneck } from './limits.ts';
import { shareFairly, type Share } from './max-min.ts';
import type { PlannedRun } from './plan.ts';
import type { Tally } from './tally.ts';
import { slotCountOf } from './time-plan.ts';

/** A link, or the attachment of one, that had to carry something. */
export interface LinkLoad {
  /** Link, or `gateway/attachment`. */
  readonly carrier: string;
  readonly hop: string;
  readonly bps: number;
  /** Bytes of all flows whose way leads over it, and those that it stopped. */
  readonly offeredBytes: number;
  readonly refusedBytes: number;
  /** Highest bit/s offered in any slot. */
  readonly peakBps: number;
}

export interface SharedTime {
  /** Per slot: bytes carried, and bytes stopped by a full link. */
  readonly carriedBytes: readonly number[];
  readonly refusedBytes: readonly number[];
  readonly links: readonly LinkLoad[];
}

/** A line of the account, while it is being added up. */
type Entry = { -readonly [K in keyof LinkLoad]: LinkLoad[K] };

/** One entry per link; a capacity that changes starts another. */
class Ledger {
  private readonly byLink = new Map<string, Entry>();

  entryOf({ key, hop, bps }: Bottleneck): Entry {
    const line = `${key} ${bps}`;
    const known = this.byLink.get(line);
    if (known) return known;
    const entry = { carrier: key, hop, bps, offeredBytes: 0, refusedBytes: 0, peakBps: 0 };
    this.byLink.set(line, entry);
    return entry;
  }

  get entries(): readonly LinkLoad[] {
    return [...this.byLink.values()];
  }
}

export function shareLinks(planned: PlannedRun, tally: Tally): SharedTime {
  const { plan } = planned;
  const slotCount = slotCountOf(plan.time);
  const ledger = new Ledger();
  const carriedBytes: number[] = [];
  const refusedBytes: number[] = [];
  for (let slot = 0; slot < slotCount; slot++) {
    let offered = 0;
    for (let column = slot; column < tally.offered.length; column += slotCount) {
      offered += tally.offered[column]!;
    }
    const refused = shareSlot(planned, tally, slot, ledger);
    carriedBytes.push(offered - refused);
    refusedBytes.push(refused);
  }
  return { carriedBytes, refusedBytes, links: ledger.entries };
}

/** Bytes that full links stop in a slot. */
function shareSlot(planned: PlannedRun, tally: Tally, slot: number, ledger: Ledger): number {
  const { slotStartsMs } = planned.plan.time;
  const slotMs = slotStartsMs[slot + 1]! - slotStartsMs[slot]!;
  const links: Entry[] = [];
  const shares = sharesIn(planned, tally, slot, slotMs, (bottleneck) => {
    const entry = ledger.entryOf(bottleneck);
    const known = links.indexOf(entry);
    return known < 0 ? links.push(entry) - 1 : known;
  });
  const capacities = links.map(({ bps }) => Math.floor((bps * slotMs) / 8000));
  const { granted, stoppedBy } = shareFairly(shares, capacities);
  const offered = links.map(() => 0);
  let refused = 0;
  for (const [i, { demand, links: way }] of shares.entries()) {
    for (const link of way) offered[link]! += demand;
    const stop = stoppedBy[i];
    if (stop === undefined) continue;
    refused += demand - granted[i]!;
    links[stop]!.refusedBytes += demand - granted[i]!;
  }
  for (const [link, entry] of links.entries()) {
    entry.offeredBytes += offered[link]!;
    entry.peakBps = Math.max(entry.peakBps, Math.round((offered[link]! * 8000) / slotMs));
  }
  return refused;
}

/** Flows of one workload on the same way are one share, with as many flows as are open on average. */
function sharesIn(
  { plan, ways }: PlannedRun,
  tally: Tally,
  slot: number,
  slotMs: number,
  indexOf: (bottleneck: Bottleneck) => number,
): Share[] {
  const { loads, time, workloads } = plan;
  const slotCount = slotCountOf(time);
  return workloads.flatMap(({ bytes, durationMs }, workload) => {
    // What one flow asks for while the slot lasts.
    const perFlow = durationMs === 0 ? bytes : (bytes * slotMs) / durationMs;
    return ways.flatMap((way, i): Share[] => {
      const row = workload * loads.sharingRowCount + i + 1;
      const demand = tally.offered[row * slotCount + slot]!;
      return demand === 0 ? [] : [{ demand, weight: demand / perFlow, links: way.map(indexOf) }];
    });
  });
}
