/**
 * The input of a command: a scenario as it is, or a network that nothing is asked about yet.
 */
import { parseAddress } from '../ip/address.ts';
import { INTERNET_HOSTS } from '../model/flow.ts';
import type { Network } from '../model/network.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { PlaceOf } from '../report/placed-finding.ts';
import { locate } from '../report/problem-text.ts';
import type { MissingCall } from '../source/aws/calls.ts';
import type { PlanSide } from '../source/declarations.ts';
import type { Document } from '../source/document.ts';
import { loadNetwork, type IgnoredFile, type LoadedPlan, type LoadOptions } from '../source/load.ts';
import { InputError } from '../source/problem.ts';
import { UsageError } from './usage.ts';

/** Options of every command that reads inputs. */
export interface InputOptions {
  /** The network before a plan, not after it. */
  readonly prior?: boolean;
  /** `Name=value`, for templates. */
  readonly parameter?: readonly string[];
}

export interface Input {
  readonly scenario: Scenario;
  /** The scenario as it is written, when the input is one. */
  readonly document?: Document;
  /** Objects read per kind, by the names of the source. */
  readonly counts: ReadonlyMap<string, number>;
  /** Which network of a plan it is; absent when there is no plan. */
  readonly side?: PlanSide;
  /** Both networks of a plan. */
  readonly plan?: LoadedPlan;
  /** `file:line` of a source. */
  readonly at: (source: SourceRef) => string;
  readonly placeOf: PlaceOf;
  /** Files that were found and not read. */
  readonly ignored: readonly IgnoredFile[];
  /** Calls whose answers an AWS export lacks. */
  readonly missing: readonly MissingCall[];
}

/** Throws an InputError with everything that is wrong. */
export async function loadInput(paths: readonly string[], options: InputOptions = {}): Promise<Input> {
  const loaded = await loadNetwork(paths, loadOptions(options));
  const { network, scenario, document, counts, plan, problems, fileNamed, ignored, missing } = loaded;
  if (problems.length > 0) throw new InputError(problems, fileNamed);
  const chosen = options.prior === true ? 'prior' : 'planned';
  const side = plan ? chosen : scenario?.observed?.plan;
  if (options.prior === true && !plan) {
    throw new UsageError('--prior is about a plan, and there is none among the inputs');
  }
  return {
    scenario: scenario ?? bareScenario(network, paths.join(', ')),
    ...(document && { document }),
    counts,
    ...(side && { side }),
    ...(plan && { plan }),
    ignored,
    missing,
    at: ({ file, path, address }) => {
      const place = locate(fileNamed, file, path);
      const where = place ? `${file}:${place.line}` : file;
      return address === undefined ? where : `${where} (${address})`;
    },
    placeOf: ({ file, path }) => {
      const place = locate(fileNamed, file, path);
      return { file, line: place?.line, column: place?.column };
    },
  };
}

/** First line of a report about one side of a plan; empty where there is no plan. */
export function sideText(side: PlanSide | undefined): string {
  if (side === undefined) return '';
  return side === 'planned'
    ? 'the network once the plan is applied (--prior for the one before)\n'
    : 'the network before the plan is applied\n';
}

function loadOptions({ prior, parameter = [] }: InputOptions): LoadOptions {
  const parameters = new Map(
    parameter.map((text) => {
      const cut = text.indexOf('=');
      if (cut <= 0) throw new UsageError(`--parameter must be Name=value, not "${text}"`);
      return [text.slice(0, cut), text.slice(cut + 1)] as const;
    }),
  );
  return { side: prior === true ? 'prior' : 'planned', parameters };
}

function bareScenario(network: Network, id: string): Scenario {
  return {
    id,
    title: '',
    network,
    expectations: [],
    steps: [],
    workloads: [],
    capacity: [],
    changes: new Map(),
    refused: [],
    refusedRoutes: [],
    controlPlane: [],
    lint: [],
    internet: { 4: parseAddress(INTERNET_HOSTS[4])!, 6: parseAddress(INTERNET_HOSTS[6])! },
  };
}
