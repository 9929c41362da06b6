/**
 * Endpoints of every type, the services behind them, and network load balancers.
 */
import { describe, expect, test } from 'vitest';
import { isPlainAllow } from '../../../src/source/aws/endpoint-policy.ts';
import { doubts, host, linkOf, outcome, readResponse, routeTable, SMALL, type Read } from './export.ts';

const ALLOW = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

describe('a policy', () => {
  test.each([
    [{ Statement: [ALLOW] }, true],
    [{ Version: '2008-10-17', Statement: ALLOW }, true],
    [{ Statement: [{ ...ALLOW, Principal: { AWS: '*' }, Action: ['*'] }] }, true],
    [{ Statement: [{ ...ALLOW, Effect: 'Deny' }] }, false],
    [{ Statement: [ALLOW, { ...ALLOW, Effect: 'Deny' }] }, false],
    [{ Statement: [{ ...ALLOW, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }] }, false],
    [{ Statement: [{ ...ALLOW, Action: 's3:GetObject' }] }, false],
    [{}, false],
  ])('%j is plain: %s', (policy, isPlain) => {
    expect(isPlainAllow(JSON.stringify(policy))).toBe(isPlain);
  });

  test('that is no JSON is not plain', () => {
    expect(isPlainAllow('{')).toBe(false);
  });
});

