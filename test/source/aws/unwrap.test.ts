/**
 * Everything an export can be wrapped in comes out as the same objects.
 */
import { describe, expect, test } from 'vitest';
import { unwrap } from '../../../src/source/aws/unwrap.ts';
import { doubts, readFiles, SMALL, type Files } from './export.ts';

function found(value: unknown, file = 'file.json'): string[] {
  return unwrap(value, file, {}).findings.map(({ kind, id, path }) => `${kind} ${id} ${path.join('.')}`);
}

const VPC = { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' };

describe('objects are found', () => {
  test('in a response, under the name of the resource', () => {
    expect(found({ Vpcs: [VPC] })).toEqual(['Vpcs vpc-1 Vpcs.0']);
  });

  test('in a list without a name, by the keys of its entries', () => {
    expect(found([VPC, { SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24' }])).toEqual([
      'Vpcs vpc-1 0',
      'Subnets subnet-1 1',
    ]);
  });

  test('alone in a file', () => {
    expect(found(VPC)).toEqual(['Vpcs vpc-1 ']);
  });

  test('in a recorded response with a status code', () => {
    const recorded = { status_code: 200, data: { Vpcs: [VPC], ResponseMetadata: {} } };
    expect(found(recorded)).toEqual(['Vpcs vpc-1 data.Vpcs.0']);
  });

  test('in a response about a single object', () => {
    expect(found({ Vpc: VPC })).toEqual(['Vpcs vpc-1 Vpc']);
    expect(found({ VpcPeeringConnection: { VpcPeeringConnectionId: 'pcx-1' } })).toEqual([
      'VpcPeeringConnections pcx-1 VpcPeeringConnection',
    ]);
  });

  test('in a list of pages', () => {
    expect(found([{ Vpcs: [VPC], NextToken: 'x' }, { Vpcs: [{ ...VPC, VpcId: 'vpc-2' }] }])).toEqual([
      'Vpcs vpc-1 0.Vpcs.0',
      'Vpcs vpc-2 1.Vpcs.0',
    ]);
  });

  test('under an account, a region and a call, which tell their place', () => {
    const grouped = { '111111111111': { 'eu-west-1': { 'describe-vpcs': { Vpcs: [VPC] } } } };
    const [finding] = unwrap(grouped, 'all.json', {}).findings;
    expect(finding).toMatchObject({ id: 'vpc-1', place: { account: '111111111111', region: 'eu-west-1' } });
  });

  test('in reservations, with the interfaces of their instances', () => {
    const instance = { InstanceId: 'i-1', NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }] };
    expect(found({ Reservations: [{ Instances: [instance] }] })).toEqual([
      'Instances i-1 Reservations.0.Instances.0',
      'NetworkInterfaces eni-1 Reservations.0.Instances.0.NetworkInterfaces.0',
    ]);
    expect(found([{ ReservationId: 'r-1', Instances: [instance] }])).toHaveLength(2);
  });

  test('as routes of a transit gateway table that only the name of the file tells', () => {
    const routes = { Routes: [{ Type: 'static' }], AdditionalRoutesAvailable: false };
    expect(found(routes, 'routes-tgw-rtb-0abc.json')).toEqual(['TransitGatewayStaticRoutes tgw-rtb-0abc ']);
    expect(found({ ...routes, TransitGatewayRouteTableId: 'tgw-rtb-1' })).toEqual([
      'TransitGatewayStaticRoutes tgw-rtb-1 ',
    ]);
    expect(found(routes)).toEqual(['TransitGatewayStaticRoutes undefined ']);
  });

  test('of a kind never heard of, when it looks like part of a network', () => {
    const gateways = [{ QuantumGatewayId: 'qgw-1', VpcId: 'vpc-1' }];
    expect(found({ QuantumGateways: gateways })).toEqual(['QuantumGateways qgw-1 QuantumGateways.0']);
    const functions = [{ FunctionArn: 'arn:fn', VpcConfig: { SubnetIds: ['subnet-1'] } }];
    expect(found({ Functions: functions })).toEqual(['Functions arn:fn Functions.0']);
  });
});

describe('nothing is found', () => {
  test('in files of other services', () => {
    const others = [
      { Functions: [{ FunctionArn: 'arn:fn', VpcConfig: { VpcId: '', SubnetIds: [] } }] },
      { Volumes: [{ VolumeId: 'vol-1' }] },
      [[{ Name: 'x' }]],
      'text',
      null,
    ];
    for (const other of others) {
      const { findings, listed } = unwrap(other, 'file.json', {});
      expect(findings).toEqual([]);
      expect([...listed]).toEqual([]);
    }
  });

  test('in an empty list, though the kind counts as listed', () => {
    expect([...unwrap({ Vpcs: [] }, 'file.json', {}).listed]).toEqual(['Vpcs']);
  });

  test('in a text nested beyond any response', () => {
    let deep: unknown = [VPC];
    for (let i = 0; i < 50_000; i++) deep = [deep];
    expect(found(deep)).toEqual([]);
  });
});

test('a page after which a list goes on is said to be one, unless the last page is there, too', () => {
  const page = { SecurityGroups: SMALL.SecurityGroups, NextToken: 'more' };
  const { SecurityGroups: _, ...rest } = SMALL;
  const files = { 'us-east-1/net.json': rest, 'us-east-1/groups-1.json': page };
  const said = (more: Files): string[] =>
    doubts(readFiles({ ...files, ...more })).filter((text) => text.includes('goes on'));
  expect(said({})).toHaveLength(1);
  expect(said({ 'us-east-1/groups-2.json': { SecurityGroups: [] } })).toEqual([]);
  expect(said({ 'us-east-2/groups-2.json': { SecurityGroups: [] } })).toHaveLength(1);
});
