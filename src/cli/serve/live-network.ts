/**
 * The network behind a live page: as it was read, with the changes made on the page, and everything that
 * follows from them.
 *
 * A change costs what it touches: only rows of the matrix with a flow that fares differently are walked
 * again. Calls are answered one after the other.
 */
import { trace } from '../../forward/trace.ts';
import { applyChanges } from '../../model/apply-change.ts';
import type { Change } from '../../model/change.ts';
import type { Network } from '../../model/network.ts';
import { explainRefusal } from '../../model/refusal.ts';
import { withoutRefused } from '../../model/refusals.ts';
import { whatIf, type NetworkDiff } from '../../reach/what-if.ts';
import { repair } from '../../repair/repair.ts';
import { diffData } from '../../report/page/diff-data.ts';
import type { PageData, PairData, Place, TraceData } from '../../report/page/page-data.ts';
import { pageData } from '../../report/page/page.ts';
import { pairData } from '../../report/page/pair-data.ts';
import { placeOfEnd } from '../../report/page/place-of-hop.ts';
import { traceData } from '../../report/page/trace-data.ts';
import { overviewAfter, overviewEnds, overviewOf, type Overview } from '../../run/overview.ts';
import { readChanges } from '../../source/changes.ts';
import { SourceFile } from '../../source/source-file.ts';
import { describeFlow, flowOf, type FlowWords } from '../flow-words.ts';
import { loadInput, sideText, type Input, type InputOptions } from '../input.ts';
import { Problems, problemsOf } from './problems.ts';

/** One change: the event as it came, and what it means. */
export interface LiveStep {
  readonly event: unknown;
  readonly changes: readonly Change[];
}

interface Now {
  readonly network: Network;
  readonly steps: readonly LiveStep[];
  readonly overview: Overview;
  readonly diff: NetworkDiff | undefined;
}