describe('a gateway endpoint', () => {
  const withPolicy = (policy: object | undefined): Read =>
    readResponse({
      ...SMALL,
      PrefixLists: [
        { PrefixListId: 'pl-1', PrefixListName: 'com.amazonaws.us-east-1.s3', Cidrs: ['52.216.0.0/15'] },
      ],
      RouteTables: [
        routeTable(
          'rtb-1',
          'vpc-1',
          [{ DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active' }],
          [{ Main: true }],
        ),
      ],
      VpcEndpoints: [
        {
          VpcEndpointId: 'vpce-1',
          VpcId: 'vpc-1',
          ServiceName: 'com.amazonaws.us-east-1.s3',
          State: 'Available',
          RouteTableIds: ['rtb-1'],
          SubnetIds: [],
          PolicyDocument: policy && JSON.stringify(policy),
        },
      ],
    });

  test('is recognised without a type, and knows its prefix list by the name of the service', () => {
    const read = withPolicy({ Statement: [ALLOW] });
    expect(linkOf(read, 'gateway-endpoint', 'vpce-1')).toMatchObject({
      kind: 'gateway-endpoint',
      prefixList: 'pl-1',
    });
    expect(outcome(read, 'eni-a', '52.216.1.1')).toBe('delivered');
    expect(doubts(read)).toEqual([]);
  });

  test('with a policy of its own is noted', () => {
    const read = withPolicy({ Statement: [{ ...ALLOW, Action: 's3:GetObject' }] });
    expect(doubts(read)).toEqual([
      'VpcEndpoint vpce-1: its policy admits some requests and not others, which packets do not show',
    ]);
  });
});

const ENDPOINT_ENI = host('eni-e', 'subnet-b', '10.1.2.55', {
  InterfaceType: 'vpc_endpoint',
  Description: 'VPC Endpoint Interface vpce-1',
  Attachment: {},
});

function interfaceEndpoint(service: string, more: object = {}) {
  return {
    VpcEndpointId: 'vpce-1',
    VpcEndpointType: 'Interface',
    VpcId: 'vpc-1',
    ServiceName: service,
    State: 'available',
    SubnetIds: ['subnet-b'],
    NetworkInterfaceIds: ['eni-e'],
    PrivateDnsEnabled: true,
    DnsEntries: [
      { DnsName: 'vpce-1-abc.ec2.us-east-1.vpce.amazonaws.com' },
      { DnsName: 'ec2.us-east-1.amazonaws.com' },
    ],
    ...more,
  };
}

describe('an interface endpoint', () => {
  test('of a service of AWS answers on the port of HTTPS', () => {
    const read = readResponse({
      ...SMALL,
      NetworkInterfaces: [...SMALL.NetworkInterfaces, ENDPOINT_ENI],
      VpcEndpoints: [interfaceEndpoint('com.amazonaws.us-east-1.ec2')],
    });
    expect(linkOf(read, 'endpoint', 'vpce-1')).toMatchObject({
      service: { kind: 'provider' },
      enis: ['eni-e'],
      publicName: 'vpce-1-abc.ec2.us-east-1.vpce.amazonaws.com',
      privateName: 'ec2.us-east-1.amazonaws.com',
    });
    expect(outcome(read, 'eni-a', '10.1.2.55')).toBe('delivered');
    expect(doubts(read)).toEqual([]);
  });

  test('of a service that no file describes is conditional on it', () => {
    const service = 'com.amazonaws.vpce.us-east-1.vpce-svc-9';
    const read = readResponse({
      ...SMALL,
      NetworkInterfaces: [...SMALL.NetworkInterfaces, ENDPOINT_ENI],
      VpcEndpoints: [interfaceEndpoint(service)],
    });
    expect(linkOf(read, 'endpoint', 'vpce-1').service).toEqual({ kind: 'unmodelled', id: service });
    expect(doubts(read)).toEqual([
      `VpcEndpointService ${service}: no file describes this service of another account`,
    ]);
  });

  test('whose interfaces are in no file is noted', () => {
    const read = readResponse({ ...SMALL, VpcEndpoints: [interfaceEndpoint('com.amazonaws.us-east-1.ec2')] });
    expect(doubts(read)[0]).toContain('no file describes its interfaces');
  });
});

describe('a Gateway Load Balancer endpoint', () => {
  test('lets packets through, as far as anybody knows', () => {
    const read = readResponse({
      ...SMALL,
      VpcEndpoints: [
        {
          VpcEndpointId: 'vpce-g',
          VpcEndpointType: 'GatewayLoadBalancer',
          VpcId: 'vpc-1',
          State: 'available',
          ServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
          SubnetIds: ['subnet-b'],
        },
      ],
    });
    expect(read.network.links.get('vpce-g')).toMatchObject({
      kind: 'gwlbe',
      subnet: 'subnet-b',
      policy: 'allow',
    });
    expect(doubts(read)).toEqual([
      'VpcEndpoint vpce-g: what the appliances behind it do with packets is in no file',
    ]);
  });
});

describe('a network load balancer', () => {
  const ARN = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/front/0123';
  const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/web/4567';
  const target = (id: string, state: string) => ({
    Target: { Id: id, Port: 8443 },
    TargetHealth: { State: state },
  });
  const SERVED = {
    ...SMALL,
    NetworkInterfaces: [
      ...SMALL.NetworkInterfaces,
      host('eni-lb', 'subnet-b', '10.1.2.66', {
        InterfaceType: 'network_load_balancer',
        Description: 'ELB net/front/0123',
        Attachment: {},
      }),
    ],
    LoadBalancers: [{ LoadBalancerArn: ARN, LoadBalancerName: 'front', Type: 'network', VpcId: 'vpc-1' }],
    Listeners: [
      {
        ListenerArn: `${ARN}/1`,
        LoadBalancerArn: ARN,
        Protocol: 'TCP',
        Port: 443,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: GROUP }],
      },
    ],
    TargetGroups: [{ TargetGroupArn: GROUP, Port: 8443, TargetType: 'instance', VpcId: 'vpc-1' }],
    LoadBalancerTargetHealth: [
      {
        TargetGroupArn: GROUP,
        TargetHealthDescriptions: [
          target('i-eni-b', 'healthy'),
          target('10.1.1.10', 'unhealthy'),
          target('i-far', 'healthy'),
        ],
      },
    ],
    LoadBalancerAttributes: [
      { LoadBalancerArn: ARN, Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }] },
    ],
  };

  test('has interfaces, listeners, targets by instance or address, and their health', () => {
    const read = readResponse(SERVED);
    expect(linkOf(read, 'nlb', ARN)).toMatchObject({
      name: 'front',
      enis: ['eni-lb'],
      listeners: [{ protocol: 6, port: 443, targetPort: 8443, targets: ['eni-b', 'eni-a'] }],
      unhealthy: ['eni-a'],
      crossZone: true,
      preserveClientIp: true,
    });
    expect(outcome(read, 'eni-a', '10.1.2.66')).toBe('delivered');
    expect(doubts(read)).toEqual([
      `LoadBalancer ${ARN}: its target i-far is no interface that the export describes`,
    ]);
  });

  test('may be listed with listeners grouped by balancer', () => {
    const { Listeners, ...rest } = SERVED;
    const read = readResponse({ ...rest, LoadBalancerListeners: [{ LoadBalancerArn: ARN, Listeners }] });
    expect(linkOf(read, 'nlb', ARN).listeners).toHaveLength(1);
  });

  test('is what an endpoint of its service leads to', () => {
    const name = 'com.amazonaws.vpce.us-east-1.vpce-svc-1';
    const read = readResponse({
      ...SERVED,
      NetworkInterfaces: [...SERVED.NetworkInterfaces, ENDPOINT_ENI],
      VpcEndpoints: [interfaceEndpoint(name)],
      ServiceConfigurations: [
        {
          ServiceId: 'vpce-svc-1',
          ServiceName: name,
          ServiceState: 'Available',
          NetworkLoadBalancerArns: [ARN],
        },
      ],
    });
    expect(linkOf(read, 'endpoint', 'vpce-1')).toMatchObject({
      service: { kind: 'load-balancer', link: ARN },
      ports: [{ front: { first: 443, last: 443 }, back: 443 }],
    });
  });

  test.each([
    // "If you remove permissions, it does not affect existing connections that were accepted."
    ['available', '*', ['*', '111111111111']],
    ['available', 'arn:aws:iam::222222222222:root', ['222222222222', '111111111111']],
    ['PendingAcceptance', 'arn:aws:iam::222222222222:role/x', ['222222222222']],
  ])('of a service whose permissions are listed, in state %s for %s', (state, principal, admitted) => {
    const name = 'com.amazonaws.vpce.us-east-1.vpce-svc-1';
    const read = readResponse({
      ...SERVED,
      NetworkInterfaces: [...SERVED.NetworkInterfaces, ENDPOINT_ENI],
      VpcEndpoints: [{ ...interfaceEndpoint(name), State: state }],
      ServiceConfigurations: [{ ServiceId: 'vpce-svc-1', ServiceName: name, NetworkLoadBalancerArns: [ARN] }],
      VpcEndpointServicePermissions: [
        { ServiceId: 'vpce-svc-1', AllowedPrincipals: [{ Principal: principal }] },
      ],
    });
    expect(linkOf(read, 'endpoint', 'vpce-1').allowedPrincipals).toEqual(admitted);
  });
});
