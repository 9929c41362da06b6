/**
 * Tiles of all senders of a plan, walked once, so that making trees of them can be timed alone.
 */
import { Outcomes } from '../../src/bulk/outcomes.ts';
import type { PlannedRun } from '../../src/bulk/plan.ts';
import { intentFor, startWith } from '../../src/bulk/sender-walks.ts';
import { addSenderTree, type PlacedRange, type TiledDestinations } from '../../src/bulk/sender-tree.ts';
import { TreePool } from '../../src/bulk/tree-pool.ts';
import type { CompiledNetwork } from '../../src/compile/compiled-network.ts';
import { boxOf } from '../../src/forward/box.ts';
import { tilesOf } from '../../src/forward/reach.ts';

interface Tiled {
  readonly senders: readonly { readonly placed: PlacedRange; readonly part: TiledDestinations }[];
  readonly tileCount: number;
}

/** Of a plan with one workload to one range on one port. */
export function tiledSenders({ ends, workloads }: PlannedRun, net: CompiledNetwork): Tiled {
  const outcomes = new Outcomes();
  const [workload] = workloads;
  const { senders, destinations } = ends[0]!;
  const { range } = destinations[0]!;
  const entries = [{ range, firstPlace: 0, spreadBits: 0 }];
  const intent = intentFor(net, destinations, false);
  const tiled = senders.map((sender) => {
    const box = boxOf({
      source: sender.range,
      destination: range,
      protocol: { first: workload!.protocol, last: workload!.protocol },
      sourcePort: workload!.sourcePorts,
      destinationPort: workload!.destinationPorts[0]!,
    });
    const { start, options } = startWith(net, workload!, sender, { intent, box });
    const tiles = Array.from(tilesOf(net, start, options), ({ part, verdict }) => ({
      part,
      source: sender.range,
      code: outcomes.codeOf(net.network, verdict),
    }));
    return { placed: { range: sender.range, firstPlace: 0, spreadBits: 0 }, part: { entries, tiles } };
  });
  return { senders: tiled, tileCount: tiled.reduce((sum, { part }) => sum + part.tiles.length, 0) };
}

export function treesOf({ senders }: Tiled): TreePool {
  const pool = new TreePool();
  for (const { placed, part } of senders) addSenderTree(pool, placed, [part]);
  return pool;
}
