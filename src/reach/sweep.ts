/**
 * Failure sweep: every peering, route, endpoint or attachment removed by itself, ranked by how many
 * ordered pairs of ends no longer reach each other.
 */
import { formatPrefix } from '../ip/prefix.ts';
import { boxSize } from '../forward/box.ts';
import { applyChanges } from '../model/apply-change.ts';
import type { Change, ChangeAction } from '../model/change.ts';
import type { Network } from '../model/network.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { Ends, forEachChange } from './compare.ts';
import { endOf, type EndName } from './end.ts';
import { fateFor } from './compare.ts';
import { reachesSomebody } from './fate.ts';
import { SENDING_KINDS, type TileStore } from './tile-store.ts';
import { withDestinations } from './tiles.ts';
import { versionOf } from '../compile/version.ts';

export const SWEEP_KINDS = ['peering', 'route', 'endpoint', 'attachment'] as const;

export type SweepKind = (typeof SWEEP_KINDS)[number];

export interface SweepRow {
  /** `delete pcx-1`. */
  readonly text: string;
  /** Ordered pairs with flows before and none after. */
  readonly pairsLost: number;
  /** Ordered pairs that lose some of their flows. */
  readonly pairsReduced: number;
  readonly flowsLost: bigint;
  /** A pair that is lost, or else one that is reduced. */
  readonly example: { readonly from: string; readonly to: string } | undefined;
}

/** Each object of the kinds removed in turn, the most harmful first. */
export function sweep(store: TileStore, kinds: readonly SweepKind[]): SweepRow[] {
  const ends = new Ends(SENDING_KINDS);
  const totals = new Totals(store);
  return removalsOf(store.net.network, kinds)
    .map((change) => remove(store, ends, totals, change))
    .sort(
      (a, b) => b.pairsLost - a.pairsLost || b.pairsReduced - a.pairsReduced || (a.text < b.text ? -1 : 1),
    );
}

interface PairLoss {
  readonly from: EndName;
  readonly to: EndName;
  lost: bigint;
  gained: bigint;
}

function remove(store: TileStore, ends: Ends, totals: Totals, change: Change): SweepRow {
  const { network } = applyChanges(store.net.network, [change]);
  const pairs = new Map<string, PairLoss>();
  forEachChange({ store, after: versionOf(store.net, network), ends }, ({ row, to, box, before, after }) => {
    const [was, is] = [reachesSomebody(before), reachesSomebody(after)];
    if (was === is) return;
    const key = `${row.from.kind} ${row.from.id} ${to.name.kind} ${to.name.id}`;
    const pair = pairs.get(key) ?? { from: row.from, to: to.name, lost: 0n, gained: 0n };
    pairs.set(key, pair);
    if (was) pair.lost += boxSize(box);
    else pair.gained += boxSize(box);
  });
  const hit = [...pairs.values()].filter(
    ({ from, to, lost }) => lost > 0n && !(from.kind === to.kind && from.id === to.id),
  );
  const gone = hit.filter((pair) => pair.gained === 0n && pair.lost === totals.of(pair.from, pair.to));
  const example = gone[0] ?? hit[0];
  return {
    text: change.text,
    pairsLost: gone.length,
    pairsReduced: hit.length - gone.length,
    flowsLost: hit.reduce((sum, { lost }) => sum + lost, 0n),
    example: example && { from: example.from.id, to: example.to.id },
  };
}

/** How many flows complete both legs, per pair. */
class Totals {
  private readonly store: TileStore;
  private readonly known = new Map<string, bigint>();

  constructor(store: TileStore) {
    this.store = store;
  }

  of(from: EndName, to: EndName): bigint {
    const key = `${from.kind} ${from.id} ${to.kind} ${to.id}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const end = endOf(this.store.net, to);
    let total = 0n;
    for (const { box, fate } of this.store.tilesFrom(from)) {
      if (!end || !reachesSomebody(fateFor(fate, end))) continue;
      for (const range of end.addresses[box.family].ranges) {
        const part = withDestinations(box, range);
        if (part) total += boxSize(part);
      }
    }
    this.known.set(key, total);
    return total;
  }
}

function removalsOf(network: Network, kinds: readonly SweepKind[]): Change[] {
  const removals: Change[] = [];
  const add = (action: ChangeAction, text: string, source: SourceRef): void => {
    removals.push({ action, text, source });
  };
  for (const link of network.links.values()) {
    const isEndpoint = link.kind === 'endpoint' || link.kind === 'gateway-endpoint' || link.kind === 'gwlbe';
    const isWanted =
      (link.kind === 'peering' && kinds.includes('peering')) || (isEndpoint && kinds.includes('endpoint'));
    if (isWanted) add({ kind: 'delete', object: link.id }, `delete ${link.id}`, link.source);
    if (link.kind !== 'tgw' || !kinds.includes('attachment')) continue;
    for (const attachment of link.attachments.values()) {
      add(
        { kind: 'set-attachment', tgw: link.id, attachment: attachment.id, state: 'deleted' },
        `delete attachment ${attachment.id} of ${link.id}`,
        attachment.source,
      );
    }
  }
  if (!kinds.includes('route')) return removals;
  for (const table of network.routeTables.values()) {
    for (const { destination, source } of table.routes) {
      const text = destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list;
      add(
        { kind: 'remove-routes', table: table.id, destinations: [text] },
        `remove route ${text} of ${table.id}`,
        source,
      );
    }
  }
  return removals;
}
