/**
 * Direct Connect: interfaces, Direct Connect gateways and what the far side is told.
 */
import { describe, expect, test } from 'vitest';
import { formatPrefix } from '../../../src/ip/prefix.ts';
import { linkOf, readResponse, routeTable, SMALL, type Read } from './export.ts';

const VIF = {
  virtualInterfaceId: 'dxvif-1',
  virtualInterfaceType: 'private',
  virtualInterfaceState: 'available',
  directConnectGatewayId: 'dxgw-1',
  bgpPeers: [{ bgpStatus: 'up' }],
};

function withGateway(more: object): Read {
  return readResponse({
    ...SMALL,
    RouteTables: [
      routeTable(
        'rtb-1',
        'vpc-1',
        [{ DestinationCidrBlock: '192.168.0.0/16', GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation' }],
        [{ Main: true }],
      ),
    ],
    VpnGateways: [{ VpnGatewayId: 'vgw-1', VpcAttachments: [{ VpcId: 'vpc-1', State: 'attached' }] }],
    directConnectGateways: [{ directConnectGatewayId: 'dxgw-1', directConnectGatewayName: 'office' }],
    directConnectGatewayAssociations: [
      {
        associationId: 'a-1',
        associationState: 'associated',
        directConnectGatewayId: 'dxgw-1',
        associatedGateway: { id: 'vgw-1', type: 'virtualPrivateGateway' },
        allowedPrefixesToDirectConnectGateway: [{ cidr: '10.1.1.0/24' }],
      },
    ],
    ...more,
  });
}

describe('a virtual private gateway associated with a Direct Connect gateway', () => {
  test('leads to the site of that gateway, which learns the allowed prefixes alone', () => {
    const { network } = withGateway({ virtualInterfaces: [VIF] });
    expect(network.links.get('vgw-1')).toMatchObject({ kind: 'dx', site: 'dxgw-1', state: 'attached' });
    expect(network.sites.get('dxgw-1')!.name).toBe('office');
    const back = network.routeTables
      .get('dxgw-1')!
      .routes.map(({ destination }) =>
        destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list,
      );
    expect(back).toEqual(['10.1.1.0/24']);
  });

  test.each([
    ['is down', { ...VIF, virtualInterfaceState: 'down' }, 'path-down'],
    ['has no session', { ...VIF, bgpPeers: [{ bgpStatus: 'down' }] }, 'path-down'],
    [
      'has one of two sessions',
      { ...VIF, bgpPeers: [{ bgpStatus: 'down' }, { bgpStatus: 'up' }] },
      'attached',
    ],
    ['is deleted, so none is listed', { ...VIF, virtualInterfaceState: 'deleted' }, 'attached'],
    ['is public, so it is about something else', { ...VIF, virtualInterfaceType: 'public' }, 'attached'],
  ])('whose only interface %s', (_, vif, state) => {
    const read = withGateway({ virtualInterfaces: [{ ...vif, virtualInterfaceId: 'dxvif-1' }] });
    expect(linkOf(read, 'dx', 'vgw-1').state).toBe(state);
  });

  test('keeps its way while one of two interfaces is up', () => {
    const down = { ...VIF, virtualInterfaceId: 'dxvif-2', virtualInterfaceState: 'down' };
    expect(linkOf(withGateway({ virtualInterfaces: [VIF, down] }), 'dx', 'vgw-1').state).toBe('attached');
  });

  test('that is disassociated is none of it', () => {
    const { network } = withGateway({
      virtualInterfaces: [VIF],
      directConnectGatewayAssociations: [
        {
          associationId: 'a-1',
          associationState: 'disassociated',
          directConnectGatewayId: 'dxgw-1',
          associatedGateway: { id: 'vgw-1' },
        },
      ],
    });
    expect(network.links.get('vgw-1')).toMatchObject({ kind: 'vgw', site: 'vgw-1/on-premises' });
  });
});

describe('a transit gateway associated with a Direct Connect gateway', () => {
  const read = (vif: object): Read =>
    readResponse({
      ...SMALL,
      TransitGateways: [{ TransitGatewayId: 'tgw-1', State: 'available' }],
      TransitGatewayRouteTables: [
        { TransitGatewayRouteTableId: 'tgw-rtb-1', TransitGatewayId: 'tgw-1', State: 'available' },
      ],
      TransitGatewayStaticRoutes: [
        { TransitGatewayRouteTableId: 'tgw-rtb-1', Routes: [], AdditionalRoutesAvailable: false },
      ],
      TransitGatewayPropagations: [],
      TransitGatewayAttachments: [
        {
          TransitGatewayAttachmentId: 'tgw-attach-dx',
          TransitGatewayId: 'tgw-1',
          ResourceType: 'direct-connect-gateway',
          ResourceId: 'dxgw-1',
          State: 'available',
          Association: { State: 'associated', TransitGatewayRouteTableId: 'tgw-rtb-1' },
        },
      ],
      directConnectGatewayAssociations: [
        {
          associationId: 'a-1',
          directConnectGatewayId: 'dxgw-1',
          associatedGateway: { id: 'tgw-1', type: 'transitGateway' },
          allowedPrefixesToDirectConnectGateway: [{ cidr: '10.0.0.0/8' }],
        },
      ],
      virtualInterfaces: [{ ...VIF, virtualInterfaceType: 'transit', ...vif }],
    });

  test('announces the allowed prefixes', () => {
    const { network } = read({});
    expect(network.routeTables.get('dxgw-1')!.routes.map(({ target }) => target)).toEqual([
      { kind: 'link', link: 'tgw-1' },
    ]);
  });

  test('loses the attachment when every interface is down', () => {
    const stateOf = (vif: object) =>
      linkOf(read(vif), 'tgw', 'tgw-1').attachments.get('tgw-attach-dx')!.state;
    expect([stateOf({}), stateOf({ virtualInterfaceState: 'down' })]).toEqual(['available', 'down']);
  });
});
