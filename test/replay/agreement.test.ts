/**
 * Replay against the trace: on random networks, what a trace says of a flow is written down as its two
 * ends would have logged it, and the replay has to agree with every record; a record that says the
 * opposite has to be found out; and what a change does to the flow is what two traces say.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { CompiledEni, CompiledNetwork } from '../../src/compile/compiled-network.ts';
import type { Verdict } from '../../src/forward/outcome.ts';
import { trace } from '../../src/forward/trace.ts';
import { familyOf, formatAddress, type Address } from '../../src/ip/address.ts';
import { FLOW_DEFAULTS } from '../../src/model/flow.ts';
import type { Network } from '../../src/model/network.ts';
import { TCP } from '../../src/model/protocol.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import { replay } from '../../src/replay/replay.ts';
import type { ReplayResult } from '../../src/replay/result.ts';
import { findLogs } from '../../src/source/flow-log/find-logs.ts';
import { Random } from '../../src/workload/random.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

const NETWORKS = Number(process.env['VPCSIM_NETWORKS'] ?? 40);
const SEED = Number(process.env['VPCSIM_SEED'] ?? 1);
const PAIRS = 40;
const HEADER =
  'interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags flow-direction';

const folder = mkdtempSync(join(tmpdir(), 'vpcsim-agreement-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Pair {
  readonly client: CompiledEni;
  readonly server: CompiledEni;
  readonly source: Address;
  readonly destination: Address;
  readonly port: number;
}

/** Plain hosts that are up, told apart by their addresses everywhere. */
function hostsOf(net: CompiledNetwork): CompiledEni[] {
  const owners = (address: Address): number =>
    [...net.vpcs.values()].filter((vpc) => vpc.owners[familyOf(address)].get(address)).length +
    [...net.sites.values()].filter((site) => site.hosts[familyOf(address)].get(address)).length;
  return [...net.enis.values()].filter(
    ({ owner, record, isFleet, vpc }) =>
      owner.kind === 'host' &&
      owner.proxyTo === undefined &&
      record.owner.kind === 'host' &&
      !record.owner.host.forwards &&
      record.state === 'up' &&
      !isFleet &&
      record.addresses[0] !== undefined &&
      vpc.owners[familyOf(record.addresses[0].first)].get(record.addresses[0].first)?.record.id ===
        record.id &&
      owners(record.addresses[0].first) === 1,
  );
}

/** Does an address of one host lie in the range of another one's VPC? */
function isClaimed(by: CompiledEni, owner: CompiledEni, address: Address): boolean {
  return by.vpc !== owner.vpc && by.vpc.range[familyOf(address)].get(address) === true;
}

function traced(net: CompiledNetwork, { client, source, destination, port }: Pair): Verdict {
  return trace(
    net,
    {
      ...FLOW_DEFAULTS,
      from: { kind: 'eni', eni: client.record.id },
      to: { kind: 'address', address: destination },
      source,
      protocol: TCP,
      destinationPort: port,
      dontFragment: false,
    },
    { recording: false },
  );
}

interface Line {
  readonly text: string;
  /** What the network says of it: the same, or that it cannot be. */
  readonly isTrue: boolean;
}

function lineOf(pair: Pair, eni: string, isReply: boolean, isOut: boolean, action: string): string {
  const ends = isReply
    ? [formatAddress(pair.destination), formatAddress(pair.source), pair.port, 40_000]
    : [formatAddress(pair.source), formatAddress(pair.destination), 40_000, pair.port];
  const flags = isReply ? 18 : 2;
  return [
    eni,
    ...ends,
    TCP,
    1,
    100,
    1_700_000_000,
    1_700_000_060,
    action,
    'OK',
    flags,
    isOut ? 'egress' : 'ingress',
  ].join(' ');
}

function appliancesHave(net: CompiledNetwork, group: string): boolean {
  return [...net.enis.values()].some(
    ({ record }) =>
      (record.owner.kind !== 'host' || record.owner.host.forwards) && record.securityGroups.includes(group),
  );
}

