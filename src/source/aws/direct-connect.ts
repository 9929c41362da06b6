/**
 * Direct Connect: which gateways a private or transit interface leads to, whether any of these is up, and
 * what the far side is told.
 *
 * An interface ends at a virtual private gateway, or at a Direct Connect gateway that virtual private and
 * transit gateways are associated with. "AWS Direct Connect API Reference" (VirtualInterface,
 * DirectConnectGatewayAssociation).
 */
import type { Prefix } from '../../ip/prefix.ts';
import type { ExportReading } from './export-reading.ts';
import { Grouping } from './grouping.ts';
import type { Item } from './item.ts';

/** States in which an interface or association does not count as there. */
const GONE = new Set(['deleted', 'deleting', 'rejected', 'disassociated', 'disassociating']);

export class DirectConnect {
  /** Interfaces by the virtual private or Direct Connect gateway they end at. */
  private readonly interfaces = new Grouping<Item>();
  /** Associations by the virtual private or transit gateway they are about. */
  private readonly associations = new Grouping<Item>();
  private readonly reading: ExportReading;

  constructor(reading: ExportReading) {
    this.reading = reading;
    const { inventory } = reading;
    for (const item of inventory.all('virtualInterfaces').values()) {
      if (item.text('virtualInterfaceType') === 'public') continue;
      if (GONE.has(item.text('virtualInterfaceState') ?? 'available')) continue;
      const end = item.ref('virtualGatewayId') ?? item.ref('directConnectGatewayId');
      if (end !== undefined) this.interfaces.add(end, item);
    }
    for (const item of inventory.all('directConnectGatewayAssociations').values()) {
      if (GONE.has(item.text('associationState') ?? 'associated')) continue;
      const gateway = item.inner('associatedGateway')?.ref('id') ?? item.ref('virtualGatewayId');
      if (gateway !== undefined) this.associations.add(gateway, item);
    }
  }

  /** Is there a way over Direct Connect behind a gateway? */
  leadsBehind(gateway: string): boolean {
    return this.interfaces.has(gateway) || this.associations.has(gateway);
  }

  /** The Direct Connect gateway that a gateway is associated with: all of its networks are one site. */
  siteBehind(gateway: string): string | undefined {
    return this.associations.of(gateway)[0]?.ref('directConnectGatewayId');
  }

  /** Are all interfaces down that lead to a gateway? Where none is listed, they count as up. */
  isDown(gateway: string): boolean {
    const gateways = [gateway, ...this.dxGatewaysOf(gateway)];
    const all = gateways.flatMap((end) => this.interfaces.of(end));
    return all.length > 0 && all.every(isInterfaceDown);
  }

  /** "Allowed prefixes interactions": what the far side learns of, where that is listed. */
  announced(gateway: string, dxGateway?: string): Prefix[] | undefined {
    const lists = this.associations
      .of(gateway)
      .filter((item) => dxGateway === undefined || item.ref('directConnectGatewayId') === dxGateway)
      .map((item) => item.items('allowedPrefixesToDirectConnectGateway'));
    if (!lists.some((list) => list.length > 0)) return undefined;
    return lists.flat().flatMap((part) => this.reading.prefix(part, 'cidr') ?? []);
  }

  private dxGatewaysOf(gateway: string): string[] {
    return this.associations.of(gateway).flatMap((item) => item.ref('directConnectGatewayId') ?? []);
  }
}

function isInterfaceDown(item: Item): boolean {
  const peers = item.items('bgpPeers');
  const isAvailable = (item.text('virtualInterfaceState') ?? 'available') === 'available';
  return !isAvailable || (peers.length > 0 && peers.every((peer) => peer.text('bgpStatus') === 'down'));
}
