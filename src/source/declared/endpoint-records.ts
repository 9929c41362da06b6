/**
 * Declared endpoints, endpoint services and network load balancers. All of them get interfaces, so they
 * are read with the hosts.
 */
import type { Ec2Records } from './ec2-records.ts';
import { defaultGroupId, type Hosts } from './host-records.ts';
import { tagged, type DeclaredResource } from './resource.ts';

type Reader = (hosts: Hosts, records: Ec2Records, resource: DeclaredResource) => void;

export const ENDPOINT_READERS: Readonly<Record<string, Reader>> = {
  'EC2::VPCEndpoint': readEndpoint,
  'EC2::VPCEndpointService': readService,
  'EC2::VPCEndpointServicePermissions': readPermissions,
  'ElasticLoadBalancingV2::LoadBalancer': readBalancer,
  'ElasticLoadBalancingV2::Listener': readListener,
  'ElasticLoadBalancingV2::TargetGroup': readTargetGroup,
  'ElasticLoadBalancingV2::ListenerRule': readListenerRule,
  'ElasticLoadBalancingV2::Target': readTarget,
  'ElasticLoadBalancing::LoadBalancer': readClassicBalancer,
  'ElasticLoadBalancing::Instance': readClassicInstance,
};

/** Of listeners, rules and targets that do not name their load balancer. */
const MAY_BE = 'may be a part of';

function readEndpoint(hosts: Hosts, records: Ec2Records, endpoint: DeclaredResource): void {
  const { id, properties } = endpoint;
  const type = properties.text('VpcEndpointType') ?? 'Gateway';
  const subnets = properties.texts('SubnetIds');
  const service = properties.text('ServiceName');
  records.declare('VpcEndpoints', id, endpoint, {
    VpcEndpointType: type,
    VpcId: properties.text('VpcId'),
    ServiceName: service,
    State: properties.text('State'),
    AutoAccept: properties.flag('AutoAccept'),
    PolicyDocument: properties.text('PolicyDocument'),
    PrivateDnsEnabled: properties.flag('PrivateDnsEnabled'),
    SubnetIds: subnets,
    ...tagged(endpoint),
  });
  if (service === undefined)
    records.doubt(endpoint, 'which service it leads to is known only after it is made');
  for (const name of properties.texts('DnsNames')) {
    records.append('VpcEndpoints', id, 'DnsEntries', endpoint, { DnsName: name });
  }
  if (type === 'Gateway') readGatewayEndpoint(records, endpoint, service);
  else readInterfaces(hosts, records, endpoint, type, subnets);
}

/** The provider puts a route for the service's ranges into every table of a gateway endpoint. */
function readGatewayEndpoint(
  records: Ec2Records,
  endpoint: DeclaredResource,
  service: string | undefined,
): void {
  const { id, properties } = endpoint;
  const list = properties.text('PrefixListId') ?? `${service ?? id}/prefix-list`;
  const ranges = properties.texts('CidrBlocks');
  if (!records.has('PrefixLists', list)) {
    records.declare('PrefixLists', list, endpoint, {
      PrefixListName: service,
      ...(ranges.length > 0 && { Cidrs: ranges }),
    });
  }
  for (const table of properties.texts('RouteTableIds')) {
    const route = { DestinationPrefixListId: list, GatewayId: id, State: 'active' };
    records.append('RouteTables', table, 'Routes', endpoint, route);
  }
}

function readInterfaces(
  hosts: Hosts,
  records: Ec2Records,
  endpoint: DeclaredResource,
  type: string,
  subnets: readonly string[],
): void {
  const { id, properties } = endpoint;
  const isBalanced = type === 'GatewayLoadBalancer';
  const given = new Map(
    properties.items('Addresses').map((part) => [part.text('SubnetId'), part.text('Ipv4')] as const),
  );
  const ids = properties.texts('NetworkInterfaceIds');
  const vpc = properties.text('VpcId');
  const own = properties.texts('SecurityGroupIds');
  const groups = own.length === 0 && vpc !== undefined ? [defaultGroupId(records, vpc)] : own;
  const made = subnets.flatMap((subnet, i) => {
    const eni = ids.length === subnets.length ? ids[i]! : `${id}/${subnet}`;
    const placed = hosts.interface(eni, endpoint, {
      subnet,
      own: given.get(subnet),
      groups: isBalanced ? [] : groups,
      type: isBalanced ? 'gateway_load_balancer_endpoint' : 'vpc_endpoint',
    });
    return placed ? [eni] : [];
  });
  records.declare('VpcEndpoints', id, endpoint, { NetworkInterfaceIds: made });
}