export class LiveNetwork {
  readonly paths: readonly string[];
  private readonly options: InputOptions;
  private readonly token: string;
  private read: { readonly input: Input; readonly network: Network; readonly overview: Overview };
  private now: Now;
  private revision = 0;
  /** Why the input could not be read again. */
  private problem: string | null = null;
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    paths: readonly string[],
    options: InputOptions,
    token: string,
    read: LiveNetwork['read'],
  ) {
    this.paths = paths;
    this.options = options;
    this.token = token;
    this.read = read;
    this.now = unchanged(read);
  }

  /** Throws an InputError with everything that is wrong with the input. */
  static async open(paths: readonly string[], options: InputOptions, token: string): Promise<LiveNetwork> {
    return new LiveNetwork(paths, options, token, await readAll(paths, options));
  }

  /** As it was read. */
  get input(): Input {
    return this.read.input;
  }

  /** As it is by now. */
  get network(): Network {
    return this.now.network;
  }

  get steps(): readonly LiveStep[] {
    return this.now.steps;
  }

  /** Makes an event, as scenario files write it, happen. Throws {@link Problems} and leaves all as it is. */
  change(event: unknown): Promise<void> {
    return this.inTurn(async () => {
      const { network, steps } = this.now;
      const step = { event, changes: changesOf(event, network) };
      const { refusals } = applyChanges(network, step.changes);
      if (refusals.length > 0) {
        throw new Problems(
          refusals.map(({ reason, detail }) => `${detail}: ${explainRefusal(reason)} (${reason})`),
        );
      }
      await this.become([...steps, step]);
    });
  }

  /** Takes the last change back. */
  undo(): Promise<void> {
    return this.inTurn(() => this.become(this.now.steps.slice(0, -1)));
  }

  /** Reads the input again and makes the same changes to it; what cannot be read leaves all as it is. */
  reload(): Promise<void> {
    return this.inTurn(async () => {
      this.revision++;
      try {
        const read = await readAll(this.paths, this.options);
        const events = this.now.steps.map(({ event }) => event);
        this.read = read;
        this.now = unchanged(read);
        this.problem = null;
        const steps: LiveStep[] = [];
        let { network } = read;
        for (const event of events) {
          const changes = changesOf(event, network);
          steps.push({ event, changes });
          ({ network } = applyChanges(network, changes));
        }
        await this.become(steps);
      } catch (error) {
        this.problem = problemsOf(error)?.join('; ') ?? 'the input cannot be read';
      }
    });
  }

  page(): PageData {
    const { input, overview } = this.read;
    const { scenario, side, at, ignored } = input;
    const { steps, diff } = this.now;
    const side0 = sideText(side).trim();
    return pageData({
      command: 'serve',
      title: scenario.id,
      subtitle: scenario.title,
      inputs: this.paths,
      remarks: side0 === '' ? [] : [side0],
      versions: diff
        ? [
            { label: 'as read', overview },
            { label: 'now', overview: this.now.overview },
          ]
        : [{ label: 'as read', overview }],
      ...(diff && { diff: diffData(diff, at) }),
      ignored,
      at,
      live: {
        token: this.token,
        revision: this.revision,
        changes: steps.map(({ event }) => eventWords(event)),
        problem: this.problem,
      },
    });
  }

  /** Throws {@link Problems} for ends that are not there. */
  pair(version: number, from: Place, to: Place): PairData {
    const overviews = [this.read.overview, this.now.overview];
    const { net } = overviews[version] ?? this.now.overview;
    const names = this.read.overview.matrix?.ends ?? overviewEnds(net.network);
    const nowNames = this.now.overview.matrix?.ends ?? names;
    const [sender, receiver] = [from, to].map((place) =>
      [...names, ...nowNames].find((name) => placeOfEnd(name) === place),
    );
    const pair =
      sender && receiver && pairData({ version, net, from: sender, to: receiver }, this.read.input.at);
    if (!pair) throw new Problems([`there is no pair ${from} to ${to}`]);
    return pair;
  }

  /** One flow through the network as it is now, with the smallest fix where it is dropped. */
  trace(from: string, to: string, words: FlowWords): TraceData {
    const { network, overview } = this.now;
    const { scenario, at } = this.read.input;
    const flow = flowOf(network, from, to, words);
    const { internet } = scenario;
    const verdict = trace(overview.net, flow, { explaining: true, internet });
    const searched = verdict.delivered ? undefined : repair(network, flow, { internet });
    return traceData(network, verdict, describeFlow(flow, from, to), at, searched);
  }

  private async become(steps: readonly LiveStep[]): Promise<void> {
    const changes = steps.flatMap((step) => step.changes);
    this.revision++;
    if (changes.length === 0) {
      this.now = { ...unchanged(this.read), steps };
      return;
    }
    const diff = whatIf(this.read.network, changes);
    const { network } = applyChanges(this.read.network, changes);
    const overview = await overviewAfter(this.read.overview, network, diff);
    this.now = { network, steps, overview, diff };
  }

  private inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.last.then(action, action);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

async function readAll(paths: readonly string[], options: InputOptions): Promise<LiveNetwork['read']> {
  const input = await loadInput(paths, options);
  const { network } = input.scenario;
  return { input, network: withoutRefused(network), overview: await overviewOf(network) };
}

function unchanged({ network, overview }: Pick<LiveNetwork['read'], 'network' | 'overview'>): Now {
  return { network, steps: [], overview, diff: undefined };
}

/** `addRoutes reports: 10.2.0.0/16 pcx-web`. */
function eventWords(event: unknown): string {
  const words = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(words).join(', ');
    if (typeof value !== 'object' || value === null) return String(value);
    return Object.entries(value)
      .map(([key, part]) => `${key}: ${words(part)}`)
      .join(', ');
  };
  return Object.entries(event as Record<string, unknown>)
    .map(([verb, value]) => `${verb} ${words(value)}`)
    .join('; ');
}

/** Throws {@link Problems} for what is no event of this network. */
function changesOf(event: unknown, network: Network): Change[] {
  try {
    return readChanges(new SourceFile('change', JSON.stringify(event)), network);
  } catch (error) {
    const problems = problemsOf(error);
    if (problems) throw new Problems(problems);
    throw error;
  }
}
