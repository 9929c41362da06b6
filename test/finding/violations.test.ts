/**
 * What a check claims must happen: behind every confirmed violation there are flows which the engine drops
 * for that reason. And a check must not depend on the order in which the input lists things.
 *
 * Networks are generated; a failure names its seed, with which `arbitraryScenario` makes it again.
 */
import { describe, expect, it } from 'vitest';
import { familyOf } from '../../src/ip/address.ts';
import { parsePrefix, prefixFamily } from '../../src/ip/prefix.ts';
import type { Range } from '../../src/ip/range.ts';
import { compile } from '../../src/compile/compile.ts';
import type { CompiledEni, CompiledNetwork } from '../../src/compile/compiled-network.ts';
import { checkNetwork, RULES } from '../../src/finding/check.ts';
import type { Finding, Violation } from '../../src/finding/finding.ts';
import { trace } from '../../src/forward/trace.ts';
import { FLOW_DEFAULTS, type FlowPlace } from '../../src/model/flow.ts';
import { TCP } from '../../src/model/protocol.ts';
import { refusalsOf, withoutRefused } from '../../src/model/refusals.ts';
import type { Network } from '../../src/model/network.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { PROFILES, type ScenarioDocument } from '../arbitrary/document.ts';
import { Dice } from '../arbitrary/dice.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

const BASE_SEED = 7_000;
const NETWORKS = 250;

function withoutFilters(document: ScenarioDocument): ScenarioDocument {
  const bare = structuredClone(document);
  for (const vpc of Object.values(bare.vpcs)) {
    for (const host of Object.values(vpc.hosts)) {
      if (typeof host === 'object' && !Array.isArray(host)) {
        delete host['sg'];
        delete host['state'];
      }
    }
  }
  for (const link of Object.values(bare.links)) {
    delete link['sg'];
    delete link['access'];
  }
  return { ...bare, sgs: {}, acls: {}, flows: [], steps: [] };
}

function check(network: Network): { net: CompiledNetwork; findings: Finding[] } {
  const net = compile(withoutRefused(network));
  return { net, findings: checkNetwork(net, refusalsOf(network)) };
}

/** Whoever could send what the finding is about: hosts behind its table, or hosts of the site. */
function senders(net: CompiledNetwork, finding: Finding, { from, prefix }: Violation): FlowPlace[] {
  const family = prefixFamily(parsePrefix(prefix)!);
  const speaks = (addresses: readonly Range[]): boolean =>
    addresses.some(({ first }) => familyOf(first) === family);
  const table = finding.objects[0];
  const isPlain = (eni: CompiledEni): boolean =>
    eni.owner.kind === 'host' &&
    speaks(eni.record.addresses) &&
    eni.record.state === 'up' &&
    eni.record.publicMappings.length === 0;
  const hosts = [...net.enis.values()].filter(
    (eni) => eni.vpc.record.id === from && eni.subnet.table.hop === table && isPlain(eni),
  );
  const siteHosts = [...net.network.siteHosts.values()].filter(
    (host) => host.site === from && speaks(host.addresses),
  );
  return [
    ...hosts.map((eni): FlowPlace => ({ kind: 'eni', eni: eni.record.id })),
    ...siteHosts.map((host): FlowPlace => ({ kind: 'site-host', host: host.id })),
  ];
}

function reasonOf(net: CompiledNetwork, from: FlowPlace, prefix: string): string | undefined {
  const to = { kind: 'address', address: parsePrefix(prefix)!.address } as const;
  const flow = { ...FLOW_DEFAULTS, from, to, protocol: TCP, dontFragment: true, oneWay: true };
  return trace(net, flow, { recording: false, internet: readScenarioValue(EMPTY).internet }).drop?.reason;
}

const EMPTY = { profile: 'aws', vpcs: {} };

describe('confirmed violations', () => {
  it.each(PROFILES)(
    'are flows the engine drops for that reason (%s)',
    (profile) => {
      let tried = 0;
      const silent: string[] = [];
      for (let seed = BASE_SEED; seed < BASE_SEED + NETWORKS; seed++) {
        const document = withoutFilters(arbitraryScenario(seed, { flows: 0, profile }));
        const { net, findings } = check(readScenarioValue(document).network);
        for (const finding of findings) {
          const { violation } = finding;
          if (violation?.severity !== 'confirmed') continue;
          const found = senders(net, finding, violation).map((from) => reasonOf(net, from, violation.prefix));
          if (found.length === 0) continue;
          tried++;
          if (!found.includes(violation.kind)) {
            silent.push(`seed ${seed}: ${finding.message}; the engine says ${found.join(', ')}`);
          }
        }
      }
      console.log(`${tried} confirmed violations of ${profile} met by the engine`);
      expect(silent).toEqual([]);
      expect(tried).toBeGreaterThan(0);
    },
    60_000,
  );
});

