/**
 * Rows of `capacity`: each volume tried alone, and held against what is expected of it.
 */
import type { CapacityExpectation, Scenario } from '../model/scenario.ts';
import type { Epoch } from '../timeline/epochs.ts';
import { judged, type Judgement } from './expectations.ts';
import { runWorkloads, type TrafficResult } from './traffic.ts';

/** Chance decides about source ports only, and no limit knows those. */
const SEED = 1;

export async function judgeCapacity(scenario: Scenario, epoch: Epoch): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  for (const expectation of scenario.capacity) {
    const { result } = await runWorkloads([epoch], [expectation.workload], scenario.internet, {
      threads: 1,
      seed: SEED,
    });
    const { text, source } = expectation;
    judgements.push(judged({ kind: 'capacity', atMs: 0, text, source }, differenceOf(expectation, result)));
  }
  return judgements;
}

/** What differs, as a pair of clauses. */
function differenceOf(
  { expect }: CapacityExpectation,
  traffic: TrafficResult,
): readonly [string, string] | undefined {
  const counts = [
    ['delivered', expect.delivered, traffic.delivered],
    ['dropped', expect.dropped, traffic.dropped],
    ['bit/s delivered', expect.deliveredBps, traffic.windows[0]?.deliveredBps ?? 0],
  ] as const;
  const wrong = counts.filter(([, expected, found]) => expected !== undefined && expected !== found);
  const blockers = blockersOf(traffic);
  const isBlocked = blockers.some(
    ({ reason, hop }) => reason === (expect.reason ?? reason) && hop === (expect.hop ?? hop),
  );
  const isAsked = expect.reason !== undefined || expect.hop !== undefined;
  if (wrong.length === 0 && (isBlocked || !isAsked)) return undefined;
  const blocker = isAsked && !isBlocked;
  return [
    [
      ...wrong.map(([name, expected]) => `${expected} ${name}`),
      ...(blocker ? [`${expect.reason ?? 'something'} at ${expect.hop ?? 'some hop'}`] : []),
    ].join(', '),
    [
      ...wrong.map(([name, , found]) => `${found} ${name}`),
      ...(blocker ? [blockers.map(({ reason, hop }) => `${reason} at ${hop}`).join(', ') || 'nothing'] : []),
    ].join(', '),
  ];
}

function blockersOf({ drops, links }: TrafficResult): { readonly reason: string; readonly hop: string }[] {
  const full = links.filter((link) => link.refusedBytes > 0);
  return [...drops, ...full.map(({ hop }) => ({ reason: 'capacity-exceeded', hop }))];
}
