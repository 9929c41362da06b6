// Disagreements as people look at them: sorted by kind, cut down to the smallest scenario that shows one,
// and written as a scenario file that can be run again.
import { dump } from 'js-yaml';
import type { Entry, FlowRow, ScenarioDocument } from '../arbitrary/document.ts';
import { shrink } from '../arbitrary/shrink.ts';
import { type Disagreement, compareScenario, problemsOf } from './compare.ts';

/** What differs without the names: two disagreements of one kind usually have one cause. */
export function kindOf(document: ScenarioDocument, { engine, oracle }: Disagreement): string {
  const bare = (text: string): string => {
    const both = engine.startsWith('delivered') && oracle.startsWith('delivered');
    if (text.startsWith('delivered')) return both ? 'delivered from another source' : 'delivered';
    return text.startsWith('throws') ? text.slice(0, 60) : text.replaceAll(/:\S*/g, '');
  };
  return `${document.profile}: engine ${bare(engine)}, oracle ${bare(oracle)}`;
}

/** Only the flow in question, at the point of the timeline where it was asked. */
function focused(document: ScenarioDocument, { stage, row }: Disagreement): ScenarioDocument {
  return {
    ...document,
    flows: stage === 0 ? [row] : [],
    steps: document.steps.slice(0, stage).map((step, index) => ({
      ...step,
      flows: index === stage - 1 ? [row] : [],
    })),
  };
}

function firstOfKind(document: ScenarioDocument, kind: string): Disagreement | undefined {
  return compareScenario(document).disagreements.find((found) => kindOf(document, found) === kind);
}

/** A VPC without a range is a network only where its subnets are one. */
function hasRanges({ profile, vpcs }: ScenarioDocument): boolean {
  if (profile === 'gcp' || profile === 'jd') return true;
  return Object.values(vpcs).every(({ cidrs = [] }) => cidrs.some((cidr) => !cidr.includes(':')));
}

export function shrunk(document: ScenarioDocument, found: Disagreement, budget = 3000): ScenarioDocument {
  const kind = kindOf(document, found);
  const fails = (smaller: ScenarioDocument): boolean => {
    try {
      if (!hasRanges(smaller)) return false;
      return firstOfKind(smaller, kind) !== undefined;
    } catch {
      return false;
    }
  };
  return shrink(focused(document, found), { fails, problemsOf, budget });
}

function expected(row: FlowRow, oracle: string): FlowRow {
  const [from, to] = row;
  const last = row.at(-1);
  const options: Entry[] = typeof last === 'object' ? [last] : [];
  const verdict = oracle.startsWith('delivered') ? ['delivered'] : oracle.split(' ');
  return [from, to, ...verdict, ...options];
}

/** The shrunk document as a scenario file: the oracle's verdict is what is expected. */
export function asYaml(document: ScenarioDocument): string {
  const { disagreements } = compareScenario(document);
  const answers = disagreements.map(({ engine, oracle }) => `engine: ${engine}; oracle: ${oracle}`);
  const rows = new Map(disagreements.map(({ row, oracle }) => [row, expected(row, oracle)]));
  const told = (flows: readonly FlowRow[]): FlowRow[] => flows.map((row) => rows.get(row) ?? row);
  const sections = Object.entries({
    ...document,
    flows: told(document.flows),
    steps: document.steps.map((step) => ({ ...step, flows: told(step.flows) })),
    why: answers.join(' | '),
  }).filter(([, value]) => typeof value === 'string' || Object.keys(value).length > 0);
  return dump(Object.fromEntries(sections), { flowLevel: 3, lineWidth: 160 });
}