const HAS_RULE = new Set<string>(RULES.map((rule) => rule.id));

/** Default routes of a transit gateway are no intent, so what they carry along is not reported. */
function isByDefault(network: Network, from: string): boolean {
  const link = network.links.get(from);
  if (link?.kind !== 'tgw') return false;
  return [...link.tables.values()].some((table) =>
    table.routes.some(({ destination }) => destination.kind === 'prefix' && destination.prefix.length === 0),
  );
}

describe('flows that are dropped for want of transit', () => {
  it.each(PROFILES)(
    'are foreseen by a finding (%s)',
    (profile) => {
      let tried = 0;
      const missed: string[] = [];
      for (let seed = BASE_SEED; seed < BASE_SEED + NETWORKS; seed++) {
        const document = { ...arbitraryScenario(seed, { flows: 60, profile }), steps: [] };
        const { network, expectations, internet } = readScenarioValue(document);
        const { net, findings } = check(network);
        for (const { flow, text } of expectations) {
          const { drop } = trace(net, flow, { internet, recording: false });
          // A resolver is asked by addresses that are written nowhere; the rest have a rule each.
          if (!drop?.transit || !HAS_RULE.has(drop.reason) || drop.reason === 'edge-to-edge-dns') continue;
          if (isByDefault(network, drop.transit.from)) continue;
          tried++;
          const { from, via } = drop.transit;
          const isForeseen = findings.some(
            ({ rule, violation, objects }) =>
              rule === drop.reason &&
              (violation ? violation.from === from && violation.via === via : objects.includes(via)),
          );
          if (!isForeseen)
            missed.push(
              `seed ${seed}: ${text}: ${drop.reason} ${JSON.stringify(drop.transit)} at ${drop.hop}`,
            );
        }
      }
      console.log(`${tried} drops of ${profile} foreseen`);
      expect(missed).toEqual([]);
      expect(tried).toBeGreaterThan(0);
    },
    60_000,
  );
});

/** The same document with the entries of its sections in another order. */
function shuffled(document: ScenarioDocument, seed: number): ScenarioDocument {
  const dice = new Dice(seed);
  const mix = <T>(section: Record<string, T>): Record<string, T> =>
    Object.fromEntries(dice.shuffled(Object.entries(section)));
  return {
    ...document,
    vpcs: mix(document.vpcs),
    sites: mix(document.sites),
    prefixLists: mix(document.prefixLists),
    links: mix(document.links),
    routes: Object.fromEntries(
      Object.entries(mix(document.routes)).map(([table, rows]) => [table, dice.shuffled(rows)]),
    ),
  };
}

/** What was found, without wording and order. */
function essence(findings: readonly Finding[]): string[] {
  return findings
    .map(({ rule, level, violation }) => {
      const ends = violation ? `${violation.kind} ${violation.from} ${violation.via} ${violation.to}` : '';
      return `${level} ${rule} ${ends}`;
    })
    .sort();
}

describe('a check', () => {
  it('finds the same in any order of the input', () => {
    const wrong: string[] = [];
    let tried = 0;
    for (let seed = BASE_SEED; seed < BASE_SEED + 300; seed++) {
      const document = { ...arbitraryScenario(seed, { flows: 0 }), steps: [] };
      const { network } = readScenarioValue(document);
      // Which of two is refused, and so what the network is, depends on which came first.
      if (refusalsOf(network).some(({ reason }) => /^(peering|route)-refused/.test(reason))) continue;
      tried++;
      const one = essence(check(network).findings);
      const other = essence(check(readScenarioValue(shuffled(document, seed)).network).findings);
      if (JSON.stringify(one) !== JSON.stringify(other)) {
        wrong.push(
          `seed ${seed}: ${one.filter((x) => !other.includes(x)).join('; ')} against ${other.filter((x) => !one.includes(x)).join('; ')}`,
        );
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(100);
  });

  it('says the same twice', () => {
    const document = arbitraryScenario(BASE_SEED, { flows: 0 });
    const once = check(readScenarioValue(document).network).findings;
    expect(check(readScenarioValue(document).network).findings).toEqual(once);
  });
});
