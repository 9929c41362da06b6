/**
 * Databases of RDS, which say on which port they answer but not at which address.
 *
 * The interface of one is the one that RDS made in its zone, in a subnet of its subnet group, with its
 * security groups. Where several would do, none is singled out: all of them stay hosts that answer on every
 * port. "DBInstance" (Amazon RDS API Reference), "Working with a DB instance in a VPC".
 */
import type { Eni } from '../../model/eni.ts';
import { TCP } from '../../model/protocol.ts';
import type { ExportReading } from './export-reading.ts';
import { Grouping } from './grouping.ts';
import type { Item } from './item.ts';

export function readDatabases(reading: ExportReading): void {
  const claims = new Grouping<Item>();
  const only = new Map<Item, Eni>();
  const { draft, inventory } = reading;
  const made = [...draft.enis.values()].filter(
    ({ id }) => inventory.get('NetworkInterfaces', id)?.text('Description') === 'RDSNetworkInterface',
  );
  for (const [id, item] of inventory.all('DBInstances')) {
    const group = item.inner('DBSubnetGroup');
    if (!group) continue;
    const candidates = candidatesFor(reading, item, group, made);
    for (const eni of candidates) claims.add(eni.id, item);
    if (candidates.length === 1) only.set(item, candidates[0]!);
    if (candidates.length > 0) continue;
    const why = 'no file describes its interface';
    reading.doubt({ id, kind: 'DBInstance', why, source: item.source, vpc: group.ref('VpcId') });
  }
  for (const [item, eni] of only) {
    if (claims.of(eni.id).length === 1) reading.draft.enis.set(eni.id, withDatabase(eni, item));
  }
}

function candidatesFor(reading: ExportReading, item: Item, group: Item, made: readonly Eni[]): Eni[] {
  const subnets = new Set(group.items('Subnets').flatMap((part) => part.ref('SubnetIdentifier') ?? []));
  const groups = item.items('VpcSecurityGroups').flatMap((part) => part.ref('VpcSecurityGroupId') ?? []);
  const zone = reading.zone(item);
  return made.filter(({ subnet, securityGroups }) => {
    const isThere = subnets.has(subnet) && reading.draft.subnets.get(subnet)?.az === zone;
    return isThere && securityGroups.toSorted().join() === groups.toSorted().join();
  });
}

function withDatabase(eni: Eni, item: Item): Eni {
  const name = item.text('DBInstanceIdentifier');
  const port = item.inner('Endpoint')?.integer('Port');
  if (eni.owner.kind !== 'host') return eni;
  const listens = port !== undefined && [
    { protocols: { first: TCP, last: TCP }, ports: { first: port, last: port } },
  ];
  const owner = { ...eni.owner, host: { ...eni.owner.host, ...(listens && { listens }) } };
  return { ...eni, ...(name !== undefined && { name }), owner };
}
