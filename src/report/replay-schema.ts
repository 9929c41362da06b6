/**
 * The shape of the JSON report of `vpcsim replay`.
 */
import { z } from 'zod';
import { UNJUDGED } from '../replay/story.ts';
import { DISAGREEMENTS } from '../replay/verdict-of-log.ts';
import { count, leg, reason, report } from './schema-words.ts';

const volume = {
  records: count,
  packets: count,
  bytes: count,
  start: z.number().nullable().describe('seconds since 1970'),
  end: z.number().nullable(),
};
const logPlace = {
  file: z.string(),
  unit: z.enum(['line', 'message', 'row']),
  line: count.describe('number of the line, message or row, from 1'),
};
const replayGroups = z.array(
  z.strictObject({
    from: z.string(),
    to: z.string(),
    logged: z.string().describe('actions of the records'),
    decision: z
      .strictObject({
        reason: reason.nullable().describe('null: a rule that lets the packet pass'),
        leg: leg.nullable(),
        hop: z.string(),
        text: z.string(),
        at: z.string().nullable(),
      })
      .nullable(),
    paths: z.strictObject({ before: z.string(), after: z.string() }).nullable(),
    conditional: z.array(z.string()),
    ...volume,
    sample: z.strictObject({ ...logPlace, text: z.string() }),
  }),
);
const recordClass = { meaning: z.string(), ...volume, groups: replayGroups };
const writtenLine = { kind: z.enum(['route', 'rule']), where: z.string(), text: z.string(), at: z.string() };

export const replay = report('replay', {
  isComplete: z.boolean(),
  refusals: z.array(z.strictObject({ reason: z.string(), detail: z.string() })),
  sources: z.array(
    z.strictObject({
      file: z.string(),
      account: z.string().nullable(),
      region: z.string().nullable(),
      lines: count,
      records: count,
      badLines: count,
    }),
  ),
  volume: z.strictObject(volume),
  noData: count,
  skipData: count,
  badLines: z.strictObject({
    count,
    first: z.array(z.strictObject({ ...logPlace, message: z.string() })),
  }),
  openers: z.strictObject({ flags: count, ports: count, nothing: count }),
  agrees: z.strictObject(volume),
  disagrees: z.array(z.strictObject({ class: z.enum(keysOf(DISAGREEMENTS)), ...recordClass })),
  unjudged: z.array(z.strictObject({ class: z.enum(keysOf(UNJUDGED)), ...recordClass })),
  change: z
    .strictObject({
      lost: replayGroups,
      gained: replayGroups,
      rerouted: replayGroups,
      unchanged: z.strictObject(volume),
      uncompared: z.strictObject(volume),
    })
    .nullable(),
  used: z.array(z.strictObject({ ...writtenLine, ...volume })),
  unused: z.array(z.strictObject(writtenLine)),
});

function keysOf<K extends string>(words: Readonly<Record<K, string>>): K[] {
  return Object.keys(words) as K[];
}
