// Route tables: routes that make sense, routes that almost do, and routes into everything a table may name.
// The sensible part comes first, so that a fair share of the flows arrives; what is added after it overlaps,
// shadows, leads to dead links or to the wrong VPC.
// No table gets two static routes to one destination: no provider would take the second.
import { type Block, showBlock, widened } from './block.ts';
import type { LinkEntry } from './document.ts';
import type { Draft, VpcPlan } from './draft.ts';

type Line = string;

function textsOf(vpc: VpcPlan | undefined): string[] {
  if (vpc === undefined) return [];
  const six = vpc.six === undefined ? [] : [`${vpc.six}00::/56`];
  return [...vpc.cidrs.map((range) => showBlock(range)), ...six];
}

function subnetTexts(vpc: VpcPlan | undefined): string[] {
  return (vpc?.subnets ?? []).flatMap(({ four, six }) => [
    ...(four === undefined ? [] : [showBlock(four)]),
    ...(six === undefined ? [] : [`${six}::/64`]),
  ]);
}

/** Places of the estate a route may be meant for, from single hosts to everything. */
export function anyDestination(draft: Draft): string {
  const { dice } = draft;
  const vpc = dice.pick(draft.vpcs);
  const cidrs = draft.vpcs.flatMap((plan) => plan.cidrs);
  const range: Block = dice.pick(cidrs) ?? { base: 0, length: 0 };
  const hosts = draft.hosts.flatMap(({ four, six }) => [
    ...(four === undefined ? [] : [`${four}/32`]),
    ...(six === undefined ? [] : [`${six}/128`]),
  ]);
  const everywhere = dice.pick([
    '0.0.0.0/0',
    '0.0.0.0/0',
    '10.0.0.0/8',
    '172.16.0.0/12',
    '::/0',
    '203.0.113.0/24',
  ]);
  return dice.weighted(
    [6, dice.pick(textsOf(vpc)) ?? everywhere],
    [4, dice.pick(subnetTexts(vpc)) ?? everywhere],
    [3, dice.pick(hosts) ?? everywhere],
    [2, dice.pick(draft.sites)?.prefixes[0] ?? everywhere],
    [1, showBlock(widened(range, Math.max(8, range.length - dice.between(1, 4))))],
    [3, everywhere],
    [1, draft.document.prefixLists['pl-x'] === undefined ? everywhere : 'pl-x'],
  );
}

function otherEnd(entry: LinkEntry, vpc: string): string | undefined {
  const between = entry['between'] as string[];
  return between.includes(vpc) ? (between.find((end) => end !== vpc) ?? vpc) : undefined;
}

function sensible(draft: Draft, vpc: VpcPlan): Line[] {
  const { dice } = draft;
  const lines: Line[] = [];
  const add = (share: number, destination: string | undefined, target: string, mark = ''): void => {
    if (destination !== undefined && dice.chance(share)) lines.push(`${destination} ${target}${mark}`);
  };
  for (const [id, entry] of Object.entries(draft.document.links)) {
    const own = entry['vpc'] === vpc.id;
    switch (entry.type) {
      case 'peering': {
        // Where the platform writes the routes of a peering, nobody else does.
        if (draft.profile === 'azure' || draft.profile === 'gcp') break;
        const far = otherEnd(entry, vpc.id);
        for (const text of far === undefined ? [] : textsOf(draft.vpc(far))) add(0.75, text, id);
        break;
      }
      case 'igw':
        if (own) add(0.6, '0.0.0.0/0', id);
        if (own && vpc.six !== undefined) add(0.5, '::/0', id);
        break;
      case 'eigw':
        if (own) add(0.7, '::/0', id);
        break;
      case 'nat':
        if (own) add(0.35, '0.0.0.0/0', id);
        break;
      case 'vgw':
      case 'vpn':
      case 'dx':
        for (const prefix of own ? (entry['prefixes'] as string[]) : []) {
          add(0.8, prefix, id, dice.chance(0.5) ? ' propagated' : '');
        }
        break;
      case 'tgw':
        if (vpc.id in (entry['attachments'] as object)) {
          add(0.5, dice.pick(['0.0.0.0/0', '10.0.0.0/8', anyDestination(draft)]), id);
          add(0.7, textsOf(dice.pick(draft.vpcs.filter((other) => other !== vpc)))[0], id);
          add(0.5, dice.pick(draft.sites)?.prefixes[0], id);
        }
        break;
      case 'gateway-endpoint':
        if (own) add(0.85, 'pl-s3', id);
        break;
      case 'gwlbe':
        if (own) add(0.3, dice.pick(['0.0.0.0/0', ...subnetTexts(vpc)]), id);
        break;
      default:
    }
  }
  return lines;
}

