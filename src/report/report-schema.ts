/**
 * The shape of JSON reports, published for those who read them with programs: `vpcsim schema --of report`.
 * Within a schema version, keys are added and never change their meaning or go.
 */
import { z } from 'zod';
import { CELL_STATES } from '../reach/matrix-row.ts';
import { LEVELS } from '../finding/finding.ts';
import { replay } from './replay-schema.ts';
import { count, digits, leg, reason, report, verdict } from './schema-words.ts';

const source = z
  .strictObject({
    at: z.string().describe('file:line'),
    file: z.string(),
    path: z.string().describe('keys to the place inside the file'),
    address: z.string().optional().describe('of a Terraform resource'),
  })
  .nullable();
const cause = z.strictObject({ text: z.string(), source }).nullable();
const transit = z.strictObject({ from: z.string(), via: z.string(), to: z.string() }).nullable();
const drop = {
  reason,
  hop: z.string(),
  meaning: z.string(),
  detail: z.string().nullable(),
  fix: z.string(),
  reachabilityAnalyzer: z.array(z.string()).describe('explanation codes of the AWS Reachability Analyzer'),
  cause,
  transit,
};
const unmodelled = z.strictObject({
  id: z.string(),
  kind: z.string(),
  why: z.string(),
  vpc: z.string().nullable(),
  source,
});
const violation = z.strictObject({
  kind: reason,
  from: z.string(),
  via: z.string(),
  to: z.string(),
  severity: z.enum(['confirmed', 'half-open']),
  prefix: z.string(),
});
const refusal = z.strictObject({ reason: z.string(), detail: z.string(), source });
const finding = {
  rule: z.string(),
  level: z.enum(LEVELS),
  message: z.string(),
  fix: z.string(),
  subject: z.string(),
  objects: z.array(z.string()),
  violation: violation.nullable(),
  source,
};
const fingerprint = z.string().regex(/^[0-9a-f]{32}$/);
const accepted = z.strictObject({
  ...finding,
  fingerprint,
  why: z.string(),
  expires: z.iso.date().nullable(),
});

const end = z.strictObject({ kind: z.enum(['subnet', 'vpc', 'host', 'site', 'internet']), id: z.string() });
const uncertainPair = z
  .strictObject({ from: end, to: end, objects: z.array(z.string()) })
  .describe('a pair that fares otherwise if the objects let everything through, or nothing');
const coverage = z.strictObject({
  pairs: count,
  uncertain: count,
  share: z.number(),
  objects: z.array(z.strictObject({ id: z.string(), kind: z.string(), pairs: count })),
  kinds: z.array(z.strictObject({ kind: z.string(), read: count, modelled: count, unmodelled: count })),
  uncertainPairs: z.array(uncertainPair),
});

/** Of a verdict that depends on what is not modelled: what it is if that lets everything through, or nothing. */
const bounds = { ifOpen: verdict.optional(), ifClosed: verdict.optional() };

const check = report('check', {
  rules: z.array(z.string()),
  counts: z.strictObject({ error: count, warning: count, info: count }),
  findings: z.array(
    z.strictObject({ ...finding, fingerprint, line: count.nullable(), column: count.nullable() }),
  ),
  accepted: z.array(accepted),
  expired: z.array(accepted),
  unusedAcceptances: z.array(
    z.strictObject({
      fingerprint,
      rule: z.string(),
      subject: z.string(),
      why: z.string(),
      expires: z.iso.date().optional(),
    }),
  ),
  unmodelled: z.array(unmodelled),
  ignoredFiles: z.array(z.strictObject({ name: z.string(), why: z.string() })),
  missingCalls: z.array(z.strictObject({ command: z.string(), places: z.array(z.string()) })),
  coverage: coverage.optional(),
});

const perReason = z.partialRecord(reason, count);
const traffic = z.strictObject({
  flows: count,
  delivered: count,
  dropped: count,
  deliveredBytes: count,
  refusedBytes: count,
  throughputBps: z.number(),
  peakBps: z.number(),
  isComplete: z.boolean(),
  conditionalFlows: count,
  impossible: z.array(z.string()),
  drops: z.array(
    z.strictObject({
      reason,
      leg,
      hop: z.string(),
      flows: count,
      bytes: count,
      meaning: z.string(),
      sample: z.string(),
      cause,
    }),
  ),
  blockers: z.array(z.strictObject({ hop: z.string(), flows: count, reasons: z.array(reason) })),
  violations: z.array(
    z.strictObject({ kind: reason, from: z.string(), via: z.string(), to: z.string(), flows: count }),
  ),
  links: z.array(
    z.strictObject({
      carrier: z.string(),
      hop: z.string(),
      bps: z.number(),
      offeredBytes: z.number(),
      refusedBytes: z.number(),
      peakBps: z.number(),
      reason: reason.nullable(),
    }),
  ),
  windows: z.array(
    z.strictObject({
      fromMs: z.number(),
      toMs: z.number(),
      deliveredBps: z.number(),
      refusedBps: z.number(),
      droppedFlows: count,
      drops: perReason,
      violations: perReason,
    }),
  ),
});

