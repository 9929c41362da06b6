/**
 * `vpcsim replay` for programs: every class and group in full.
 */
import type { Refusal } from '../model/refusal.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { Volume } from '../replay/ledger.ts';
import type { ClassOf, Group, ReplayChange, ReplayResult } from '../replay/result.ts';
import { UNJUDGED, type Decision } from '../replay/story.ts';
import type { Written } from '../replay/usage.ts';
import { DISAGREEMENTS } from '../replay/verdict-of-log.ts';
import { SCHEMA_VERSION, type Json, type JsonObject } from './json.ts';

type At = (source: SourceRef) => string;

export function replayJson(result: ReplayResult, refusals: readonly Refusal[], at: At): JsonObject {
  const { sources, volume, noData, skipData, bad, firstBad, openers, agreement, change } = result;
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'replay',
    isComplete: result.isComplete,
    refusals: refusals.map(({ reason, detail }) => ({ reason, detail })),
    sources: sources.map(({ name, account, region, lines, records, bad: badLines }) => ({
      file: name,
      account: account ?? null,
      region: region ?? null,
      lines,
      records,
      badLines,
    })),
    volume: volumeJson(volume),
    noData,
    skipData,
    badLines: { count: bad, first: firstBad.map(({ place, message }) => ({ ...place, message })) },
    openers: { ...openers },
    agrees: volumeJson(agreement),
    disagrees: result.disagreements.map((one) => classJson(one, DISAGREEMENTS[one.class], at)),
    unjudged: result.unjudged.map((one) => classJson(one, UNJUDGED[one.class], at)),
    change: change ? changeJson(change, at) : null,
    used: result.used.map(({ written, volume: used }) => ({
      ...writtenJson(written, at),
      ...volumeJson(used),
    })),
    unused: result.unused.map((written) => writtenJson(written, at)),
  };
}

function volumeJson({ records, packets, bytes, start, end }: Volume): JsonObject {
  return { records, packets, bytes, start: start ?? null, end: end ?? null };
}

function classJson({ class: name, volume, groups }: ClassOf<string>, meaning: string, at: At): Json {
  return { class: name, meaning, ...volumeJson(volume), groups: groups.map((group) => groupJson(group, at)) };
}

function groupJson({ from, to, logged, decision, paths, conditional, volume, sample }: Group, at: At): Json {
  return {
    from,
    to,
    logged,
    decision: decision ? decisionJson(decision, at) : null,
    paths: paths ? { ...paths } : null,
    conditional: [...conditional],
    ...volumeJson(volume),
    sample: { ...sample.place, text: sample.text },
  };
}

function decisionJson({ reason, leg, hop, text, source }: Decision, at: At): Json {
  return { reason: reason ?? null, leg: leg ?? null, hop, text, at: source ? at(source) : null };
}

function changeJson({ lost, gained, rerouted, unchanged, uncompared }: ReplayChange, at: At): Json {
  const groups = (list: readonly Group[]): Json => list.map((group) => groupJson(group, at));
  return {
    lost: groups(lost),
    gained: groups(gained),
    rerouted: groups(rerouted),
    unchanged: volumeJson(unchanged),
    uncompared: volumeJson(uncompared),
  };
}

function writtenJson({ kind, where, text, source }: Written, at: At): JsonObject {
  return { kind, where, text, at: at(source) };
}
