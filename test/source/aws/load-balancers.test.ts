/**
 * Application and classic load balancers, which are proxies, and those that cannot be read as one.
 */
import { describe, expect, test } from 'vitest';
import { doubts, host, linkOf, outcome, readResponse, SMALL, type Read } from './export.ts';

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/web/0123';
const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/web/4567';
const LISTENER = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/web/0123/89';

const node = (description: string) =>
  host('eni-lb', 'subnet-b', '10.1.2.66', {
    Description: description,
    Attachment: {},
    RequesterManaged: true,
    OwnerId: '111111111111',
  });

const APPLICATION = {
  ...SMALL,
  NetworkInterfaces: [...SMALL.NetworkInterfaces, node('ELB app/web/0123')],
  LoadBalancers: [{ LoadBalancerArn: ARN, LoadBalancerName: 'web', Type: 'application', VpcId: 'vpc-1' }],
  Listeners: [
    {
      ListenerArn: LISTENER,
      LoadBalancerArn: ARN,
      Protocol: 'HTTPS',
      Port: 443,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: GROUP }] } }],
    },
  ],
  TargetGroups: [{ TargetGroupArn: GROUP, Port: 8080, TargetType: 'instance', VpcId: 'vpc-1' }],
  LoadBalancerTargetHealth: [
    {
      TargetGroupArn: GROUP,
      TargetHealthDescriptions: [{ Target: { Id: 'i-eni-a' }, TargetHealth: { State: 'healthy' } }],
    },
  ],
};

const withRules = (...rules: object[]): Read =>
  readResponse({ ...APPLICATION, ListenerRules: [{ ListenerArn: LISTENER, Rules: rules }] });

describe('an application load balancer', () => {
  test('hands every connection to a target, in its own name and across zones', () => {
    const read = withRules({ RuleArn: 'r-1', IsDefault: true });
    expect(linkOf(read, 'nlb', ARN)).toMatchObject({
      name: 'web',
      enis: ['eni-lb'],
      listeners: [{ protocol: 6, port: 443, targetPort: 8080, targets: ['eni-a'] }],
      crossZone: true,
      preserveClientIp: false,
    });
    expect(outcome(read, 'eni-b', '10.1.2.66')).toBe('delivered');
    expect(doubts(read)).toEqual([]);
  });

  test('with further rules chooses by what packets do not show, which is said', () => {
    const read = withRules({ RuleArn: 'r-1', IsDefault: true }, { RuleArn: 'r-2', IsDefault: false });
    expect(doubts(read)).toEqual([
      `LoadBalancer ${ARN}: rules choose a target by the request; the targets of the default actions count`,
    ]);
  });

  test('whose rules are in no file may have some', () => {
    expect(doubts(readResponse(APPLICATION))).toEqual([
      `LoadBalancer ${ARN}: no file lists the rules of its listeners; the targets of their default actions count`,
    ]);
  });

  test('that answers a listener itself is not modelled, and still receives', () => {
    const [listener] = APPLICATION.Listeners;
    const redirect = { ...listener, ListenerArn: 'l-2', Port: 80, DefaultActions: [{ Type: 'redirect' }] };
    const read = readResponse({ ...APPLICATION, Listeners: [listener, redirect] });
    expect(read.network.links.has(ARN)).toBe(false);
    expect(read.network.enis.get('eni-lb')!.owner).toEqual({ kind: 'unmodelled', id: ARN });
    expect(outcome(read, 'eni-b', '10.1.2.66')).toBe('delivered');
    expect(doubts(read)).toEqual([
      `LoadBalancer ${ARN}: it answers some requests itself instead of handing them to a target`,
    ]);
  });

  test('whose targets are in no file is doubtful by its own id, on which verdicts depend', () => {
    const { LoadBalancerTargetHealth: _, ...rest } = APPLICATION;
    const rules = [{ ListenerArn: LISTENER, Rules: [{ RuleArn: 'r-1', IsDefault: true }] }];
    const read = readResponse({ ...rest, ListenerRules: rules });
    expect(doubts(read)).toEqual([`LoadBalancer ${ARN}: no file lists the targets of its group ${GROUP}`]);
  });

  test('can be the target of a network load balancer', () => {
    const front = ARN.replace('app/web', 'net/front');
    const group = `${GROUP}-alb`;
    const read = readResponse({
      ...APPLICATION,
      NetworkInterfaces: [
        ...APPLICATION.NetworkInterfaces,
        host('eni-front', 'subnet-b', '10.1.2.77', {
          InterfaceType: 'network_load_balancer',
          Description: 'ELB net/front/0123',
          Attachment: {},
        }),
      ],
      LoadBalancers: [
        ...APPLICATION.LoadBalancers,
        { LoadBalancerArn: front, LoadBalancerName: 'front', Type: 'network', VpcId: 'vpc-1' },
      ],
      Listeners: [
        ...APPLICATION.Listeners,
        {
          ListenerArn: 'l-front',
          LoadBalancerArn: front,
          Protocol: 'TCP',
          Port: 443,
          DefaultActions: [{ Type: 'forward', TargetGroupArn: group }],
        },
      ],
      TargetGroups: [
        ...APPLICATION.TargetGroups,
        { TargetGroupArn: group, Port: 443, TargetType: 'alb', VpcId: 'vpc-1' },
      ],
      LoadBalancerTargetHealth: [
        ...APPLICATION.LoadBalancerTargetHealth,
        {
          TargetGroupArn: group,
          TargetHealthDescriptions: [{ Target: { Id: ARN }, TargetHealth: { State: 'healthy' } }],
        },
      ],
    });
    expect(linkOf(read, 'nlb', front).listeners).toMatchObject([{ targets: ['eni-lb'] }]);
    expect(outcome(read, 'eni-b', '10.1.2.77')).toBe('delivered');
  });
});

