/**
 * Quotas: what is counted, what is said of a network that exists, and what a change may still do.
 */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { trace } from '../../src/forward/trace.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import { talliesOf } from '../../src/model/control-plane/tally.ts';
import type { QuotaMeasure } from '../../src/model/profile/quota.ts';
import { PROFILE_IDS, PROFILES } from '../../src/model/profile/profiles.ts';
import type { ProfileId } from '../../src/model/profile/profile.ts';
import { refusalsOf, withoutRefused } from '../../src/model/refusals.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

/** Semantics of every limit that is adjustable, and those that are not, as the documents print them. */
const LIMITS: Readonly<Record<ProfileId, Readonly<Partial<Record<QuotaMeasure, string>>>>> = {
  aws: {
    'ipv4-ranges-per-vpc': '5 to 50',
    'ipv6-ranges-per-vpc': '5',
    'internet-gateways-per-vpc': '1',
    'egress-only-gateways-per-vpc': '1',
    'private-gateways-per-vpc': '1',
    'tables-per-vpc': '200',
    'routes-per-table-and-family': '50 to 1000',
    'propagated-routes-per-table': '100',
    'peerings-per-vpc': '50 to 125',
    'peering-requests-per-account-and-region': '25',
    'groups-per-interface': '5 to 16',
    'rules-per-group-direction-and-family': '60',
    'acl-rules-per-direction-and-family': '20 to 40',
    'endpoints-per-vpc': '50',
    'gateway-endpoints-per-account-and-region': '20',
    'gateway-endpoints-per-vpc': '255',
    'attachments-per-tgw': '5000',
    'tables-per-tgw': '20',
    'static-routes-per-tgw': '10000',
    'tgws-per-vpc': '5',
  },
  otc: {
    'ipv4-ranges-per-vpc': '6',
    'routes-per-table': '200',
    'peerings-per-account-and-region': '50',
    'groups-per-account-and-region': '100',
    'rules-per-group': '50',
    'acl-rules-per-direction': '20 advised',
    'acls-per-account-and-region': '200',
    'endpoints-per-account-and-region': '50',
    'services-per-account-and-region': '20',
    'whitelist-rows-per-endpoint': '20',
  },
  jd: {
    'ipv4-ranges-per-vpc': '1',
    'tables-per-vpc': '10',
    'routes-per-table': '50',
    'peerings-per-vpc': '10',
    'groups-per-interface': '5',
    'groups-per-vpc': '50',
    'rules-per-group': '100',
    'acls-per-vpc': '20',
    'rules-per-acl': '100',
  },
  azure: { 'peerings-per-vpc': '500', 'routes-per-table': '400' },
  gcp: { 'peerings-per-vpc': '25' },
};

/** A bit of everything that is counted. */
const ESTATE = {
  prefixLists: { pl: ['192.0.2.0/24', '198.51.100.0/24'] },
  vpcs: {
    A: {
      cidrs: ['10.0.0.0/16', '10.2.0.0/16', '2001:db8::/56'],
      subnets: { a: '10.0.0.0/24', b: '10.0.1.0/24' },
      hosts: { A1: { ip: '10.0.0.10', sg: ['g1', 'g2'] } },
    },
    B: {
      cidrs: ['10.3.0.0/16'],
      subnets: { b: '10.3.0.0/24' },
      hosts: { B1: { ip: '10.3.0.10', sg: 'g1' } },
    },
    C: { cidrs: ['10.4.0.0/16'], account: 'acc2', region: 'r1' },
  },
  links: {
    live: { type: 'peering', between: ['A', 'B'] },
    asked: { type: 'peering', between: ['A', 'C'], state: 'pending-acceptance' },
    over: { type: 'peering', between: ['B', 'C'], state: 'rejected' },
    igw: { type: 'igw', vpc: 'A' },
    loose: { type: 'igw', vpc: 'A', state: 'detached' },
    eigw: { type: 'eigw', vpc: 'A' },
    vgw: { type: 'vgw', vpc: 'A', site: 'corp' },
    tgw: {
      type: 'tgw',
      attachments: { A: 'a', B: 'b' },
      tables: { t: ['10.3.0.0/16 B', '10.0.0.0/16 A'], u: [] },
    },
    ep: {
      type: 'endpoint',
      vpc: 'A',
      ip: '10.0.0.50',
      service: 'B1',
      whitelist: ['10.0.0.0/24', '10.0.1.0/24'],
    },
    gone: { type: 'endpoint', vpc: 'A', ip: '10.0.0.51', service: 'B1', state: 'deleted' },
    gwlbe: { type: 'gwlbe', vpc: 'A', subnet: 'b' },
    s3: { type: 'gateway-endpoint', vpc: 'A', prefixList: 'pl' },
  },
  sites: { corp: { prefixes: ['192.168.0.0/24'] } },
  routes: {
    A: ['10.3.0.0/16 live', 'pl s3', '::/0 eigw', '192.168.0.0/24 vgw propagated'],
    'A/a': ['0.0.0.0/0 igw'],
  },
  sgs: {
    g1: {
      in: [
        ['tcp', 443, '0.0.0.0/0'],
        ['tcp', 443, '::/0'],
        ['tcp', 80, 'pl'],
      ],
      out: [],
    },
    g2: { in: [['tcp', 22, 'g1']] },
  },
  acls: {
    'A/a': {
      in: [
        [100, 'allow', 'all', 'all', '0.0.0.0/0'],
        [110, 'allow', 'all', 'all', '::/0'],
      ],
      out: [[100, 'allow', 'all', 'all', '0.0.0.0/0']],
    },
  },
};

