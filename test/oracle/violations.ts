// Transitivity violations in the tables alone, no flow needed: a route of V leads into a peering with W for
// addresses W does not have, and W could only serve them over a further edge of its own ("Unsupported VPC
// peering configurations").
// Each finding is counted once per kind, V, W and far end. It is `confirmed` when the far end also holds a
// way back to V through W, `half-open` otherwise.
// What a provider allows is no finding: a gateway that lists V, a NAT or gateway shared by its flags.
import { type Range, covers, meet, minus, overlaps } from './address.ts';
import { tablesInUse } from './lookup.ts';
import type { Link, Peering, Route, Table, Tgw, Vpc, World } from './model.ts';
import { otherEnd, sharesGateway } from './peerings.ts';
import { edgeReason } from './routing.ts';

export interface Violation {
  readonly kind: string;
  readonly from: string;
  readonly via: string;
  readonly to: string;
  readonly severity: 'confirmed' | 'half-open';
}

interface Finding {
  readonly to: string;
  readonly back: boolean;
}

function allTables(vpc: Vpc): Table[] {
  return [...new Set([vpc.main, ...vpc.subnets.map((subnet) => subnet.table)])];
}

function touches(route: Route, vpc: Vpc): boolean {
  return vpc.ranges.some((range) => overlaps(range, route.prefix));
}

function leadsTo(route: Route, link: Link): boolean {
  return route.target.kind === 'link' && route.target.link === link;
}

/** What a table really sends where: each piece of address space with the longest route that takes it. */
function pieces(table: Table, space: readonly Range[]): { route: Route; ranges: Range[] }[] {
  const order = [...table.routes].sort((a, b) => b.prefix.length - a.prefix.length || a.rank - b.rank);
  let left = [...space];
  const found: { route: Route; ranges: Range[] }[] = [];
  for (const route of order) {
    const ranges = meet(left, route.prefix);
    if (ranges.length > 0) found.push({ route, ranges });
    left = minus(left, route.prefix);
  }
  return found;
}

function allowed(world: World, link: Link, peering: Peering, from: Vpc, via: Vpc): boolean {
  if (link.type === 'nat') return world.profile === 'otc' && world.natOverPeering;
  if (link.type !== 'vgw' && link.type !== 'vpn' && link.type !== 'dx') return false;
  if (world.profile !== 'otc') return sharesGateway(world, peering, via, from);
  const listed = link.locals ?? via.cidrs;
  const senders = from.subnets.flatMap((subnet) => subnet.ranges);
  return senders.every((range) => listed.some((item) => covers(item, range)));
}

function beyondTgw(tgw: Tgw, ranges: readonly Range[], from: Vpc, via: Vpc): Finding[] {
  const routes = tgw.tables.get(tgw.associations.get(via.id) ?? '') ?? [];
  const names = new Set(
    routes.filter((route) => ranges.some((range) => overlaps(range, route.prefix))).map((route) => route.to),
  );
  names.delete(via.id);
  names.delete('blackhole');
  if (names.size === 0) return [{ to: tgw.id, back: false }];
  return [...names].map((name) => {
    const far = tgw.attachments.get(name);
    const tables = far?.vpc === undefined ? far?.site?.table : undefined;
    const held = far?.vpc === undefined ? (tables === undefined ? [] : [tables]) : allTables(far.vpc);
    const outward = held.some((table) =>
      table.routes.some((route) => leadsTo(route, tgw) && touches(route, from)),
    );
    const inner = tgw.tables.get(tgw.associations.get(name) ?? '') ?? [];
    const inward = inner.some(
      (route) => route.to === via.id && from.ranges.some((range) => overlaps(range, route.prefix)),
    );
    return { to: name, back: outward && inward };
  });
}

/** Where an edge of W leads, and whether that place leads back to V. */
function farEnds(world: World, link: Link, ranges: readonly Range[], from: Vpc, via: Vpc): Finding[] {
  switch (link.type) {
    case 'igw':
    case 'eigw': {
      const back = world.tables.get(link.id)?.routes.some((route) => touches(route, from)) === true;
      return [{ to: 'internet', back }];
    }
    case 'nat':
      return [{ to: 'internet', back: false }];
    case 'vgw':
    case 'vpn':
    case 'dx': {
      const site = link.site;
      const back = site?.table.routes.some((route) => leadsTo(route, link) && touches(route, from)) === true;
      return [{ to: site?.id ?? link.id, back }];
    }
    case 'tgw':
      return beyondTgw(link, ranges, from, via);
    case 'gateway-endpoint':
      return [{ to: link.id, back: false }];
    default:
      return [];
  }
}

export function findViolations(world: World): Violation[] {
  const found = new Map<string, Violation>();
  const report = (kind: string, from: Vpc, via: Vpc, { to, back }: Finding): void => {
    const key = `${kind} ${from.id} ${via.id} ${to}`;
    if (found.get(key)?.severity === 'confirmed') return;
    found.set(key, {
      kind,
      from: from.id,
      via: via.id,
      to,
      severity: back ? 'confirmed' : 'half-open',
    });
  };

  const inspect = (from: Vpc, peering: Peering, via: Vpc, route: Route): void => {
    let rest: Range[] = [route.prefix];
    for (const range of via.ranges) rest = minus(rest, range);
    const dead = rest;
    for (const further of world.peerings.get(via) ?? []) {
      const far = otherEnd(further, via);
      if (!further.live || further === peering || far === undefined || far === from) continue;
      const hit = far.ranges.some((range) => meet(dead, range).length > 0);
      for (const range of far.ranges) rest = minus(rest, range);
      if (!hit) continue;
      const back = allTables(far).some((table) =>
        table.routes.some((other) => leadsTo(other, further) && touches(other, from)),
      );
      report('transitive-peering', from, via, { to: far.id, back });
    }
    for (const table of tablesInUse(via)) {
      for (const { route: onward, ranges } of pieces(table, rest)) {
        if (onward.dead !== undefined || onward.target.kind !== 'link') continue;
        const { link } = onward.target;
        if (link.type === 'peering' || allowed(world, link, peering, from, via)) continue;
        for (const end of farEnds(world, link, ranges, from, via))
          report(edgeReason(link.type), from, via, end);
      }
    }
  };

  for (const from of world.vpcs.values()) {
    for (const table of allTables(from)) {
      for (const route of table.routes) {
        if (
          route.dead !== undefined ||
          route.target.kind !== 'link' ||
          route.target.link.type !== 'peering'
        ) {
          continue;
        }
        const peering = route.target.link;
        const via = otherEnd(peering, from);
        if (via !== undefined) inspect(from, peering, via, route);
      }
    }
  }
  return [...found.values()];
}
