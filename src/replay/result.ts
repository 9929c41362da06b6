/**
 * The result of a replay: plain data, in an order that depends on the log and the network alone.
 */
import { ACTION } from '../source/flow-log/flow-columns.ts';
import type { LogFile } from '../source/flow-log/find-logs.ts';
import { addVolumes, type Entry, type FileCount, type Ledger, type LogPlace, type Volume } from './ledger.ts';
import type { Decision, ReplayEffect, Story, UnjudgedClass } from './story.ts';
import type { Written } from './usage.ts';
import { verdictOfLog, type DisagreementClass, type LogVerdict } from './verdict-of-log.ts';

/** Records of one pair of ends with one reason. */
export interface Group {
  readonly from: string;
  readonly to: string;
  /** `ACCEPT`, `REJECT`, or both where that makes no difference. */
  readonly logged: string;
  readonly decision?: Decision;
  readonly paths?: Story['paths'];
  readonly conditional: readonly string[];
  readonly volume: Volume;
  readonly sample: Entry['sample'];
}

export interface ClassOf<C extends string> {
  readonly class: C;
  readonly volume: Volume;
  readonly groups: readonly Group[];
}

export interface LogSource extends FileCount {
  readonly account?: string;
  readonly region?: string;
}

export interface ReplayChange {
  readonly lost: readonly Group[];
  readonly gained: readonly Group[];
  readonly rerouted: readonly Group[];
  readonly unchanged: Volume;
  /** Records of which nothing can be said, because they are no conversation of the network. */
  readonly uncompared: Volume;
}

export interface ReplayResult {
  /** False when it was stopped before the end of the logs. */
  readonly isComplete: boolean;
  readonly sources: readonly LogSource[];
  readonly volume: Volume;
  readonly noData: number;
  readonly skipData: number;
  readonly bad: number;
  readonly firstBad: readonly { readonly place: LogPlace; readonly message: string }[];
  /** Records by what says who opened the conversation. */
  readonly openers: Readonly<Record<Story['openerBy'], number>>;
  readonly agreement: Volume;
  readonly disagreements: readonly ClassOf<DisagreementClass>[];
  readonly unjudged: readonly ClassOf<UnjudgedClass>[];
  /** Absent when nothing was to be changed. */
  readonly change?: ReplayChange;
  readonly used: readonly { readonly written: Written; readonly volume: Volume }[];
  readonly unused: readonly Written[];
}

/** Bad lines that a report shows. */
const FIRST_FEW_BAD = 5;

