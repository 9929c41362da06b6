// Route tables: the lines of the document, the routes a provider installs by itself, and the rank that
// breaks a tie between equal prefixes.
// A subnet without a table of its own uses the main table of its VPC ("Configure route tables", "Route
// Tables and Routes").
// Routes the control plane would have refused are left out: a refusal is never a packet drop.
import { type Prefix, covers, isSix, parsePrefix } from './address.ts';
import { fields, texts } from './field.ts';
import { deadReason, vanished } from './liveness.ts';
import type { Route, Table, Target, Vpc, World } from './model.ts';
import { otherEnd } from './peerings.ts';

/** Destinations Azure sends to nowhere until something longer exists ("Virtual network traffic routing"). */
const NONE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

function route(prefix: Prefix, target: Target, origin: Route['origin']): Route {
  return { prefix, target, origin, list: undefined, priority: undefined, dead: undefined, rank: 0 };
}

function readTarget(world: World, name: string): Target {
  if (name === 'local') return { kind: 'local' };
  if (name === 'blackhole' || name.toLowerCase() === 'none') return { kind: 'blackhole' };
  if (name.startsWith('eni:')) return { kind: 'eni', name, host: world.hosts.get(name.slice(4)) };
  const link = world.links.get(name);
  return link === undefined ? { kind: 'missing', id: name } : { kind: 'link', link };
}

function readRoutes(world: World, line: string): Route[] {
  const [destination = '', name = '', ...marks] = line.trim().split(/\s+/);
  const listed = world.lists.get(destination);
  const priority = marks.find((mark) => mark.startsWith('priority='))?.slice('priority='.length);
  const target = readTarget(world, name);
  const marked = marks.includes('propagated') ? 'propagated' : 'static';
  const replaceable = world.profile === 'aws' || world.profile === 'azure';
  return (listed ?? [parsePrefix(destination)]).map((prefix) => ({
    prefix,
    target,
    // Where a table may replace its local route, writing it down again makes it an ordinary one.
    origin: target.kind === 'local' && !replaceable ? 'local' : marked,
    list: listed === undefined ? undefined : destination,
    priority: priority === undefined ? undefined : Number(priority),
    dead: undefined,
    rank: 0,
  }));
}

export function kindOf(target: Target): string {
  return target.kind === 'link' ? target.link.type : target.kind;
}

/** Only a whole subnet, or the local route itself, may be pulled to an interface, NAT or inspection endpoint. */
function mayOverrideLocal(vpc: Vpc, candidate: Route): boolean {
  const local = vpc.cidrs.find((cidr) => covers(cidr, candidate.prefix));
  if (local === undefined) return true;
  if (candidate.origin === 'propagated') return false;
  if (candidate.target.kind === 'local') return true;
  const { low, high } = candidate.prefix;
  const whole = [local, ...vpc.subnets.flatMap((subnet) => subnet.ranges)];
  const exact = whole.some((range) => range.low === low && range.high === high);
  return exact && ['eni', 'nat', 'gwlbe'].includes(kindOf(candidate.target));
}

function localRanges(world: World, vpc: Vpc): readonly Prefix[] {
  if (world.profile === 'otc' || world.profile === 'gcp') return vpc.subnets.flatMap((s) => s.ranges);
  return vpc.ranges;
}

function gatewayRoutes(world: World, vpc: Vpc, through: Target | undefined): Route[] {
  const routes: Route[] = [];
  for (const link of world.links.values()) {
    if ((link.type !== 'vgw' && link.type !== 'vpn' && link.type !== 'dx') || link.vpc !== vpc) continue;
    for (const prefix of link.prefixes) {
      const learned = route(prefix, { kind: 'link', link }, 'propagated');
      if (!vanished(world, learned))
        routes.push(through === undefined ? learned : { ...learned, target: through });
    }
  }
  return routes;
}

/** Azure installs peer ranges itself, and the hub's gateway routes where both halves say so ("VNet peering"). */
function azureRoutes(world: World, vpc: Vpc): Route[] {
  const routes = NONE_RANGES.map((text) => route(parsePrefix(text), { kind: 'blackhole' }, 'system'));
  const door = vpc.doors.find((item) => item.type === 'igw' && item.attached);
  if (door !== undefined) {
    for (const text of EVERYWHERE)
      routes.push(route(parsePrefix(text), { kind: 'link', link: door }, 'system'));
  }
  routes.push(...gatewayRoutes(world, vpc, undefined));
  for (const peering of world.peerings.get(vpc) ?? []) {
    const peer = otherEnd(peering, vpc);
    if (!peering.live || peer === undefined) continue;
    const target: Target = { kind: 'link', link: peering };
    routes.push(...peer.ranges.map((range) => route(range, target, 'system')));
    if (peering.halves.get(peer)?.allowGateway === true && peering.halves.get(vpc)?.useGateway === true) {
      routes.push(...gatewayRoutes(world, peer, target));
    }
  }
  return routes;
}

