/**
 * `vpcsim import`: inputs become scenario files that answer every question alike.
 */
import { SIZE_LIMITS } from '../source/input-files.ts';
import { writeNetwork, writeScenario } from '../source/scenario/write/write-scenario.ts';
import { OK } from './exit-code.ts';
import { loadInput, type InputOptions } from './input.ts';
import { writeError, writeOut, writeWhole } from './terminal.ts';
import { UsageError } from './usage.ts';

export interface ImportCommandOptions extends InputOptions {
  readonly output?: string;
}

export async function importCommand(
  paths: readonly string[],
  options: ImportCommandOptions,
): Promise<number> {
  const { scenario, document, counts, ignored, missing, side } = await loadInput(paths, options);
  const { network } = scenario;
  const observed = { ...(side !== undefined && { plan: side }), counts, ignored, missing };
  const text = document ? writeScenario(document, scenario) : writeNetwork(scenario.id, network, observed);
  if (text.length > SIZE_LIMITS.scenario) {
    const [size, most] = [text.length, SIZE_LIMITS.scenario].map((length) => (length / 1e6).toFixed(1));
    throw new UsageError(
      `the scenario would have ${size} MB, and scenarios have at most ${most} MB`,
      'import regions or accounts one by one',
    );
  }
  if (options.output === undefined || options.output === '-') writeOut(text);
  else await writeWhole(options.output, text);
  const { vpcs, subnets, enis, links, unmodelled } = network;
  writeError(
    `${vpcs.size} VPCs, ${subnets.size} subnets, ${enis.size} interfaces, ${links.size} links, ` +
      `${unmodelled.size} objects not modelled, ${ignored.length} files not read\n`,
  );
  return OK;
}
