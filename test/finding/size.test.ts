/**
 * A check of a large network takes seconds. A rule that looks at every pair of tables or routes would take
 * minutes, and fails here.
 */
import { expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { checkNetwork, RULES } from '../../src/finding/check.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

const VPCS = 1000;
const HUBS = 20;
const ROUTES_PER_SPOKE = 18;
const MOST_MS = 20_000;

function blockOf(i: number): [number, number] {
  return [i >> 4, (i & 15) << 4];
}

function rangeOf(i: number): string {
  const [second, third] = blockOf(i);
  return `10.${second}.${third}.0/20`;
}

/**
 * Hubs with spokes, everybody on one transit gateway. Spokes route to spokes: to those of the own hub
 * through it, in vain, to the others over the transit gateway; a third of them send all of 10/8 to the hub.
 */
function estate() {
  const names = Array.from({ length: VPCS }, (_, i) => `v${i}`);
  const routes = new Map(names.map((name) => [name, [] as string[]]));
  const links: Record<string, object> = {};
  for (let i = HUBS; i < VPCS; i++) {
    const hub = i % HUBS;
    const own = routes.get(`v${i}`)!;
    links[`p${i}`] = { type: 'peering', between: [`v${hub}`, `v${i}`] };
    routes.get(`v${hub}`)!.push(`${rangeOf(i)} p${i}`);
    own.push(`${rangeOf(hub)} p${i}`);
    for (let k = 1; k <= ROUTES_PER_SPOKE; k++) {
      const other = HUBS + ((i - HUBS + k * 7) % (VPCS - HUBS));
      own.push(`${rangeOf(other)} ${other % HUBS === hub ? `p${i}` : 'tgw-1'}`);
    }
    if (i % 3 === 0) own.push(`10.0.0.0/8 p${i}`);
  }
  links['tgw-1'] = {
    type: 'tgw',
    attachments: Object.fromEntries(names.map((name) => [name, 'a'])),
    tables: { t: [] },
    associations: Object.fromEntries(names.map((name) => [name, 't'])),
    propagations: { t: names },
  };
  const vpcs = Object.fromEntries(
    names.map((name, i) => {
      const [second, third] = blockOf(i);
      const subnets = { a: `10.${second}.${third + 1}.0/24`, b: `10.${second}.${third + 2}.0/24` };
      return [name, { cidrs: [rangeOf(i)], subnets }];
    }),
  );
  return { profile: 'aws', vpcs, links, routes: Object.fromEntries(routes) };
}

it('asks all rules of 1,000 VPCs and 20,000 routes in seconds', () => {
  const net = compile(readScenarioValue(estate()).network);
  const routeCount = [...net.network.routeTables.values()].reduce(
    (sum, { routes }) => sum + routes.length,
    0,
  );
  expect(routeCount).toBeGreaterThan(19_000);
  const startedAt = performance.now();
  const findings = checkNetwork(net, []);
  const tookMs = performance.now() - startedAt;
  console.log(
    `${RULES.length} rules over ${VPCS} VPCs and ${routeCount} routes: ${findings.length} findings in ${tookMs.toFixed(0)} ms`,
  );
  expect(findings.length).toBeGreaterThan(10_000);
  expect(tookMs).toBeLessThan(MOST_MS);
}, 120_000);
