/**
 * What an export lets slip about VPCs and subnets beside describing them: peerings name the ranges of
 * both sides, route tables have a local route per range, and associations live in tables and ACLs.
 *
 * Gathered once, so that readers of single objects need no search.
 */
import { covers, parsePrefix, type Prefix } from '../../ip/prefix.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import type { Inventory } from './inventory.ts';
import type { Item } from './item.ts';

export interface VpcHint {
  account: string | undefined;
  region: string | undefined;
  cidrs: Prefix[];
  readonly source: SourceRef;
}

export class VpcHints {
  /** Explicit associations, by subnet. */
  readonly tableOfSubnet = new Map<string, string>();
  readonly aclOfSubnet = new Map<string, string>();
  readonly mainTableOfVpc = new Map<string, string>();
  private readonly withSubnets = new Set<string>();
  private readonly hints = new Map<string, VpcHint>();
  private readonly zoneIds = new Map<string, string>();

  constructor(inventory: Inventory) {
    for (const table of inventory.all('RouteTables').values()) this.fromTable(table);
    for (const peering of inventory.all('VpcPeeringConnections').values()) {
      for (const side of ['RequesterVpcInfo', 'AccepterVpcInfo']) this.fromPeering(peering.inner(side));
    }
    for (const acl of inventory.all('NetworkAcls').values()) {
      const id = acl.ref('NetworkAclId');
      for (const association of acl.items('Associations')) {
        const subnet = association.ref('SubnetId');
        if (id !== undefined && subnet !== undefined) this.aclOfSubnet.set(subnet, id);
      }
    }
    for (const zone of inventory.all('AvailabilityZones').values()) {
      for (const viewer of zone.viewers) this.learnZone(viewer, zone, 'ZoneName', 'ZoneId');
    }
    for (const subnet of inventory.all('Subnets').values()) {
      this.learnZone(subnet.viewers[0], subnet, 'AvailabilityZone', 'AvailabilityZoneId');
      this.learnPlace(subnet);
      const vpc = subnet.ref('VpcId');
      if (vpc !== undefined) this.withSubnets.add(vpc);
    }
    for (const eni of inventory.all('NetworkInterfaces').values()) this.learnPlace(eni);
    for (const table of inventory.all('TransitGatewayStaticRoutes').values()) this.fromTgwTable(table);
  }

  of(vpc: string): VpcHint | undefined {
    return this.hints.get(vpc);
  }

  describesSubnetsOf(vpc: string): boolean {
    return this.withSubnets.has(vpc);
  }

  zoneOf(item: Item): string | undefined {
    const id = item.text('AvailabilityZoneId');
    if (id !== undefined) return id;
    const name = item.text('AvailabilityZone');
    if (name === undefined) return undefined;
    return this.zoneIds.get(`${item.viewers[0]} ${name}`) ?? name;
  }

  private learnZone(viewer: string | undefined, item: Item, nameKey: string, idKey: string): void {
    const name = item.text(nameKey);
    const id = item.text(idKey);
    if (name !== undefined && id !== undefined) this.zoneIds.set(`${viewer} ${name}`, id);
  }

  private fromTable(table: Item): void {
    const id = table.ref('RouteTableId');
    const vpc = table.ref('VpcId');
    if (id === undefined) return;
    for (const association of table.items('Associations')) {
      const state = association.inner('AssociationState')?.text('State') ?? 'associated';
      if (state === 'disassociated' || state === 'failed') continue;
      const subnet = association.ref('SubnetId');
      if (subnet !== undefined) this.tableOfSubnet.set(subnet, id);
      else if (vpc !== undefined && association.flag('Main')) this.mainTableOfVpc.set(vpc, id);
    }
    if (vpc === undefined) return;
    this.learnPlace(table);
    const hint = this.hint(vpc, table);
    for (const route of table.items('Routes')) {
      if (route.text('GatewayId') !== 'local') continue;
      addRange(hint.cidrs, route.text('DestinationCidrBlock') ?? route.text('DestinationIpv6CidrBlock'));
    }
  }

  private fromPeering(side: Item | undefined): void {
    const region = side?.text('Region');
    const id = side?.text('VpcId');
    if (!side || id === undefined) return;
    const hint = this.hint(side.idOf(id, region), side);
    hint.region = region ?? hint.region;
    hint.account = side.text('OwnerId') ?? hint.account;
    addRange(hint.cidrs, side.text('CidrBlock'));
    for (const block of side.items('CidrBlockSet')) addRange(hint.cidrs, block.text('CidrBlock'));
    for (const block of side.items('Ipv6CidrBlockSet')) addRange(hint.cidrs, block.text('Ipv6CidrBlock'));
  }

  /** An attached VPC propagates its own ranges ("How transit gateways work"). */
  private fromTgwTable(table: Item): void {
    for (const route of table.itemsOfAll('Routes')) {
      if (route.text('Type') !== 'propagated') continue;
      for (const attachment of route.items('TransitGatewayAttachments')) {
        const vpc = attachment.ref('ResourceId');
        if (vpc === undefined || attachment.text('ResourceType') !== 'vpc') continue;
        const hint = this.hint(vpc, route);
        hint.region ??= route.region;
        addRange(hint.cidrs, route.text('DestinationCidrBlock'));
      }
    }
  }

  /** What lies in a VPC is in its region; its owner is most often that of the VPC. */
  private learnPlace(part: Item): void {
    const vpc = part.ref('VpcId');
    if (vpc === undefined) return;
    const hint = this.hint(vpc, part);
    hint.account ??= part.account;
    hint.region ??= part.region;
  }

  private hint(vpc: string, item: Item): VpcHint {
    const known = this.hints.get(vpc);
    if (known) return known;
    const made = { account: undefined, region: undefined, cidrs: [], source: item.source };
    this.hints.set(vpc, made);
    return made;
  }
}

function addRange(ranges: Prefix[], text: string | undefined): void {
  const prefix = text === undefined ? undefined : parsePrefix(text);
  if (prefix && !ranges.some((range) => covers(range, prefix))) ranges.push(prefix);
}
