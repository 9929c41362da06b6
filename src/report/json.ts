/**
 * Reports for programs: one versioned document, keys in a fixed order, nothing in it that depends on the
 * clock, the machine or the number of threads.
 */
import { formatAddress } from '../ip/address.ts';
import type { Cause, Drop, Verdict } from '../forward/outcome.ts';
import type { AcceptedFinding } from '../finding/baseline.ts';
import type { Finding, Level } from '../finding/finding.ts';
import { explain, isTransitViolation, type DropReason } from '../model/drop-reason.ts';
import { formatPath, type SourceRef } from '../model/source-ref.ts';
import type { Unmodelled } from '../model/network.ts';
import type { Refusal } from '../model/refusal.ts';
import type { CheckResult } from '../run/run-check.ts';
import type { RunResult } from '../run/run-scenario.ts';
import { blockersOf, type TrafficResult } from '../run/traffic.ts';
import type { MissingCall } from '../source/aws/calls.ts';
import type { IgnoredFile } from '../source/load.ts';
import { formatPlace, placed, type PlaceOf } from './placed-finding.ts';

export const SCHEMA_VERSION = 1;

export type Json = string | number | boolean | null | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

export function toJson(document: JsonObject): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Says which network of a plan the report is about; there may be no plan. */
export function ofPlan(document: JsonObject, side: 'prior' | 'planned' | undefined): JsonObject {
  return side === undefined ? document : { ...document, plan: side };
}

/** `file:line` of a source, as text reports print it. */
type At = (source: SourceRef) => string;

function sourceJson(source: SourceRef | undefined, at: At): Json {
  if (!source) return null;
  const { file, path, address } = source;
  return { at: at(source), file, path: formatPath(path), ...(address !== undefined && { address }) };
}

function causeJson(cause: Cause | undefined, at: At): Json {
  return cause ? { text: cause.text, source: sourceJson(cause.source, at) } : null;
}

export function dropJson(drop: Drop, at: At): JsonObject {
  const { meaning, fix, codes } = explain(drop.reason);
  return {
    reason: drop.reason,
    hop: drop.hop,
    meaning,
    detail: drop.detail ?? null,
    fix,
    reachabilityAnalyzer: [...codes],
    cause: causeJson(drop.cause, at),
    transit: drop.transit ? { ...drop.transit } : null,
  };
}

/** `proposals`: what was asked for besides, changes that mend or cut the flow. */
export function verdictJson(verdict: Verdict, flow: string, at: At, proposals: Json = null): JsonObject {
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'trace',
    flow,
    verdict: verdict.delivered ? 'delivered' : 'dropped',
    leg: verdict.leg ?? null,
    blockers: verdict.blockers.map(({ leg, drop }) => ({ leg, ...dropJson(drop, at) })),
    seenSource: verdict.seenSource === undefined ? null : formatAddress(verdict.seenSource),
    path: { forward: [...verdict.path.forward], return: [...verdict.path.return] },
    notes: [...verdict.notes],
    conditional: [...verdict.conditional],
    ...boundsJson(verdict),
    steps: verdict.steps.map(({ leg, hop, action, cause }) => ({
      leg,
      hop,
      action,
      cause: causeJson(cause, at),
    })),
    proposals,
  };
}

/** What becomes of it if everything that is not modelled lets everything through, and if nothing. */
export function boundsJson({
  delivered,
  conditional,
  ifOpen,
}: Pick<Verdict, 'delivered' | 'conditional' | 'ifOpen'>): JsonObject {
  if (conditional.length === 0) return {};
  const word = (isDelivered: boolean): string => (isDelivered ? 'delivered' : 'dropped');
  return { ifOpen: word(delivered || ifOpen), ifClosed: word(false) };
}

function refusalJson(refusal: Refusal, at: At): Json {
  return { reason: refusal.reason, detail: refusal.detail, source: sourceJson(refusal.source, at) };
}

function findingJson(finding: Finding, at: At): JsonObject {
  return {
    rule: finding.rule,
    level: finding.level,
    message: finding.message,
    fix: finding.fix,
    subject: finding.subject,
    objects: [...finding.objects],
    violation: finding.violation ? { ...finding.violation } : null,
    source: sourceJson(finding.source, at),
  };
}