const run = report('run', {
  id: z.string(),
  title: z.string(),
  expectations: z.array(
    z.strictObject({
      kind: z.string(),
      atMs: z.number(),
      text: z.string(),
      result: z.enum(['met', 'missed', 'not-checked']),
      expected: z.string().nullable(),
      found: z.string().nullable(),
      conditional: z.array(z.string()).optional(),
      source,
    }),
  ),
  refusals: z.array(refusal),
  timeline: z.array(z.strictObject({ fromMs: z.number(), changes: z.string(), refusals: z.array(refusal) })),
  findings: z.array(z.strictObject(finding)),
  traffic: traffic.nullable(),
  unmodelled: z.array(unmodelled),
});

const numbers = z.strictObject({ first: count, last: count });
const box = z.strictObject({
  sources: z.array(z.string()).describe('CIDRs'),
  destinations: z.array(z.string()),
  protocols: numbers,
  sourcePorts: numbers,
  destinationPorts: numbers,
});
const setVerdict = {
  verdict,
  byPlatform: z.boolean(),
  leg: leg.nullable(),
  reason: reason.nullable(),
  hop: z.string().nullable(),
  detail: z.string().nullable(),
  cause: z.strictObject({ text: z.string(), at: z.string().nullable() }).nullable(),
  conditional: z.array(z.string()),
  ...bounds,
};

const reach = report('reach', {
  pairs: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      sets: z.array(
        z.strictObject({
          ...setVerdict,
          notes: z.array(z.string()),
          flows: digits,
          boxes: z.array(box).describe('disjoint; together the whole set'),
          witness: z.string(),
        }),
      ),
    }),
  ),
});

const reachMatrix = report('reach-matrix', {
  ends: z.array(end),
  rows: z
    .array(z.array(z.strictObject({ state: z.enum(CELL_STATES), reason: reason.nullable() })))
    .describe('senders, each with a cell per receiver, both in the order of ends'),
  conditional: z.array(uncertainPair),
});

const diffVerdict = z.strictObject({
  ...setVerdict,
  path: z.strictObject({ forward: z.array(z.string()), return: z.array(z.string()) }),
});
const entries = z.array(
  z.strictObject({
    from: end,
    to: end,
    before: diffVerdict,
    after: diffVerdict,
    flows: digits,
    boxes: z.array(box),
    witness: z.string(),
    causes: z
      .array(z.array(z.string()))
      .describe('each of them explains the entry; the changes of one do so together'),
  }),
);
const diff = report('diff', {
  changes: z.array(z.strictObject({ text: z.string(), at: z.string().nullable() })),
  refusals: z.array(z.strictObject({ reason: z.string(), detail: z.string() })),
  lost: entries,
  gained: entries,
  rerouted: entries,
  reasonChanged: entries,
  newlyAsymmetric: entries,
  newViolations: z.array(violation),
  removedViolations: z.array(violation),
});

const trace = report('trace', {
  flow: z.string(),
  verdict,
  leg: leg.nullable(),
  blockers: z.array(z.strictObject({ leg, ...drop })),
  seenSource: z.string().nullable(),
  path: z.strictObject({ forward: z.array(z.string()), return: z.array(z.string()) }),
  notes: z.array(z.string()),
  conditional: z.array(z.string()).describe('objects that are not modelled and decide the verdict'),
  ...bounds,
  steps: z.array(z.strictObject({ leg, hop: z.string(), action: z.string(), cause })),
  proposals: z
    .strictObject({
      isComplete: z.boolean(),
      sets: z.array(
        z.strictObject({
          changes: z.array(
            z.strictObject({
              kind: z.string(),
              text: z.string(),
              event: z
                .record(z.string(), z.unknown())
                .nullable()
                .describe('as whatif --change reads it; null: by hand'),
            }),
          ),
          obstacles: z.array(z.strictObject({ leg: leg.nullable(), ...drop })),
        }),
      ),
      sideEffects: diff.nullable().describe('of the first set, over all flows'),
    })
    .nullable(),
});

const sweep = report('sweep', {
  rows: z.array(
    z.strictObject({
      removed: z.string(),
      pairsLost: count,
      pairsReduced: count,
      flowsLost: digits,
      example: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
    }),
  ),
});

export const reportSchema = z
  .discriminatedUnion('kind', [check, trace, run, reach, reachMatrix, diff, sweep, replay])
  .describe('A JSON report of vpcsim');