/** What both ends log of a flow that nothing translates, by its verdict alone; nothing where that does not tell. */
function linesOf(net: CompiledNetwork, pair: Pair, verdict: Verdict): Line[] {
  const { client, server } = pair;
  // A group of an appliance in between says no in the same words.
  const groupsOf = ({ record }: CompiledEni): readonly string[] =>
    record.securityGroups.filter((id) => !appliancesHave(net, id));
  const isPlain = verdict.devices.length === 0 && verdict.conditional.length === 0;
  if (!isPlain) return [];
  const request = (action: string): Line[] => [
    { text: lineOf(pair, client.record.id, false, true, action), isTrue: action === 'ACCEPT' },
  ];
  const atServer = (action: string): Line => ({
    text: lineOf(pair, server.record.id, false, false, action),
    isTrue: true,
  });
  if (verdict.delivered) {
    return [
      ...request('ACCEPT'),
      atServer('ACCEPT'),
      { text: lineOf(pair, server.record.id, true, true, 'ACCEPT'), isTrue: true },
      { text: lineOf(pair, client.record.id, true, false, 'ACCEPT'), isTrue: true },
      { ...atServer('REJECT'), isTrue: false },
      ...request('REJECT'),
    ];
  }
  const { drop, leg } = verdict;
  const isServers = groupsOf(server).some((id) => drop?.hop === `sg:${id}`);
  const isClients = groupsOf(client).some((id) => drop?.hop === `sg:${id}`);
  if (leg === 'forward' && drop?.reason === 'sg-ingress-denied' && isServers) {
    return [...request('ACCEPT'), atServer('REJECT'), { ...atServer('ACCEPT'), isTrue: false }];
  }
  if (leg === 'forward' && drop?.reason === 'sg-egress-denied' && isClients) {
    return request('REJECT').map((line) => ({ ...line, isTrue: true }));
  }
  if (leg === 'forward' && (drop?.reason === 'no-route' || drop?.reason === 'route-blackhole')) {
    return [...request('ACCEPT'), { ...atServer('ACCEPT'), isTrue: false }];
  }
  return [];
}

async function replayed(
  name: string,
  lines: readonly string[],
  before: Network,
  after: Network,
): Promise<ReplayResult> {
  const path = join(folder, name);
  writeFileSync(path, [HEADER, ...lines, ''].join('\n'));
  const options = { threads: 1, byAddress: false };
  const { result, problems } = await replay({ before, after }, findLogs([path], []), options);
  expect(problems).toEqual([]);
  return result;
}

/** The network without a third of its routes. */
function changed(network: Network, random: Random): Network {
  const routeTables = [...network.routeTables].map(
    ([id, table]) => [id, { ...table, routes: table.routes.filter(() => random.below(3) > 0) }] as const,
  );
  return { ...network, routeTables: new Map(routeTables) };
}

describe('a generated log of a generated network', () => {
  it('agrees with what the trace says of each flow, and finds out what is not true', async () => {
    let judged = 0;
    let effects = 0;
    for (let seed = SEED; seed < SEED + NETWORKS; seed++) {
      const network = withoutRefused(
        readScenarioValue(arbitraryScenario(seed, { flows: 0 }), `seed-${seed}`).network,
      );
      const random = new Random(seed);
      const after = changed(network, random);
      const [net, later] = [compile(network), compile(after)];
      const hosts = hostsOf(net);
      if (hosts.length < 2) continue;
      const told: Line[] = [];
      const lost = new Set<string>();
      const gained = new Set<string>();
      for (let i = 0; i < PAIRS; i++) {
        const [client, server] = [hosts[random.below(hosts.length)]!, hosts[random.below(hosts.length)]!];
        const [source, destination] = [client, server].map((eni) => eni.record.addresses[0]!.first) as [
          Address,
          Address,
        ];
        if (client === server || familyOf(source) !== familyOf(destination)) continue;
        // An address of a VPC's own range is taken to be inside it, whoever else has it.
        if (isClaimed(server, client, source) || isClaimed(client, server, destination)) continue;
        const pair = { client, server, source, destination, port: [22, 80, 443, 5432][random.below(4)]! };
        const [verdict, young] = [traced(net, pair), traced(later, pair)];
        const lines = linesOf(net, pair, verdict);
        told.push(...lines);
        if (young.conditional.length > 0) continue;
        for (const { text } of lines.filter((line) => line.isTrue && line.text.includes('ACCEPT'))) {
          if (verdict.delivered && !young.delivered) lost.add(text);
          if (!verdict.delivered && young.delivered) gained.add(text);
        }
      }
      const unique = [...new Map(told.map((line) => [line.text, line])).values()];
      const truth = unique.filter(({ isTrue }) => isTrue).map(({ text }) => text);
      const lies = unique.filter(({ isTrue }) => !isTrue).map(({ text }) => text);
      const result = await replayed('truth.log', truth, network, after);
      const seen = `seed ${seed}: ${JSON.stringify([result.disagreements, result.unjudged], undefined, 1)}`;
      expect(result.agreement.records, seen).toBe(truth.length);
      const records = (groups: readonly { volume: { records: number } }[]): number =>
        groups.reduce((sum, { volume }) => sum + volume.records, 0);
      expect(records(result.change!.lost), `seed ${seed}`).toBe(lost.size);
      expect(records(result.change!.gained), `seed ${seed}`).toBe(gained.size);
      const liars = await replayed('lies.log', lies, network, after);
      expect(liars.agreement.records, `seed ${seed}: ${lies.join('\n')}`).toBe(0);
      judged += truth.length + lies.length;
      effects += lost.size + gained.size;
    }
    expect(judged).toBeGreaterThan(NETWORKS * 20);
    expect(effects).toBeGreaterThan(0);
  });
});
