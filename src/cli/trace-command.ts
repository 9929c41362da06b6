/**
 * `vpcsim trace`: one flow, both legs, hop by hop.
 */
import { familyOf, formatAddress, parseAddress, type Address } from '../ip/address.ts';
import { compile } from '../compile/compile.ts';
import type { Verdict } from '../forward/outcome.ts';
import { trace } from '../forward/trace.ts';
import { findReceiver, findSender, type FoundPlace } from '../model/find-place.ts';
import { FLOW_DEFAULTS, type Flow } from '../model/flow.ts';
import type { Network } from '../model/network.ts';
import {
  ECHO_REPLY,
  ECHO_REPLY_V6,
  ECHO_REQUEST,
  ECHO_REQUEST_V6,
  formatProtocol,
  hasPorts,
  ICMP,
  ICMPV6,
  isIcmp,
  parseProtocol,
  TCP,
} from '../model/protocol.ts';
import { withoutRefused } from '../model/refusals.ts';
import { block, repair } from '../repair/repair.ts';
import type { SearchOptions, SearchResult } from '../repair/search.ts';
import { awsCli } from '../report/aws-cli-text.ts';
import { ofPlan, toJson, verdictJson, type JsonObject } from '../report/json.ts';
import { renderSideEffects } from '../report/side-effects-text.ts';
import { whatIf } from '../reach/what-if.ts';
import { renderObstacles, renderProposals } from '../report/proposal-text.ts';
import { toDot } from '../report/graph/dot.ts';
import { toMermaid } from '../report/graph/mermaid.ts';
import { traceGraph } from '../report/graph/trace-graph.ts';
import { fenced } from '../report/markdown.ts';
import { toNdjson } from '../report/ndjson.ts';
import { styleFor, type Style } from '../report/style.ts';
import { terraform } from '../report/terraform-text.ts';
import { renderTrace } from '../report/trace-text.ts';
import { didYouMean } from '../source/problem.ts';
import { FINDINGS, OK } from './exit-code.ts';
import { loadInput, sideText, type InputOptions } from './input.ts';
import { readChoice, readNumber, UsageError } from './usage.ts';
import { styleOf, writeReport, type OutputOptions } from './write-report.ts';

const FORMATS = ['text', 'json', 'ndjson', 'markdown', 'dot', 'mermaid'] as const;

