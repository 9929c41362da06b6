// Flows that worked until one thing was taken away, and what it was.
import { compile } from '../../src/compile/compile.ts';
import { trace } from '../../src/forward/trace.ts';
import { formatPrefix } from '../../src/ip/prefix.ts';
import type { Flow } from '../../src/model/flow.ts';
import type { Network } from '../../src/model/network.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

export interface BrokenFlow {
  readonly network: Network;
  readonly flow: Flow;
  readonly fault: string;
}

/** Networks with one fault each: a route gone, an interface stopped, a rule removed. */
function* faults(network: Network): Generator<{ network: Network; fault: string }> {
  for (const table of network.routeTables.values()) {
    if (table.owner.kind === 'edge') continue;
    for (const [i, route] of table.routes.entries()) {
      if (route.destination.kind !== 'prefix') continue;
      const routes = table.routes.toSpliced(i, 1);
      yield {
        network: {
          ...network,
          routeTables: new Map(network.routeTables).set(table.id, { ...table, routes }),
        },
        fault: `table ${table.id} without ${formatPrefix(route.destination.prefix)}`,
      };
    }
  }
  for (const eni of network.enis.values()) {
    if (eni.owner.kind !== 'host') continue;
    const enis = new Map(network.enis).set(eni.id, { ...eni, state: 'down' as const });
    yield { network: { ...network, enis }, fault: `${eni.id} stopped` };
  }
  for (const group of network.securityGroups.values()) {
    for (const direction of ['ingress', 'egress'] as const) {
      for (const i of group[direction].keys()) {
        const changed = { ...group, [direction]: group[direction].toSpliced(i, 1) };
        const securityGroups = new Map(network.securityGroups).set(group.id, changed);
        yield { network: { ...network, securityGroups }, fault: `${group.id} without ${direction} ${i}` };
      }
    }
  }
}

/** Flows of a random network that work, and the network. */
function workingFlows(seed: number): { network: Network; flows: readonly Flow[] } {
  const scenario = readScenarioValue(arbitraryScenario(seed, { flows: 12 }));
  const network = withoutRefused(scenario.network);
  const net = compile(network);
  const flows = scenario.expectations.map(({ flow }) => flow).filter((flow) => trace(net, flow).delivered);
  return { network, flows };
}

/** At most two of one network, so that many networks are seen. */
export function brokenFlows(seed: number): BrokenFlow[] {
  const { network, flows } = workingFlows(seed);
  const found: BrokenFlow[] = [];
  for (const faulty of faults(network)) {
    if (found.length >= 2) break;
    const broken = compile(faulty.network);
    const flow = flows.find((candidate) => !trace(broken, candidate).delivered);
    if (flow) found.push({ ...faulty, flow });
  }
  return found;
}

/** At most one of a network: two faults, each of which stops the flow by itself. */
export function doublyBrokenFlows(seed: number): BrokenFlow[] {
  const { network, flows } = workingFlows(seed);
  for (const flow of flows) {
    let first: string | undefined;
    for (const { network: broken, fault } of faults(network)) {
      if (trace(compile(broken), flow).delivered) continue;
      if (first !== undefined) {
        const both = [...faults(network)].find((candidate) => candidate.fault === first)!.network;
        const twice = [...faults(both)].find((candidate) => candidate.fault === fault);
        if (twice) return [{ network: twice.network, flow, fault: `${first} and ${fault}` }];
      }
      first ??= fault;
    }
  }
  return [];
}
