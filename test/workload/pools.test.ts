/**
 * Addresses to pick from: every place is an address of its entry, however many there are.
 */
import { describe, expect, it } from 'vitest';
import { plus, readWords, type Family } from '../../src/ip/address.ts';
import { parsePrefix } from '../../src/ip/prefix.ts';
import { rangeOf, type Range } from '../../src/ip/range.ts';
import { BATCH_FLOWS } from '../../src/workload/batch.ts';
import { FlowColumns, generateFlows, poolOf, type GeneratorPlan } from '../../src/workload/generator.ts';
import { Random } from '../../src/workload/random.ts';

function rangesOf(...prefixes: string[]): Range[] {
  return prefixes.map((prefix) => rangeOf(parsePrefix(prefix)!));
}

function generatorTo(family: Family, ranges: readonly Range[]): GeneratorPlan {
  return {
    index: 0,
    family,
    flowCount: BATCH_FLOWS,
    pick: 'uniform',
    senders: poolOf(family, [ranges[0]!]),
    destinations: poolOf(family, ranges),
    zipfWeights: new Float64Array(0),
    destinationPorts: Uint16Array.of(443, 443),
    sourcePortFirst: 1024,
    sourcePortLast: 2000,
    fromMs: 0,
    overMs: 0,
    process: 'even',
  };
}

describe('a pool of addresses', () => {
  it.each([
    [4, ['10.0.0.0/24', '10.9.0.0/16'], 0],
    [4, ['0.0.0.0/0'], 0],
    [4, ['0.0.0.0/0', '10.0.0.0/8'], 1],
    [6, ['2001:db8::/96', '2001:db8:1::/120'], 1],
    [6, ['2001:db8::/64', '2001:db8:1::5/128'], 33],
    [6, ['::/0'], 96],
  ] as const)('of IPv%s %j gives addresses of its entries', (family, prefixes, spreadBits) => {
    const ranges = rangesOf(...prefixes);
    const generator = generatorTo(family, ranges);
    const { destinations } = generator;
    expect(destinations.spreadBits).toBe(spreadBits);
    expect(destinations.offsets.at(-1)).toBeLessThanOrEqual(2 ** 32);
    const columns = new FlowColumns(BATCH_FLOWS);
    generateFlows(generator, 5, 0, BATCH_FLOWS, columns);
    const words = family === 4 ? 1 : 4;
    for (let i = 0; i < BATCH_FLOWS; i += 7) {
      const entry = columns.destination[i]!;
      const address = readWords(family, columns.destinationWords, i * words);
      const place = columns.destinationPlace[i]! - destinations.offsets[entry]!;
      expect(address).toBe(plus(ranges[entry]!.first, place * 2 ** spreadBits));
      expect(address <= ranges[entry]!.last).toBe(true);
    }
  });
});

describe('a random integer below a bound', () => {
  it('is the exact share of the bound', () => {
    for (const bound of [1, 3, 0x200000, 0x200001, 0xfffffffe, 0xffffffff, 0x100000000]) {
      const [one, other] = [new Random(bound), new Random(bound)];
      for (let i = 0; i < 200; i++) {
        expect(BigInt(one.below(bound))).toBe((BigInt(other.next()) * BigInt(bound)) >> 32n);
      }
    }
  });
});
