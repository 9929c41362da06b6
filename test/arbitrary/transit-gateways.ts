// Transit gateways: one, or two that are peered, with attachments of VPCs and sites, several tables, and
// routes that overlap, lead nowhere or lead back.
import { block, showBlock, widened } from './block.ts';
import type { LinkEntry } from './document.ts';
import type { Draft, VpcPlan } from './draft.ts';

export const ATTACHMENT_STATES = ['available', 'pending', 'failed', 'deleted', 'pendingAcceptance'];

function attachedSubnets(draft: Draft, vpc: VpcPlan): string | string[] | undefined {
  const { dice } = draft;
  const byZone = new Map<string, string>();
  for (const subnet of dice.shuffled(vpc.subnets)) {
    if (!byZone.has(subnet.az)) byZone.set(subnet.az, subnet.name);
  }
  const names = [...byZone.values()];
  const chosen = dice.chance(0.75) ? names : names.slice(0, 1);
  const [only] = chosen;
  return chosen.length === 1 ? only : chosen.length === 0 ? undefined : chosen;
}

function attachmentsOf(draft: Draft, others: readonly string[]): Record<string, string | string[]> {
  const { dice } = draft;
  const attachments: Record<string, string | string[]> = {};
  for (const vpc of draft.vpcs) {
    const subnets = dice.chance(0.75) ? attachedSubnets(draft, vpc) : undefined;
    if (subnets !== undefined) attachments[vpc.id] = subnets;
  }
  for (const site of draft.sites) {
    if (dice.chance(0.5)) attachments[site.id] = dice.pick(['vpn', 'dx']);
  }
  for (const other of others) attachments[`peer-${other}`] = other;
  return attachments;
}

/** What an attachment holds, more than that, and less than that. */
function destinationsOf(draft: Draft, name: string): string[] {
  const vpc = draft.vpc(name);
  if (vpc !== undefined) {
    const ranges = [...vpc.cidrs, ...vpc.cidrs, ...vpc.subnets.flatMap(({ four }) => four ?? [])];
    const six = vpc.six === undefined ? [] : [`${vpc.six}00::/56`];
    return [...ranges.map((range) => showBlock(range)), ...six];
  }
  return [...(draft.sites.find((site) => site.id === name)?.prefixes ?? [])];
}

function routesOf(draft: Draft, names: readonly string[]): string[] {
  const { dice } = draft;
  const lines: string[] = [];
  for (const name of names) {
    const own = destinationsOf(draft, name);
    const first = own[0];
    if (first !== undefined && dice.chance(0.6)) lines.push(`${first} ${name}`);
    if (dice.chance(0.2)) lines.push(`${dice.pick(own) ?? '10.0.0.0/8'} ${name}`);
  }
  const anyone = (): string => dice.pick(names) ?? 'blackhole';
  if (dice.chance(0.4)) lines.push(`0.0.0.0/0 ${anyone()}`);
  if (dice.chance(0.15)) lines.push(`::/0 ${anyone()}`);
  if (dice.chance(0.2)) lines.push(`10.0.0.0/8 ${dice.chance(0.3) ? 'blackhole' : anyone()}`);
  const cidrs = draft.vpcs.flatMap((vpc) => vpc.cidrs);
  const some = dice.pick(cidrs);
  if (some !== undefined && dice.chance(0.15)) {
    const cut = dice.chance(0.5) ? some : widened(block(showBlock(some)), 24);
    lines.push(`${showBlock(cut)} blackhole`);
  }
  if (draft.document.prefixLists['pl-x'] !== undefined && dice.chance(0.3)) lines.push(`pl-x ${anyone()}`);
  const destinations = new Set<string>();
  return lines.filter((line) => {
    const [destination = ''] = line.split(' ');
    return destinations.has(destination) ? false : destinations.add(destination) !== undefined;
  });
}

function addTransitGateway(draft: Draft, id: string, others: readonly string[]): void {
  const { dice } = draft;
  const attachments = attachmentsOf(draft, others);
  const names = Object.keys(attachments);
  const tables: Record<string, string[]> = {};
  const propagations: Record<string, string[]> = {};
  const tableNames = dice.chance(0.5) ? ['t1'] : ['t1', 't2'];
  for (const table of tableNames) {
    tables[table] = routesOf(draft, names);
    if (dice.chance(0.55)) propagations[table] = dice.some(names, 0.6);
  }
  const associations = Object.fromEntries(
    dice.some(names, 0.93).map((name) => [name, dice.pick(tableNames) ?? 't1']),
  );
  const states = Object.fromEntries(
    dice.some(names, 0.06).map((name) => [name, dice.pick(ATTACHMENT_STATES) ?? 'failed']),
  );
  const modes = Object.fromEntries(dice.some(names, 0.2).map((name) => [name, dice.chance(0.8)]));
  const link: LinkEntry = {
    type: 'tgw',
    attachments,
    tables,
    associations,
    ...(Object.keys(propagations).length > 0 ? { propagations } : {}),
    ...(Object.keys(states).length > 0 ? { attachmentState: states } : {}),
    ...(Object.keys(modes).length > 0 ? { applianceMode: modes } : {}),
    ...(draft.profile !== 'jd' && dice.chance(0.35) ? { sgReferencing: true } : {}),
  };
  draft.link(id, link);
}

export function addTransitGateways(draft: Draft): void {
  const { dice, profile } = draft;
  if (profile === 'azure' || profile === 'gcp' || !dice.chance(0.5)) return;
  const two = dice.chance(0.3);
  addTransitGateway(draft, 'tgw-1', two ? ['tgw-2'] : []);
  if (two) addTransitGateway(draft, 'tgw-2', ['tgw-1']);
}