function readService(_hosts: Hosts, records: Ec2Records, service: DeclaredResource): void {
  const { id, properties } = service;
  records.declare('ServiceConfigurations', id, service, {
    ServiceName: properties.text('ServiceName') ?? id,
    ServiceState: 'Available',
    NetworkLoadBalancerArns: properties.texts('NetworkLoadBalancerArns'),
    AcceptanceRequired: properties.flag('AcceptanceRequired'),
    ...tagged(service),
  });
  if (properties.has('AllowedPrincipals')) admit(records, id, properties.texts('AllowedPrincipals'), service);
}

/** Permissions that are declared beside the service they are about. */
function readPermissions(_hosts: Hosts, records: Ec2Records, permissions: DeclaredResource): void {
  const { properties } = permissions;
  const service = properties.text('ServiceId');
  if (service === undefined) records.doubtAny(permissions, { kind: 'VpcEndpoints', may: 'may admit' });
  else admit(records, service, properties.texts('AllowedPrincipals'), permissions);
}

function admit(
  records: Ec2Records,
  service: string,
  principals: readonly string[],
  by: DeclaredResource,
): void {
  records.declare('VpcEndpointServicePermissions', service, by, {});
  for (const principal of principals) {
    records.append('VpcEndpointServicePermissions', service, 'AllowedPrincipals', by, {
      Principal: principal,
    });
  }
}

function readBalancer(hosts: Hosts, records: Ec2Records, balancer: DeclaredResource): void {
  const { id, properties } = balancer;
  const type = properties.text('Type') ?? 'application';
  const mapped = properties.items('SubnetMappings');
  const subnets =
    mapped.length > 0 ? mapped.map((part) => part.text('SubnetId')) : properties.texts('Subnets');
  const vpc = properties.text('VpcId') ?? records.text('Subnets', subnets[0], 'VpcId');
  records.declare('LoadBalancers', id, balancer, {
    LoadBalancerName: properties.text('Name') ?? balancer.source.address,
    Type: type,
    VpcId: vpc,
  });
  const crossZone = properties.flag('CrossZone');
  if (crossZone !== undefined) {
    records.declare('LoadBalancerAttributes', id, balancer, {});
    records.append('LoadBalancerAttributes', id, 'Attributes', balancer, {
      Key: 'load_balancing.cross_zone.enabled',
      Value: String(crossZone),
    });
  }
  if (type === 'gateway') return;
  const groups = properties.texts('SecurityGroups');
  const made = subnets.flatMap((subnet, i) => {
    const eni = `${id}/${subnet}`;
    const own = mapped[i]?.text('PrivateIPv4Address');
    const kind = type === 'network' ? 'network_load_balancer' : 'interface';
    return hosts.interface(eni, balancer, { subnet, own, groups, type: kind }) ? [eni] : [];
  });
  records.declare('LoadBalancers', id, balancer, { NetworkInterfaceIds: made });
}

function readListener(_hosts: Hosts, records: Ec2Records, listener: DeclaredResource): void {
  const { id, properties } = listener;
  const balancer = properties.text('LoadBalancerArn');
  if (balancer === undefined) return records.doubtAny(listener, { kind: 'LoadBalancers', may: MAY_BE });
  records.declare('Listeners', id, listener, {
    LoadBalancerArn: balancer,
    Port: properties.integer('Port'),
    Protocol: properties.text('Protocol'),
  });
  for (const group of properties.texts('TargetGroupArns')) {
    records.append('Listeners', id, 'DefaultActions', listener, { Type: 'forward', TargetGroupArn: group });
  }
  for (const type of properties.texts('ActionTypes')) {
    if (type !== 'forward') records.append('Listeners', id, 'DefaultActions', listener, { Type: type });
  }
  records.declare('ListenerRules', id, listener, {});
}

