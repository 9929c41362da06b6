/**
 * Stands in for the AWS command line: notes each call, and answers with one object of the kind.
 *
 * Understood of `--query` is what the recipe asks with: `Lists[].Id` for names, and
 * `{Id: 'text', List: List}` to put the object asked about beside the answer.
 */
import { appendFileSync } from 'node:fs';

const ANSWERS = {
  'sts get-caller-identity': { Account: '111111111111' },
  'ec2 describe-regions': { Regions: [{ RegionName: 'eu-west-1' }] },
  'ec2 describe-vpcs': { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.1.0.0/16' }] },
  'ec2 describe-instances': { Reservations: [] },
  'ec2 describe-managed-prefix-lists': { PrefixLists: [{ PrefixListId: 'pl-1', PrefixListName: 'list' }] },
  'ec2 get-managed-prefix-list-entries': { Entries: [{ Cidr: '10.9.0.0/16' }] },
  'ec2 describe-vpc-endpoint-service-configurations': {
    ServiceConfigurations: [{ ServiceId: 'vpce-svc-1', ServiceName: 'com.amazonaws.vpce.x.vpce-svc-1' }],
  },
  'ec2 describe-vpc-endpoint-service-permissions': { AllowedPrincipals: [{ Principal: '*' }] },
  'ec2 describe-transit-gateways': { TransitGateways: [{ TransitGatewayId: 'tgw-1', State: 'available' }] },
  'ec2 describe-transit-gateway-route-tables': {
    TransitGatewayRouteTables: [{ TransitGatewayRouteTableId: 'tgw-rtb-1', TransitGatewayId: 'tgw-1' }],
  },
  'ec2 search-transit-gateway-routes': { Routes: [], AdditionalRoutesAvailable: false },
  'ec2 get-transit-gateway-route-table-associations': {
    Associations: [{ TransitGatewayAttachmentId: 'tgw-attach-1', State: 'associated' }],
  },
  'ec2 get-transit-gateway-route-table-propagations': {
    TransitGatewayRouteTablePropagations: [{ TransitGatewayAttachmentId: 'tgw-attach-1', State: 'enabled' }],
  },
  'ec2 describe-vpn-connections': { VpnConnections: [{ VpnConnectionId: 'vpn-1', State: 'available' }] },
  'directconnect describe-direct-connect-gateways': {
    directConnectGateways: [{ directConnectGatewayId: 'dxgw-1', directConnectGatewayName: 'office' }],
  },
  'elbv2 describe-load-balancers': {
    LoadBalancers: [
      {
        LoadBalancerArn: 'arn:aws:elasticloadbalancing:x:1:loadbalancer/net/a/1',
        Type: 'network',
        VpcId: 'vpc-1',
      },
    ],
  },
  'elbv2 describe-load-balancer-attributes': { Attributes: [{ Key: 'k', Value: 'v' }] },
  'elbv2 describe-listeners': {
    Listeners: [
      {
        ListenerArn: 'arn:aws:elasticloadbalancing:x:1:listener/net/a/1/2',
        LoadBalancerArn: 'arn:aws:elasticloadbalancing:x:1:loadbalancer/net/a/1',
      },
    ],
  },
  'elbv2 describe-rules': { Rules: [{ RuleArn: 'arn:rule', IsDefault: true }] },
  'elbv2 describe-target-groups': {
    TargetGroups: [{ TargetGroupArn: 'arn:aws:elasticloadbalancing:x:1:targetgroup/g/3', TargetType: 'ip' }],
  },
  'elbv2 describe-target-group-attributes': { Attributes: [{ Key: 'k', Value: 'v' }] },
  'elbv2 describe-target-health': { TargetHealthDescriptions: [] },
};

/** Lists whose names do not follow from the call. */
const LISTS = {
  'directconnect describe-virtual-interfaces': 'virtualInterfaces',
  'directconnect describe-direct-connect-gateway-associations': 'directConnectGatewayAssociations',
  'ec2 get-transit-gateway-prefix-list-references': 'TransitGatewayPrefixListReferences',
  'elb describe-load-balancers': 'LoadBalancerDescriptions',
  'rds describe-db-instances': 'DBInstances',
};

const [service, operation, ...rest] = process.argv.slice(2);
const call = `${service} ${operation}`;
const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
const { AWS_REGION: region = 'none', CALLS_LOG: log } = process.env;
appendFileSync(log, `${region} ${call} ${rest.filter((word) => !word.includes('\n')).join(' ')}\n`);

const pascal = operation
  .replace(/^describe-/, '')
  .replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
const answer = ANSWERS[call] ?? { [LISTS[call] ?? pascal]: [] };

function queried(query) {
  if (query === undefined) return answer;
  const names = /^(\w+)\[\]\.(\w+)$/.exec(query);
  if (names) return answer[names[1]].map((object) => object[names[2]]);
  const about = /^\{(\w+): '([^']+)', /.exec(query);
  if (about) return { [about[1]]: about[2], ...answer };
  return /^\w+$/.test(query) ? answer[query] : answer;
}

const result = queried(option('--query'));
const isText = option('--output') === 'text';
process.stdout.write(isText ? `${[result].flat().join('\t')}\n` : JSON.stringify(result));
