/**
 * Route tables. Next hops by type: "RouteTableRule" (jdcloud-sdk-go), "Route Table" (JD Cloud).
 */
import { parsePrefix } from '../../ip/prefix.ts';
import type { Route, RouteTable, Target } from '../../model/route.ts';
import type { Item } from '../aws/item.ts';
import type { JdReading } from './reading.ts';

export function readRouteTables(reading: JdReading): void {
  const { records, draft } = reading;
  for (const [id, item] of records.all('routeTables')) {
    const vpcId = item.text('vpcId');
    if (vpcId === undefined) {
      const why = 'the record does not say to which VPC it belongs';
      reading.doubt({ id, kind: 'RouteTable', why, source: item.source });
      continue;
    }
    if (item.text('associateType') === 'gateway') {
      const why = 'route tables of gateways are not modelled';
      reading.doubt({ id, kind: 'RouteTable', why, source: item.source, vpc: vpcId });
      continue;
    }
    const vpc = reading.vpc(vpcId, item);
    const name = item.text('routeTableName');
    draft.routeTables.set(id, {
      id,
      ...(name !== undefined && { name }),
      owner: { kind: 'vpc', vpc },
      routes: item.items('routeTableRules').flatMap((rule) => routeOf(reading, vpc, id, rule)),
      propagatingGateways: [],
      source: item.source,
    });
  }
  standInForTables(reading);
  openInternetEdges(reading);
}

function routeOf(reading: JdReading, vpc: string, table: string, rule: Item): Route[] {
  if (rule.text('nextHopType') === 'local') return [];
  const prefix = reading.prefix(rule, 'addressPrefix');
  if (!prefix) {
    const why = 'a route of it names no range that is known';
    reading.doubt({ id: table, kind: 'RouteTable', why, source: rule.source, vpc });
    return [];
  }
  const priority = rule.integer('priority');
  return [
    {
      destination: { kind: 'prefix', prefix },
      target: targetOf(reading, vpc, rule),
      origin: rule.text('origin') === 'propagated' ? 'propagated' : 'static',
      ...(priority !== undefined && { priority }),
      source: rule.source,
    },
  ];
}

function internetOf(vpc: string): string {
  return `${vpc}/internet`;
}

function targetOf(reading: JdReading, vpc: string, rule: Item): Target {
  const type = rule.text('nextHopType') ?? 'unknown';
  const hop = rule.text('nextHopId');
  switch (type) {
    case 'internet':
      return { kind: 'link', link: internetOf(vpc) };
    case 'vpc_peering': {
      const link = reading.linkOfHalf.get(hop ?? '');
      if (link !== undefined) return { kind: 'link', link };
      break;
    }
    case 'instance':
    case 'elastic_network_interface': {
      const eni = interfaceOf(reading, hop);
      if (eni !== undefined) return { kind: 'eni', eni };
      break;
    }
    default:
      break;
  }
  const id = hop ?? `${vpc}/${type}`;
  const why = `routes of type ${type} lead to it, and what it does is in no file`;
  reading.doubt({ id, kind: `NextHop ${type}`, why, source: rule.source, vpc });
  return { kind: 'unmodelled', id };
}

/** An interface by its id, or the first one of an instance. */
function interfaceOf(reading: JdReading, hop: string | undefined): string | undefined {
  if (hop === undefined) return undefined;
  if (reading.draft.enis.has(hop)) return hop;
  for (const { id, owner } of reading.draft.enis.values()) {
    if (owner.kind === 'host' && owner.instance === hop) return id;
  }
  return undefined;
}

function emptyTable(id: string, vpc: string, source: Route['source']): RouteTable {
  return { id, owner: { kind: 'vpc', vpc }, routes: [], propagatingGateways: [], source };
}

/** A table that no file describes leads into the unknown; one that governs nothing leads nowhere. */
function standInForTables(reading: JdReading): void {
  const { draft } = reading;
  const unknown = (id: string, source: Route['source']): Route[] =>
    ['0.0.0.0/0', '::/0'].map((text) => ({
      destination: { kind: 'prefix', prefix: parsePrefix(text)! },
      target: { kind: 'unmodelled', id },
      origin: 'static',
      source,
    }));
  const add = (id: string, vpc: string, source: Route['source']): void => {
    if (draft.routeTables.has(id)) return;
    const routes = unknown(id, source);
    draft.routeTables.set(id, { ...emptyTable(id, vpc, source), routes });
    reading.doubt({
      id,
      kind: 'RouteTable',
      why: 'no file describes it; its routes are not known',
      source,
      vpc,
    });
  };
  for (const { routeTable, vpc, source } of draft.subnets.values()) {
    if (routeTable !== undefined) add(routeTable, vpc, source);
  }
  const governed = new Set(
    [...draft.subnets.values()].flatMap(({ vpc, routeTable }) => (routeTable === undefined ? [vpc] : [])),
  );
  for (const { id, mainTable, source } of draft.vpcs.values()) {
    if (governed.has(id)) add(mainTable, id, source);
    else if (!draft.routeTables.has(mainTable))
      draft.routeTables.set(mainTable, emptyTable(mainTable, id, source));
  }
}

/** "Internet": every VPC may have routes to it without a gateway that anybody creates. */
function openInternetEdges(reading: JdReading): void {
  const { draft } = reading;
  for (const { id, source } of draft.vpcs.values()) {
    const link = internetOf(id);
    draft.links.set(link, { kind: 'igw', id: link, vpc: id, state: 'attached', source });
  }
}
