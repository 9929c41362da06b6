/**
 * Prints, per lab, how often the engine agrees with what a real network was seen to do, with a trace of
 * every disagreement and the reason of every probe that was left out. Ends with 1 on a disagreement.
 *
 *     npx tsx test/observed/observed.ts [lab...]
 */
import type { Verdict } from '../../src/forward/outcome.ts';
import { formatPath } from '../../src/model/source-ref.ts';
import { compareLab, labNames, type Comparison } from './comparison.ts';

function describeVerdict({ leg, drop }: Verdict): string {
  return drop ? `dropped on the ${leg} leg: ${drop.reason} at ${drop.hop}` : 'delivered';
}

function printTrace(verdict: Verdict): void {
  for (const { leg, hop, action, cause } of verdict.steps) {
    const where = cause?.source ? ` [${cause.source.file} ${formatPath(cause.source.path)}]` : '';
    console.log(`      ${leg.padEnd(7)} ${hop}: ${action}${cause ? `; ${cause.text}${where}` : ''}`);
  }
  if (verdict.drop) console.log(`      ${describeVerdict(verdict)} ${verdict.drop.detail ?? ''}`);
}

function print({ lab, agreed, disagreements, skipped }: Comparison): void {
  console.log(`${lab}: ${agreed} of ${agreed + disagreements.length} agree, ${skipped.length} left out`);
  for (const { probe, verdict } of disagreements) {
    console.log(`  DISAGREES ${probe.text}: the engine says ${describeVerdict(verdict)}`);
    printTrace(verdict);
  }
  const reasons = new Map<string, string[]>();
  for (const { probe, why } of skipped) reasons.set(why, [...(reasons.get(why) ?? []), probe.text]);
  for (const [why, probes] of reasons) {
    console.log(`  left out, because ${why}:`);
    for (const text of probes) console.log(`    ${text}`);
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !labNames().includes(name));
if (unknown.length > 0) {
  console.error(`there is no lab called ${unknown.join(', ')}; there are ${labNames().join(', ')}`);
  process.exitCode = 2;
} else {
  const totals = { agreed: 0, compared: 0 };
  for (const lab of wanted.length > 0 ? wanted : labNames()) {
    const comparison = await compareLab(lab);
    print(comparison);
    totals.agreed += comparison.agreed;
    totals.compared += comparison.agreed + comparison.disagreements.length;
    if (comparison.disagreements.length > 0) process.exitCode = 1;
  }
  console.log(`all labs: ${totals.agreed} of ${totals.compared} agree`);
}