/** Everything a table of this VPC may name, allowed or not. */
function targets(draft: Draft, vpc: VpcPlan): string[] {
  const { dice, profile } = draft;
  const forwarders = draft.vpcHosts().filter((host) => host.forwards || dice.chance(0.15));
  const near = forwarders.filter(
    (host) => host.vpc === vpc.id || dice.chance(profile === 'azure' ? 0.5 : 0.03),
  );
  const links = Object.entries(draft.document.links).filter(([, entry]) => {
    if (entry.type === 'peering' && (profile === 'azure' || profile === 'gcp')) return false;
    if (entry.type === 'peering') return otherEnd(entry, vpc.id) !== undefined || dice.chance(0.05);
    if (entry.type === 'tgw') return vpc.id in (entry['attachments'] as object) || dice.chance(0.1);
    if (entry.type === 'endpoint' || entry.type === 'nlb') return dice.chance(0.03);
    // A gateway endpoint only answers for the prefix list it installs itself.
    if (entry.type === 'gateway-endpoint') return false;
    return entry['vpc'] === vpc.id || dice.chance(0.05);
  });
  const enis = near.map((host) => `eni:${host.name}`);
  const nowhere = profile === 'gcp' || dice.chance(0.5) ? [] : [profile === 'azure' ? 'none' : 'blackhole'];
  return [...links.map(([id]) => id), ...enis, ...enis, ...nowhere];
}

function odd(draft: Draft, vpc: VpcPlan): Line | undefined {
  const { dice, profile } = draft;
  const target = dice.pick(targets(draft, vpc));
  if (target === undefined) return undefined;
  const isEni = target.startsWith('eni:');
  const destination =
    isEni && dice.chance(0.5)
      ? (dice.pick([...subnetTexts(vpc), ...textsOf(vpc), '0.0.0.0/0']) ?? '0.0.0.0/0')
      : anyDestination(draft);
  const type = draft.document.links[target]?.type ?? '';
  const marks: string[] = [];
  if (['vgw', 'vpn', 'dx'].includes(type) && dice.chance(0.4)) {
    const known = dice.pick((draft.document.links[target]?.['prefixes'] as string[] | undefined) ?? []);
    if (known !== undefined) return `${known} ${target} propagated`;
  }
  if ((profile === 'jd' || profile === 'gcp') && dice.chance(0.2))
    marks.push(`priority=${dice.pick([50, 100, 110, 200])}`);
  return [destination, target, ...marks].join(' ');
}

