/**
 * What a scenario expects, held against what the engine says.
 */
import { formatAddress } from '../ip/address.ts';
import { contains, formatPrefix } from '../ip/prefix.ts';
import { compile } from '../compile/compile.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { checkNetwork, RULES } from '../finding/check.ts';
import type { Finding } from '../finding/finding.ts';
import { traceEstablished } from '../forward/established.ts';
import type { Verdict } from '../forward/outcome.ts';
import type { InternetAddresses } from '../forward/start.ts';
import { trace } from '../forward/trace.ts';
import { applyChanges } from '../model/apply-change.ts';
import type { Change } from '../model/change.ts';
import { linksOf, type Network } from '../model/network.ts';
import { refusePeeringOf } from '../model/control-plane/refuse-peering.ts';
import { refusalsOf } from '../model/refusals.ts';
import type { ExpectedVerdict, FlowExpectation, Scenario } from '../model/scenario.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { describeChanges, type Epoch } from '../timeline/epochs.ts';

/** One expectation and what became of it. */
export interface Judgement {
  readonly kind: 'flow' | 'refusal' | 'route' | 'lint' | 'violation' | 'check' | 'control-plane' | 'capacity';
  /** Millisecond of the timeline at which it is held against the network. */
  readonly atMs: number;
  /** The expectation in the author's words. */
  readonly text: string;
  /** `not-checked`: written in prose that nobody can execute. */
  readonly result: 'met' | 'missed' | 'not-checked';
  /** Where they differ: what was expected, and what is. */
  readonly expected?: string;
  readonly found?: string;
  /** Unmodelled objects the verdict depends on: it is not proven. */
  readonly conditional?: readonly string[];
  readonly source: SourceRef;
}

function formatVerdict(verdict: Verdict): string {
  if (!verdict.drop) return 'delivered';
  return `dropped ${verdict.leg} ${verdict.drop.reason} ${verdict.drop.hop}`;
}

function formatExpected(expect: ExpectedVerdict): string {
  if (expect.delivered) return 'delivered';
  return ['dropped', expect.leg, expect.reason, expect.hop].filter((word) => word !== undefined).join(' ');
}

/** Parts of a verdict nothing was said about are not compared. */
function meets(expect: ExpectedVerdict, verdict: Verdict): boolean {
  if (expect.delivered || verdict.delivered) return expect.delivered === verdict.delivered;
  return (
    (expect.leg === undefined || expect.leg === verdict.leg) &&
    (expect.reason === undefined || expect.reason === verdict.drop?.reason) &&
    (expect.hop === undefined || expect.hop === verdict.drop?.hop)
  );
}

/** What differs between an expectation and a verdict, as a pair of clauses. */
function differenceOf(expectation: FlowExpectation, verdict: Verdict): [string, string] | undefined {
  const { expect, via, seenSource, note } = expectation;
  if (!meets(expect, verdict)) return [formatExpected(expect), formatVerdict(verdict)];
  const crossed = [...verdict.path.forward, ...verdict.path.return];
  if (via !== undefined && !crossed.includes(via))
    return [`via ${via}`, `via ${crossed.join(', ') || 'nothing'}`];
  if (seenSource) {
    const seen = verdict.seenSource;
    if (seen === undefined || !contains(seenSource, seen)) {
      return [
        `source ${formatPrefix(seenSource)} seen`,
        `source ${seen === undefined ? 'none' : formatAddress(seen)} seen`,
      ];
    }
  }
  if (note !== undefined && !verdict.notes.some((known) => known === note)) {
    return [`note ${note}`, `notes ${verdict.notes.join(', ') || 'none'}`];
  }
  return undefined;
}

/** Met as far as anybody knows: something that is not modelled has a say in it. */
export function isUnproven({ result, conditional }: Judgement): boolean {
  return result === 'met' && conditional !== undefined;
}

export function judged(
  base: Pick<Judgement, 'kind' | 'atMs' | 'text' | 'source'>,
  difference: readonly [string, string] | undefined,
): Judgement {
  if (!difference) return { ...base, result: 'met' };
  return { ...base, result: 'missed', expected: difference[0], found: difference[1] };
}

export function judgeFlows(epochs: readonly Epoch[], internet: InternetAddresses): Judgement[] {
  return epochs.flatMap(({ net, fromMs, changes, expectations }, i) =>
    expectations.map((expectation) => {
      const { flow } = expectation;
      const before = epochs[i - 1]?.net ?? net;
      const verdict = flow.established
        ? traceEstablished({ before, after: net, event: describeChanges(changes) }, flow, internet)
        : trace(net, flow, { internet, recording: false });
      const { text, source } = expectation;
      const { conditional } = verdict;
      return {
        ...judged({ kind: 'flow', atMs: fromMs, text, source }, differenceOf(expectation, verdict)),
        ...(conditional.length > 0 && { conditional }),
      };
    }),
  );
}

/**
 * A refusal is met by an object of the scenario that the provider would not have created. Where nothing
 * was created at all, it is met by two of its VPCs whose peering would be refused.
 */
export function judgeRefusals(scenario: Scenario): Judgement[] {
  const found = new Set(refusalsOf(scenario.network).map((refusal) => refusal.reason));
  const vpcs = [...scenario.network.vpcs.values()];
  if (linksOf(scenario.network, 'peering').length === 0) {
    for (const [i, a] of vpcs.entries()) {
      for (const b of vpcs.slice(i + 1)) {
        const refusal = refusePeeringOf(scenario.network, a, b);
        if (refusal) found.add(refusal.reason);
      }
    }
  }
  return scenario.refused.map(({ reason, source }) =>
    judged(
      { kind: 'refusal', atMs: 0, text: `refused: ${reason}`, source },
      found.has(reason) ? undefined : [reason, [...found].join(', ') || 'nothing is refused'],
    ),
  );
}

