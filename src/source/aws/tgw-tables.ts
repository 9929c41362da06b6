/**
 * Route tables of transit gateways: routes as `search-transit-gateway-routes` finds them, references to
 * prefix lists, propagations, and what is missing of all that.
 */
import { formatPrefix } from '../../ip/prefix.ts';
import type { TgwRoute, TgwTable } from '../../model/link.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import type { ExportReading } from './export-reading.ts';
import { Grouping } from './grouping.ts';
import type { Item } from './item.ts';

export class TgwTables {
  private readonly reading: ExportReading;
  private readonly byGateway = new Grouping<Item>();
  private readonly associations = new Map<string, string>();
  /** By table, the attachments that propagate to it. */
  private readonly propagations = new Grouping<string>();
  /** By table, its references to prefix lists. */
  private readonly references = new Grouping<Item>();

  constructor(reading: ExportReading) {
    this.reading = reading;
    const { inventory } = reading;
    for (const item of inventory.all('TransitGatewayRouteTables').values()) {
      const tgw = item.ref('TransitGatewayId');
      if (tgw !== undefined && item.text('State') !== 'deleted') this.byGateway.add(tgw, item);
    }
    for (const [table, item] of inventory.all('TransitGatewayRouteTableAssociations')) {
      for (const association of item.itemsOfAll('Associations')) {
        const attachment = association.text('TransitGatewayAttachmentId');
        const isDone = association.text('State') === 'associated';
        if (attachment !== undefined && isDone) this.associations.set(attachment, table);
      }
    }
    for (const [table, item] of inventory.all('TransitGatewayPropagations')) {
      for (const row of item.itemsOfAll('TransitGatewayRouteTablePropagations')) {
        this.addPropagation(table, row.text('TransitGatewayAttachmentId'), row);
      }
    }
    for (const [attachment, item] of inventory.all('TransitGatewayAttachmentPropagations')) {
      for (const row of item.itemsOfAll('TransitGatewayAttachmentPropagations')) {
        this.addPropagation(row.ref('TransitGatewayRouteTableId'), attachment, row);
      }
    }
    for (const item of inventory.all('TransitGatewayPrefixListReferences').values()) {
      const table = item.ref('TransitGatewayRouteTableId');
      if (table !== undefined) this.references.add(table, item);
    }
  }

  gateways(): Iterable<string> {
    return this.byGateway.keys();
  }

  /** Table of an attachment, from `get-transit-gateway-route-table-associations`. */
  associationOf(attachment: string): string | undefined {
    return this.associations.get(attachment);
  }

  /** Are the associations of all tables of a gateway listed? */
  knowsAssociationsOf(tgw: string): boolean {
    const tables = this.byGateway.of(tgw);
    const { inventory } = this.reading;
    return (
      tables.length > 0 &&
      tables.every((table) =>
        inventory.get('TransitGatewayRouteTableAssociations', table.ref('TransitGatewayRouteTableId')),
      )
    );
  }

  /** A place where a gateway is written of. */
  sourceOf(tgw: string): SourceRef | undefined {
    return this.byGateway.of(tgw)[0]?.source;
  }

  of(tgw: string, attachments: readonly string[]): Map<string, TgwTable> {
    const tables = new Map<string, TgwTable>();
    for (const item of this.byGateway.of(tgw)) {
      const id = item.ref('TransitGatewayRouteTableId');
      if (id === undefined) continue;
      const { name } = item;
      const routes = this.routesOf(tgw, id, item);
      const propagations = this.propagationsOf(tgw, id, item, routes, attachments);
      tables.set(id, { id, ...(name !== undefined && { name }), routes, propagations });
    }
    return tables;
  }

  private addPropagation(table: string | undefined, attachment: string | undefined, row: Item): void {
    if (table === undefined || attachment === undefined || row.text('State') !== 'enabled') return;
    this.propagations.add(table, attachment);
  }

  /** Propagations, or what new gateways do by themselves where no file lists any. */
  private propagationsOf(
    tgw: string,
    id: string,
    table: Item,
    routes: readonly TgwRoute[],
    attachments: readonly string[],
  ): string[] {
    const listed = new Set(this.propagations.of(id));
    const { inventory } = this.reading;
    const isKnown =
      listed.size > 0 ||
      inventory.isListed('TransitGatewayPropagations') ||
      inventory.isListed('TransitGatewayAttachmentPropagations') ||
      routes.some((route) => route.origin === 'propagated');
    if (isKnown) return [...listed];
    this.doubt(tgw, `no file tells what propagates to its table ${id}`, table.source);
    return table.flag('DefaultPropagationRouteTable') ? [...attachments] : [];
  }

  private routesOf(tgw: string, id: string, table: Item): TgwRoute[] {
    const listed = this.reading.inventory.get('TransitGatewayStaticRoutes', id);
    if (!listed) this.doubt(tgw, `no file lists the routes of its table ${id}`, table.source);
    if (listed?.flag('AdditionalRoutesAvailable')) {
      this.doubt(tgw, `the export cuts off the routes of its table ${id}`, listed.source);
    }
    const routes = new Map<string, TgwRoute>();
    for (const row of [...(listed?.itemsOfAll('Routes') ?? []), ...this.references.of(id)]) {
      const route = this.routeOf(row);
      if (route) routes.set(keyOf(route), route);
    }
    return [...routes.values()];
  }

  private routeOf(row: Item): TgwRoute | undefined {
    const state = row.text('State') ?? 'active';
    if (state === 'deleted' || state === 'deleting') return undefined;
    const list = row.ref('PrefixListId');
    const prefix =
      this.reading.prefix(row, 'DestinationCidrBlock') ??
      this.reading.prefix(row, 'DestinationIpv6CidrBlock');
    if (!prefix && list === undefined) return undefined;
    if (list !== undefined) this.reading.mentionList(list, row.source);
    // Equal paths over several VPN connections are one route; they lead to the same place.
    const target = row.items('TransitGatewayAttachments')[0] ?? row.inner('TransitGatewayAttachment');
    return {
      destination: prefix ? { kind: 'prefix', prefix } : { kind: 'prefix-list', list: list! },
      attachment: row.flag('Blackhole') ? undefined : target?.text('TransitGatewayAttachmentId'),
      origin: row.text('Type') === 'propagated' ? 'propagated' : 'static',
      source: row.source,
    };
  }

  private doubt(tgw: string, why: string, source: SourceRef): void {
    this.reading.doubt({ id: tgw, kind: 'TransitGateway', why, source });
  }
}

function keyOf({ destination, attachment, origin }: TgwRoute): string {
  const where = destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list;
  return `${where} ${attachment} ${origin}`;
}
