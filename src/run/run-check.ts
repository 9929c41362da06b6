/**
 * One check: the findings of some rules over the network as it is at the start of its timeline.
 */
import { compile } from '../compile/compile.ts';
import { checkNetwork } from '../finding/check.ts';
import type { Finding, Rule } from '../finding/finding.ts';
import type { Network, Unmodelled } from '../model/network.ts';
import { refusalsOf, withoutRefused } from '../model/refusals.ts';

export interface CheckResult {
  /** Rules that were asked, in order. */
  readonly rules: readonly Rule[];
  /** In the order of the rules and of the input. */
  readonly findings: readonly Finding[];
  /** What was read but is not modelled: findings that would concern it are missing. */
  readonly unmodelled: readonly Unmodelled[];
}

export function runCheck(network: Network, rules: readonly Rule[]): CheckResult {
  return {
    rules,
    findings: checkNetwork(compile(withoutRefused(network)), refusalsOf(network), rules),
    unmodelled: [...network.unmodelled.values()],
  };
}
