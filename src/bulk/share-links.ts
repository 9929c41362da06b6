/**
 * What flows offered, shared out among the links they cross: fairly, slot by slot, on the totals of all
 * threads. A link is asked for the volume of a slot, so bursts inside one even out.
 */
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
  /** Bytes that came as far as the link's turn in sharing, and those among them that it stopped. */
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

type Ledger = Map<string, { -readonly [K in keyof LinkLoad]: LinkLoad[K] }>;

export function shareLinks(planned: PlannedRun, tally: Tally): SharedTime {
  const { plan } = planned;
  const slotCount = slotCountOf(plan.time);
  const ledger: Ledger = new Map();
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
  return { carriedBytes, refusedBytes, links: [...ledger.values()] };
}

/** Bytes that full links stop in a slot. */
function shareSlot({ plan, ways }: PlannedRun, tally: Tally, slot: number, ledger: Ledger): number {
  const { time, loads, workloads } = plan;
  const slotMs = time.slotStartsMs[slot + 1]! - time.slotStartsMs[slot]!;
  const slotCount = slotCountOf(time);
  const linkOf = new Map<string, number>();
  const entries: { -readonly [K in keyof LinkLoad]: LinkLoad[K] }[] = [];
  const shares: Share[] = [];
  for (const [index, { bytes, durationMs }] of workloads.entries()) {
    // What one flow asks for while the slot lasts.
    const perFlow = durationMs === 0 ? bytes : (bytes * slotMs) / durationMs;
    for (let row = 1; row < loads.sharingRowCount; row++) {
      const demand = tally.offered[(index * loads.sharingRowCount + row) * slotCount + slot]!;
      if (demand === 0) continue;
      const links = ways[row - 1]!.map(({ key, hop, bps }) => {
        const link = linkOf.get(key) ?? linkOf.size;
        linkOf.set(key, link);
        // A capacity that changes is another line of the ledger.
        const line = `${key} ${bps}`;
        const entry = ledger.get(line) ?? {
          ...{ carrier: key, hop, bps },
          ...{ offeredBytes: 0, refusedBytes: 0, peakBps: 0 },
        };
        ledger.set(line, entry);
        entries[link] = entry;
        return link;
      });
      shares.push({ demand, weight: demand / perFlow, links });
    }
  }
  const capacities = entries.map(({ bps }) => Math.floor((bps * slotMs) / 8000));
  const { granted, stoppedBy } = shareFairly(shares, capacities);
  const offered = entries.map(() => 0);
  let refused = 0;
  for (const [i, { demand, links }] of shares.entries()) {
    for (const link of links) offered[link]! += demand;
    const excess = demand - granted[i]!;
    refused += excess;
    const link = stoppedBy[i];
    if (link !== undefined) entries[link]!.refusedBytes += excess;
  }
  for (const [link, entry] of entries.entries()) {
    entry.offeredBytes += offered[link]!;
    entry.peakBps = Math.max(entry.peakBps, Math.round((offered[link]! * 8000) / slotMs));
  }
  return refused;
}