/** What an event asks for and the control plane refuses. */
export function judgeEvents(epochs: readonly Epoch[]): Judgement[] {
  return epochs.flatMap(({ fromMs, refusals, refused }) =>
    refused.map(({ reason, source }) => {
      const found = refusals.map((refusal) => refusal.reason);
      return judged(
        { kind: 'refusal', atMs: fromMs, text: `refused: ${reason}`, source },
        found.includes(reason) ? undefined : [reason, found.join(', ') || 'nothing is refused'],
      );
    }),
  );
}

/** Each attempt on its own, on the network as it is at the start. */
export function judgeAttempts(scenario: Scenario, network: Network): Judgement[] {
  const routes = scenario.refusedRoutes.map(({ table, change, reason, source }) => {
    const refused = applyChanges(network, [change]).refusals[0]?.reason;
    return judged(
      { kind: 'route', atMs: 0, text: `${change.text} in ${table}`, source },
      refused === reason ? undefined : [reason, refused ?? 'accepted'],
    );
  });
  const attempts = scenario.controlPlane.map((expectation): Judgement => {
    const { attempt, text, reason, lint, source } = expectation;
    const expected = lint === undefined ? (reason ?? 'accepted') : `${reason ?? 'accepted'} with ${lint}`;
    const base = { kind: 'control-plane', atMs: 0, text: `${text}: ${expected}`, source } as const;
    if (!attempt) return { ...base, text, result: 'not-checked' };
    const found = outcomeOf(network, attempt, lint);
    return judged(base, found === expected ? undefined : [expected, found]);
  });
  return [...routes, ...attempts];
}

/** The first refusal, or that there was none, and whether the finding asked for is there. */
function outcomeOf(network: Network, attempt: readonly Change[], lint: string | undefined): string {
  const applied = applyChanges(network, attempt);
  const outcome = applied.refusals[0]?.reason ?? 'accepted';
  if (lint === undefined) return outcome;
  const isFound = checkNetwork(compile(applied.network), applied.refusals).some(
    (finding) => finding.rule === lint,
  );
  return isFound ? `${outcome} with ${lint}` : `${outcome} without ${lint}`;
}

export function judgeFindings(scenario: Scenario, findings: readonly Finding[]): Judgement[] {
  const rules = [...new Set(findings.map((finding) => finding.rule))];
  const lint = scenario.lint.map(({ rule, count, source }) => {
    const found = findings.filter((finding) => finding.rule === rule);
    const isMet = count === undefined ? found.length > 0 : found.length === count;
    // A rule that does not exist finds nothing, which must not pass for good news.
    const isKnown = RULES.some((known) => known.id === rule);
    const what = found.length > 0 ? found.map(({ message }) => message).join('; ') : rules.join(', ');
    return judged(
      { kind: 'lint', atMs: 0, text: `lint: ${rule}${count === undefined ? '' : ` × ${count}`}`, source },
      isKnown && isMet
        ? undefined
        : [
            count === undefined ? rule : `${rule} × ${count}`,
            isKnown ? what || 'no finding' : `there is no rule called ${rule}`,
          ],
    );
  });
  return [...lint, ...judgeViolations(scenario, findings)];
}

/** Those listed must be found; of an empty list there must be none. */
function judgeViolations(scenario: Scenario, findings: readonly Finding[]): Judgement[] {
  const { violations } = scenario;
  if (!violations) return [];
  const found = findings.flatMap((finding) => finding.violation ?? []);
  const listed = found.map(
    (violation) =>
      `${violation.kind} ${violation.from}-${violation.via}-${violation.to} ${violation.severity}`,
  );
  if (violations.length === 0) {
    const source = { file: [...scenario.network.vpcs.values()][0]?.source.file ?? '', path: ['violations'] };
    const difference = listed.length === 0 ? undefined : (['none', listed.join(', ')] as const);
    return [judged({ kind: 'violation', atMs: 0, text: 'no transitivity violation', source }, difference)];
  }
  return violations.map(({ kind, from, via, to, severity, source }) => {
    const isFound = found.some(
      (violation) =>
        violation.kind === kind &&
        violation.from === from &&
        violation.via === via &&
        violation.to === to &&
        (severity === undefined || violation.severity === severity),
    );
    const text = `${kind} ${from}-${via}-${to}${severity ? ` ${severity}` : ''}`;
    return judged(
      { kind: 'violation', atMs: 0, text, source },
      isFound ? undefined : [text, listed.join(', ') || 'none'],
    );
  });
}

export function judgeChecks(
  scenario: Scenario,
  net: CompiledNetwork,
  flows: readonly Judgement[],
): Judgement[] {
  const { checks } = scenario;
  if (!checks) return [];
  const counts: [string, number | undefined, number][] = [
    ['peerings', checks.peerings, net.peerings.size],
    ['routesPerTable', checks.routesPerTable, longestTable(scenario)],
    [
      'orderedPairsDelivered',
      checks.orderedPairsDelivered,
      flows.filter((flow) => flow.result === 'met').length,
    ],
  ];
  return counts.flatMap(([name, expected, found]) => {
    if (expected === undefined) return [];
    const difference = expected === found ? undefined : ([String(expected), String(found)] as const);
    return [
      judged({ kind: 'check', atMs: 0, text: `${name}: ${expected}`, source: checks.source }, difference),
    ];
  });
}

function longestTable(scenario: Scenario): number {
  return Math.max(0, ...[...scenario.network.routeTables.values()].map((table) => table.routes.length));
}