/** Subnet routes are exchanged always, custom routes on export and import, default-internet ones never. */
function gcpRoutes(world: World, vpc: Vpc, written: ReadonlyMap<string, readonly Route[]>): Route[] {
  const routes = gatewayRoutes(world, vpc, undefined);
  for (const peering of world.peerings.get(vpc) ?? []) {
    const peer = otherEnd(peering, vpc);
    if (!peering.live || peer === undefined) continue;
    const target: Target = { kind: 'link', link: peering };
    routes.push(...peer.ranges.map((range) => route(range, target, 'imported')));
    if (peering.halves.get(peer)?.exportRoutes === true && peering.halves.get(vpc)?.importRoutes === true) {
      const kept = (written.get(peer.id) ?? []).filter(
        (custom) =>
          custom.list === undefined &&
          !['igw', 'eigw', 'peering', 'local'].includes(kindOf(custom.target)) &&
          !vanished(world, custom),
      );
      for (const custom of [...kept, ...gatewayRoutes(world, peer, undefined)]) {
        routes.push({ ...custom, target, origin: 'imported' });
      }
    }
  }
  return routes;
}

function implied(world: World, vpc: Vpc, written: ReadonlyMap<string, readonly Route[]>): Route[] {
  const routes = localRanges(world, vpc).map((range) => route(range, { kind: 'local' }, 'local'));
  if (world.profile === 'otc') {
    for (const text of ['100.64.0.0/10', '127.0.0.0/8']) {
      routes.push(route(parsePrefix(text), { kind: 'local' }, 'system'));
    }
    routes.push(route(parsePrefix('198.19.128.0/20'), { kind: 'translated' }, 'system'));
  }
  if (world.profile === 'azure') routes.push(...azureRoutes(world, vpc));
  if (world.profile === 'gcp') routes.push(...gcpRoutes(world, vpc, written));
  return routes;
}

/** Order among equal prefixes, lower first, as each provider documents its route priorities. */
function rankOf(world: World, item: Route, vpc: Vpc): number {
  const kind = kindOf(item.target);
  const listed = item.list === undefined ? 0 : 1;
  switch (world.profile) {
    case 'aws':
      if (item.origin === 'propagated') return kind === 'dx' ? 3 : 4;
      if (item.origin === 'local') return 1;
      return item.list === undefined ? 0 : 2;
    case 'otc': {
      const own = item.target.kind === 'link' && 'vpc' in item.target.link && item.target.link.vpc === vpc;
      const system = own && ['vgw', 'vpn', 'dx', 'gateway-endpoint'].includes(kind);
      if (system || item.origin === 'local' || item.origin === 'system') return 0;
      return item.origin === 'propagated' ? 3 : 1 + listed;
    }
    case 'jd': {
      const learned = item.origin === 'propagated';
      return (item.priority ?? (learned ? 120 : 100)) * 4 + (learned ? 2 : listed);
    }
    case 'azure':
      if (item.origin === 'static') return listed;
      if (item.origin === 'propagated') return 2;
      return item.origin === 'local' ? 3 : kind === 'peering' ? 4 : 5;
    default:
      return (item.priority ?? 1000) * 2 + listed + (item.origin === 'imported' ? 1_000_000 : 0);
  }
}

function fill(world: World, table: Table, vpc: Vpc, routes: readonly Route[]): void {
  for (const item of routes) {
    if (vanished(world, item)) continue;
    if (world.profile === 'aws' && !mayOverrideLocal(vpc, item)) continue;
    table.routes.push({ ...item, dead: deadReason(world, item.target, vpc), rank: rankOf(world, item, vpc) });
  }
}

export function buildTables(world: World, value: unknown): void {
  const written = new Map<string, Route[]>();
  for (const [key, lines] of Object.entries(fields(value))) {
    written.set(
      key,
      texts(lines).flatMap((line) => readRoutes(world, line)),
    );
  }
  for (const vpc of world.vpcs.values()) {
    const automatic = implied(world, vpc, written);
    const build = (table: Table): void => {
      fill(world, table, vpc, [...automatic, ...(written.get(table.key) ?? [])]);
      world.tables.set(table.key, table);
    };
    build(vpc.main);
    for (const subnet of vpc.subnets) {
      const key = `${vpc.id}/${subnet.name}`;
      if (!written.has(key)) continue;
      subnet.table = { key, hop: `table:${key}`, routes: [] };
      build(subnet.table);
    }
  }
  for (const [key, routes] of written) {
    if (world.tables.has(key)) continue;
    const table: Table = { key, hop: `table:${key}`, routes };
    world.tables.set(key, table);
    const site = world.sites.get(key);
    if (site !== undefined) site.table = table;
    const link = world.links.get(key);
    if (link?.type === 'igw' || link?.type === 'vgw' || link?.type === 'vpn' || link?.type === 'dx') {
      const vpc = link.vpc;
      if (vpc !== undefined) for (const item of routes) item.dead = deadReason(world, item.target, vpc);
    }
  }
}

export function hasFamily(vpc: Vpc, six: boolean): boolean {
  return vpc.ranges.some((range) => isSix(range.low) === six);
}
