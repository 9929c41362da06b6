/**
 * Transit gateways: attachments as both ends list them, route tables, routes and propagations.
 *
 * The parts lie in many files. `describe-transit-gateway-attachments` knows associations and every type,
 * `describe-transit-gateway-vpc-attachments` knows subnets, and tables are listed one by one. "How
 * transit gateways work" (Amazon VPC Transit Gateways).
 */
import type { Prefix } from '../../ip/prefix.ts';
import { isLiveState } from '../../model/link-state.ts';
import type { TgwAttachment, TgwTable, TransitGateway } from '../../model/link.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import type { DirectConnect } from './direct-connect.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';
import { isDown, staticRoutes } from './read-vpn-gateways.ts';
import type { Sites } from './sites.ts';
import { TgwAttachments, type AttachmentParts } from './tgw-attachments.ts';
import { TgwTables } from './tgw-tables.ts';

export function readTransitGateways(reading: ExportReading, sites: Sites, direct: DirectConnect): void {
  const tables = new TgwTables(reading);
  const attachments = new TgwAttachments(reading);
  for (const id of attachments.gateways(tables.gateways())) {
    new TgwReading({ reading, sites, direct, attachments, allTables: tables }, id).read();
  }
}

interface Surroundings {
  readonly reading: ExportReading;
  readonly sites: Sites;
  readonly direct: DirectConnect;
  readonly attachments: TgwAttachments;
  readonly allTables: TgwTables;
}

/** One gateway while it is read. */
class TgwReading {
  private readonly reading: ExportReading;
  private readonly sites: Sites;
  private readonly direct: DirectConnect;
  private readonly attachments: TgwAttachments;
  private readonly allTables: TgwTables;
  private readonly id: string;
  private readonly item: Item | undefined;
  private readonly tables: ReadonlyMap<string, TgwTable>;

  constructor({ reading, sites, direct, attachments, allTables }: Surroundings, id: string) {
    this.reading = reading;
    this.sites = sites;
    this.direct = direct;
    this.attachments = attachments;
    this.allTables = allTables;
    this.id = id;
    this.item = reading.inventory.get('TransitGateways', id);
    this.tables = allTables.of(id, [...attachments.of(id).keys()]);
  }

  read(): void {
    const { id, item, tables } = this;
    const parts = this.attachments.of(id);
    const attachments = [...parts].flatMap(([attachment, part]) => {
      const isDead = !isLiveState('attachment', part.state());
      if (isDead && !this.reading.routeNames.has(attachment)) return [];
      return [this.attachmentOf(attachment, part)];
    });
    // A VPC that was detached and attached again has two; packets take the living one.
    attachments.sort((a, b) => Number(isCut(a)) - Number(isCut(b)));
    const [anyPart] = parts.values();
    const source = (item ?? anyPart?.item)?.source ?? this.allTables.sourceOf(id);
    if (!source) return;
    const name = item?.name;
    const tgw: TransitGateway = {
      kind: 'tgw',
      id,
      ...(name !== undefined && { name }),
      profile: 'aws',
      attachments: new Map(attachments.map((attachment) => [attachment.id, attachment])),
      tables,
      sgReferencing: item?.inner('Options')?.text('SecurityGroupReferencingSupport') === 'enable',
      source,
    };
    this.reading.draft.links.set(id, tgw);
    if (tables.size === 0) this.doubtGateway('no file describes its route tables', source);
    for (const attachment of attachments) this.joinSite(tgw, attachment);
  }

  private attachmentOf(id: string, part: AttachmentParts): TgwAttachment {
    const { source } = part.item;
    const table = this.tableOf(id, part);
    if (table !== undefined && !this.tables.has(table)) {
      this.doubtGateway(`no file describes its route table ${table}`, source);
    }
    const attached = this.attachedTo(id, part);
    const connection = this.connectionOf(part);
    const isPathDown =
      (attached.kind === 'vpn' && connection !== undefined && isDown(connection)) ||
      (attached.kind === 'dx' && this.direct.isDown(attached.site));
    return {
      id,
      attached,
      state: isPathDown ? 'down' : part.state(),
      ...(table !== undefined && { table }),
      applianceMode: part.vpc?.inner('Options')?.text('ApplianceModeSupport') === 'enable',
      source,
    };
  }

