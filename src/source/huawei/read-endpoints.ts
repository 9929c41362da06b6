/**
 * VPC endpoints and endpoint services.
 *
 * An interface endpoint has one address in a subnet; a gateway endpoint writes routes into tables. What
 * stands behind a service is its port, if the file that lists ports is there. "VPC Endpoint API
 * Reference".
 */
import { endpointEni } from '../../model/eni.ts';
import type { PortMapping, ServiceFront } from '../../model/link.ts';
import { ALL_PORTS } from '../../model/protocol.ts';
import type { Item } from '../aws/item.ts';
import type { HuaweiReading } from './reading.ts';

export function readEndpoints(reading: HuaweiReading): void {
  for (const [id, item] of reading.records.all('endpoints')) {
    const { source } = item;
    const vpcId = item.text('vpc_id');
    if (vpcId === undefined) {
      reading.doubt({ id, kind: 'VpcEndpoint', why: 'the record does not name its VPC', source });
      continue;
    }
    const vpc = reading.vpc(vpcId, item);
    if (item.text('service_type') === 'gateway') readGateway(reading, id, item, vpc);
    else readInterface(reading, id, item, vpc);
  }
}

function readGateway(reading: HuaweiReading, id: string, item: Item, vpc: string): void {
  const { draft } = reading;
  const { source } = item;
  const list = `${id}/prefix-list`;
  draft.links.set(id, {
    kind: 'gateway-endpoint',
    id,
    vpc,
    prefixList: list,
    policy: 'allow',
    state: item.text('status') ?? 'accepted',
    source,
  });
  draft.prefixLists.set(list, { id: list, prefixes: [], source });
  const why = 'which ranges of its service it serves is in no file';
  reading.doubt({ id, kind: 'VpcEndpoint', why, source, vpc });
}

function readInterface(reading: HuaweiReading, id: string, item: Item, vpc: string): void {
  const { draft } = reading;
  const { source } = item;
  const address = reading.address(item, 'ip');
  const subnet = draft.subnets.get(item.text('subnet_id') ?? '');
  const eni = `${id}/eni`;
  const isPlaced = address !== undefined && subnet !== undefined;
  if (isPlaced) {
    draft.enis.set(eni, endpointEni(id, { id: eni, vpc: subnet.vpc, subnet: subnet.id, source }, address));
  } else {
    const why = address === undefined ? 'it has no address yet' : 'no file describes the subnet it is in';
    reading.doubt({ id, kind: 'VpcEndpoint', why, source, vpc });
  }
  const service = serviceOf(reading, item);
  const whitelist = item.flag('enable_whitelist')
    ? item.texts('whitelist').flatMap((text) => reading.prefixOf(item, 'whitelist', text) ?? [])
    : undefined;
  draft.links.set(id, {
    kind: 'endpoint',
    id,
    vpc,
    enis: isPlaced ? [eni] : [],
    service: frontOf(reading, id, item, service),
    ports: portsOf(service),
    state: item.text('status') ?? 'accepted',
    crossZone: true,
    ...(whitelist && { whitelist }),
    source,
  });
}

/** Names of services carry a region and an id in front of what their owner called them. */
function serviceOf(reading: HuaweiReading, item: Item): Item | undefined {
  const { records } = reading;
  const byId = records.get('endpoint_services', item.text('endpoint_service_id'));
  const name = item.text('endpoint_service_name');
  return (
    byId ?? records.all('endpoint_services').find(([, service]) => service.text('service_name') === name)?.[1]
  );
}

function frontOf(reading: HuaweiReading, id: string, item: Item, service: Item | undefined): ServiceFront {
  const port = service?.text('port_id');
  if (port !== undefined && reading.draft.enis.has(port)) return { kind: 'eni', eni: port };
  const name = item.text('endpoint_service_name') ?? item.text('endpoint_service_id') ?? `${id}/service`;
  const why = service ? 'no file describes the port behind it' : 'no file describes this service';
  reading.doubt({ id: name, kind: 'EndpointService', why, source: (service ?? item).source });
  return { kind: 'unmodelled', id: name };
}

function portsOf(service: Item | undefined): PortMapping[] {
  const mapped = (service?.items('ports') ?? []).flatMap((part) => {
    const client = part.integer('client_port');
    const server = part.integer('server_port') ?? client;
    return client === undefined || server === undefined
      ? []
      : [{ front: { first: client, last: client }, back: server }];
  });
  return mapped.length > 0 ? mapped : [{ front: ALL_PORTS, back: ALL_PORTS.first }];
}