function withoutTwins(lines: readonly Line[]): Line[] {
  const seen = new Set<string>();
  return lines.filter((line) => {
    const [destination = '', target = '', ...marks] = line.split(' ');
    const propagated = marks.includes('propagated');
    const key = propagated ? `${destination} ${target}` : destination;
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

export function tableLines(draft: Draft, vpc: VpcPlan): Line[] {
  const { dice } = draft;
  const lines = sensible(draft, vpc);
  const extras = dice.weighted([3, 0], [4, 1], [3, 2], [2, 4]);
  for (let i = 0; i < extras; i += 1) {
    const line = odd(draft, vpc);
    if (line !== undefined) lines.push(line);
  }
  const first = textsOf(vpc)[0];
  const wholes = draft.profile === 'aws' || draft.profile === 'azure';
  if (wholes && first !== undefined && dice.chance(0.03)) lines.push(`${first} local`);
  return withoutTwins(dice.shuffled(lines));
}

/** Tables of gateways: into the VPC, through an interface or an inspection endpoint of it. */
export function edgeLines(draft: Draft, vpc: VpcPlan): Line[] {
  const { dice } = draft;
  const enis = draft.vpcHosts().filter((host) => host.vpc === vpc.id && (host.forwards || dice.chance(0.1)));
  const fleets = draft.linksOf('gwlbe').filter(([, entry]) => entry['vpc'] === vpc.id);
  const wrong = draft.linksOf('nat', 'peering').map(([id]) => id);
  const choices = [...enis.map((host) => `eni:${host.name}`), ...fleets.map(([id]) => id), 'local'];
  const inside = [...subnetTexts(vpc), ...subnetTexts(vpc), ...textsOf(vpc)];
  const lines = dice
    .sample(inside, dice.between(1, 3))
    .map(
      (range) =>
        `${range} ${dice.chance(0.06) ? (dice.pick(wrong) ?? 'local') : (dice.pick(choices) ?? 'local')}`,
    );
  return withoutTwins(lines);
}

export function siteLines(draft: Draft, site: string): Line[] {
  const { dice } = draft;
  const gateways = draft.linksOf('vgw', 'vpn', 'dx').filter(([, entry]) => entry['site'] === site);
  const others = draft.linksOf('vgw', 'vpn', 'dx').filter(([, entry]) => entry['site'] !== site);
  const hubs = draft
    .linksOf('tgw')
    .filter(([, entry]) => site in (entry['attachments'] as object) || dice.chance(0.2));
  const doors = [...gateways, ...gateways, ...hubs, ...dice.some(others, 0.05)];
  const lines: Line[] = [];
  for (const [id, entry] of gateways) {
    for (const text of textsOf(draft.vpc(String(entry['vpc']))))
      if (dice.chance(0.8)) lines.push(`${text} ${id}`);
  }
  for (const vpc of draft.vpcs) {
    const door = dice.pick(doors)?.[0];
    const text = textsOf(vpc)[0];
    if (door !== undefined && text !== undefined && dice.chance(0.6)) lines.push(`${text} ${door}`);
  }
  const extra = dice.pick(doors)?.[0];
  if (extra !== undefined && dice.chance(0.5)) lines.push(`${anyDestination(draft)} ${extra}`);
  if (dice.chance(0.05)) lines.push('10.0.0.0/8 blackhole');
  return withoutTwins(dice.shuffled(lines));
}

export function addRoutes(draft: Draft): void {
  const { dice, document } = draft;
  for (const vpc of draft.vpcs) {
    const main = tableLines(draft, vpc);
    document.routes[vpc.id] = main;
    for (const subnet of vpc.subnets) {
      if (!dice.chance(0.35)) continue;
      const key = `${vpc.id}/${subnet.name}`;
      const fresh = tableLines(draft, vpc);
      document.routes[key] = dice.chance(0.3)
        ? fresh
        : withoutTwins([...dice.some(main, 0.7), ...fresh.slice(0, 2)]);
    }
  }
  for (const site of draft.sites) {
    const lines = siteLines(draft, site.id);
    if (lines.length > 0) document.routes[site.id] = lines;
  }
  for (const [id, entry] of draft.linksOf('igw', 'vgw')) {
    const vpc = draft.vpc(String(entry['vpc']));
    if (vpc !== undefined && draft.profile === 'aws' && dice.chance(0.22))
      document.routes[id] = edgeLines(draft, vpc);
  }
}
