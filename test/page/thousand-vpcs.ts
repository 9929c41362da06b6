/**
 * A company: 1,000 VPCs of 40 accounts in 4 regions. The VPCs of an account hang on its hub, the hubs of a
 * region on one another, and some routes count on transit nobody carries.
 */
const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'ap-southeast-2'];
const ACCOUNTS_PER_REGION = 10;
const VPCS_PER_ACCOUNT = 25;

export const VPC_COUNT = REGIONS.length * ACCOUNTS_PER_REGION * VPCS_PER_ACCOUNT;

interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly profile: 'aws';
  readonly vpcs: Record<string, unknown>;
  readonly links: Record<string, unknown>;
  readonly routes: Record<string, string[]>;
}

/** A scenario as its file would say it. */
export function thousandVpcs(): Scenario {
  const scenario: Scenario = {
    id: 'company',
    title: `${VPC_COUNT.toLocaleString('en-US')} VPCs`,
    profile: 'aws',
    vpcs: {},
    links: {},
    routes: {},
  };
  for (const [r, region] of REGIONS.entries()) {
    const hubs: number[] = [];
    for (let a = 0; a < ACCOUNTS_PER_REGION; a++) {
      const first = (r * ACCOUNTS_PER_REGION + a) * VPCS_PER_ACCOUNT;
      for (let v = 0; v < VPCS_PER_ACCOUNT; v++) addVpc(scenario, first + v, region, `team-${r}${a}`);
      for (let v = 1; v < VPCS_PER_ACCOUNT; v++) peer(scenario, first, first + v);
      for (const hub of hubs) peer(scenario, hub, first);
      // The first spoke counts on the hub for the second.
      route(scenario, first + 1, first + 2, linkName(first, first + 1));
      hubs.push(first);
    }
  }
  return scenario;
}

function nameOf(i: number): string {
  return `vpc-${String(i).padStart(4, '0')}`;
}

function rangeOf(i: number): string {
  return `10.${i >>> 2}.${(i & 3) * 64}`;
}

function addVpc({ vpcs, routes }: Scenario, i: number, region: string, account: string): void {
  const range = rangeOf(i);
  vpcs[nameOf(i)] = {
    region,
    account,
    cidrs: [`${range}.0/18`],
    subnets: { app: `${range}.0/24` },
    hosts: { [`app-${i}`]: `${range}.10-${range}.19` },
  };
  routes[nameOf(i)] = [];
}

function linkName(a: number, b: number): string {
  return `pcx-${a}-${b}`;
}

function peer(scenario: Scenario, a: number, b: number): void {
  scenario.links[linkName(a, b)] = { type: 'peering', between: [nameOf(a), nameOf(b)] };
  route(scenario, a, b, linkName(a, b));
  route(scenario, b, a, linkName(a, b));
}

function route(scenario: Scenario, from: number, to: number, link: string): void {
  scenario.routes[nameOf(from)]!.push(`${rangeOf(to)}.0/18 ${link}`);
}
