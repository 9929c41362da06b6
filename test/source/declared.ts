/**
 * Documents that declare resources, written in a test → Network, by the way a file takes.
 */
import { compile } from '../../src/compile/compile.ts';
import { trace } from '../../src/forward/trace.ts';
import { findReceiver, findSender } from '../../src/model/find-place.ts';
import { FLOW_DEFAULTS } from '../../src/model/flow.ts';
import { EMPTY_NETWORK, type Network } from '../../src/model/network.ts';
import { AwsDocuments } from '../../src/source/aws/read-export.ts';
import { Declarations, type PlanSide, type ResourceDifference } from '../../src/source/declarations.ts';
import { readHuawei } from '../../src/source/huawei/read-huawei.ts';
import type { Problem } from '../../src/source/problem.ts';

export interface Declared {
  readonly aws: Network;
  readonly huawei: Network;
  readonly azure: Network;
  readonly google: Network;
  readonly differences: readonly ResourceDifference[];
  readonly counts: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

function networksOf(declarations: Declarations, side: PlanSide, problems: readonly Problem[]): Declared {
  const clouds = declarations.clouds(side);
  const ofProfile = (profile: string): Network =>
    clouds.find(({ vpcs }) => [...vpcs.values()].some((vpc) => vpc.profile === profile)) ?? EMPTY_NETWORK;
  return {
    aws: new AwsDocuments().read(declarations.estate(side)).network,
    huawei: readHuawei(declarations.huawei(side)),
    azure: ofProfile('azure'),
    google: ofProfile('gcp'),
    differences: declarations.differences,
    counts: declarations.counts(side),
    problems,
  };
}

/** One side of a plan, or a state. */
export function readTerraform(document: unknown, side: PlanSide = 'planned'): Declared {
  const problems: Problem[] = [];
  const declarations = new Declarations();
  declarations.addTerraform('plan.json', document, problems);
  return networksOf(declarations, side, problems);
}

/** Stacks by file name. */
export function readStacks(
  templates: Readonly<Record<string, unknown>>,
  parameters: Readonly<Record<string, string>> = {},
): Declared {
  const problems: Problem[] = [];
  const declarations = new Declarations(new Map(Object.entries(parameters)));
  for (const [file, template] of Object.entries(templates))
    declarations.addTemplate(file, template, problems);
  return networksOf(declarations, 'planned', problems);
}

/** `delivered`, or the reason of the drop; with what the verdict depends on, if anything. */
export function verdict(network: Network, from: string, to: string, port = 443): string {
  const sender = findSender(network, from);
  const receiver = findReceiver(network, to);
  if (!sender.ok || !receiver.ok) {
    const unknown = sender.ok ? to : from;
    const { candidates } = sender.ok ? { candidates: [] } : sender;
    throw new Error(`${unknown} is not one place; there is ${candidates.join(', ')}`);
  }
  const { drop, conditional } = trace(compile(network), {
    ...FLOW_DEFAULTS,
    from: sender.place,
    to: receiver.place,
    ...(sender.source !== undefined && { source: sender.source }),
    destinationPort: port,
    dontFragment: true,
  });
  const condition = conditional.length === 0 ? '' : ` if ${conditional.join(', ')}`;
  return `${drop?.reason ?? 'delivered'}${condition}`;
}

/** Ids and reasons of what is not modelled. */
export function doubts(network: Network): string[] {
  return [...network.unmodelled.values()].map(({ kind, id, why }) => `${kind} ${id}: ${why}`);
}