export interface TraceCommandOptions extends InputOptions, OutputOptions {
  readonly proto: string;
  readonly port?: string;
  readonly sport?: string;
  readonly src?: string;
  readonly ttl?: string;
  readonly bytes?: string;
  readonly oneWay?: boolean;
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
  const as = options.as === undefined ? undefined : readChoice(options.as, '--as', ['aws-cli', 'terraform']);
  const { scenario, at, side } = await loadInput([path], options);
  const network = withoutRefused(scenario.network);
  const flow = flowOf(network, from, to, options);
  const verdict = trace(compile(network), flow, {
    explaining: options.explain === true,
    internet: scenario.internet,
  });
  const searched = searchFor(network, flow, verdict, options, { internet: scenario.internet });
  const words = describeFlow(flow, from, to);
  const isAws = [...network.vpcs.values()].some((vpc) => vpc.profile === 'aws');
  const inText = (style: Style): string =>
    sideText(side) +
    renderTrace(verdict, { style, at, flow: words, codes: isAws }) +
    (searched ? renderSearch(network, searched, options, style) : '');
  const inJson = (): JsonObject => ofPlan(verdictJson(verdict, words, at, searched), side);
  const render = {
    text: () => inText(styleOf(options)),
    json: () => toJson(inJson()),
    ndjson: () => toNdjson(inJson()),
    markdown: () => fenced(`vpcsim trace: ${words}`, inText(styleFor(false))),
    dot: () => toDot(traceGraph(verdict, words)),
    mermaid: () => toMermaid(traceGraph(verdict, words)),
  }[format];
  await writeReport(searched && as !== undefined ? readyToUse(network, searched, as) : render(), options);
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
  if (verdict.delivered || (options.fix !== true && options.explain !== true)) return undefined;
  return repair(network, flow, searchOptions);
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
function readyToUse(network: Network, { proposals }: SearchResult, form: 'aws-cli' | 'terraform'): string {
  const mends = proposals[0]?.mends ?? [];
  const lines = mends.flatMap((mend, i) => {
    if (form === 'aws-cli') return awsCli(network, mend);
    return [...(i > 0 ? [''] : []), ...terraform(network, mend)];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function found(result: FoundPlace, text: string): Extract<FoundPlace, { ok: true }> {
  if (result.ok) return result;
  if (result.problem === 'ambiguous') {
    throw new UsageError(`"${text}" could be any of these: ${result.candidates.join(', ')}`, 'give the id');
  }
  throw new UsageError(`there is no place called "${text}"`, didYouMean(text, result.candidates));
}

function flowOf(network: Network, from: string, to: string, options: TraceCommandOptions): Flow {
  const sender = found(findSender(network, from), from);
  const receiver = found(findReceiver(network, to), to);
  const spoofed = options.src === undefined ? undefined : readAddress(options.src);
  const ownSource =
    sender.source !== undefined && isOwnAddress(network, sender.source) ? sender.source : undefined;
  const source = spoofed ?? ownSource ?? (sender.place.kind === 'internet' ? sender.source : undefined);
  const family = receiver.place.kind === 'address' ? familyOf(receiver.place.address) : 4;
  const protocol = readProtocol(options.proto, family);
  return {
    from: sender.place,
    to: receiver.place,
    protocol,
    ...portsOf(protocol, options),
    ...(source !== undefined && { source }),
    ttl: options.ttl === undefined ? FLOW_DEFAULTS.ttl : readNumber(options.ttl, '--ttl', 1, 255),
    bytes:
      options.bytes === undefined ? FLOW_DEFAULTS.bytes : readNumber(options.bytes, '--bytes', 1, 65_535),
    oneWay: options.oneWay === true,
    dontFragment: protocol === TCP,
  };
}

/** A public address names an interface but is not what the interface puts on its packets. */
function isOwnAddress(network: Network, address: Address): boolean {
  return ![...network.enis.values()].some((eni) =>
    eni.publicMappings.some((mapping) => mapping.public === address),
  );
}

function readAddress(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new UsageError(`--src must be an address, not "${text}"`);
  return address;
}

/** `icmp` towards an IPv6 address means ICMPv6. */
function readProtocol(text: string, family: 4 | 6): number {
  const protocol = parseProtocol(text);
  if (protocol === undefined)
    throw new UsageError(`--proto must be a protocol such as tcp, udp or icmp, not "${text}"`);
  return protocol === ICMP && family === 6 ? ICMPV6 : protocol;
}

function portsOf(
  protocol: number,
  options: TraceCommandOptions,
): { readonly sourcePort: number; readonly destinationPort: number } {
  if (isIcmp(protocol)) {
    return protocol === ICMP
      ? { sourcePort: ECHO_REPLY, destinationPort: ECHO_REQUEST }
      : { sourcePort: ECHO_REPLY_V6, destinationPort: ECHO_REQUEST_V6 };
  }
  if (!hasPorts(protocol)) return { sourcePort: 0, destinationPort: 0 };
  return {
    sourcePort:
      options.sport === undefined
        ? FLOW_DEFAULTS.sourcePort
        : readNumber(options.sport, '--sport', 0, 65_535),
    destinationPort:
      options.port === undefined
        ? FLOW_DEFAULTS.destinationPort
        : readNumber(options.port, '--port', 0, 65_535),
  };
}

function describeFlow(flow: Flow, from: string, to: string): string {
  const ports = hasPorts(flow.protocol) ? ` ${flow.sourcePort} → ${flow.destinationPort}` : '';
  const source =
    flow.source === undefined || from === formatAddress(flow.source)
      ? ''
      : ` as ${formatAddress(flow.source)}`;
  return `${from}${source} → ${to} ${formatProtocol(flow.protocol)}${ports}${flow.oneWay ? ' one-way' : ''}`;
}
