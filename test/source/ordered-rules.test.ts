/**
 * Ordered rules against the allow rules made of them: both have to say the same of every packet.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contains, formatPrefix, parsePrefix, prefixOf } from '../../src/ip/prefix.ts';
import { RangeSet } from '../../src/ip/range-set.ts';
import type { SecurityGroupRule } from '../../src/model/filter.ts';
import { formatService, type NumberRange } from '../../src/model/protocol.ts';
import { EVERYWHERE } from '../../src/source/far-sets.ts';
import { allowedBy, allowedByBoth, groupRulesOf, type OrderedRule } from '../../src/source/ordered-rules.ts';

const SOURCE = { file: 'rules', path: [] };

function rule(allow: boolean, protocol: number, ports: NumberRange, far: string): OrderedRule {
  const set = RangeSet.ofPrefixes([parsePrefix(far)!]);
  return {
    allow,
    services: [{ protocols: { first: protocol, last: protocol }, ports }],
    far: { 4: set, 6: RangeSet.empty },
    source: SOURCE,
  };
}

function shown(rules: readonly SecurityGroupRule[]): string[] {
  return rules.map(
    ({ service, peer }) =>
      `${formatService(service)} ${peer.kind === 'prefix' ? formatPrefix(peer.prefix) : peer.kind}`,
  );
}

describe('a list of rules', () => {
  test('allows what the first match allows', () => {
    const rules = [
      rule(false, 6, { first: 22, last: 22 }, '10.0.0.0/25'),
      rule(true, 6, { first: 22, last: 23 }, '10.0.0.0/24'),
    ];
    expect(shown(groupRulesOf(allowedBy(rules)))).toEqual(['tcp/23 10.0.0.0/24', 'tcp/22 10.0.0.128/25']);
  });

  test('that is empty allows nothing', () => {
    expect(allowedBy([])).toEqual([]);
  });

  test('can speak of all protocols and both families', () => {
    const all = { protocols: { first: 0, last: 255 }, ports: { first: 0, last: 65535 } };
    const rules = [{ allow: true, services: [all], far: EVERYWHERE, source: SOURCE }];
    expect(shown(groupRulesOf(allowedBy(rules)))).toEqual(['all 0.0.0.0/0', 'all ::/0']);
  });
});

describe('by property', () => {
  /** Small enough for every corner to be tried, large enough for rules to cut one another. */
  const range = (max: number): fc.Arbitrary<NumberRange> =>
    fc.tuple(fc.nat(max), fc.nat(max)).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
  const rules = fc.array(
    fc.record({
      allow: fc.boolean(),
      services: fc.array(fc.record({ protocols: range(3), ports: range(7) }), { minLength: 1, maxLength: 2 }),
      far: fc
        .tuple(fc.nat(7), fc.integer({ min: 29, max: 32 }))
        .map(([host, length]) => RangeSet.ofPrefixes([prefixOf(host, length)])),
    }),
    { maxLength: 8 },
  );
  const asOrdered = (list: { allow: boolean; services: OrderedRule['services']; far: RangeSet }[]) =>
    list.map((one) => ({ ...one, far: { 4: one.far, 6: RangeSet.empty }, source: SOURCE }));

  const within = (value: number, { first, last }: NumberRange): boolean => first <= value && value <= last;

  function firstMatch(list: readonly OrderedRule[], protocol: number, port: number, far: number): boolean {
    const decides = list.find(
      ({ services, far: sets }) =>
        sets[4].has(far) &&
        services.some((service) => within(protocol, service.protocols) && within(port, service.ports)),
    );
    return decides?.allow ?? false;
  }

  function admits(list: readonly SecurityGroupRule[], protocol: number, port: number, far: number): boolean {
    return list.some(
      ({ service, peer }) =>
        peer.kind === 'prefix' &&
        contains(peer.prefix, far) &&
        within(protocol, service.protocols) &&
        within(port, service.ports),
    );
  }

  function everyPacket(check: (protocol: number, port: number, far: number) => void): void {
    for (let protocol = 0; protocol < 4; protocol++) {
      for (let port = 0; port < 8; port++) {
        for (let far = 0; far < 8; far++) check(protocol, port, far);
      }
    }
  }

  test('the group says what the first match says', () => {
    fc.assert(
      fc.property(rules, (list) => {
        const ordered = asOrdered(list);
        const group = groupRulesOf(allowedBy(ordered));
        everyPacket((...packet) => {
          expect(admits(group, ...packet)).toBe(firstMatch(ordered, ...packet));
        });
      }),
    );
  });

  test('two lists let through what each of them does', () => {
    fc.assert(
      fc.property(rules, rules, (a, b) => {
        const [one, two] = [asOrdered(a), asOrdered(b)];
        const group = groupRulesOf(allowedByBoth(allowedBy(one), allowedBy(two)));
        everyPacket((...packet) => {
          expect(admits(group, ...packet)).toBe(firstMatch(one, ...packet) && firstMatch(two, ...packet));
        });
      }),
    );
  });
});
