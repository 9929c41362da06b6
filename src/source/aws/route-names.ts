/**
 * Ids that routes name as targets: a deleted peering or NAT gateway matters only while a route still
 * leads to it, and the interface behind a route is a forwarder.
 */
import type { Inventory } from './inventory.ts';
import type { Item } from './item.ts';

/** Keys under which a route can name its target, the more exact ones first. */
export const TARGET_KEYS = [
  'VpcPeeringConnectionId',
  'NatGatewayId',
  'TransitGatewayId',
  'EgressOnlyInternetGatewayId',
  'NetworkInterfaceId',
  'InstanceId',
  'GatewayId',
  'VpcEndpointId',
] as const;

export type TargetKey = (typeof TARGET_KEYS)[number];

export class RouteNames {
  private readonly ids = new Set<string>();

  constructor(inventory: Inventory) {
    for (const table of inventory.all('RouteTables').values()) {
      for (const route of table.items('Routes')) {
        for (const key of TARGET_KEYS) {
          const id = route.ref(key);
          if (id !== undefined) this.ids.add(id);
        }
      }
    }
    for (const kind of ['TransitGatewayStaticRoutes', 'TransitGatewayPrefixListReferences'] as const) {
      for (const table of inventory.all(kind).values()) this.fromTgw(table);
    }
  }

  /** Does a route lead to it? */
  has(id: string): boolean {
    return this.ids.has(id);
  }

  private fromTgw(table: Item): void {
    const attachments = [
      ...table.itemsOfAll('Routes').flatMap((route) => route.items('TransitGatewayAttachments')),
      table.inner('TransitGatewayAttachment'),
    ];
    for (const attachment of attachments) {
      const id = attachment?.text('TransitGatewayAttachmentId');
      if (id !== undefined) this.ids.add(id);
    }
  }
}
