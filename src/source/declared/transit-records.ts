/**
 * Declared transit gateways, their attachments and route tables.
 *
 * A gateway with default tables associates and propagates new attachments by itself ("How transit
 * gateways work", Amazon VPC Transit Gateways); what an attachment opts out of is said by itself.
 */
import type { Ec2Records } from './ec2-records.ts';
import { ownerOf, tagged, type DeclaredResource } from './resource.ts';

export const TRANSIT_READERS: Readonly<
  Record<string, (records: Ec2Records, resource: DeclaredResource) => void>
> = {
  'EC2::TransitGateway': readGateway,
  'EC2::TransitGatewayAttachment': readVpcAttachment,
  'EC2::TransitGatewayVpcAttachment': readVpcAttachment,
  'EC2::TransitGatewayPeeringAttachment': readPeering,
  'EC2::TransitGatewayOtherAttachment': readOther,
  'EC2::TransitGatewayRouteTable': (records, table) =>
    declareTable(records, table.id, table.properties.text('TransitGatewayId'), table),
  'EC2::TransitGatewayRouteTableAssociation': readAssociation,
  'EC2::TransitGatewayRouteTablePropagation': readPropagation,
  'EC2::TransitGatewayRoute': readRoute,
  'EC2::TransitGatewayConnect': readConnect,
  // Read where default tables are joined.
  'EC2::TransitGatewayDefaultAssociation': () => undefined,
  'EC2::TransitGatewayDefaultPropagation': () => undefined,
};

const ATTACHMENTS = [
  'TransitGatewayVpcAttachments',
  'TransitGatewayAttachments',
  'TransitGatewayPeeringAttachments',
] as const;

interface DefaultTables {
  readonly association: string;
  readonly propagation: string;
}

/** One table for both, unless it is said otherwise. */
function defaultTables({ id, properties }: DeclaredResource): DefaultTables {
  const association = properties.text('AssociationDefaultRouteTableId');
  const propagation = properties.text('PropagationDefaultRouteTableId');
  return {
    association: association ?? propagation ?? `${id}/default-table`,
    propagation: propagation ?? association ?? `${id}/default-table`,
  };
}

function isOn(resource: DeclaredResource, key: string): boolean {
  return (resource.properties.text(key) ?? 'enable') === 'enable';
}

function readGateway(records: Ec2Records, gateway: DeclaredResource): void {
  const { id, properties } = gateway;
  const associates = isOn(gateway, 'DefaultRouteTableAssociation');
  const propagates = isOn(gateway, 'DefaultRouteTablePropagation');
  const tables = defaultTables(gateway);
  records.declare('TransitGateways', id, gateway, {
    State: 'available',
    OwnerId: properties.text('OwnerId'),
    Options: {
      DefaultRouteTableAssociation: associates ? 'enable' : 'disable',
      DefaultRouteTablePropagation: propagates ? 'enable' : 'disable',
      ...(associates && { AssociationDefaultRouteTableId: tables.association }),
      SecurityGroupReferencingSupport: properties.text('SecurityGroupReferencingSupport'),
    },
    ...tagged(gateway),
  });
  if (associates) declareTable(records, tables.association, id, gateway);
  if (propagates) declareTable(records, tables.propagation, id, gateway);
}

function declareTable(
  records: Ec2Records,
  id: string,
  gateway: string | undefined,
  by: DeclaredResource,
): void {
  records.declare('TransitGatewayRouteTables', id, by, {
    TransitGatewayId: gateway,
    State: 'available',
    ...(by.id === id && tagged(by)),
  });
  records.declare('TransitGatewayStaticRoutes', id, by, {});
  records.declare('TransitGatewayPropagations', id, by, {});
  records.declare('TransitGatewayRouteTableAssociations', id, by, {});
}

