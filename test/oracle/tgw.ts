// Transit gateways (JD Cloud: border gateway; Open Telekom Cloud: enterprise router): reading one, and
// looking up one of its tables.
// The table is chosen by the ingress attachment. Longest prefix first, then static, prefix list,
// VPC-propagated, Direct Connect and VPN-propagated ("How transit gateways work", Amazon VPC Transit
// Gateways).
import { type Prefix, parsePrefix, within } from './address.ts';
import { subnetNamed } from './estate.ts';
import { type Fields, fields, flag, text, textOr, texts } from './field.ts';
import type { Attachment, Subnet, Tgw, TgwRoute, World } from './model.ts';

const RANK = { static: 0, list: 1, vpc: 2, dx: 3, vpn: 4 } as const;

function readAttachment(world: World, name: string, entry: Fields, states: Fields, mode: Fields): Attachment {
  const vpc = world.vpcs.get(name);
  const site = vpc === undefined ? world.sites.get(name) : undefined;
  const values = texts(entry[name]);
  const subnets = values.flatMap((value): Subnet[] => {
    const subnet = subnetNamed(vpc, value);
    return subnet === undefined ? [] : [subnet];
  });
  return {
    name,
    live: textOr(states[name], 'available') === 'available',
    vpc,
    subnets,
    site,
    dx: values[0] === 'dx',
    peer: vpc === undefined && site === undefined ? values[0] : undefined,
    applianceMode: flag(mode[name], false),
  };
}

function readStatic(world: World, line: string): TgwRoute[] {
  const [destination = '', to = ''] = line.trim().split(/\s+/);
  const listed = world.lists.get(destination);
  if (listed !== undefined) return listed.map((prefix) => ({ prefix, to, rank: RANK.list }));
  return [{ prefix: parsePrefix(destination), to, rank: RANK.static }];
}

function announcements(world: World, attachment: Attachment): TgwRoute[] {
  const { name, vpc, site, dx } = attachment;
  if (vpc !== undefined) {
    // A JD Cloud attachment announces the subnets, the others announce the CIDRs of the VPC.
    const bySubnet = world.profile === 'jd' || vpc.cidrs.length === 0;
    const prefixes = bySubnet ? vpc.subnets.flatMap((subnet) => subnet.ranges) : vpc.cidrs;
    return prefixes.map((prefix) => ({ prefix, to: name, rank: RANK.vpc }));
  }
  if (site !== undefined) {
    return site.prefixes.map((prefix) => ({ prefix, to: name, rank: dx ? RANK.dx : RANK.vpn }));
  }
  // A peering attachment takes static routes only.
  return [];
}

function same(a: Prefix, b: Prefix): boolean {
  return a.low === b.low && a.high === b.high;
}

export function readTgw(world: World, id: string, entry: Fields): Tgw {
  const state = textOr(entry['state'], 'available');
  const attachmentEntry = fields(entry['attachments']);
  const states = fields(entry['attachmentState']);
  const mode = fields(entry['applianceMode']);
  const attachments = new Map<string, Attachment>();
  for (const name of Object.keys(attachmentEntry)) {
    const attachment = readAttachment(world, name, attachmentEntry, states, mode);
    attachments.set(name, { ...attachment, live: attachment.live && state !== 'deleted' });
  }
  const tables = new Map<string, TgwRoute[]>();
  for (const [name, lines] of Object.entries(fields(entry['tables']))) {
    tables.set(
      name,
      texts(lines).flatMap((line) => readStatic(world, line)),
    );
  }
  for (const [name, sources] of Object.entries(fields(entry['propagations']))) {
    const routes = tables.get(name) ?? [];
    tables.set(name, routes);
    for (const source of texts(sources)) {
      const attachment = attachments.get(source);
      const silent = attachment === undefined || textOr(states[source], '') === 'deleted';
      for (const route of silent ? [] : announcements(world, attachment)) {
        // The second VPC with an identical CIDR stays silent ("Transit gateway attachments to a VPC").
        const twin = routes.some((other) => other.rank === RANK.vpc && same(other.prefix, route.prefix));
        if (!(route.rank === RANK.vpc && twin)) routes.push(route);
      }
    }
  }
  const associations = Object.entries(fields(entry['associations'])).map(
    ([name, table]): [string, string] => [name, text(table)],
  );
  return {
    type: 'tgw',
    id,
    state,
    attachments,
    tables,
    associations: new Map(associations),
    sgReferencing: flag(entry['sgReferencing'], false),
  };
}

export function tgwRoute(tgw: Tgw, table: string, dst: bigint): TgwRoute | undefined {
  let best: TgwRoute | undefined;
  for (const route of tgw.tables.get(table) ?? []) {
    if (!within(route.prefix, dst)) continue;
    const longer = best === undefined || route.prefix.length > best.prefix.length;
    if (
      longer ||
      (best !== undefined && route.prefix.length === best.prefix.length && route.rank < best.rank)
    ) {
      best = route;
    }
  }
  return best;
}
