/**
 * VPCs, subnets and peerings.
 */
import { plainHalf } from '../../model/link.ts';
import { samePrefix, type Prefix } from '../../ip/prefix.ts';
import type { Item } from '../aws/item.ts';
import { UNKNOWN, type HuaweiReading } from './reading.ts';

export function readVpcs(reading: HuaweiReading): void {
  for (const [id, item] of reading.records.all('vpcs')) {
    const name = item.text('name');
    reading.draft.vpcs.set(id, {
      id,
      ...(name !== undefined && { name }),
      profile: 'otc',
      account: item.text('tenant_id') ?? item.text('project_id') ?? UNKNOWN,
      region: item.region ?? UNKNOWN,
      cidrs: rangesOf(reading, item),
      mainTable: reading.defaultTableOf(id),
      dnsSupport: true,
      source: item.source,
    });
  }
}

/** "Adding a Secondary IPv4 CIDR Block to a VPC": `extend_cidrs` in version 3, `secondary_cidrs` elsewhere. */
function rangesOf(reading: HuaweiReading, item: Item): Prefix[] {
  const more = ['extend_cidrs', 'secondary_cidrs'].flatMap((key) =>
    item.texts(key).flatMap((text) => reading.prefixOf(item, key, text) ?? []),
  );
  const first = reading.prefix(item, 'cidr');
  const all = [...(first ? [first] : []), ...more];
  return all.filter((prefix, i) => all.findIndex((other) => samePrefix(prefix, other)) === i);
}

/**
 * The VPC service and Neutron both list subnets. A subnet of the VPC service is a network of Neutron with
 * its subnets; those are not read a second time.
 */
export function readSubnets(reading: HuaweiReading): void {
  const { records, draft } = reading;
  const neutron = new Set(
    records
      .all('subnets')
      .flatMap(([, item]) => [
        ...(item.text('neutron_subnet_id') === undefined ? [] : [item.text('neutron_subnet_id')!]),
        ...(item.text('neutron_subnet_id_v6') === undefined ? [] : [item.text('neutron_subnet_id_v6')!]),
      ]),
  );
  const tables = new Map(
    records
      .all('routetables')
      .filter(([, table]) => table.flag('default') !== true)
      .flatMap(([id, table]) => subnetsOf(table).map((subnet) => [subnet, id] as const)),
  );
  for (const [id, item] of records.all('subnets')) {
    const vpc = item.text('vpc_id');
    const { source } = item;
    if (vpc === undefined) {
      if (neutron.has(id)) continue;
      const why = 'Neutron does not say in which VPC it is; the subnets of the VPC service do';
      reading.doubt({ id, kind: 'Subnet', why, source });
      continue;
    }
    const name = item.text('name');
    const table = tables.get(id);
    draft.subnets.set(id, {
      id,
      name: id,
      ...(name !== undefined && { label: name }),
      vpc: reading.vpc(vpc, item),
      az: item.text('availability_zone') ?? UNKNOWN,
      prefixes: [reading.prefix(item, 'cidr'), reading.prefix(item, 'cidr_v6')].filter(
        (prefix) => prefix !== undefined,
      ),
      ...(table !== undefined && { routeTable: table }),
      source,
    });
  }
}

/** Subnets of a route table: objects with an id, or ids. */
function subnetsOf(table: Item): string[] {
  return [...table.items('subnets').flatMap((subnet) => subnet.text('id') ?? []), ...table.texts('subnets')];
}

export function readPeerings(reading: HuaweiReading): void {
  for (const [id, item] of reading.records.all('peerings')) {
    const { source } = item;
    const ends = ['request_vpc_info', 'accept_vpc_info'].map((key) => {
      const end = item.inner(key);
      const vpc = end?.text('vpc_id');
      return end && vpc !== undefined ? reading.vpc(vpc, end, end.text('tenant_id')) : undefined;
    });
    const state = item.text('status');
    const [requester, accepter] = ends;
    if (requester === undefined || accepter === undefined || state === undefined) {
      reading.doubt({ id, kind: 'Peering', why: 'the record does not name both VPCs and a status', source });
      continue;
    }
    const name = item.text('name');
    reading.draft.links.set(id, {
      kind: 'peering',
      id,
      ...(name !== undefined && { name }),
      halves: [plainHalf(requester, state), plainHalf(accepter, state)],
      source,
    });
  }
}
