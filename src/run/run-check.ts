/**
 * One check: the findings of some rules over the network as it is at the start of its timeline.
 */
import { compile } from '../compile/compile.ts';
import { judge, type Judged } from '../finding/baseline.ts';
import { checkNetwork } from '../finding/check.ts';
import type { Rule } from '../finding/finding.ts';
import type { Acceptance, Baseline } from '../model/acceptance.ts';
import type { Network, Unmodelled } from '../model/network.ts';
import { refusalsOf, withoutRefused } from '../model/refusals.ts';

/** Findings are in the order of the rules and of the input. */
export interface CheckResult extends Judged {
  /** Rules that were asked, in order. */
  readonly rules: readonly Rule[];
  /** What was read but is not modelled: findings that would concern it are missing. */
  readonly unmodelled: readonly Unmodelled[];
}

/** Nothing is accepted without a baseline. */
export function runCheck(
  network: Network,
  rules: readonly Rule[],
  baseline: Baseline = { acceptances: [], today: '' },
): CheckResult {
  const findings = checkNetwork(compile(withoutRefused(network)), refusalsOf(network), rules);
  const ids = new Set(rules.map(({ id }) => id));
  // What a rule would have found that is not asked is not gone.
  const isAsked = ({ rule }: Acceptance): boolean => ids.has(rule);
  return {
    rules,
    ...judge(findings, { ...baseline, acceptances: baseline.acceptances.filter(isAsked) }),
    unmodelled: [...network.unmodelled.values()],
  };
}