const COUNTS: Readonly<Record<QuotaMeasure, Readonly<Record<string, number>>>> = {
  'ipv4-ranges-per-vpc': { 'VPC A': 2, 'VPC B': 1, 'VPC C': 1 },
  'ipv6-ranges-per-vpc': { 'VPC A': 1, 'VPC B': 0, 'VPC C': 0 },
  'internet-gateways-per-vpc': { 'VPC A': 1 },
  'egress-only-gateways-per-vpc': { 'VPC A': 1 },
  'private-gateways-per-vpc': { 'VPC A': 1 },
  'tables-per-vpc': { 'VPC A': 2, 'VPC B': 1, 'VPC C': 1 },
  // A prefix list counts with its entries.
  'routes-per-table': { 'table A': 4, 'table A/a': 1 },
  'routes-per-table-and-family': { 'table A (IPv4)': 3, 'table A (IPv6)': 1, 'table A/a (IPv4)': 1 },
  'propagated-routes-per-table': { 'table A': 1 },
  'peerings-per-vpc': { 'VPC A': 1, 'VPC B': 1 },
  // A request counts for the requester, a peering for both, once where both are one account.
  'peerings-per-account-and-region': { 'account acc1 in r1': 2 },
  'peering-requests-per-account-and-region': { 'account acc1 in r1': 1 },
  'groups-per-interface': {
    'interface A1': 2,
    'interface B1': 1,
    'interface ep/eni': 0,
    'interface gone/eni': 0,
  },
  'groups-per-vpc': { 'VPC A': 2, 'VPC B': 1 },
  'groups-per-account-and-region': { 'account acc1 in r1': 2 },
  // Without a word about it, everything may go out, in two rules.
  'rules-per-group': { 'group g1': 4, 'group g2': 3 },
  'rules-per-group-direction-and-family': {
    'group g1 ingress (IPv4)': 3,
    'group g1 ingress (IPv6)': 3,
    'group g2 ingress (IPv4)': 1,
    'group g2 ingress (IPv6)': 1,
    'group g2 egress (IPv4)': 1,
    'group g2 egress (IPv6)': 1,
  },
  'acl-rules-per-direction': { 'ACL A/a ingress': 2, 'ACL A/a egress': 1 },
  'acl-rules-per-direction-and-family': {
    'ACL A/a ingress (IPv4)': 1,
    'ACL A/a ingress (IPv6)': 1,
    'ACL A/a egress (IPv4)': 1,
  },
  'rules-per-acl': { 'ACL A/a': 3 },
  'acls-per-vpc': { 'VPC A': 1 },
  'acls-per-account-and-region': { 'account acc1 in r1': 1 },
  'endpoints-per-vpc': { 'VPC A': 2 },
  'endpoints-per-account-and-region': { 'account acc1 in r1': 1 },
  'gateway-endpoints-per-vpc': { 'VPC A': 1 },
  'gateway-endpoints-per-account-and-region': { 'account acc1 in r1': 1 },
  'services-per-account-and-region': { 'account acc1 in r1': 1 },
  'whitelist-rows-per-endpoint': { 'endpoint ep': 2 },
  'attachments-per-tgw': { 'gateway tgw': 2 },
  'tables-per-tgw': { 'gateway tgw': 2 },
  'static-routes-per-tgw': { 'gateway tgw': 2 },
  'tgws-per-vpc': { 'VPC A': 1, 'VPC B': 1 },
};

describe('what is counted', () => {
  const { network } = readScenarioValue({ profile: 'aws', ...ESTATE });
  it.each(Object.keys(COUNTS) as QuotaMeasure[])('%s', (measure) => {
    const found = talliesOf(network, measure).map(({ owner, count }) => [owner, count]);
    expect(Object.fromEntries(found)).toEqual(COUNTS[measure]);
  });
});

