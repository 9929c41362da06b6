/**
 * What can be attached to a transit gateway besides a VPC that the export describes.
 */
import { describe, expect, test } from 'vitest';
import { attachment, tgw, TWO } from './attached-vpcs.ts';
import { doubts, outcome, readResponse } from './export.ts';

describe('an attachment', () => {
  test('to the VPC of another account leads to what routes tell of it', () => {
    const read = readResponse({
      ...TWO,
      TransitGatewayAttachments: [...TWO.TransitGatewayAttachments, attachment('att-3', 'vpc-far')],
      TransitGatewayStaticRoutes: [
        {
          TransitGatewayRouteTableId: 'tgw-rtb-1',
          Routes: [
            {
              DestinationCidrBlock: '10.7.0.0/16',
              Type: 'propagated',
              State: 'active',
              TransitGatewayAttachments: [
                { TransitGatewayAttachmentId: 'att-3', ResourceId: 'vpc-far', ResourceType: 'vpc' },
              ],
            },
          ],
        },
      ],
    });
    expect(outcome(read, 'eni-a', '10.7.1.1')).toBe('delivered');
    expect(read.network.unmodelled.has('vpc-far')).toBe(true);
  });

  test('to a peered gateway is listed once for each of the two', () => {
    const end = (own: string, other: string) =>
      attachment('att-p', other, { TransitGatewayId: own, ResourceType: 'peering', Association: undefined });
    const read = readResponse({
      TransitGatewayAttachments: [end('tgw-1', 'tgw-2'), end('tgw-2', 'tgw-1')],
      TransitGateways: [
        { TransitGatewayId: 'tgw-1', State: 'available' },
        { TransitGatewayId: 'tgw-2', State: 'available' },
      ],
    });
    expect(tgw(read).attachments.get('att-p')!.attached).toEqual({ kind: 'peering', tgw: 'tgw-2' });
    expect(tgw(read, 'tgw-2').attachments.get('att-p')!.attached).toEqual({ kind: 'peering', tgw: 'tgw-1' });
  });

  test('to a gateway that no file describes is noted', () => {
    const read = readResponse({
      ...TWO,
      TransitGatewayPeeringAttachments: [
        {
          TransitGatewayAttachmentId: 'att-p',
          State: 'available',
          RequesterTgwInfo: { TransitGatewayId: 'tgw-1', Region: 'us-east-1' },
          AccepterTgwInfo: { TransitGatewayId: 'tgw-far', Region: 'us-west-2' },
        },
      ],
    });
    expect(tgw(read).attachments.get('att-p')!.attached).toEqual({ kind: 'unmodelled', id: 'att-p' });
    expect(doubts(read)[0]).toContain('no file describes the transit gateway tgw-far at its other end');
  });

  test('by VPN leads to a site, by Direct Connect too, and others are noted', () => {
    const more = (id: string, type: string, resource: string) =>
      attachment(id, resource, { ResourceType: type });
    const read = readResponse({
      ...TWO,
      TransitGatewayAttachments: [
        ...TWO.TransitGatewayAttachments,
        more('att-v', 'vpn', 'vpn-1'),
        more('att-d', 'direct-connect-gateway', 'dxgw-1'),
        more('att-c', 'connect', 'att-d'),
      ],
      VpnConnections: [{ VpnConnectionId: 'vpn-1', CustomerGatewayId: 'cgw-1', TransitGatewayId: 'tgw-1' }],
      TransitGatewayStaticRoutes: [
        {
          TransitGatewayRouteTableId: 'tgw-rtb-1',
          Routes: [
            {
              DestinationCidrBlock: '10.99.0.0/16',
              Type: 'static',
              State: 'active',
              TransitGatewayAttachments: [{ TransitGatewayAttachmentId: 'att-v' }],
            },
          ],
        },
      ],
    });
    const attached = ['att-v', 'att-d', 'att-c'].map((id) => tgw(read).attachments.get(id)!.attached);
    expect(attached).toEqual([
      { kind: 'vpn', site: 'cgw-1' },
      { kind: 'dx', site: 'dxgw-1' },
      { kind: 'unmodelled', id: 'att-c' },
    ]);
    expect(outcome(read, 'eni-a', '10.99.1.1')).toBe('delivered');
  });

  test('that is gone makes room for the living', () => {
    const read = readResponse({
      ...TWO,
      TransitGatewayAttachments: [
        attachment('att-old', 'vpc-1', { State: 'deleted', Association: undefined }),
        ...TWO.TransitGatewayAttachments,
      ],
    });
    expect([...tgw(read).attachments.keys()]).toEqual(['att-1', 'att-2']);
  });
});
