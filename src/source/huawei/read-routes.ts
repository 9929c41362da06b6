/**
 * Route tables, and routes of a VPC that older calls list by themselves: those are in its default table.
 *
 * "Route Tables and Routes": every subnet without a table of its own uses the default one of its VPC;
 * local routes are the platform's. Types of next hops: "Creating a Route Table" (API reference).
 */
import { parseAddress } from '../../ip/address.ts';
import { formatPrefix, parsePrefix } from '../../ip/prefix.ts';
import { rangeHas } from '../../ip/range.ts';
import type { Route, Target } from '../../model/route.ts';
import type { Item } from '../aws/item.ts';
import type { HuaweiReading } from './reading.ts';

export function readRouteTables(reading: HuaweiReading): void {
  const { records, draft } = reading;
  for (const [id, item] of records.all('routetables')) {
    const vpcId = item.text('vpc_id');
    if (vpcId === undefined) {
      const why = 'the record does not say to which VPC it belongs';
      reading.doubt({ id, kind: 'RouteTable', why, source: item.source });
      continue;
    }
    const vpc = reading.vpc(vpcId, item);
    const name = item.text('name');
    draft.routeTables.set(id, {
      id,
      ...(name !== undefined && { name }),
      owner: { kind: 'vpc', vpc },
      routes: item.items('routes').flatMap((route) => routeOf(reading, vpc, id, route)),
      propagatingGateways: [],
      source: item.source,
    });
  }
  for (const [id, route] of records.all('routes')) {
    const vpc = route.text('vpc_id');
    if (vpc !== undefined) addToTable(reading, route.text('route_table_id'), reading.vpc(vpc, route), route);
    else {
      const why = 'to which VPC it belongs is not known';
      reading.doubt({ id, kind: 'Route', why, source: route.source });
      reading.late.aboutTables(`the route ${id} could be in it: ${why}`, route.source);
    }
  }
  for (const [id, endpoint] of records.all('endpoints')) {
    if (draft.links.get(id)?.kind === 'gateway-endpoint') addEndpointRoutes(reading, id, endpoint);
  }
  for (const vpc of draft.vpcs.values()) {
    if (draft.routeTables.has(vpc.mainTable)) continue;
    defaultTable(reading, vpc.id, records.isListed('routetables') || records.isListed('routes'));
  }
}

/** The platform writes a route to a gateway endpoint into every table the endpoint names. */
function addEndpointRoutes(reading: HuaweiReading, id: string, endpoint: Item): void {
  for (const tableId of endpoint.texts('routetables')) {
    const table = reading.draft.routeTables.get(tableId);
    if (!table) continue;
    const route: Route = {
      destination: { kind: 'prefix-list', list: `${id}/prefix-list` },
      target: { kind: 'link', link: id },
      origin: 'static',
      source: endpoint.source,
    };
    reading.draft.routeTables.set(tableId, { ...table, routes: [...table.routes, route] });
  }
}

function addToTable(reading: HuaweiReading, wanted: string | undefined, vpc: string, route: Item): void {
  const { draft } = reading;
  const id = wanted ?? draft.vpcs.get(vpc)!.mainTable;
  if (!draft.routeTables.has(id)) {
    if (wanted !== undefined) {
      const why = 'a route belongs to it, but no file describes it';
      reading.doubt({ id, kind: 'RouteTable', why, source: route.source, vpc });
      return;
    }
    defaultTable(reading, vpc, true);
  }
  const table = draft.routeTables.get(id)!;
  const known = new Set(table.routes.map(destinationText));
  const fresh = routeOf(reading, vpc, id, route).filter((entry) => !known.has(destinationText(entry)));
  draft.routeTables.set(id, { ...table, routes: [...table.routes, ...fresh] });
}

function destinationText({ destination }: Route): string {
  return destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list;
}

/** A table that no file lists; where none was asked for, its routes lead into the unknown. */
function defaultTable(reading: HuaweiReading, vpc: string, isKnown: boolean): void {
  const { draft } = reading;
  const { mainTable: id, source } = draft.vpcs.get(vpc)!;
  const unknown = (text: string): Route => ({
    destination: { kind: 'prefix', prefix: parsePrefix(text)! },
    target: { kind: 'unmodelled', id },
    origin: 'static',
    source,
  });
  const routes = isKnown ? [] : [unknown('0.0.0.0/0'), unknown('::/0')];
  draft.routeTables.set(id, { id, owner: { kind: 'vpc', vpc }, routes, propagatingGateways: [], source });
  if (isKnown) return;
  reading.doubt({ id, kind: 'RouteTable', why: 'no file lists routes of the VPC', source, vpc });
}

function routeOf(reading: HuaweiReading, vpc: string, table: string, route: Item): Route[] {
  if (route.text('type') === 'local') return [];
  const prefix = reading.prefix(route, 'destination');
  const { source } = route;
  if (!prefix) {
    const why = 'a route of it names no destination that is known';
    reading.doubt({ id: table, kind: 'RouteTable', why, source, vpc });
    return [];
  }
  return [
    {
      destination: { kind: 'prefix', prefix },
      target: targetOf(reading, vpc, route),
      origin: 'static',
      source,
    },
  ];
}

function targetOf(reading: HuaweiReading, vpc: string, route: Item): Target {
  const { draft } = reading;
  const type = route.text('type') ?? 'unknown';
  const nexthop = route.text('nexthop') ?? '';
  switch (type) {
    case 'peering':
      if (draft.links.has(nexthop)) return { kind: 'link', link: nexthop };
      break;
    case 'ecs':
    case 'eni':
    case 'vip': {
      const eni = interfaceOf(reading, vpc, nexthop);
      if (eni !== undefined) return { kind: 'eni', eni };
      break;
    }
    default:
      break;
  }
  const id = nexthop === '' || nexthop === '-' ? `${vpc}/${type}` : nexthop;
  const why = `routes of type ${type} lead to it, and no file describes it`;
  reading.doubt({ id, kind: `Nexthop ${type}`, why, source: route.source, vpc });
  return { kind: 'unmodelled', id };
}

/** An interface by its id, its machine, or one of its addresses. */
function interfaceOf(reading: HuaweiReading, vpc: string, nexthop: string): string | undefined {
  const address = parseAddress(nexthop);
  for (const eni of reading.draft.enis.values()) {
    if (eni.vpc !== vpc) continue;
    const isMachine = eni.owner.kind === 'host' && eni.owner.instance === nexthop;
    const isThere =
      address !== undefined &&
      eni.addresses.some((range) => range.first === range.last && rangeHas(range, address));
    if (eni.id === nexthop || isMachine || isThere) return eni.id;
  }
  return undefined;
}
