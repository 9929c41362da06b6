/**
 * Route tables: of subnets, main ones, and those of gateways.
 *
 * Local routes are implied by the ranges of the VPC and are left out; what replaced one is an ordinary
 * route. "Configure route tables", "Gateway route tables" (Amazon VPC User Guide).
 */
import { parsePrefix, samePrefix } from '../../ip/prefix.ts';
import type { Destination, Route, RouteTable, TableOwner, Target } from '../../model/route.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';
import { targetOf } from './route-target.ts';

/** Origins of routes that nobody wrote by hand. */
const PROPAGATED = new Set(['EnableVgwRoutePropagation', 'Advertisement']);

export function readRouteTables(reading: ExportReading): void {
  for (const [id, item] of reading.inventory.all('RouteTables')) {
    const vpcId = item.ref('VpcId');
    if (vpcId === undefined) {
      const why = 'the record does not say to which VPC it belongs';
      reading.doubt({ id, kind: 'RouteTable', why, source: item.source });
      continue;
    }
    const vpc = reading.vpc(vpcId, item);
    const { name } = item;
    const routes = item.items('Routes').flatMap((route) => readRoute(reading, id, route, vpc));
    const add = (tableId: string, owner: TableOwner): void => {
      const table: RouteTable = {
        id: tableId,
        ...(name !== undefined && { name }),
        owner,
        routes,
        propagatingGateways: item.items('PropagatingVgws').flatMap((part) => part.ref('GatewayId') ?? []),
        source: item.source,
      };
      reading.draft.routeTables.set(tableId, table);
    };
    const gateways = gatewaysOf(item);
    const servesSubnets = gateways.length < item.items('Associations').length;
    if (servesSubnets || gateways.length === 0) add(id, { kind: 'vpc', vpc });
    for (const [i, link] of gateways.entries()) {
      add(servesSubnets || i > 0 ? `${id}@${link}` : id, { kind: 'edge', link, vpc });
    }
  }
}

/** Gateways whose incoming traffic the table routes. */
function gatewaysOf(table: Item): string[] {
  return table.items('Associations').flatMap((association) => association.ref('GatewayId') ?? []);
}

function readRoute(reading: ExportReading, table: string, route: Item, vpc: string): Route[] {
  const { source } = route;
  const destination = destinationOf(reading, route);
  if (!destination) {
    const why = 'a route of it names no destination that this reader knows';
    reading.doubt({ id: table, kind: 'RouteTable', why, source, vpc });
    return [];
  }
  if (route.text('State') === 'filtered') {
    const why = 'the provider filters a route of it out, for a reason that is in no file';
    reading.doubt({ id: table, kind: 'RouteTable', why, source, vpc });
    return [];
  }
  const target = targetOf(reading, route, vpc);
  if (isImplied(reading, vpc, destination, target)) return [];
  const origin = PROPAGATED.has(route.text('Origin') ?? '') ? 'propagated' : 'static';
  return [{ destination, target, origin, source }];
}

function destinationOf(reading: ExportReading, route: Item): Destination | undefined {
  const prefix =
    reading.prefix(route, 'DestinationCidrBlock') ?? reading.prefix(route, 'DestinationIpv6CidrBlock');
  if (prefix) return { kind: 'prefix', prefix };
  const list = route.ref('DestinationPrefixListId');
  if (list === undefined) return undefined;
  reading.mentionList(list, route.source);
  return { kind: 'prefix-list', list };
}

/** The local route of one of the VPC's own ranges. */
function isImplied(reading: ExportReading, vpc: string, destination: Destination, target: Target): boolean {
  if (target.kind !== 'local' || destination.kind !== 'prefix') return false;
  const ranges = reading.draft.vpcs.get(vpc)?.cidrs ?? [];
  return ranges.some((range) => samePrefix(range, destination.prefix));
}

/** Routes of a VPC about whose tables nothing is known: everything leads into the unknown. */
export function unknownRoutes(id: string, source: Route['source']): Route[] {
  return ['0.0.0.0/0', '::/0'].map((text) => ({
    destination: { kind: 'prefix', prefix: parsePrefix(text)! },
    target: { kind: 'unmodelled', id },
    origin: 'static',
    source,
  }));
}