function readVpcAttachment(records: Ec2Records, attachment: DeclaredResource): void {
  const { id, properties } = attachment;
  const gateway = properties.text('TransitGatewayId');
  const vpc = properties.text('VpcId');
  const state = properties.text('State') ?? 'available';
  const subnets = properties.texts('SubnetIds');
  if (gateway === undefined || vpc === undefined) return mayAttach(records, attachment, gateway);
  records.declare('TransitGatewayVpcAttachments', id, attachment, {
    TransitGatewayId: gateway,
    VpcId: vpc,
    State: state,
    // An accepter may not know the subnets that the attachment names.
    ...(subnets.length > 0 && { SubnetIds: subnets }),
    Options: { ApplianceModeSupport: properties.text('ApplianceModeSupport') ?? 'disable' },
    ...tagged(attachment),
  });
}

/** Nobody knows what an attachment joins; it could be each of the gateways, with a network behind it. */
function mayAttach(records: Ec2Records, by: DeclaredResource, gateway: string | undefined): void {
  const among = gateway === undefined ? [] : [gateway];
  records.doubtAny(by, { kind: 'TransitGateways', may: 'may attach a network to', among });
}

function readOther(records: Ec2Records, attachment: DeclaredResource): void {
  const { id, properties } = attachment;
  const gateway = properties.text('TransitGatewayId');
  if (gateway === undefined) return mayAttach(records, attachment, gateway);
  records.declare('TransitGatewayAttachments', id, attachment, {
    TransitGatewayId: gateway,
    ResourceType: properties.text('ResourceType'),
    ResourceId: properties.text('ResourceId'),
    State: 'available',
  });
}

/** In a template, a Connect attachment names what carries it, and belongs to the gateway of that. */
function readConnect(records: Ec2Records, connect: DeclaredResource): void {
  const { id, properties } = connect;
  const transport = properties.text('TransportTransitGatewayAttachmentId');
  const gateway = records.text('TransitGatewayVpcAttachments', transport, 'TransitGatewayId');
  if (gateway === undefined) return mayAttach(records, connect, gateway);
  records.declare('TransitGatewayAttachments', id, connect, {
    TransitGatewayId: gateway,
    ResourceType: 'connect',
    ResourceId: transport,
    State: 'available',
  });
}

function readPeering(records: Ec2Records, peering: DeclaredResource): void {
  const { id, properties, place } = peering;
  records.declare('TransitGatewayPeeringAttachments', id, peering, {
    RequesterTgwInfo: { TransitGatewayId: properties.text('TransitGatewayId'), Region: place.region },
    AccepterTgwInfo: {
      TransitGatewayId: properties.text('PeerTransitGatewayId'),
      OwnerId: properties.text('PeerAccountId'),
      Region: properties.text('PeerRegion'),
    },
    State: properties.text('State') ?? 'available',
    ...tagged(peering),
  });
}

function readAssociation(records: Ec2Records, association: DeclaredResource): void {
  const { properties } = association;
  const table = properties.text('TransitGatewayRouteTableId');
  const attachment = properties.text('TransitGatewayAttachmentId');
  if (attachment === undefined) {
    for (const kind of ATTACHMENTS) records.doubtAny(association, { kind, may: 'may give a route table to' });
    return;
  }
  if (table === undefined) {
    const why = 'which table it gives to the attachment is not known';
    return records.doubt(association, why, { id: attachment });
  }
  associate(records, table, attachment, association);
}

function associate(records: Ec2Records, table: string, attachment: string, by: DeclaredResource): void {
  const entry = { TransitGatewayAttachmentId: attachment, State: 'associated' };
  records.append('TransitGatewayRouteTableAssociations', table, 'Associations', by, entry);
}

function readPropagation(records: Ec2Records, propagation: DeclaredResource): void {
  const { properties } = propagation;
  const table = properties.text('TransitGatewayRouteTableId');
  const attachment = properties.text('TransitGatewayAttachmentId');
  if (table === undefined || attachment === undefined) {
    const among = table === undefined ? [] : [table];
    const may = 'may propagate routes to';
    return records.doubtAny(propagation, {
      kind: 'TransitGatewayRouteTables',
      may,
      among,
      part: '/learned',
    });
  }
  propagate(records, table, attachment, propagation);
}