/** Findings in the order in which every report lists them. */
export function checkJson(
  result: CheckResult,
  placeOf: PlaceOf,
  {
    ignored,
    missing,
  }: { readonly ignored: readonly IgnoredFile[]; readonly missing: readonly MissingCall[] },
  coverage?: Json,
): JsonObject {
  const at: At = (source) => formatPlace(placeOf(source));
  const count = (level: Level): number => result.findings.filter((finding) => finding.level === level).length;
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'check',
    rules: result.rules.map((rule) => rule.id),
    counts: { error: count('error'), warning: count('warning'), info: count('info') },
    findings: placed(result.findings, placeOf).map(({ finding, place }) => ({
      ...findingJson(finding, at),
      fingerprint: finding.fingerprint,
      line: place.line ?? null,
      column: place.column ?? null,
    })),
    accepted: acceptedJson(result.accepted, at),
    expired: acceptedJson(result.expired, at),
    unusedAcceptances: result.unused.map((acceptance) => ({ ...acceptance })),
    unmodelled: unmodelledJson(result.unmodelled, at),
    ignoredFiles: ignored.map(({ name, why }) => ({ name, why })),
    missingCalls: missing.map(({ command, places }) => ({ command: `aws ${command}`, places: [...places] })),
    ...(coverage !== undefined && { coverage }),
  };
}

function acceptedJson(accepted: readonly AcceptedFinding[], at: At): Json {
  return accepted.map(({ finding, acceptance: { why, expires } }) => ({
    ...findingJson(finding, at),
    fingerprint: finding.fingerprint,
    why,
    expires: expires ?? null,
  }));
}

function unmodelledJson(objects: readonly Unmodelled[], at: At): Json {
  return objects.map((object) => ({
    id: object.id,
    kind: object.kind,
    why: object.why,
    vpc: object.vpc ?? null,
    source: sourceJson(object.source, at),
  }));
}

export function runJson(result: RunResult, at: At): JsonObject {
  const { traffic } = result;
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'run',
    id: result.id,
    title: result.title,
    expectations: result.judgements.map((judgement) => ({
      kind: judgement.kind,
      atMs: judgement.atMs,
      text: judgement.text,
      result: judgement.result,
      expected: judgement.expected ?? null,
      found: judgement.found ?? null,
      ...(judgement.conditional && { conditional: [...judgement.conditional] }),
      source: sourceJson(judgement.source, at),
    })),
    refusals: result.refusals.map((refusal) => refusalJson(refusal, at)),
    timeline: result.epochs.map((epoch) => ({
      fromMs: epoch.fromMs,
      changes: epoch.changes,
      refusals: epoch.refusals.map((refusal) => refusalJson(refusal, at)),
    })),
    findings: result.findings.map((finding) => findingJson(finding, at)),
    traffic: traffic ? trafficJson(traffic, at) : null,
    unmodelled: unmodelledJson(result.unmodelled, at),
  };
}

function trafficJson(traffic: TrafficResult, at: At): Json {
  return {
    flows: traffic.flows,
    delivered: traffic.delivered,
    dropped: traffic.dropped,
    deliveredBytes: traffic.deliveredBytes,
    refusedBytes: traffic.refusedBytes,
    throughputBps: traffic.throughputBps,
    peakBps: traffic.peakBps,
    isComplete: traffic.isComplete,
    conditionalFlows: traffic.conditionalFlows,
    impossible: [...traffic.impossible],
    drops: traffic.drops.map((drop) => ({ ...drop, cause: causeJson(drop.cause, at) })),
    blockers: blockersOf(traffic).map((blocker) => ({ ...blocker, reasons: [...blocker.reasons] })),
    violations: traffic.violations.map((violation) => ({ ...violation })),
    links: traffic.links.map((link) => ({
      ...link,
      reason: link.refusedBytes > 0 ? ('capacity-exceeded' satisfies DropReason) : null,
    })),
    windows: traffic.windows.map((window) => ({
      fromMs: window.fromMs,
      toMs: window.toMs,
      deliveredBps: window.deliveredBps,
      refusedBps: window.refusedBps,
      droppedFlows: window.droppedFlows,
      drops: { ...window.drops },
      violations: Object.fromEntries(
        Object.entries(window.drops).filter(([reason]) => isTransitViolation(reason as DropReason)),
      ),
    })),
  };
}
