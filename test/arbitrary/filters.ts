// Security groups and access lists: mostly generous, with the odd narrow rule, and now and then a list that
// denies everything.
import { showBlock } from './block.ts';
import type { Draft } from './draft.ts';

type GroupRule = [string | number, string | number, string];
type AclRule = [number, 'allow' | 'deny', string | number, string | number, string];

function ranges(draft: Draft): string[] {
  const vpcs = draft.vpcs.flatMap((vpc) => vpc.cidrs.map((range) => showBlock(range)));
  const subnets = draft.vpcs.flatMap((vpc) =>
    vpc.subnets.flatMap(({ four }) => (four ? [showBlock(four)] : [])),
  );
  const sixes = draft.vpcs.flatMap(({ six }) => (six === undefined ? [] : [`${six}00::/56`]));
  const hosts = draft.hosts.flatMap(({ four }) => (four === undefined ? [] : [`${four}/32`]));
  const sites = draft.sites.flatMap((site) => site.prefixes);
  const wide = ['0.0.0.0/0', '0.0.0.0/0', '::/0', '10.0.0.0/8', '198.19.128.0/17', '198.51.100.0/24'];
  return [...vpcs, ...vpcs, ...subnets, ...sixes, ...draft.dice.sample(hosts, 3), ...sites, ...wide];
}

function service(draft: Draft): [string | number, string | number] {
  const { dice } = draft;
  return dice.weighted<[string | number, string | number]>(
    [4, ['all', 'all']],
    [6, ['tcp', 443]],
    [2, ['tcp', 'all']],
    [2, ['tcp', '0-1023']],
    [2, ['tcp', '1024-65535']],
    [1, ['tcp', '8000-8080']],
    [1, [6, 22]],
    [2, ['udp', 53]],
    [1, ['udp', 'all']],
    [2, ['icmp', 'all']],
    [1, ['icmp', 8]],
    [1, ['icmp', 0]],
    [1, ['icmpv6', 'all']],
    [1, ['esp', 'all']],
    [1, [50, 'all']],
  );
}

function groupRules(draft: Draft, peers: readonly string[]): GroupRule[] {
  const { dice } = draft;
  const rules: GroupRule[] = [];
  const count = dice.weighted([1, 0], [4, 1], [4, 2], [2, 3]);
  const named = [...draft.usedGroups];
  for (let i = 0; i < count; i += 1) {
    const [proto, ports] = service(draft);
    const list = draft.document.prefixLists['pl-x'] === undefined ? undefined : 'pl-x';
    const byName = dice.chance(0.25) ? (dice.chance(0.8) ? dice.pick(named) : list) : undefined;
    rules.push([proto, ports, byName ?? dice.pick(peers) ?? '0.0.0.0/0']);
  }
  if (dice.chance(0.45)) rules.push(['all', 'all', '0.0.0.0/0']);
  return rules;
}

export function groupEntry(draft: Draft): Record<string, GroupRule[]> {
  const { dice } = draft;
  const peers = ranges(draft);
  return {
    ...(dice.chance(0.92) ? { in: groupRules(draft, peers) } : {}),
    ...(dice.chance(0.5) ? { out: groupRules(draft, peers) } : {}),
  };
}

function aclRules(draft: Draft, peers: readonly string[]): AclRule[] {
  const { dice } = draft;
  const rules: AclRule[] = [];
  const count = dice.weighted([2, 0], [4, 1], [3, 2], [1, 3]);
  const numbers = dice.sample([10, 20, 30, 40, 90, 100, 110], count);
  for (const number of numbers) {
    const [proto, ports] = service(draft);
    rules.push([
      number,
      dice.weighted([3, 'allow'], [2, 'deny']),
      proto,
      ports,
      dice.pick(peers) ?? '0.0.0.0/0',
    ]);
  }
  if (dice.chance(0.75)) rules.push([200, 'allow', 'all', 'all', '0.0.0.0/0']);
  if (dice.chance(0.6)) rules.push([210, 'allow', 'all', 'all', '::/0']);
  return rules;
}

export function aclEntry(draft: Draft): Record<string, AclRule[]> {
  const { dice } = draft;
  const peers = ranges(draft);
  return {
    ...(dice.chance(0.95) ? { in: aclRules(draft, peers) } : {}),
    ...(dice.chance(0.95) ? { out: aclRules(draft, peers) } : {}),
  };
}

export function addFilters(draft: Draft): void {
  const { dice, document } = draft;
  for (const group of draft.groups) {
    if (draft.usedGroups.has(group) && dice.chance(0.7)) document.sgs[group] = groupEntry(draft);
  }
  for (const vpc of draft.vpcs) {
    for (const subnet of vpc.subnets) {
      if (dice.chance(0.13)) document.acls[`${vpc.id}/${subnet.name}`] = aclEntry(draft);
    }
  }
}