describe('attributes of a target group', () => {
  test('decide over cross-zone and the client address before the load balancer does', () => {
    const read = readResponse({
      ...APPLICATION,
      LoadBalancers: [{ ...APPLICATION.LoadBalancers[0], Type: 'network' }],
      Listeners: [{ ...APPLICATION.Listeners[0], Protocol: 'TCP' }],
      TargetGroupAttributes: [
        {
          TargetGroupArn: GROUP,
          Attributes: [
            { Key: 'preserve_client_ip.enabled', Value: 'false' },
            { Key: 'load_balancing.cross_zone.enabled', Value: 'true' },
          ],
        },
      ],
    });
    expect(linkOf(read, 'nlb', ARN)).toMatchObject({ crossZone: true, preserveClientIp: false });
  });
});

describe('a classic load balancer', () => {
  const DNS = 'web-1.eu-west-1.elb.amazonaws.com';
  const read = readResponse({
    ...SMALL,
    NetworkInterfaces: [...SMALL.NetworkInterfaces, node('ELB web')],
    LoadBalancerDescriptions: [
      {
        LoadBalancerName: 'web',
        DNSName: DNS,
        VPCId: 'vpc-1',
        ListenerDescriptions: [
          {
            Listener: {
              Protocol: 'HTTPS',
              LoadBalancerPort: 443,
              InstanceProtocol: 'HTTP',
              InstancePort: 80,
            },
          },
        ],
        Instances: [{ InstanceId: 'i-eni-a' }, { InstanceId: 'i-gone' }],
      },
    ],
  });

  test('has listeners and instances, told by its name in the description of an interface', () => {
    expect(linkOf(read, 'nlb', DNS)).toMatchObject({
      name: 'web',
      enis: ['eni-lb'],
      listeners: [{ protocol: 6, port: 443, targetPort: 80, targets: ['eni-a'] }],
    });
    expect(outcome(read, 'eni-b', '10.1.2.66')).toBe('delivered');
  });

  test('says what is not known of its instances', () => {
    expect(doubts(read)).toEqual([
      `ClassicLoadBalancer ${DNS}: its target i-gone is no interface that the export describes; whether the instances behind it are healthy is in no file; they count as healthy`,
    ]);
  });
});