function propagate(records: Ec2Records, table: string, attachment: string, by: DeclaredResource): void {
  records.append('TransitGatewayPropagations', table, 'TransitGatewayRouteTablePropagations', by, {
    TransitGatewayAttachmentId: attachment,
    State: 'enabled',
  });
}

function readRoute(records: Ec2Records, route: DeclaredResource): void {
  const { properties } = route;
  const table = properties.text('TransitGatewayRouteTableId');
  const range = properties.text('DestinationCidrBlock');
  const list = properties.text('PrefixListId');
  const attachment = properties.text('TransitGatewayAttachmentId');
  const isBlackhole = properties.flag('Blackhole') === true;
  if (table === undefined) {
    return records.doubtAny(route, { kind: 'TransitGatewayRouteTables', ...ownerOf(route) });
  }
  if (range === undefined && list === undefined) {
    return records.doubt(route, 'a route of it names no destination that is known', { id: table });
  }
  if (attachment === undefined && !isBlackhole) {
    const why = 'the attachment that a route of it leads to is not known; it counts as none';
    records.doubt(route, why, { id: table });
  }
  records.append('TransitGatewayStaticRoutes', table, 'Routes', route, {
    ...(range !== undefined && {
      [range.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: range,
    }),
    PrefixListId: list,
    DestinationPrefixListId: list,
    Type: 'static',
    State: isBlackhole ? 'blackhole' : 'active',
    TransitGatewayAttachments:
      attachment === undefined || isBlackhole ? [] : [{ TransitGatewayAttachmentId: attachment }],
  });
}

/** What gateways with default tables do for attachments that nobody placed. */
export function joinDefaultTables(records: Ec2Records, resources: readonly DeclaredResource[]): void {
  const placed = new Set<unknown>();
  const tables = records.declared('TransitGatewayRouteTables').map(({ id }) => id);
  for (const table of tables) {
    for (const entry of records.list('TransitGatewayRouteTableAssociations', table, 'Associations')) {
      placed.add(entry['TransitGatewayAttachmentId']);
    }
  }
  const gateways = new Map(
    resources.flatMap((resource) =>
      resource.type === 'EC2::TransitGateway' ? [[resource.id, resource] as const] : [],
    ),
  );
  // Somebody may have made other tables the ones that new attachments get.
  const chosen = (type: string): Map<string | undefined, string> =>
    new Map(
      resources.flatMap((resource) => {
        const table = resource.properties.text('TransitGatewayRouteTableId');
        const isChoice = resource.type === type && table !== undefined;
        return isChoice ? [[resource.properties.text('TransitGatewayId'), table] as const] : [];
      }),
    );
  const associated = chosen('EC2::TransitGatewayDefaultAssociation');
  const propagated = chosen('EC2::TransitGatewayDefaultPropagation');
  for (const attachment of resources) {
    if (!/^EC2::TransitGateway\w*Attachment$/.test(attachment.type)) continue;
    const { properties } = attachment;
    const gateway = gateways.get(properties.text('TransitGatewayId') ?? '');
    if (!gateway) continue;
    const tables = defaultTables(gateway);
    const optsIn = (key: string): boolean => properties.flag(key) !== false;
    if (
      isOn(gateway, 'DefaultRouteTableAssociation') &&
      !placed.has(attachment.id) &&
      optsIn('DefaultRouteTableAssociation')
    ) {
      associate(records, associated.get(gateway.id) ?? tables.association, attachment.id, attachment);
    }
    const isPeering = attachment.type === 'EC2::TransitGatewayPeeringAttachment';
    if (
      isOn(gateway, 'DefaultRouteTablePropagation') &&
      !isPeering &&
      optsIn('DefaultRouteTablePropagation')
    ) {
      propagate(records, propagated.get(gateway.id) ?? tables.propagation, attachment.id, attachment);
    }
  }
}
