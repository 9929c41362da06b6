// The short run of what nightly.ts does at length. The networks are always the same ones: a failure names
// its number and shows the smallest scenario that still disagrees.
import { describe, expect, it } from 'vitest';
import { type Profile, PROFILES } from '../arbitrary/document.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { compile } from '../../src/compile/compile.ts';
import { trace } from '../../src/forward/trace.ts';
import { readScenarioValue } from '../read-scenario-file.ts';
import { compareScenario, problemsOf } from './compare.ts';
import { asYaml, shrunk } from './disagreement.ts';
import { Oracle } from './oracle.ts';

const BASE_SEED = 20_240_501;
const NETWORKS = 110;
const FLOWS = 90;

function firstDisagreement(profile: Profile): string | undefined {
  for (let i = 0; i < NETWORKS; i += 1) {
    const seed = BASE_SEED + i;
    const document = arbitraryScenario(seed, { flows: FLOWS, profile });
    const [found] = compareScenario(document).disagreements;
    if (found !== undefined) return `seed ${seed}\n${asYaml(shrunk(document, found))}`;
  }
  return undefined;
}

describe('random networks', () => {
  it('are written so that the reader has nothing to complain about', () => {
    for (let seed = BASE_SEED; seed < BASE_SEED + 50; seed += 1) {
      expect(problemsOf(arbitraryScenario(seed, { flows: 20 }))).toEqual([]);
    }
  });

  it('come out the same when the seed is the same', () => {
    const once = arbitraryScenario(BASE_SEED, { flows: 20 });
    expect(arbitraryScenario(BASE_SEED, { flows: 20 })).toEqual(once);
  });

  it.each(PROFILES)(
    'get the same verdicts from the engine and from the oracle (%s)',
    (profile) => {
      expect(firstDisagreement(profile)).toBeUndefined();
    },
    120_000,
  );

  it('agree that the platform takes a reply to one of its own addresses, before any table is asked', () => {
    const forged = (src: string, sport: number): unknown[] => [
      'C1',
      'C2',
      'dropped',
      'return',
      'misdelivered',
      'vpc:C',
      { src, sport, proto: 'udp' },
    ];
    const document = {
      id: 'forged-resolver',
      profile: 'aws',
      vpcs: {
        C: {
          cidrs: ['10.0.0.0/16', 'fd12:3456::/56'],
          subnets: { c: ['10.0.0.0/24', 'fd12:3456::/64'], d: ['10.0.1.0/24', 'fd12:3456:0:1::/64'] },
          hosts: {
            C1: { ip: ['10.0.0.10', 'fd12:3456::10'], srcDstCheck: false },
            C2: ['10.0.1.10', 'fd12:3456:0:1::10'],
          },
        },
      },
      flows: [
        forged('fd00:ec2::253', 53),
        forged('fd00:ec2::123', 123),
        forged('169.254.169.253', 53),
        forged('10.0.0.2', 53),
        // The platform has no service there, so the reply meets the table like any other.
        ['C1', 'C2', 'dropped', 'return', 'reserved-destination', 'table:C', { src: 'fd00:ec2::253' }],
      ],
    };
    const oracle = new Oracle(document);
    const { expectations, network } = readScenarioValue(document);
    for (const [i, { flow, text }] of expectations.entries()) {
      const [from, to, , leg, reason, hop, options] = document.flows[i] as [string, string, ...string[]];
      const asked = oracle.evaluate(from, to, options as unknown as Record<string, unknown>);
      const { drop, leg: found } = trace(compile(network), flow);
      expect([asked.leg, asked.reason, asked.hop], text).toEqual([leg, reason, hop]);
      expect([found, drop?.reason, drop?.hop], text).toEqual([leg, reason, hop]);
    }
  });
});