describe('limits', () => {
  it.each(PROFILE_IDS)('of %s are those of its documents', (id) => {
    const found = PROFILES[id].quotas.map(({ measure, limit, adjustableTo, advised }) => [
      measure,
      `${limit}${adjustableTo === undefined ? '' : ` to ${adjustableTo}`}${advised ? ' advised' : ''}`,
    ]);
    expect(Object.fromEntries(found)).toEqual(LIMITS[id]);
  });

  it('that can be raised are raised to more', () => {
    for (const id of PROFILE_IDS) {
      for (const { limit, adjustableTo } of PROFILES[id].quotas)
        expect(adjustableTo ?? Infinity).toBeGreaterThan(limit);
    }
  });
});

/** A VPC with a table of `count` routes, and an event that adds one more. */
function withRoutes(count: number, flags: object = {}): Scenario {
  const route = (n: number): string => `192.${Math.floor(n / 250)}.${n % 250}.0/24 igw`;
  return readScenarioValue({
    profile: 'aws',
    flags,
    vpcs: { A: { cidrs: ['10.0.0.0/16'], subnets: { a: '10.0.0.0/24' }, hosts: { A1: '10.0.0.10' } } },
    links: { igw: { type: 'igw', vpc: 'A' } },
    routes: { A: Array.from({ length: count }, (_, n) => route(n)) },
    flows: [['A1', '192.0.49.1', 'delivered']],
    steps: [{ at: 1, event: { addRoutes: { A: [route(count)] } } }],
  });
}

function refusedStep(scenario: Scenario): string[] {
  return applyChanges(scenario.network, scenario.steps[0]!.changes).refusals.map(({ detail }) => detail);
}

describe('a quota', () => {
  it('holds for a change, and says how many there are and may be', () => {
    expect(refusedStep(withRoutes(49))).toEqual([]);
    expect(refusedStep(withRoutes(50))).toEqual([
      'add routes of A: table A (IPv4) has 51 routes, 50 allowed, adjustable to 1000',
    ]);
  });

  it('is said of a network that exists, and changes nothing there', () => {
    const { network, expectations, internet } = withRoutes(60);
    expect(refusalsOf(network).map(({ reason, detail }) => [reason, detail])).toEqual([
      ['quota-exceeded', 'table A (IPv4) has 60 routes, 50 allowed, adjustable to 1000'],
    ]);
    expect(withoutRefused(network)).toBe(network);
    const verdict = trace(compile(network), expectations[0]!.flow, { internet });
    expect(verdict.drop?.reason).toBe('igw-no-public-ip');
  });

  it('that somebody is beyond must have been raised, so changes go on to its maximum', () => {
    expect(refusedStep(withRoutes(60))).toEqual([]);
    expect(refusedStep(withRoutes(1000))).toEqual([
      'add routes of A: table A (IPv4) has 1001 routes, 50 allowed, adjustable to 1000',
    ]);
  });

  it('is at its maximum with raisedQuotas', () => {
    expect(refusedStep(withRoutes(50, { raisedQuotas: true }))).toEqual([]);
    expect(refusalsOf(withRoutes(60, { raisedQuotas: true }).network)).toEqual([]);
  });

  it('is met by an acceptance too', () => {
    const spokes = Array.from({ length: 51 }, (_, n) => n);
    const scenario = readScenarioValue({
      profile: 'aws',
      vpcs: Object.fromEntries([
        ['HUB', { cidrs: ['10.200.0.0/16'] }],
        ...spokes.map((n) => [`S${n}`, { cidrs: [`10.${n + 2}.0.0/16`] }]),
      ]),
      links: Object.fromEntries(
        spokes.map((n) => [
          `p${n}`,
          { type: 'peering', between: ['HUB', `S${n}`], state: n < 50 ? 'active' : 'pending-acceptance' },
        ]),
      ),
      steps: [{ at: 1, event: { accept: 'p50' } }],
    });
    const { network, refusals } = applyChanges(scenario.network, scenario.steps[0]!.changes);
    expect(network).toBe(scenario.network);
    expect(refusals.map(({ reason, detail }) => [reason, detail])).toEqual([
      ['peering-refused-quota', 'accept p50: VPC HUB has 51 peerings, 50 allowed, adjustable to 125'],
    ]);
  });

  it('that is only advised refuses nothing', () => {
    const rules = (count: number) => ({
      'A/a': { in: Array.from({ length: count }, (_, n) => [n + 1, 'allow', 'tcp', n + 1, '0.0.0.0/0']) },
    });
    const scenario = readScenarioValue({
      profile: 'otc',
      vpcs: { A: { cidrs: ['10.0.0.0/16'], subnets: { a: '10.0.0.0/24' } } },
      acls: rules(20),
      steps: [{ at: 1, event: { acls: rules(21) } }],
    });
    const { network, refusals } = applyChanges(scenario.network, scenario.steps[0]!.changes);
    expect(refusals).toEqual([]);
    expect(refusalsOf(network).map(({ detail }) => detail)).toEqual([
      'ACL A/a ingress has 21 ACL rules, 20 advised',
    ]);
  });
});
