/**
 * Interfaces that services of AWS make: what stands behind them, and on which ports it answers.
 */
import { describe, expect, test } from 'vitest';
import { formatService } from '../../../src/model/protocol.ts';
import { doubts, host, readResponse, SMALL, type Read } from './export.ts';

function made(description: string, more: object = {}): object {
  return host('eni-x', 'subnet-a', '10.1.1.20', { Description: description, Attachment: {}, ...more });
}

function read(eni: object, more: object = {}): Read {
  return readResponse({ ...SMALL, NetworkInterfaces: [...SMALL.NetworkInterfaces, eni], ...more });
}

function answersOn({ network }: Read, id = 'eni-x'): string[] | undefined {
  const { owner } = network.enis.get(id)!;
  if (owner.kind !== 'host') throw new Error(`${id} is no host`);
  return owner.host.listens?.map(formatService);
}

describe('a description', () => {
  test.each([
    ['AWS Lambda VPC ENI-orders-0a1b2c3d-1111-2222-3333-444455556666', 'orders', []],
    ['EFS mount target for fs-0123 (fsmt-0456)', 'fs-0123', ['tcp/2049']],
    ['ES search-logs', 'search-logs', ['tcp/80', 'tcp/443']],
    ['Amazon EKS production', 'production', ['tcp/443']],
    ['Route 53 Resolver: rslvr-in-01:rni-02', 'rslvr-in-01', ['tcp/53', 'udp/53']],
    ['ElastiCache sessions', 'sessions', undefined],
    ['RDSNetworkInterface', 'RDS', undefined],
    ['arn:aws:ecs:us-east-1:111111111111:attachment/ed8f', 'attachment/ed8f', undefined],
  ])('%s tells what is behind the interface', (description, name, ports) => {
    const found = read(made(description));
    expect(found.network.enis.get('eni-x')!.name).toBe(`${name}/subnet-a`);
    expect(answersOn(found)).toEqual(ports);
    expect(doubts(found)).toEqual([]);
  });

  test.each([
    ['lambda', []],
    ['efs', ['tcp/2049']],
  ])('is not needed where the type is %s', (InterfaceType, ports) => {
    expect(answersOn(read(made('', { InterfaceType })))).toEqual(ports);
  });

  test('that nobody knows makes a host that answers on every port', () => {
    expect(answersOn(read(made('of our own')))).toBeUndefined();
  });
});

describe('a database', () => {
  const DATABASE = {
    DBInstanceArn: 'arn:db',
    DBInstanceIdentifier: 'orders',
    Engine: 'postgres',
    AvailabilityZone: 'us-east-1a',
    Endpoint: { Address: 'orders.rds.amazonaws.com', Port: 5432 },
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }],
    DBSubnetGroup: {
      VpcId: 'vpc-1',
      Subnets: [{ SubnetIdentifier: 'subnet-a' }, { SubnetIdentifier: 'subnet-b' }],
    },
  };
  const own = made('RDSNetworkInterface');

  test('is the only interface of RDS in its zone, subnets and groups', () => {
    const found = read(own, { DBInstances: [DATABASE] });
    expect(found.network.enis.get('eni-x')!.name).toBe('orders');
    expect(answersOn(found)).toEqual(['tcp/5432']);
    expect(doubts(found)).toEqual([]);
  });

  test('is not told from another one with the same groups in the same zone', () => {
    const other = { ...DATABASE, DBInstanceArn: 'arn:db-2', DBInstanceIdentifier: 'users' };
    const found = read(own, { DBInstances: [DATABASE, other] });
    expect(found.network.enis.get('eni-x')!.name).toBe('RDS/subnet-a');
    expect(answersOn(found)).toBeUndefined();
  });

  test('whose interface is in no file is said to be missing', () => {
    const found = readResponse({ ...SMALL, DBInstances: [DATABASE] });
    expect(doubts(found)).toEqual(['DBInstance arn:db: no file describes its interface']);
  });
});
