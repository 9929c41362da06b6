/**
 * A network written as a Terraform state and read back is the same network to every flow: random ones, as
 * far as Terraform has words for them.
 */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compile/compile.ts';
import type { CompiledNetwork } from '../../../src/compile/compiled-network.ts';
import { trace } from '../../../src/forward/trace.ts';
import { parseAddress } from '../../../src/ip/address.ts';
import type { Eni } from '../../../src/model/eni.ts';
import { FLOW_DEFAULTS, type Flow, type FlowPlace } from '../../../src/model/flow.ts';
import { ECHO_REPLY, ECHO_REQUEST, ICMP, TCP, UDP } from '../../../src/model/protocol.ts';
import { withoutRefused } from '../../../src/model/refusals.ts';
import { Dice } from '../../arbitrary/dice.ts';
import { arbitraryScenario } from '../../arbitrary/scenario.ts';
import { readScenarioValue } from '../../read-scenario-file.ts';
import { readTerraform } from '../declared.ts';
import { stateOfNetwork, writablePart } from './state-writer.ts';

const FIRST_SEED = 31_000;
const NETWORKS = 150;
const FLOWS = 60;

function flowOf(enis: readonly Eni[], dice: Dice): Flow {
  const from = dice.pick(enis)!;
  const target = dice.pick(enis.filter((eni) => eni.addresses.length > 0))!;
  const [address] = dice.pick(target.addresses) ? [dice.pick(target.addresses)!.first] : [];
  const to: FlowPlace = { kind: 'address', address: dice.chance(0.15) ? parseAddress('8.8.8.8')! : address! };
  const protocol = dice.pick([TCP, TCP, UDP, ICMP] as const);
  const ports =
    protocol === ICMP
      ? { sourcePort: ECHO_REPLY, destinationPort: ECHO_REQUEST }
      : { sourcePort: 40_000, destinationPort: dice.pick([22, 80, 443, 5432] as const) };
  const isInbound = dice.chance(0.1);
  return {
    ...FLOW_DEFAULTS,
    from: isInbound ? { kind: 'internet', family: 4 } : { kind: 'eni', eni: from.id },
    to,
    protocol,
    ...ports,
    dontFragment: protocol === TCP,
  };
}

function outcome(network: CompiledNetwork, flow: Flow): string {
  const { delivered, leg, drop, seenSource } = trace(network, flow);
  return delivered ? `delivered from ${seenSource}` : `${leg} ${drop?.reason} at ${drop?.hop.split(':')[0]}`;
}

/** First flow with two outcomes, and how often each outcome came. */
function compare(seed: number, outcomes: Map<string, number>): string | undefined {
  const { network } = readScenarioValue(arbitraryScenario(seed, { flows: 1, profile: 'aws' }));
  const before = writablePart(network);
  const { aws, problems } = readTerraform(stateOfNetwork(before));
  if (problems.length > 0) return `seed ${seed}: ${problems[0]!.message}`;
  const [written, read] = [before, aws].map((side) => compile(withoutRefused(side)));
  const enis = [...before.enis.values()].filter((eni) => eni.owner.kind === 'host');
  if (enis.length === 0) return undefined;
  const dice = new Dice(seed);
  for (let i = 0; i < FLOWS; i += 1) {
    const flow = flowOf(enis, dice);
    const expected = outcome(written!, flow);
    const found = outcome(read!, flow);
    const word = expected.replace(/^(delivered).*|^\w+ (\S+).*/, '$1$2');
    outcomes.set(word, (outcomes.get(word) ?? 0) + 1);
    if (found !== expected && !isAmongStrangers(expected, found)) {
      return `seed ${seed}: ${JSON.stringify(flow, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))}: ${expected}, read back ${found}`;
    }
  }
  return undefined;
}

/** A scenario has no hosts but those it names; declared subnets may hold others, whom an address may reach. */
function isAmongStrangers(expected: string, _found: string): boolean {
  return expected.includes('dst-host-unknown');
}

describe('a random network', () => {
  test('survives being a Terraform state', () => {
    const outcomes = new Map<string, number>();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + NETWORKS; seed += 1) {
      expect(compare(seed, outcomes)).toBeUndefined();
    }
    // Not all the same: the comparison would prove nothing.
    expect(outcomes.get('delivered')).toBeGreaterThan(100);
    expect(outcomes.size).toBeGreaterThan(12);
  }, 120_000);
});
