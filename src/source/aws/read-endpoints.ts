/**
 * Endpoints of all types, and the services behind them.
 *
 * A service of AWS answers on its own; one of somebody else leads to its network load balancer, when the
 * export of its account is among the inputs. Policies other than the plain allow-all depend on who asks
 * for what, which packets do not show: they are noted as unmodelled. "AWS PrivateLink" guide.
 */
import { endpointStanding } from '../../model/link-state.ts';
import type { InterfaceEndpoint, PortMapping, ServiceFront } from '../../model/link.ts';
import { ALL_PORTS, TCP } from '../../model/protocol.ts';
import { isPlainAllow } from './endpoint-policy.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';

export function readEndpoints(reading: ExportReading): void {
  const services = servicesByName(reading);
  for (const [id, item] of reading.inventory.all('VpcEndpoints')) {
    const vpc = item.ref('VpcId');
    const isDead = ['deleted', 'deleting'].includes((item.text('State') ?? 'available').toLowerCase());
    if (isDead && !reading.routeNames.has(id)) continue;
    if (vpc === undefined) {
      doubt(reading, id, item, 'the record does not say in which VPC it is');
      continue;
    }
    switch (typeOf(item)) {
      case 'Gateway':
        readGatewayEndpoint(reading, id, item, reading.vpc(vpc, item));
        break;
      case 'Interface':
        readInterfaceEndpoint(reading, id, item, reading.vpc(vpc, item), services);
        break;
      case 'GatewayLoadBalancer':
        readBalancedEndpoint(reading, id, item, reading.vpc(vpc, item));
        break;
      default:
        doubt(reading, id, item, `endpoints of type ${typeOf(item)} are not modelled`);
    }
  }
}

function doubt(reading: ExportReading, id: string, item: Item, why: string): void {
  reading.doubt({ id, kind: 'VpcEndpoint', why, source: item.source, vpc: item.ref('VpcId') });
}

/** "VpcEndpoint" (Amazon EC2 API Reference): old records name no type. */
function typeOf(item: Item): string {
  const isGateway = item.texts('RouteTableIds').length > 0 && item.texts('SubnetIds').length === 0;
  return item.text('VpcEndpointType') ?? (isGateway ? 'Gateway' : 'Interface');
}

function common(id: string, item: Item, vpc: string, service?: Item) {
  const { name, source } = item;
  return {
    id,
    ...(name !== undefined && { name }),
    vpc,
    state: stateOf(item, service),
    source,
  };
}

/** One that is only declared waits for its service's owner where the service wants that. */
function stateOf(item: Item, service: Item | undefined): string {
  const waits = service?.flag('AcceptanceRequired') === true && item.flag('AutoAccept') !== true;
  return item.text('State') ?? (waits ? 'pendingAcceptance' : 'available');
}

/**
 * Accounts a service admits. "Manage permissions" (AWS PrivateLink): taking one back does not touch an
 * endpoint that was accepted before, so the account of a live one is among them.
 */
function principalsOf(
  reading: ExportReading,
  service: Item | undefined,
  item: Item,
  vpc: string,
): string[] | undefined {
  const list = reading.inventory.get('VpcEndpointServicePermissions', service?.ref('ServiceId'));
  if (!list) return undefined;
  const named = list.itemsOfAll('AllowedPrincipals').flatMap((part) => {
    const principal = part.text('Principal') ?? '';
    return principal === '*' ? ['*'] : (/^arn:[^:]*:iam::(\d{12}):/.exec(principal)?.slice(1) ?? []);
  });
  const isThere = endpointStanding(item.text('State') ?? 'pending') === 'live';
  const own = isThere ? [reading.draft.vpcs.get(vpc)!.account] : [];
  return [...new Set([...named, ...own])];
}

function notePolicy(reading: ExportReading, id: string, item: Item): void {
  const policy = item.text('PolicyDocument');
  if (policy === undefined || isPlainAllow(policy)) return;
  doubt(reading, id, item, 'its policy admits some requests and not others, which packets do not show');
}

function readGatewayEndpoint(reading: ExportReading, id: string, item: Item, vpc: string): void {
  const service = item.text('ServiceName') ?? '';
  const prefixList = reading.prefixListNamed(service) ?? `${service}/prefix-list`;
  reading.draft.links.set(id, {
    kind: 'gateway-endpoint',
    ...common(id, item, vpc),
    prefixList,
    policy: 'allow',
  });
  notePolicy(reading, id, item);
}

/** What the appliances behind it let through is nobody's to know from an export. */
function readBalancedEndpoint(reading: ExportReading, id: string, item: Item, vpc: string): void {
  const subnet = item.refs('SubnetIds')[0];
  if (subnet === undefined) {
    doubt(reading, id, item, 'the record does not say in which subnet it is');
    return;
  }
  reading.draft.links.set(id, {
    kind: 'gwlbe',
    ...common(id, item, vpc),
    subnet: reading.subnet(subnet, vpc, item),
    policy: 'allow',
    stateful: false,
  });
  doubt(reading, id, item, 'what the appliances behind it do with packets is in no file');
}