export function resultOf(
  ledger: Ledger,
  files: readonly LogFile[],
  written: readonly Written[],
  { isCompared, isComplete }: { readonly isCompared: boolean; readonly isComplete: boolean },
): ReplayResult {
  const entries = ledger.entries();
  const agreedSince = firstAgreements(entries);
  const judged = entries.map((entry) => ({ entry, verdict: verdictOfLog(entry, agreedSince) }));
  const having = (kind: LogVerdict['kind']): Judged[] =>
    judged.filter(({ verdict }) => verdict.kind === kind);
  const openers = { flags: 0, ports: 0, nothing: 0 };
  for (const { story, volume } of entries)
    if (story.expected && !story.unjudged) openers[story.openerBy] += volume.records;
  return {
    isComplete,
    sources: ledger.fileCounts().map((count, i) => {
      const { account, region } = files[i]!;
      return { ...count, ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
    }),
    volume: addVolumes(entries.map(({ volume }) => volume)),
    noData: ledger.noData,
    skipData: ledger.skipData,
    bad: ledger.bad,
    firstBad: ledger.badLines(FIRST_FEW_BAD),
    openers,
    agreement: addVolumes(having('agrees').map(({ entry }) => entry.volume)),
    disagreements: classesOf<DisagreementClass>(having('disagrees')),
    unjudged: classesOf<UnjudgedClass>(having('unjudged')),
    ...(isCompared && { change: changeOf(entries) }),
    ...usageOf(entries, written),
  };
}

interface Judged {
  readonly entry: Entry;
  readonly verdict: LogVerdict;
}

/** When each story was first logged as the network has it. */
function firstAgreements(entries: readonly Entry[]): (entry: Entry) => number | undefined {
  const since = new Map<string, number>();
  for (const { story, action, volume } of entries) {
    const isAgreed = story.expected === (action === ACTION.accept ? 'accept' : 'reject');
    if (!isAgreed || volume.start === undefined) continue;
    const key = storyKey(story);
    since.set(key, Math.min(since.get(key) ?? Infinity, volume.start));
  }
  return ({ story }) => since.get(storyKey(story));
}

function storyKey({ from, to, decision, watched }: Story): string {
  return JSON.stringify([from, to, decision, watched]);
}

function classesOf<C extends string>(judged: readonly Judged[]): ClassOf<C>[] {
  const byClass = new Map<C, Entry[]>();
  for (const { entry, verdict } of judged) {
    if (verdict.kind === 'agrees') continue;
    const name = verdict.class as C;
    const known = byClass.get(name);
    if (known) known.push(entry);
    else byClass.set(name, [entry]);
  }
  return [...byClass]
    .map(([name, entries]) => ({
      class: name,
      volume: addVolumes(entries.map(({ volume }) => volume)),
      groups: groupsOf(entries, ({ story }) => ({ decision: story.decision })),
    }))
    .sort((a, b) => b.volume.records - a.volume.records || (a.class < b.class ? -1 : 1));
}

function changeOf(entries: readonly Entry[]): ReplayChange {
  // What is refused today is not lost tomorrow, whatever the network thinks of it.
  const isAffected = ({ story, action }: Entry): boolean =>
    story.effect !== undefined &&
    (story.effect === 'gained' || action === ACTION.accept || action === ACTION.none);
  const having = (effect: ReplayEffect): Group[] =>
    groupsOf(
      entries.filter((entry) => isAffected(entry) && entry.story.effect === effect),
      ({ story }) => ({ decision: story.effectDecision, paths: story.paths }),
    );
  const rest = entries.filter((entry) => !isAffected(entry));
  return {
    lost: having('lost'),
    gained: having('gained'),
    rerouted: having('rerouted'),
    unchanged: addVolumes(rest.filter(({ story }) => story.isCompared).map(({ volume }) => volume)),
    uncompared: addVolumes(rest.filter(({ story }) => !story.isCompared).map(({ volume }) => volume)),
  };
}

type Why = (entry: Entry) => {
  readonly decision?: Decision | undefined;
  readonly paths?: Story['paths'] | undefined;
};

/** Most records first. */
function groupsOf(entries: readonly Entry[], why: Why): Group[] {
  const byKey = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { from, to, conditional } = entry.story;
    const key = JSON.stringify([from, to, why(entry), conditional]);
    const known = byKey.get(key);
    if (known) known.push(entry);
    else byKey.set(key, [entry]);
  }
  return [...byKey.values()]
    .map((members) => groupOf(members, why))
    .sort((a, b) => b.volume.records - a.volume.records || b.volume.bytes - a.volume.bytes);
}

function groupOf(members: readonly Entry[], why: Why): Group {
  const [first] = members;
  const { story, sample } = first!;
  const { decision, paths } = why(first!);
  const actions = new Set(members.map(({ action }) => actionWord(action)));
  return {
    from: story.from,
    to: story.to,
    logged: [...actions].sort().join(' and '),
    ...(decision && { decision }),
    ...(paths && { paths }),
    conditional: story.conditional,
    volume: addVolumes(members.map(({ volume }) => volume)),
    sample,
  };
}

function actionWord(action: number): string {
  if (action === ACTION.none) return 'no action';
  return action === ACTION.accept ? 'ACCEPT' : 'REJECT';
}

function usageOf(
  entries: readonly Entry[],
  written: readonly Written[],
): Pick<ReplayResult, 'used' | 'unused'> {
  const volumes = written.map((): Volume[] => []);
  for (const { story, volume } of entries) for (const number of story.uses) volumes[number]!.push(volume);
  const used = written.flatMap((entry, i) =>
    volumes[i]!.length > 0 ? [{ written: entry, volume: addVolumes(volumes[i]!) }] : [],
  );
  return {
    used: used.sort((a, b) => b.volume.records - a.volume.records),
    unused: written.filter((_, i) => volumes[i]!.length === 0),
  };
}
