/**
 * Transit gateways from whatever part of them an export shows.
 */
import { describe, expect, test } from 'vitest';
import { formatPrefix } from '../../../src/ip/prefix.ts';
import { attachment, tgw, TWO, vpcAttachment, without } from './attached-vpcs.ts';
import { doubts, host, outcome, readResponse } from './export.ts';

describe('a transit gateway', () => {
  test('joins the VPCs attached to it', () => {
    const read = readResponse(TWO);
    expect(outcome(read, 'eni-a', '10.2.1.10')).toBe('delivered');
    expect(outcome(read, 'eni-a', '10.3.0.1')).toBe('tgw-no-route');
    expect(doubts(read)).toEqual([]);
  });

  test('has static routes, blackholes and references to prefix lists', () => {
    const target = [{ TransitGatewayAttachmentId: 'att-2', ResourceId: 'vpc-2', ResourceType: 'vpc' }];
    const read = readResponse({
      ...TWO,
      PrefixLists: [{ PrefixListId: 'pl-1', Cidrs: ['10.5.0.0/16'] }],
      TransitGatewayStaticRoutes: [
        {
          TransitGatewayRouteTableId: 'tgw-rtb-1',
          Routes: [
            {
              DestinationCidrBlock: '10.2.0.0/16',
              Type: 'propagated',
              State: 'active',
              TransitGatewayAttachments: target,
            },
            { DestinationCidrBlock: '10.2.1.0/24', Type: 'static', State: 'blackhole' },
            { DestinationCidrBlock: '10.4.0.0/16', Type: 'static', State: 'deleted' },
          ],
        },
      ],
      TransitGatewayPrefixListReferences: [
        {
          TransitGatewayRouteTableId: 'tgw-rtb-1',
          PrefixListId: 'pl-1',
          TransitGatewayAttachment: target[0],
        },
      ],
    });
    const routes = tgw(read)
      .tables.get('tgw-rtb-1')!
      .routes.map(({ destination, attachment: to, origin }) => [
        destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list,
        to,
        origin,
      ]);
    expect(routes).toEqual([
      ['10.2.0.0/16', 'att-2', 'propagated'],
      ['10.2.1.0/24', undefined, 'static'],
      ['pl-1', 'att-2', 'static'],
    ]);
    expect(outcome(read, 'eni-a', '10.2.1.10')).toBe('tgw-blackhole');
  });

  test('keeps appliance mode and the references of security groups', () => {
    const read = readResponse({
      ...TWO,
      TransitGateways: [
        {
          TransitGatewayId: 'tgw-1',
          State: 'available',
          Options: { SecurityGroupReferencingSupport: 'enable' },
        },
      ],
      TransitGatewayVpcAttachments: [
        vpcAttachment('att-1', 'vpc-1', ['subnet-a'], { Options: { ApplianceModeSupport: 'enable' } }),
      ],
    });
    expect(tgw(read).sgReferencing).toBe(true);
    expect(tgw(read).attachments.get('att-1')!.applianceMode).toBe(true);
  });
});

describe('where parts of a transit gateway are in no file', () => {
  test('an attachment gets the default table', () => {
    const read = without('TransitGatewayAttachments');
    expect(outcome(read, 'eni-a', '10.2.1.10')).toBe('delivered');
    expect(doubts(read)[0]).toContain('TransitGatewayAttachment att-1: no file tells its route table');
  });

  test('an attachment is present in every zone', () => {
    const read = without('TransitGatewayVpcAttachments');
    const { attached } = tgw(read).attachments.get('att-1')!;
    expect(attached).toEqual({ kind: 'vpc', vpc: 'vpc-1', subnets: ['subnet-a', 'subnet-b'] });
    expect(doubts(read)[0]).toContain('it counts as present in every zone');
  });

  test('or in the subnets where it has interfaces', () => {
    const { TransitGatewayVpcAttachments: _, ...rest } = TWO;
    const eni = host('eni-t', 'subnet-b', '10.1.2.77', {
      InterfaceType: 'transit_gateway',
      Description: 'Network Interface for Transit Gateway Attachment tgw-attach-1',
      Attachment: {},
    });
    const read = readResponse({
      ...rest,
      NetworkInterfaces: [...TWO.NetworkInterfaces, eni],
      TransitGatewayAttachments: [attachment('tgw-attach-1', 'vpc-1')],
    });
    const { attached } = tgw(read).attachments.get('tgw-attach-1')!;
    expect(attached).toMatchObject({ subnets: ['subnet-b'] });
    expect(read.network.enis.get('eni-t')!.owner).toEqual({ kind: 'tgw', link: 'tgw-1' });
  });

  test('the default table is propagated to by all', () => {
    const read = without('TransitGatewayPropagations');
    expect(outcome(read, 'eni-a', '10.2.1.10')).toBe('delivered');
    expect(doubts(read)[0]).toContain('no file tells what propagates to its table');
  });

  test('attachments are known from routes and propagations alone', () => {
    const read = without('TransitGatewayAttachments', 'TransitGatewayVpcAttachments');
    expect([...tgw(read).attachments.keys()]).toEqual(['att-1', 'att-2']);
    expect(outcome(read, 'eni-a', '10.2.1.10')).toBe('delivered');
  });

  test('a gateway without tables is noted', () => {
    const read = without(
      'TransitGatewayRouteTables',
      'TransitGatewayStaticRoutes',
      'TransitGatewayPropagations',
    );
    expect(doubts(read).some((doubt) => doubt.startsWith('TransitGateway tgw-1: no file describes'))).toBe(
      true,
    );
  });
});