function readInterfaceEndpoint(
  reading: ExportReading,
  id: string,
  item: Item,
  vpc: string,
  services: ReadonlyMap<string, Item>,
): void {
  const { draft } = reading;
  const serviceName = item.text('ServiceName') ?? '';
  const service = frontOf(reading, id, item, serviceName, serviceNamed(services, serviceName));
  const enis = item.refs('NetworkInterfaceIds').filter((eni) => draft.enis.has(eni));
  const admitted = principalsOf(reading, serviceNamed(services, serviceName), item, vpc);
  const balancer = service.kind === 'load-balancer' ? draft.links.get(service.link) : undefined;
  const endpoint: InterfaceEndpoint = {
    kind: 'endpoint',
    ...common(id, item, vpc, serviceNamed(services, serviceName)),
    enis,
    service,
    ports: portsOf(reading, service, serviceName),
    crossZone: balancer?.kind === 'nlb' && balancer.crossZone,
    ...(admitted && { allowedPrincipals: admitted }),
    ...namesOf(reading, item, serviceName),
  };
  draft.links.set(id, endpoint);
  notePolicy(reading, id, item);
  if (enis.length === 0 && endpointStanding(endpoint.state) === 'live') {
    doubt(reading, id, item, 'no file describes its interfaces, so nothing can be sent to them');
  }
}

/** Its own name resolves anywhere; the name of the service only with private DNS, inside the VPC. */
function namesOf(reading: ExportReading, item: Item, serviceName: string) {
  const names = item.items('DnsEntries').flatMap((entry) => entry.text('DnsName') ?? []);
  const publicName = names.find((name) => name.includes('.vpce.'));
  const details = reading.inventory.get('ServiceDetails', serviceName);
  const privateName = item.flag('PrivateDnsEnabled')
    ? (names.find((name) => !name.includes('.vpce.')) ?? details?.text('PrivateDnsName'))
    : undefined;
  return {
    ...(publicName !== undefined && { publicName }),
    ...(privateName !== undefined && { privateName }),
  };
}

function servicesByName(reading: ExportReading): Map<string, Item> {
  return new Map(
    [...reading.inventory.all('ServiceConfigurations').values()].flatMap((item) => {
      const name = item.text('ServiceName');
      // Where a service is only declared, its name ends in what the declaration is called.
      const id = item.text('ServiceId');
      return [
        ...(name === undefined ? [] : [[name, item] as const]),
        ...(id === undefined ? [] : [[id, item] as const]),
      ];
    }),
  );
}

function serviceNamed(services: ReadonlyMap<string, Item>, name: string): Item | undefined {
  return services.get(name) ?? services.get(/^com\.amazonaws\.vpce\.[^.]+\.(.+)$/.exec(name)?.[1] ?? '');
}

/** `com.amazonaws.us-east-1.ec2` is AWS itself, `com.amazonaws.vpce.…` somebody's endpoint service. */
function frontOf(
  reading: ExportReading,
  id: string,
  item: Item,
  serviceName: string,
  configuration: Item | undefined,
): ServiceFront {
  if (!configuration && !serviceName.includes('.vpce-svc-'))
    return { kind: 'provider', service: serviceName };
  for (const arn of configuration?.texts('NetworkLoadBalancerArns') ?? []) {
    if (reading.draft.links.get(arn)?.kind === 'nlb') return { kind: 'load-balancer', link: arn };
  }
  const service = serviceName === '' ? `${id}/service` : serviceName;
  const why = configuration
    ? 'no file describes the load balancer behind it'
    : 'no file describes this service of another account';
  reading.doubt({ id: service, kind: 'VpcEndpointService', why, source: (configuration ?? item).source });
  return { kind: 'unmodelled', id: service };
}

/** Ports of services that are not reached by HTTPS alone, from the guides of the services. */
const SERVICE_PORTS: ReadonlyMap<string, readonly number[]> = new Map([
  ['s3', [80, 443]],
  ['dynamodb', [80, 443]],
  ['athena', [443, 444]],
  ['cassandra', [443, 9142]],
  ['email-smtp', [25, 465, 587, 2465, 2587]],
  ['iot.data', [443, 8443, 8883]],
  ['transfer.server', [21, 22, 443, 990]],
]);

function portsOf(reading: ExportReading, service: ServiceFront, serviceName: string): PortMapping[] {
  const single = (port: number): PortMapping => ({ front: { first: port, last: port }, back: port });
  switch (service.kind) {
    case 'provider': {
      const short = serviceName.replace(/^(?:com\.amazonaws|aws)\.(?:[a-z]+-)+\d+\./, '');
      return (SERVICE_PORTS.get(short) ?? [443]).map(single);
    }
    case 'load-balancer': {
      const balancer = reading.draft.links.get(service.link);
      const listeners = balancer?.kind === 'nlb' ? balancer.listeners : [];
      return listeners.filter(({ protocol }) => protocol === TCP).map(({ port }) => single(port));
    }
    case 'eni':
    case 'unmodelled':
      return [{ front: ALL_PORTS, back: ALL_PORTS.first }];
  }
}
