// The third account: the same flows once more, by the tables of the bulk engine. Each is a workload of one
// flow, as far as a workload can say what the flow says: one address at either end, nothing forged, usual
// sizes and hop budgets.
import { Evaluator } from '../../src/bulk/evaluate.ts';
import { planRun } from '../../src/bulk/plan.ts';
import type { InternetAddresses } from '../../src/forward/start.ts';
import type { Range } from '../../src/ip/range.ts';
import { familyOf } from '../../src/ip/address.ts';
import { FLOW_DEFAULTS, type Flow, type FlowPlace } from '../../src/model/flow.ts';
import type { Network } from '../../src/model/network.ts';
import type { Workload } from '../../src/model/scenario.ts';
import type { CompiledNetwork } from '../../src/compile/compiled-network.ts';

const SOURCE = { file: 'bulk', path: [] };

/** The only address of a place, if that is what it has. */
function addressOf(network: Network, place: FlowPlace): Range | undefined {
  const ranges = ((): readonly Range[] => {
    switch (place.kind) {
      case 'eni':
        return network.enis.get(place.eni)?.addresses ?? [];
      case 'site-host':
        return network.siteHosts.get(place.host)?.addresses ?? [];
      case 'address':
        return [{ first: place.address, last: place.address }];
      default:
        return [];
    }
  })();
  const [only] = ranges;
  return ranges.length === 1 && only?.first === only?.last ? only : undefined;
}

function isUsual(network: Network, flow: Flow): boolean {
  const from = flow.from.kind === 'address' ? undefined : addressOf(network, flow.from);
  const to = flow.to.kind === 'site-host' ? undefined : addressOf(network, flow.to);
  if (!from || !to || familyOf(from.first) !== familyOf(to.first)) return false;
  const isPlain = flow.source === undefined && flow.idleMs === undefined;
  return isPlain && flow.ttl === FLOW_DEFAULTS.ttl && flow.bytes === FLOW_DEFAULTS.bytes;
}

function workloadOf({ from, to, protocol, sourcePort, destinationPort, oneWay }: Flow): Workload {
  return {
    name: 'one',
    from: [from],
    to: [to],
    protocol,
    destinationPorts: [{ first: destinationPort, last: destinationPort }],
    sourcePorts: { first: sourcePort, last: sourcePort },
    flowCount: 1,
    pick: 'roundRobin',
    bytes: FLOW_DEFAULTS.bytes,
    arrival: { fromMs: 0, overMs: 0, process: 'even' },
    durationMs: 0,
    oneWay,
    source: SOURCE,
  };
}

/** What the bulk engine says of each flow in a network, in words; nothing of those it cannot be asked. */
export function askBulk(
  net: CompiledNetwork,
  flows: readonly Flow[],
  internet: InternetAddresses,
): (string | undefined)[] {
  const { network } = net;
  const answers: (string | undefined)[] = flows.map(() => undefined);
  const asked = [...flows.keys()].filter((i) => isUsual(network, flows[i]!));
  const { plan, outcomes, impossible } = planRun(
    [{ fromMs: 0, network, net, changes: [], refusals: [], expectations: [], refused: [] }],
    asked.map((i) => workloadOf(flows[i]!)),
    1,
    internet,
  );
  if (impossible.length > 0) throw new Error('a flow between two addresses of one family has no ends');
  const evaluator = new Evaluator(plan);
  for (const [batch, i] of asked.entries()) {
    // A workload of one flow is one batch.
    const { flows: counts } = evaluator.evaluate(batch, batch + 1);
    const { delivered, leg, reason, hop } = outcomes[counts.indexOf(1)]!;
    answers[i] = delivered ? 'delivered' : `dropped ${leg} ${reason} ${hop}`;
  }
  return answers;
}
