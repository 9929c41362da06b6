// Engine against oracle: one scenario document is given to both, every flow is judged by both at every point
// of the timeline, and what differs is listed. The engine answers twice, by a walk and by its tables in bulk.
// Compared is what a verdict means: delivered or not, on which leg, for which reason, reported by which hop,
// and for a delivered flow the source its receiver saw.
import { formatAddress } from '../../src/ip/address.ts';
import { type CompiledNetwork } from '../../src/compile/compiled-network.ts';
import { compile } from '../../src/compile/compile.ts';
import { trace } from '../../src/forward/trace.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readScenario } from '../../src/source/scenario/read-scenario.ts';
import type { Problem } from '../../src/source/problem.ts';
import type { Entry, FlowRow, ScenarioDocument } from '../arbitrary/document.ts';
import { parseAddress, parsePrefix, showAddress, within } from './address.ts';
import { askBulk } from './in-bulk.ts';
import { Oracle, type OracleVerdict } from './oracle.ts';

export interface Disagreement {
  /** 0 is the start, n is after the n-th event. */
  readonly stage: number;
  readonly row: FlowRow;
  readonly engine: string;
  readonly oracle: string;
}

export interface Comparison {
  readonly flows: number;
  /** Those of them that were judged in bulk too. */
  readonly inBulk: number;
  /** How often the oracle gave each outcome: `delivered`, or the id of a drop reason. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly disagreements: readonly Disagreement[];
}

const TRANSLATED = parsePrefix('198.19.128.0/17');

type Expectation = Scenario['expectations'][number];

/** What the reader says against a document; an empty list is a document both sides understand. */
export function problemsOf(document: unknown): Problem[] {
  const problems: Problem[] = [];
  readScenario({ file: new SourceFile('random.yaml', ''), value: document }, problems);
  return problems;
}

function readBoth(document: ScenarioDocument): Scenario {
  const problems: Problem[] = [];
  const scenario = readScenario({ file: new SourceFile(document.id, ''), value: document }, problems);
  const [first] = problems;
  if (scenario === undefined || first !== undefined) {
    const detail = first === undefined ? '' : `: ${first.message} at ${first.path.join('.')}`;
    throw new Error(`the reader refuses ${document.id}${detail}`);
  }
  return scenario;
}

function words(delivered: boolean, parts: readonly (string | undefined)[], seen: string | undefined): string {
  if (delivered) return seen === undefined ? 'delivered' : `delivered from ${seen}`;
  return `dropped ${parts.join(' ')}`;
}

function failure(error: unknown): string {
  return `throws ${error instanceof Error ? error.message : String(error)}`;
}

/** A source in the oracle's way of writing, so that two spellings of one address compare equal. */
function spelled(address: string): string {
  const value = parseAddress(address);
  // Any address of the range a provider translates clients into is as good as another.
  return within(TRANSLATED, value) ? TRANSLATED.text : showAddress(value);
}

function askEngine(
  network: CompiledNetwork,
  scenario: Scenario,
  { flow }: Expectation,
  recording: boolean,
): string {
  try {
    const { delivered, leg, drop, seenSource } = trace(network, flow, {
      internet: scenario.internet,
      recording,
    });
    const seen = seenSource === undefined ? undefined : spelled(formatAddress(seenSource));
    return words(delivered, [leg, drop?.reason, drop?.hop], seen);
  } catch (error) {
    return failure(error);
  }
}

function optionsOf(row: FlowRow): Entry {
  const last = row.at(-1);
  return typeof last === 'object' ? last : {};
}

function askOracle(oracle: Oracle, row: FlowRow): { readonly text: string; readonly outcome: string } {
  const [from, to] = row;
  try {
    const verdict: OracleVerdict = oracle.evaluate(from, to, optionsOf(row));
    const { delivered, leg, reason, hop, seenSource } = verdict;
    const seen = seenSource === undefined ? undefined : spelled(seenSource);
    return { text: words(delivered, [leg, reason, hop], seen), outcome: reason ?? 'delivered' };
  } catch (error) {
    return { text: failure(error), outcome: 'throws' };
  }
}

export function compareScenario(document: ScenarioDocument): Comparison {
  const scenario = readBoth(document);
  const oracle = new Oracle(document);
  const outcomes = new Map<string, number>();
  const disagreements: Disagreement[] = [];
  let flows = 0;
  let inBulk = 0;
  let network = withoutRefused(scenario.network);

  const judge = (stage: number, rows: readonly FlowRow[], asked: readonly Expectation[]): void => {
    const compiled = compile(network);
    const bulk = askBulk(
      compiled,
      asked.map(({ flow }) => flow),
      scenario.internet,
    );
    for (const [index, row] of rows.entries()) {
      const expectation = asked[index];
      if (expectation === undefined) throw new Error(`the reader lost a flow of ${document.id}`);
      const engine = askEngine(compiled, scenario, expectation, index % 8 === 0);
      const { text, outcome } = askOracle(oracle, row);
      flows += 1;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (engine !== text) disagreements.push({ stage, row, engine, oracle: text });
      const again = bulk[index];
      if (again === undefined) continue;
      inBulk += 1;
      // In bulk nobody asks which source the receiver saw.
      const verdict = text.startsWith('delivered') ? 'delivered' : text;
      if (again !== verdict) disagreements.push({ stage, row, engine: `in bulk ${again}`, oracle: text });
    }
  };

  judge(0, document.flows, scenario.expectations);
  for (const [index, step] of document.steps.entries()) {
    const read = scenario.steps[index];
    if (read === undefined) throw new Error(`the reader lost a step of ${document.id}`);
    network = applyChanges(network, read.changes).network;
    oracle.apply(step.event);
    judge(index + 1, step.flows, read.expectations);
  }
  return { flows, inBulk, outcomes, disagreements };
}
