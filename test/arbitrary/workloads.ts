// Workloads from anywhere to anywhere in a network: whole VPCs, sites, the internet, single hosts, endpoints
// and bare ranges, on few or many ports.
import type { Scenario, Workload, WorkloadPlace } from '../../src/model/scenario.ts';
import type { Random } from '../../src/workload/random.ts';

const SOURCE = { file: 'generated', path: [] };

/** Workloads from anywhere to anywhere in a network. */
export function arbitraryWorkloads(scenario: Scenario, random: Random, flowCount: number): Workload[] {
  const { network } = scenario;
  const hosts = [...network.enis.values()].filter((eni) => eni.owner.kind === 'host');
  const senders: WorkloadPlace[] = [
    ...[...network.vpcs.keys()].map((vpc) => ({ kind: 'vpc', vpc }) as const),
    ...[...network.sites.keys()].map((site) => ({ kind: 'site', site }) as const),
    { kind: 'internet', family: 4 },
  ];
  const targets: WorkloadPlace[] = [
    ...senders,
    ...hosts.map((eni) => ({ kind: 'eni', eni: eni.id }) as const),
    ...[...network.links.values()].flatMap((link) =>
      link.kind === 'endpoint' || link.kind === 'nlb' ? [{ kind: 'link', link: link.id } as const] : [],
    ),
    ...[...network.vpcs.values()].flatMap((vpc) =>
      vpc.cidrs.map((prefix) => ({ kind: 'prefix', prefix }) as const),
    ),
  ];
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)]!;
  return [0, 1].map((i) => ({
    name: `w${i}`,
    from: [pick(senders), pick(senders)],
    to: [pick(targets), pick(targets), pick(targets)],
    protocol: pick([6, 17]),
    destinationPorts: pick([
      [{ first: 0, last: 65535 }],
      [
        { first: 443, last: 443 },
        { first: 20, last: 90 },
      ],
    ]),
    sourcePorts: { first: 900, last: 61000 },
    flowCount,
    pick: pick(['uniform', 'zipf', 'roundRobin'] as const),
    bytes: 1500,
    arrival: { fromMs: 0, overMs: 4000, process: pick(['even', 'poisson'] as const) },
    oneWay: random.below(4) === 0,
    durationMs: pick([0, 800, 3000]),
    source: SOURCE,
  }));
}
