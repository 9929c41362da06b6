/**
 * Attachments of transit gateways, brought together by id from up to three lists.
 *
 * Which gateways exist follows from them too: an account that a gateway is shared with sees its own
 * attachments, and of the gateway next to nothing.
 */
import type { Subnet } from '../../model/network.ts';
import type { ExportReading } from './export-reading.ts';
import { Grouping } from './grouping.ts';
import type { Item } from './item.ts';

/** One attachment as the lists show it. */
export class AttachmentParts {
  generic: Item | undefined;
  vpc: Item | undefined;
  peering: Item | undefined;
  /** What a route or propagation says of it, for want of anything better. */
  mention: Item | undefined;

  get item(): Item {
    return (this.generic ?? this.vpc ?? this.peering ?? this.mention)!;
  }

  state(): string {
    return (this.generic ?? this.vpc ?? this.peering)?.text('State') ?? 'available';
  }

  type(): string {
    const named = (this.generic ?? this.mention)?.text('ResourceType');
    return named ?? (this.vpc ? 'vpc' : 'peering');
  }

  /** Id of what is attached. */
  resource(): string | undefined {
    return (this.generic ?? this.mention)?.ref('ResourceId') ?? this.vpc?.ref('VpcId');
  }

  attachedVpc(): string | undefined {
    return this.type() === 'vpc' ? this.resource() : undefined;
  }

  /** The gateway at the other end of a peering. */
  peerOf(tgw: string): string | undefined {
    if (!['peering', 'tgw-peering'].includes(this.type())) return undefined;
    const ends = ['RequesterTgwInfo', 'AccepterTgwInfo'].map((side) => peeredGateway(this.peering, side));
    return ends.find((end) => end !== undefined && end !== tgw) ?? this.resource();
  }
}

function peeredGateway(peering: Item | undefined, side: string): string | undefined {
  const info = peering?.inner(side);
  const id = info?.text('TransitGatewayId');
  return info && id !== undefined ? info.idOf(id, info.text('Region')) : undefined;
}

export class TgwAttachments {
  private readonly reading: ExportReading;
  private readonly byGateway = new Map<string, Map<string, AttachmentParts>>();
  private readonly interfaces = new Grouping<string>();
  private readonly subnets = new Grouping<Subnet>();

  constructor(reading: ExportReading) {
    this.reading = reading;
    const { inventory } = reading;
    for (const item of inventory.all('TransitGatewayAttachments').values()) {
      this.part(item.ref('TransitGatewayId'), item, (parts) => (parts.generic = item));
    }
    for (const item of inventory.all('TransitGatewayVpcAttachments').values()) {
      this.part(item.ref('TransitGatewayId'), item, (parts) => (parts.vpc = item));
    }
    for (const item of inventory.all('TransitGatewayPeeringAttachments').values()) {
      for (const side of ['RequesterTgwInfo', 'AccepterTgwInfo']) {
        const end = peeredGateway(item, side);
        const isKnown =
          end !== undefined && (this.byGateway.has(end) || inventory.get('TransitGateways', end));
        if (isKnown) this.part(end, item, (parts) => (parts.peering = item));
      }
    }
    this.mentions();
    for (const item of inventory.all('NetworkInterfaces').values()) {
      if (item.text('InterfaceType') !== 'transit_gateway') continue;
      const attachment = /tgw-attach-\w+/.exec(item.text('Description') ?? '')?.[0];
      const subnet = item.ref('SubnetId');
      if (attachment !== undefined && subnet !== undefined) this.interfaces.add(attachment, subnet);
    }
    // VPCs of other accounts come into being here, with the subnets that stand in for theirs.
    for (const parts of this.byGateway.values()) {
      for (const part of parts.values()) {
        const vpc = part.attachedVpc();
        if (vpc !== undefined) reading.vpc(vpc, part.item);
      }
    }
    for (const subnet of reading.draft.subnets.values()) this.subnets.add(subnet.vpc, subnet);
  }

  /** Gateways that live, in the order in which files name them. */
  gateways(tables: Iterable<string>): string[] {
    const ids = [
      ...this.reading.inventory.all('TransitGateways').keys(),
      ...this.byGateway.keys(),
      ...tables,
    ];
    return [...new Set(ids)].filter((id) => !this.isGone(id));
  }

  /** Does any file describe the gateway, other than as the far end of a peering? */
  isKnown(id: string): boolean {
    const isNamed = this.byGateway.has(id) || this.reading.inventory.get('TransitGateways', id) !== undefined;
    return isNamed && !this.isGone(id);
  }

  of(tgw: string): ReadonlyMap<string, AttachmentParts> {
    return this.byGateway.get(tgw) ?? new Map();
  }

  /** Subnets in which an attachment has interfaces. */
  subnetsOfInterfaces(attachment: string): readonly string[] {
    return this.interfaces.of(attachment);
  }

  subnetsOfVpc(vpc: string): readonly Subnet[] {
    return this.subnets.of(vpc);
  }

  /** Attachments that only routes and propagations tell of. */
  private mentions(): void {
    const { inventory } = this.reading;
    const mention = (table: string, row: Item, isLive: boolean): void => {
      const tgw = inventory.get('TransitGatewayRouteTables', table)?.ref('TransitGatewayId');
      const id = row.text('TransitGatewayAttachmentId');
      const isKnown = tgw !== undefined && id !== undefined && this.of(tgw).has(id);
      if (isLive && !isKnown) this.part(tgw, row, (parts) => (parts.mention = row));
    };
    for (const [table, item] of inventory.all('TransitGatewayStaticRoutes')) {
      for (const route of item.itemsOfAll('Routes')) {
        const isLive = route.text('State') === 'active';
        for (const row of route.items('TransitGatewayAttachments')) mention(table, row, isLive);
      }
    }
    for (const [table, item] of inventory.all('TransitGatewayPropagations')) {
      for (const row of item.itemsOfAll('TransitGatewayRouteTablePropagations')) {
        mention(table, row, row.text('State') === 'enabled');
      }
    }
  }

  private isGone(id: string): boolean {
    const state = this.reading.inventory.get('TransitGateways', id)?.text('State') ?? 'available';
    return state === 'deleted' || state === 'deleting';
  }

  private part(tgw: string | undefined, item: Item, set: (parts: AttachmentParts) => void): void {
    const id = item.text('TransitGatewayAttachmentId');
    if (tgw === undefined || id === undefined) return;
    const ofGateway = this.byGateway.get(tgw) ?? new Map<string, AttachmentParts>();
    this.byGateway.set(tgw, ofGateway);
    const parts = ofGateway.get(id) ?? new AttachmentParts();
    ofGateway.set(id, parts);
    set(parts);
  }
}
