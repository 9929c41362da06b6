/**
 * `vpcsim trace`: one flow, both legs, hop by hop.
 */
import { compile } from '../compile/compile.ts';
import type { Verdict } from '../forward/outcome.ts';
import { trace } from '../forward/trace.ts';
import type { Flow } from '../model/flow.ts';
import type { Network } from '../model/network.ts';
import { withoutRefused } from '../model/refusals.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { block, repair } from '../repair/repair.ts';
import type { SearchOptions, SearchResult } from '../repair/search.ts';
import { awsCli } from '../report/aws-cli-text.ts';
import { changeEvent } from '../report/change-text.ts';
import { ofPlan, toJson, verdictJson, type Json, type JsonObject } from '../report/json.ts';
import { renderSideEffects } from '../report/side-effects-text.ts';
import { whatIf } from '../reach/what-if.ts';
import { proposalsJson } from '../report/proposal-json.ts';
import { renderObstacles, renderProposals } from '../report/proposal-text.ts';
import { toDot } from '../report/graph/dot.ts';
import { toMermaid } from '../report/graph/mermaid.ts';
import { traceGraph } from '../report/graph/trace-graph.ts';
import { fenced } from '../report/markdown.ts';
import { toNdjson } from '../report/ndjson.ts';
import { styleFor, type Style } from '../report/style.ts';
import { terraform } from '../report/terraform-text.ts';
import { renderTrace } from '../report/trace-text.ts';
import { FINDINGS, OK } from './exit-code.ts';
import { describeFlow, flowOf, type FlowWords } from './flow-words.ts';
import { loadInput, sideText, type InputOptions } from './input.ts';
import { readChoice, UsageError } from './usage.ts';
import { styleOf, writeReport, type OutputOptions } from './write-report.ts';

/** Lines of one mend, by the form a proposal is wanted in. */
const FORMS = { changes: changeEvent, 'aws-cli': awsCli, terraform } as const;
const AS = ['changes', 'aws-cli', 'terraform'] as const;
const FORMATS = ['text', 'json', 'ndjson', 'markdown', 'dot', 'mermaid', 'html'] as const;

export interface TraceCommandOptions extends InputOptions, OutputOptions, FlowWords {
  readonly explain?: boolean;
  readonly fix?: boolean;
  readonly block?: boolean;
  readonly as?: string;
}

export async function traceCommand(
  path: string,
  from: string,
  to: string,
  options: TraceCommandOptions,
): Promise<number> {
  const format = readChoice(options.format, '--format', FORMATS);
  const as = options.as === undefined ? undefined : readChoice(options.as, '--as', AS);
  const input = await loadInput([path], options);
  const { scenario, at, side } = input;
  const network = withoutRefused(scenario.network);
  const flow = flowOf(network, from, to, options);
  const verdict = trace(compile(network), flow, {
    explaining: options.explain === true || format === 'html',
    internet: scenario.internet,
  });
  const searched = searchFor(network, flow, verdict, options, { internet: scenario.internet });
  const words = describeFlow(flow, from, to);
  const isAws = [...network.vpcs.values()].some((vpc) => vpc.profile === 'aws');
  const inText = (style: Style): string =>
    sideText(side) +
    renderTrace(verdict, { style, at, flow: words, codes: isAws }) +
    (searched ? renderSearch(network, searched, options, style) : '');
  const inJson = (): JsonObject =>
    ofPlan(verdictJson(verdict, words, at, searchJson(network, searched, options, at)), side);
  const render = {
    text: () => inText(styleOf(options)),
    json: () => toJson(inJson()),
    ndjson: () => toNdjson(inJson()),
    markdown: () => fenced(`vpcsim trace: ${words}`, inText(styleFor(false))),
    dot: () => toDot(traceGraph(verdict, words)),
    mermaid: () => toMermaid(traceGraph(verdict, words)),
    html: async () => {
      const { tracePage } = await import('./html-report.ts');
      return tracePage(input, [path], { verdict, flow: words, searched });
    },
  }[format];
  const text = searched && as !== undefined ? readyToUse(network, searched, as) : await render();
  await writeReport(text, options);
  return verdict.delivered && verdict.conditional.length === 0 ? OK : FINDINGS;
}

/** The search a question asks for: what mends a dropped flow, or cuts one that works. */
function searchFor(
  network: Network,
  flow: Flow,
  verdict: Verdict,
  options: TraceCommandOptions,
  searchOptions: SearchOptions,
): SearchResult | undefined {
  if (options.block === true) {
    if (options.fix === true) throw new UsageError('--fix and --block ask for opposite things');
    return verdict.delivered ? block(network, flow, searchOptions) : undefined;
  }
  if (options.as !== undefined && options.fix !== true) {
    throw new UsageError('--as prints a proposal', 'ask for one with --fix or --block');
  }
  // The page shows everything that stands in the way, and what would mend it.
  const isAsked = options.fix === true || options.explain === true || options.format === 'html';
  if (verdict.delivered || !isAsked) return undefined;
  return repair(network, flow, searchOptions);
}

function searchJson(
  network: Network,
  searched: SearchResult | undefined,
  { fix, block: isBlock }: TraceCommandOptions,
  at: (source: SourceRef) => string,
): Json {
  if (!searched) return null;
  const [best] = searched.proposals;
  const isAsked = fix === true || isBlock === true;
  const effects = best && isAsked ? whatIf(network, best.changes) : undefined;
  return proposalsJson(network, searched, effects, at);
}

function renderSearch(
  network: Network,
  result: SearchResult,
  options: TraceCommandOptions,
  style: Style,
): string {
  const [best] = result.proposals;
  const obstacles =
    options.explain === true && best && options.block !== true ? renderObstacles(best, style) : '';
  const proposals =
    options.fix === true || options.block === true
      ? renderProposals(result, options.block === true ? 'cut' : 'mend', style)
      : '';
  // What is proposed is walked again, this time with every flow there is.
  const effects = proposals !== '' && best ? renderSideEffects(whatIf(network, best.changes), style) : '';
  return [obstacles, proposals, effects].flatMap((part) => (part === '' ? [] : [`\n${part}`])).join('');
}

/** The first proposal in the order in which it is to be carried out. */
function readyToUse(network: Network, { proposals }: SearchResult, form: (typeof AS)[number]): string {
  const lines = (proposals[0]?.mends ?? []).flatMap((mend, i) => {
    const gap = i > 0 && form === 'terraform' ? [''] : [];
    return [...gap, ...FORMS[form](network, mend)];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
