/**
 * Two VPCs joined by a transit gateway, as six files of an export show them.
 */
import type { TransitGateway } from '../../../src/model/link.ts';
import { host, linkOf, openAcl, readResponse, routeTable, SMALL, subnet, type Read } from './export.ts';

export function attachment(id: string, vpc: string, more: object = {}) {
  return {
    TransitGatewayAttachmentId: id,
    TransitGatewayId: 'tgw-1',
    ResourceType: 'vpc',
    ResourceId: vpc,
    State: 'available',
    Association: { State: 'associated', TransitGatewayRouteTableId: 'tgw-rtb-1' },
    ...more,
  };
}

export function vpcAttachment(id: string, vpc: string, subnets: readonly string[], more: object = {}) {
  return {
    TransitGatewayAttachmentId: id,
    TransitGatewayId: 'tgw-1',
    VpcId: vpc,
    State: 'available',
    SubnetIds: subnets,
    ...more,
  };
}

function propagation(id: string, vpc: string) {
  return { TransitGatewayAttachmentId: id, ResourceId: vpc, ResourceType: 'vpc', State: 'enabled' };
}

/** The small VPC and a second one, joined by a gateway that propagates both. */
export const TWO = {
  ...SMALL,
  Vpcs: [...SMALL.Vpcs, { VpcId: 'vpc-2', CidrBlock: '10.2.0.0/16', OwnerId: '111111111111' }],
  Subnets: [...SMALL.Subnets, subnet('subnet-c', '10.2.1.0/24', 'us-east-1a', 'vpc-2')],
  NetworkInterfaces: [...SMALL.NetworkInterfaces, host('eni-c', 'subnet-c', '10.2.1.10', { VpcId: 'vpc-2' })],
  NetworkAcls: [...SMALL.NetworkAcls, openAcl('acl-2', 'vpc-2', ['subnet-c'])],
  RouteTables: [
    routeTable('rtb-1', 'vpc-1', [viaTgw('10.0.0.0/8')], [{ Main: true }]),
    {
      RouteTableId: 'rtb-2',
      VpcId: 'vpc-2',
      Associations: [{ Main: true }],
      Routes: [{ DestinationCidrBlock: '10.2.0.0/16', GatewayId: 'local' }, viaTgw('10.0.0.0/8')],
    },
  ],
  TransitGateways: [
    {
      TransitGatewayId: 'tgw-1',
      State: 'available',
      Options: { DefaultRouteTableAssociation: 'enable', AssociationDefaultRouteTableId: 'tgw-rtb-1' },
    },
  ],
  TransitGatewayAttachments: [attachment('att-1', 'vpc-1'), attachment('att-2', 'vpc-2')],
  TransitGatewayVpcAttachments: [
    vpcAttachment('att-1', 'vpc-1', ['subnet-a', 'subnet-b']),
    vpcAttachment('att-2', 'vpc-2', ['subnet-c']),
  ],
  TransitGatewayRouteTables: [
    {
      TransitGatewayRouteTableId: 'tgw-rtb-1',
      TransitGatewayId: 'tgw-1',
      State: 'available',
      DefaultPropagationRouteTable: true,
    },
  ],
  TransitGatewayStaticRoutes: [{ TransitGatewayRouteTableId: 'tgw-rtb-1', Routes: [] as object[] }],
  TransitGatewayPropagations: [
    {
      TransitGatewayRouteTableId: 'tgw-rtb-1',
      TransitGatewayRouteTablePropagations: [propagation('att-1', 'vpc-1'), propagation('att-2', 'vpc-2')],
    },
  ],
};

function viaTgw(cidr: string) {
  return { DestinationCidrBlock: cidr, TransitGatewayId: 'tgw-1', State: 'active' };
}

export function without(...keys: readonly (keyof typeof TWO)[]): Read {
  return readResponse(
    Object.fromEntries(Object.entries(TWO).filter(([key]) => !keys.includes(key as never))),
  );
}

export function tgw(read: Read, id = 'tgw-1'): TransitGateway {
  return linkOf(read, 'tgw', id);
}
