/**
 * Trees as one thread makes them: of the senders it claims, with outcomes and lines of its own numbering.
 *
 * All threads go through the same list of tasks and claim them from one counter. What they hand back is the
 * same for a sender whoever claimed it, so that merging drafts sender by sender gives the same trees for
 * any number of threads.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { touchedBetween, type Touched } from '../forward/touched.ts';
import type { Established } from '../forward/walk.ts';
import type { Workload } from '../model/scenario.ts';
import { Outcomes, type BulkOutcome } from './outcomes.ts';
import type { Parties } from './parties.ts';
import { SenderWalks, type SenderTree, type Sinks } from './sender-walks.ts';
import { TreePool } from './tree-pool.ts';

/** One tree for every sender of a workload in every epoch. */
export interface Pass {
  readonly workload: number;
  readonly established: Established;
}

export interface Draft {
  readonly outcomes: readonly BulkOutcome[];
  readonly lines: Int32Array;
  readonly parts: readonly DraftPart[];
}

/** Some senders of a pass, by position, and by epoch the tree of each. */
export interface DraftPart {
  readonly pass: number;
  readonly senders: readonly number[];
  readonly trees: readonly (readonly number[])[];
}

interface Task {
  readonly pass: number;
  readonly senders: readonly number[];
}

export interface DraftOptions {
  /**
   * Walk senders that are alike once, and after an event those alone that it can matter to, as by default;
   * the trees are the same either way.
   */
  readonly sharing?: boolean;
}

/** Senders of a task at most: those of one VPC share walks, but not at the price of idle threads. */
const SENDERS_PER_TASK = 64;

export class Drafter {
  /** Trees that went on from one epoch to the next. */
  kept = 0;
  private readonly nets: readonly CompiledNetwork[];
  private readonly workloads: readonly Workload[];
  private readonly parties: readonly (Parties | undefined)[];
  private readonly sharing: boolean;
  /** What differs from one epoch to another, by both. */
  private readonly touched = new Map<string, Touched>();

  /** `nets`: the versions of the network, by epoch. */
  constructor(
    nets: readonly CompiledNetwork[],
    workloads: readonly Workload[],
    parties: readonly (Parties | undefined)[],
    { sharing = true }: DraftOptions = {},
  ) {
    this.nets = nets;
    this.workloads = workloads;
    this.parties = parties;
    this.sharing = sharing;
  }

  /** Works through passes task by task, as long as the counter has any left; yields after each. */
  *draft(passes: readonly Pass[], counter: Int32Array): Generator<void, Draft> {
    const sinks = { outcomes: new Outcomes(), trees: new TreePool() };
    const tasks = passes.flatMap((pass, i) => tasksOf(i, this.partiesOf(pass)));
    const parts: DraftPart[] = [];
    let current: { readonly pass: number; readonly walksIn: WalksIn } | undefined;
    for (let task = claim(tasks, counter); task; task = claim(tasks, counter)) {
      const { pass, senders } = task;
      if (current?.pass !== pass) current = { pass, walksIn: this.walksOf(passes[pass]!, sinks) };
      parts.push({ pass, senders, trees: this.treesOf(senders, current.walksIn) });
      yield;
    }
    const lines = new Int32Array(new SharedArrayBuffer(sinks.trees.sizeBytes));
    sinks.trees.copyTo(lines);
    return { outcomes: sinks.outcomes.list, lines, parts };
  }

  private partiesOf({ workload }: Pass): Parties {
    const parties = this.parties[workload];
    if (!parties) throw new Error('a workload without ends was to be planned');
    return parties;
  }

  /** Trees of some senders by epoch: that of the epoch before wherever nothing that mattered has changed. */
  private treesOf(senders: readonly number[], walksIn: WalksIn): number[][] {
    const latest = senders.map((): { epoch: number; made: SenderTree } | undefined => undefined);
    return this.nets.map((_, epoch) => {
      const stale = [...senders.keys()].filter((i) => this.isStale(latest[i], epoch));
      if (stale.length > 0) {
        const made = walksIn(epoch).treesOf(stale.map((i) => senders[i]!));
        for (const [k, i] of stale.entries()) latest[i] = { epoch, made: made[k]! };
      }
      this.kept += senders.length - stale.length;
      return latest.map((known) => known!.made.tree);
    });
  }

  private isStale(
    latest: { readonly epoch: number; readonly made: SenderTree } | undefined,
    epoch: number,
  ): boolean {
    if (!latest || !this.sharing) return true;
    return latest.made.footprint.isTouched(this.touchedBetween(latest.epoch, epoch));
  }

  private touchedBetween(before: number, after: number): Touched {
    const key = `${before} ${after}`;
    const touched = this.touched.get(key) ?? touchedBetween(this.nets[before]!, this.nets[after]!);
    this.touched.set(key, touched);
    return touched;
  }

  private walksOf(pass: Pass, sinks: Sinks): WalksIn {
    const { workload, established } = pass;
    const parties = this.partiesOf(pass);
    const known: SenderWalks[] = [];
    return (epoch) => {
      const asked = {
        net: this.nets[epoch]!,
        workload: this.workloads[workload]!,
        established,
        remembering: this.sharing && this.nets.length > 1,
      };
      return (known[epoch] ??= new SenderWalks(asked, parties, sinks, this.sharing));
    };
  }
}

type WalksIn = (epoch: number) => SenderWalks;

/** A draft without a look at anything else in between. */
export function drafted(drafting: Generator<void, Draft>): Draft {
  let step = drafting.next();
  while (!step.done) step = drafting.next();
  return step.value;
}

function claim(tasks: readonly Task[], counter: Int32Array): Task | undefined {
  return tasks[Atomics.add(counter, 0, 1)];
}

/** Senders of one VPC together, all others by themselves. */
function tasksOf(pass: number, { ends }: Parties): Task[] {
  const groups = new Map<unknown, number[]>();
  for (const [position, { origin }] of ends.senders.entries()) {
    const key = origin.kind === 'eni' ? origin.eni.vpc : position;
    const group = groups.get(key);
    if (group) group.push(position);
    else groups.set(key, [position]);
  }
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / SENDERS_PER_TASK) }, (_, i) => ({
      pass,
      senders: group.slice(i * SENDERS_PER_TASK, (i + 1) * SENDERS_PER_TASK),
    })),
  );
}
