// Hosts of VPCs and of sites, with every option a host may have: public address, groups, forwarding,
// listeners, a proxy's target, a fleet of equal interfaces.
import { showAddress } from './block.ts';
import type { Entry } from './document.ts';
import { type Draft, type HostPlan, type SubnetPlan, sixOf } from './draft.ts';

function listens(draft: Draft): string[] {
  const offers = ['tcp/443', 'tcp/22', 'tcp/80', 'udp/53', 'tcp/8000-8080', 'icmp', 'icmpv6', 'esp'];
  const chosen = draft.dice.sample(offers, draft.dice.between(1, 4));
  return draft.dice.chance(0.6) && !chosen.includes('tcp/443') ? ['tcp/443', ...chosen] : chosen;
}

function options(draft: Draft, name: string, subnet: SubnetPlan, six: boolean): Entry {
  const { dice } = draft;
  const entry: Entry = {};
  if (dice.chance(0.15)) {
    entry['forwards'] = true;
    if (dice.chance(0.35)) entry['stateful'] = true;
    if (dice.chance(0.12)) entry['policy'] = 'drop';
    if (dice.chance(0.12)) entry['srcDstCheck'] = true;
  } else if (dice.chance(0.12)) entry['srcDstCheck'] = false;
  if (dice.chance(0.25) && subnet.four !== undefined) entry['eip'] = draft.publicAddress();
  if (dice.chance(0.3)) {
    const groups = dice.sample(draft.groups, dice.weighted([4, 1], [1, 2]));
    for (const group of groups) draft.usedGroups.add(group);
    const [only] = groups;
    entry['sg'] = groups.length === 1 ? only : groups;
  }
  if (dice.chance(0.05)) entry['state'] = 'stopped';
  if (dice.chance(0.15)) entry['listens'] = listens(draft);
  if (dice.chance(0.07) && !six) {
    const target = dice.pick(draft.vpcHosts().filter((host) => host.four !== undefined));
    if (target !== undefined && target.name !== name) entry['proxyTo'] = target.name;
  }
  return entry;
}

function addHost(draft: Draft, subnet: SubnetPlan, name: string): void {
  const { dice } = draft;
  const fleet = subnet.four !== undefined && dice.chance(0.06) ? dice.between(2, 4) : 1;
  const offset = draft.takeOffset(subnet, fleet);
  if (offset === undefined) return;
  const address = subnet.four === undefined ? undefined : showAddress(subnet.four.base + offset);
  const last =
    subnet.four === undefined || fleet === 1 ? undefined : showAddress(subnet.four.base + offset + fleet - 1);
  const four = address !== undefined && last !== undefined ? `${address}-${last}` : address;
  const wantsSix = subnet.six !== undefined && fleet === 1 && (address === undefined || dice.chance(0.8));
  const six = wantsSix && subnet.six !== undefined ? sixOf(subnet.six, offset) : undefined;
  const ips = [four, six].filter((ip) => ip !== undefined);
  if (dice.chance(0.1)) ips.reverse();
  const [only] = ips;
  const ip = ips.length === 1 && only !== undefined ? only : ips;
  const extra = options(draft, name, subnet, six !== undefined);
  const vpc = draft.document.vpcs[subnet.vpc];
  if (vpc === undefined) return;
  vpc.hosts[name] = Object.keys(extra).length === 0 ? ip : { ip, ...extra };
  const { eip } = extra;
  draft.hosts.push({
    name,
    vpc: subnet.vpc,
    subnet,
    four: address,
    six,
    eip: typeof eip === 'string' ? eip : undefined,
    forwards: extra['forwards'] === true,
  });
}

export function addHosts(draft: Draft): void {
  for (const vpc of draft.vpcs) {
    let number = 0;
    for (const subnet of vpc.subnets) {
      const count = draft.dice.weighted([2, 0], [6, 1], [4, 2], [1, 3]);
      for (let i = 0; i < count; i += 1) {
        number += 1;
        addHost(draft, subnet, `${vpc.id}${number}`);
      }
    }
  }
}

const SITE_RANGES = ['192.168.100.0/24', '10.99.0.0/16', '172.16.0.0/24', '192.168.0.0/24'];

export function addSites(draft: Draft): void {
  const { dice } = draft;
  const count = dice.weighted([3, 0], [5, 1], [2, 2]);
  for (const id of ['corp', 'depot'].slice(0, count)) {
    const own = new Set(draft.sites.flatMap((site) => site.prefixes));
    const free = SITE_RANGES.filter((range) => dice.chance(0.1) || !own.has(range));
    const prefixes = dice.sample(free, dice.weighted([4, 1], [1, 2]));
    const hosts: Record<string, string> = {};
    for (const [index, prefix] of prefixes.entries()) {
      const base = prefix.replace(/\.0\/\d+$/, '');
      const name = `${id === 'corp' ? 'S' : 'T'}${index + 1}`;
      hosts[name] = `${base}.${dice.pick([10, 10, 11, 66])}`;
      const plan: HostPlan = {
        name,
        vpc: undefined,
        subnet: undefined,
        four: hosts[name],
        six: undefined,
        eip: undefined,
        forwards: false,
      };
      draft.hosts.push(plan);
    }
    draft.document.sites[id] = { prefixes, hosts };
    draft.sites.push({ id, prefixes });
  }
}
