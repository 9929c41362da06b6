/**
 * Reasons for which a control plane is expected to refuse, of the network as it starts or of an event.
 */
import { REFUSAL_REASONS, type RefusalReason } from '../../model/refusal.ts';
import type { RefusalExpectation } from '../../model/scenario.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { listOf, pathOfItem } from './values.ts';

function isRefusalReason(text: string): text is RefusalReason {
  return (REFUSAL_REASONS as readonly string[]).includes(text);
}

export function readReason(reading: Reading, text: string, path: Path): RefusalReason | undefined {
  if (isRefusalReason(text)) return text;
  reading.report('unknown-name', `"${text}" is no refusal`, path, didYouMean(text, REFUSAL_REASONS));
  return undefined;
}

/** One reason or a list of them. */
export function readRefused(reading: Reading, section: unknown, path: Path): RefusalExpectation[] {
  if (section === undefined) return [];
  const texts = reading.shaped(schema.refused, section, path);
  if (texts === undefined) return [];
  return listOf(texts).flatMap((text, i) => {
    const at = pathOfItem(texts, path, i);
    const reason = readReason(reading, text, at);
    return reason ? [{ reason, source: reading.source(at) }] : [];
  });
}