/** Where requests go that a rule singles out, packets do not show. */
function readListenerRule(_hosts: Hosts, records: Ec2Records, rule: DeclaredResource): void {
  const listener = rule.properties.text('ListenerArn');
  if (listener === undefined) return records.doubtAny(rule, { kind: 'LoadBalancers', may: MAY_BE });
  records.append('ListenerRules', listener, 'Rules', rule, { IsDefault: false });
}

function readClassicBalancer(hosts: Hosts, records: Ec2Records, balancer: DeclaredResource): void {
  const { id, properties } = balancer;
  const subnets = properties.texts('Subnets');
  records.declare('LoadBalancerDescriptions', id, balancer, {
    LoadBalancerName: properties.text('LoadBalancerName') ?? balancer.source.address,
    VPCId: records.text('Subnets', subnets[0], 'VpcId'),
  });
  for (const listener of properties.items('Listeners')) {
    const Listener = {
      LoadBalancerPort: listener.integer('LoadBalancerPort'),
      InstancePort: listener.integer('InstancePort'),
    };
    records.append('LoadBalancerDescriptions', id, 'ListenerDescriptions', balancer, { Listener });
  }
  for (const instance of properties.texts('Instances')) addInstance(records, id, instance, balancer);
  const groups = properties.texts('SecurityGroups');
  const made = subnets.flatMap((subnet) => {
    const eni = `${id}/${subnet}`;
    return hosts.interface(eni, balancer, { subnet, own: undefined, groups, type: 'interface' }) ? [eni] : [];
  });
  records.declare('LoadBalancerDescriptions', id, balancer, { NetworkInterfaceIds: made });
}

function readClassicInstance(_hosts: Hosts, records: Ec2Records, instance: DeclaredResource): void {
  const { properties } = instance;
  const balancer = properties.text('LoadBalancerName');
  const id = properties.text('InstanceId');
  if (balancer === undefined || id === undefined) {
    const among = balancer === undefined ? [] : [balancer];
    records.doubtAny(instance, { kind: 'LoadBalancerDescriptions', may: MAY_BE, among });
  } else addInstance(records, balancer, id, instance);
}

function addInstance(records: Ec2Records, balancer: string, instance: string, by: DeclaredResource): void {
  records.append('LoadBalancerDescriptions', balancer, 'Instances', by, { InstanceId: instance });
}

function readTargetGroup(_hosts: Hosts, records: Ec2Records, group: DeclaredResource): void {
  const { id, properties } = group;
  records.declare('TargetGroups', id, group, {
    Port: properties.integer('Port'),
    Protocol: properties.text('Protocol'),
    TargetType: properties.text('TargetType') ?? 'instance',
    VpcId: properties.text('VpcId'),
  });
  records.declare('LoadBalancerTargetHealth', id, group, {});
  const attributes = {
    'preserve_client_ip.enabled': properties.text('PreserveClientIp') ?? properties.flag('PreserveClientIp'),
    'load_balancing.cross_zone.enabled': properties.text('CrossZone') ?? properties.flag('CrossZone'),
  };
  records.declare('TargetGroupAttributes', id, group, {});
  for (const [Key, value] of Object.entries(attributes)) {
    if (value !== undefined)
      records.append('TargetGroupAttributes', id, 'Attributes', group, { Key, Value: String(value) });
  }
  for (const target of properties.texts('Targets')) addTarget(records, id, target, group);
}

function readTarget(_hosts: Hosts, records: Ec2Records, target: DeclaredResource): void {
  const { properties } = target;
  const group = properties.text('TargetGroupArn');
  const id = properties.text('Id');
  if (group === undefined || id === undefined)
    records.doubtAny(target, { kind: 'LoadBalancers', may: MAY_BE });
  else addTarget(records, group, id, target);
}

/** Nobody declares health: targets count as healthy. */
function addTarget(records: Ec2Records, group: string, id: string, by: DeclaredResource): void {
  records.append('LoadBalancerTargetHealth', group, 'TargetHealthDescriptions', by, {
    Target: { Id: id },
    TargetHealth: { State: 'healthy' },
  });
}
