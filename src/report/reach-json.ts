/**
 * `reach`, `diff`, `whatif` for programs: every set in full, boxes as CIDRs and port ranges.
 */
import { DESTINATION, DESTINATION_PORT, PROTOCOL, SOURCE, SOURCE_PORT, type Box } from '../forward/box.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { DiffEntry, DiffVerdict } from '../reach/diff.ts';
import type { FlowSet, SetVerdict } from '../reach/flow-set.ts';
import type { ReachMatrix } from '../reach/matrix.ts';
import type { UncertainPair } from '../reach/coverage.ts';
import type { PairReach } from '../reach/reach.ts';
import type { SweepRow } from '../reach/sweep.ts';
import type { NetworkDiff } from '../reach/what-if.ts';
import { addressRange, flowText, numberRange, prefixesOf } from './flow-box-text.ts';
import { uncertainPairJson } from './coverage-text.ts';
import { boundsJson, SCHEMA_VERSION, type Json, type JsonObject } from './json.ts';

type At = (source: SourceRef) => string;

function boxJson(box: Box): Json {
  return {
    sources: prefixesOf(addressRange(box, SOURCE)),
    destinations: prefixesOf(addressRange(box, DESTINATION)),
    protocols: { ...numberRange(box, PROTOCOL) },
    sourcePorts: { ...numberRange(box, SOURCE_PORT) },
    destinationPorts: { ...numberRange(box, DESTINATION_PORT) },
  };
}

function verdictJson(verdict: SetVerdict, at: At): JsonObject {
  const { cause } = verdict;
  return {
    verdict: verdict.delivered ? 'delivered' : 'dropped',
    byPlatform: verdict.byPlatform,
    leg: verdict.leg ?? null,
    reason: verdict.reason ?? null,
    hop: verdict.hop ?? null,
    detail: verdict.detail ?? null,
    cause: cause ? { text: cause.text, at: cause.source ? at(cause.source) : null } : null,
    conditional: [...verdict.conditional],
    ...boundsJson(verdict),
  };
}

function setJson({ verdict, boxes, size, witness, notes }: FlowSet, at: At): Json {
  return {
    ...verdictJson(verdict, at),
    notes: [...notes],
    flows: String(size),
    boxes: boxes.map(boxJson),
    witness: flowText(witness),
  };
}

export function reachJson(pairs: readonly PairReach[], at: At): JsonObject {
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'reach',
    pairs: pairs.map(({ from, to, sets }) => ({ from, to, sets: sets.map((set) => setJson(set, at)) })),
  };
}

/** `uncertain`: pairs that depend on what is not modelled. */
export function matrixJson(matrix: ReachMatrix, uncertain: readonly UncertainPair[]): JsonObject {
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'reach-matrix',
    ends: matrix.ends.map(({ kind, id }) => ({ kind, id })),
    rows: matrix.ends.map((_, from) =>
      matrix.ends.map((__, to) => {
        const { state, reason } = matrix.cell(from, to);
        return { state, reason: reason ?? null };
      }),
    ),
    conditional: uncertain.map(uncertainPairJson),
  };
}

function diffVerdictJson(verdict: DiffVerdict, at: At): Json {
  const { path } = verdict;
  return { ...verdictJson(verdict, at), path: { forward: [...path.forward], return: [...path.return] } };
}

export function diffJson(diff: NetworkDiff, at: At): JsonObject {
  const { changes } = diff;
  const entries = (list: readonly DiffEntry[]): Json =>
    list.map(({ from, to, before, after, boxes, size, witness, causes }) => ({
      from: { ...from },
      to: { ...to },
      before: diffVerdictJson(before, at),
      after: diffVerdictJson(after, at),
      flows: String(size),
      boxes: boxes.map(boxJson),
      witness: flowText(witness),
      causes: causes.map((cause) => cause.map((i) => changes[i]!.text)),
    }));
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'diff',
    changes: changes.map(({ text, source }) => ({ text, at: source ? at(source) : null })),
    refusals: diff.refusals.map(({ reason, detail }) => ({ reason, detail })),
    lost: entries(diff.lost),
    gained: entries(diff.gained),
    rerouted: entries(diff.rerouted),
    reasonChanged: entries(diff.reasonChanged),
    newlyAsymmetric: entries(diff.newlyAsymmetric),
    newViolations: diff.newViolations.map((violation) => ({ ...violation })),
    removedViolations: diff.removedViolations.map((violation) => ({ ...violation })),
  };
}

export function sweepJson(rows: readonly SweepRow[]): JsonObject {
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'sweep',
    rows: rows.map(({ text, pairsLost, pairsReduced, flowsLost, example }) => ({
      removed: text,
      pairsLost,
      pairsReduced,
      flowsLost: String(flowsLost),
      example: example ? { from: example.from, to: example.to } : null,
    })),
  };
}