  /** The associated table; where associations are in no file, the one new attachments get. */
  private tableOf(id: string, { generic, item }: AttachmentParts): string | undefined {
    const association = generic?.inner('Association');
    if (association?.text('State') === 'associated') return association.ref('TransitGatewayRouteTableId');
    const listed = this.allTables.associationOf(id);
    if (listed !== undefined || generic || this.allTables.knowsAssociationsOf(this.id)) return listed;
    const options = this.item?.inner('Options');
    if (options?.text('DefaultRouteTableAssociation') !== 'enable') return undefined;
    this.doubtAttachment(id, 'no file tells its route table; the default one counts', item.source);
    return options.ref('AssociationDefaultRouteTableId');
  }

  private attachedTo(id: string, part: AttachmentParts): TgwAttachment['attached'] {
    const { item } = part;
    const { source } = item;
    const type = part.type();
    const vpcId = part.attachedVpc();
    if (vpcId !== undefined) {
      const vpc = this.reading.vpc(vpcId, item);
      return { kind: 'vpc', vpc, subnets: this.subnetsOf(id, vpc, part) };
    }
    const resource = part.resource();
    if (type === 'vpn' && resource !== undefined) {
      const connection = this.connectionOf(part);
      return { kind: 'vpn', site: this.sites.behind(connection ? [connection] : [], resource, source) };
    }
    if (type === 'direct-connect-gateway' && resource !== undefined) {
      return { kind: 'dx', site: this.sites.behind([], resource, source) };
    }
    const peer = part.peerOf(this.id);
    if (peer !== undefined && this.attachments.isKnown(peer)) return { kind: 'peering', tgw: peer };
    const why =
      peer === undefined
        ? whyUnmodelled(type)
        : `no file describes the transit gateway ${peer} at its other end`;
    this.doubtAttachment(id, why, source);
    return { kind: 'unmodelled', id };
  }

  private connectionOf(part: AttachmentParts): Item | undefined {
    if (part.type() !== 'vpn') return undefined;
    return this.reading.inventory.get('VpnConnections', part.resource());
  }

  /** Subnets of an attachment: as listed, or those of its interfaces, or any of the VPC, one per zone. */
  private subnetsOf(id: string, vpc: string, { vpc: listed, item }: AttachmentParts): string[] {
    const own = listed?.refs('SubnetIds') ?? [];
    const known = own.length > 0 ? own : this.attachments.subnetsOfInterfaces(id);
    if (known.length > 0) return known.map((subnet) => this.reading.subnet(subnet, vpc, item));
    const perZone = new Map<string, string>();
    for (const subnet of this.attachments.subnetsOfVpc(vpc)) {
      if (!perZone.has(subnet.az)) perZone.set(subnet.az, subnet.id);
    }
    this.doubtAttachment(id, 'no file tells its subnets; it counts as present in every zone', item.source);
    return [...perZone.values()];
  }

  /** What lies behind an attached site, and what its router knows to lie behind the gateway. */
  private joinSite(tgw: TransitGateway, { id, attached, table, source }: TgwAttachment): void {
    if (attached.kind !== 'vpn' && attached.kind !== 'dx') return;
    const connection = this.connectionOf(this.attachments.of(tgw.id).get(id)!);
    const behind = connection ? staticRoutes(this.reading, connection) : [];
    for (const { routes } of tgw.tables.values()) {
      for (const { attachment, destination } of routes) {
        if (attachment === id && destination.kind === 'prefix') behind.push(destination.prefix);
      }
    }
    const reachable: Prefix[] = [];
    const associated = table === undefined ? undefined : tgw.tables.get(table);
    for (const { attachment, destination } of associated?.routes ?? []) {
      if (attachment !== id && destination.kind === 'prefix') reachable.push(destination.prefix);
    }
    for (const propagation of associated?.propagations ?? []) {
      const other = tgw.attachments.get(propagation)?.attached;
      if (other?.kind === 'vpc') reachable.push(...(this.reading.draft.vpcs.get(other.vpc)?.cidrs ?? []));
    }
    const told = attached.kind === 'dx' ? this.direct.announced(tgw.id, attached.site) : undefined;
    this.sites.add(attached.site, behind, { prefixes: told ?? reachable, link: tgw.id, source });
    this.doubtAttachment(id, 'what it announces is in no file, except where routes name it', source);
  }

  private doubtGateway(why: string, source: SourceRef): void {
    this.reading.doubt({ id: this.id, kind: 'TransitGateway', why, source });
  }

  private doubtAttachment(id: string, why: string, source: SourceRef): void {
    this.reading.doubt({ id, kind: 'TransitGatewayAttachment', why, source });
  }
}

function whyUnmodelled(type: string): string {
  return type === 'connect'
    ? 'what the appliance at the far end of the Connect attachment does is in no file'
    : `attachments of type ${type} are not modelled`;
}

function isCut(attachment: TgwAttachment): boolean {
  return !isLiveState('attachment', attachment.state);
}
