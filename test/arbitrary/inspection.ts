// An inspection network behind a transit gateway: every spoke's traffic goes through an appliance in the
// zone it arrives in ("Appliance in a shared services VPC"). Random tables hardly ever come upon this one,
// and what goes wrong in it, an appliance of the wrong zone, shows nowhere else.
import { block } from './block.ts';
import type { VpcEntry } from './document.ts';
import type { Draft, SubnetPlan, VpcPlan } from './draft.ts';

const RANGE = '172.31.0.0/16';
const ID = 'H';

function subnet(name: string, az: string, range: string): SubnetPlan {
  return { vpc: ID, name, az, four: block(range), six: undefined, taken: new Set() };
}

/** The network itself: an attachment subnet and an appliance in each of two zones. */
export function addInspectionNetwork(draft: Draft): void {
  const { dice, profile, document } = draft;
  if (profile === 'azure' || profile === 'gcp' || !dice.chance(0.12)) return;
  const plan: VpcPlan = {
    id: ID,
    cidrs: [block(RANGE)],
    six: undefined,
    region: 'r1',
    account: 'acc1',
    subnets: [
      subnet('ht1', 'az1', '172.31.0.0/28'),
      subnet('hf1', 'az1', '172.31.1.0/24'),
      subnet('ht2', 'az2', '172.31.2.0/28'),
      subnet('hf2', 'az2', '172.31.3.0/24'),
    ],
  };
  draft.vpcs.push(plan);
  const hosts: VpcEntry['hosts'] = {};
  const appliance = (name: string, ip: string): void => {
    const stateful = dice.chance(0.85);
    hosts[name] = { ip, forwards: true, ...(stateful ? { stateful } : {}) };
    const home = plan.subnets.find((held) => held.name === (name === 'FW1' ? 'hf1' : 'hf2'));
    home?.taken.add(10);
    draft.hosts.push({
      name,
      vpc: ID,
      subnet: home,
      four: ip,
      six: undefined,
      eip: undefined,
      forwards: true,
    });
  };
  appliance('FW1', '172.31.1.10');
  appliance('FW2', '172.31.3.10');
  document.vpcs[ID] = {
    cidrs: [RANGE],
    subnets: { ht1: '172.31.0.0/28', hf1: '172.31.1.0/24', ht2: '172.31.2.0/28', hf2: '172.31.3.0/24' },
    azs: { ht2: 'az2', hf2: 'az2' },
    hosts,
  };
}

/** Its transit gateway and the routes that lead through it; the tables of the spokes are rewritten. */
export function routeThroughInspection(draft: Draft): void {
  const { dice, document } = draft;
  if (draft.vpc(ID) === undefined) return;
  const spokes = draft.vpcs.filter(({ id }) => id !== ID);
  const attachments: Record<string, string | string[]> = { [ID]: ['ht1', 'ht2'] };
  for (const { id, subnets } of spokes) {
    const zones = new Map(subnets.map(({ az, name }) => [az, name]));
    const names = [...zones.values()];
    const [only] = names;
    if (only !== undefined) attachments[id] = names.length === 1 ? only : names;
  }
  const names = Object.keys(attachments).filter((name) => name !== ID);
  draft.link('tgw-h', {
    type: 'tgw',
    attachments,
    tables: { spokes: [`0.0.0.0/0 ${ID}`], inspected: [] },
    associations: { ...Object.fromEntries(names.map((name) => [name, 'spokes'])), [ID]: 'inspected' },
    propagations: { inspected: names },
    ...(dice.chance(0.4) ? { applianceMode: { [ID]: true } } : {}),
  });
  document.routes[ID] = [];
  document.routes[`${ID}/ht1`] = ['0.0.0.0/0 eni:FW1'];
  document.routes[`${ID}/ht2`] = ['0.0.0.0/0 eni:FW2'];
  document.routes[`${ID}/hf1`] = ['0.0.0.0/0 tgw-h'];
  document.routes[`${ID}/hf2`] = ['0.0.0.0/0 tgw-h'];
  for (const name of names) {
    if (!dice.chance(0.8)) continue;
    const kept = (document.routes[name] ?? []).filter(
      (line) => !/^(0\.0\.0\.0\/0|10\.0\.0\.0\/8) /.test(line),
    );
    const lines = dice.chance(0.7) ? ['0.0.0.0/0 tgw-h'] : [...dice.some(kept, 0.5), '0.0.0.0/0 tgw-h'];
    document.routes[name] = lines;
  }
}
