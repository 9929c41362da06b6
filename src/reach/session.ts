/**
 * A network that is changed step by step, with the exact consequences of each step.
 *
 * Opening walks every flow once. After that a step costs what it touches: versions share all tables and
 * records but the changed ones, and only flows that looked at one of those are walked again. A step that
 * moves addresses (new subnets or interfaces, ranges taken away) touches everything and walks all of it.
 */
import { compile } from '../compile/compile.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Box } from '../forward/box.ts';
import type { Address } from '../ip/address.ts';
import { applyChanges } from '../model/apply-change.ts';
import type { Change } from '../model/change.ts';
import type { Network } from '../model/network.ts';
import type { Refusal } from '../model/refusal.ts';
import { withoutRefused } from '../model/refusals.ts';
import { Ends, forEachChange } from './compare.ts';
import { verdictsOf, type DiffVerdict } from './diff.ts';
import { effectsOf, type Effect } from './effect.ts';
import type { EndName } from './end.ts';
import { witnessOf } from './flow-set.ts';
import { SENDING_KINDS, TileStore } from './tile-store.ts';
import { touchedBetween } from '../forward/touched.ts';
import { versionOf } from '../compile/version.ts';
import { whatIfOn, type DiffOptions, type NetworkDiff } from './what-if.ts';

/** A box of flows between two ends that fare alike, and otherwise than before. */
export interface FlowChange {
  readonly effects: readonly Effect[];
  readonly from: EndName;
  readonly to: EndName;
  readonly box: Box;
  readonly before: DiffVerdict;
  readonly after: DiffVerdict;
  /** One flow: source, destination, protocol, source port, destination port. */
  readonly witness: readonly Address[];
}

export interface Step {
  /** What the provider would not take; it is left out. */
  readonly refusals: readonly Refusal[];
  /** Everything that the step alone changed, in disjoint boxes per pair of ends; empty when nothing did. */
  readonly flows: readonly FlowChange[];
}

interface Version {
  readonly net: CompiledNetwork;
  readonly changes: readonly Change[];
}

export class Session {
  private readonly options: DiffOptions;
  private readonly ends: Ends;
  private readonly opened: TileStore;
  /** Tiles of the version that the next step is compared by. */
  private store: TileStore;
  private readonly versions: Version[];

  constructor(network: Network, options: DiffOptions = {}) {
    this.options = options;
    this.ends = new Ends(options.to ?? SENDING_KINDS);
    this.opened = new TileStore(compile(withoutRefused(network)), options.traffic);
    this.store = this.opened;
    this.versions = [{ net: this.opened.net, changes: [] }];
  }

  private get current(): Version {
    return this.versions.at(-1)!;
  }

  /** The network as it is now. */
  get network(): Network {
    return this.current.net.network;
  }

  /** Steps that can be undone. */
  get depth(): number {
    return this.versions.length - 1;
  }

  /** Makes one or several changes as one step. */
  apply(...changes: readonly Change[]): Step {
    const { net, changes: known } = this.current;
    const { network, refusals } = applyChanges(net.network, changes);
    const after = versionOf(net, network);
    const flows = this.compare(net, after);
    this.versions.push({ net: after, changes: [...known, ...changes] });
    return { refusals, flows };
  }

  /** Takes back the last step and says what that changes. Throws a RangeError when there is none. */
  undo(): Step {
    if (this.depth === 0) throw new RangeError('There is no step to take back.');
    const { net } = this.current;
    this.versions.pop();
    return { refusals: [], flows: this.compare(net, this.current.net) };
  }

  /** Everything that is different from the network as it was opened, with the change to blame for each. */
  diff(): NetworkDiff {
    return whatIfOn(this.opened, this.current.changes, this.options);
  }

  private compare(before: CompiledNetwork, after: CompiledNetwork): FlowChange[] {
    // Other addresses send than in the store: it serves no longer.
    if (touchedBetween(this.store.net, before).everything) {
      this.store = new TileStore(before, this.options.traffic);
    }
    const flows: FlowChange[] = [];
    const verdictOf = verdictsOf();
    const { store, ends } = this;
    forEachChange({ store, before, after, ends }, ({ row, to, box, before: was, after: is }) => {
      const effects = effectsOf(was, is);
      if (effects.length === 0) return;
      flows.push({
        effects,
        from: row.from,
        to: to.name,
        box,
        before: verdictOf(was),
        after: verdictOf(is),
        witness: witnessOf(box),
      });
    });
    return flows;
  }
}

/** Opens a network for step by step changes; refused peerings of the input count as refused. */
export function openSession(network: Network, options: DiffOptions = {}): Session {
  return new Session(network, options);
}
