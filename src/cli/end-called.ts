/**
 * The end of a pair that people name.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { endOf, type End } from '../reach/end.ts';
import { findEnd } from '../reach/find-end.ts';
import { didYouMean } from '../source/problem.ts';
import { UsageError } from './usage.ts';

/** Throws a UsageError for a name that no end or several ends bear. */
export function endCalled(net: CompiledNetwork, text: string): End {
  const found = findEnd(net.network, text);
  const end = found.ok ? endOf(net, found.end) : undefined;
  if (end) return end;
  const candidates = found.ok ? [] : found.candidates;
  if (!found.ok && found.problem === 'ambiguous') {
    throw new UsageError(`"${text}" could be any of ${candidates.join(', ')}`);
  }
  throw new UsageError(
    `there is no subnet, VPC, host or site called "${text}"`,
    didYouMean(text, candidates),
  );
}
