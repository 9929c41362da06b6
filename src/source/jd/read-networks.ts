/**
 * VPCs, subnets, and peerings of two halves.
 *
 * Either owner creates the half of his VPC and lists it; the peering connects when both are there. "VPC
 * Peering Connection" (JD Cloud).
 */
import { plainHalf } from '../../model/link.ts';
import type { Item } from '../aws/item.ts';
import { UNKNOWN, type JdReading } from './reading.ts';

export function readNetworks(reading: JdReading): void {
  const { records, draft } = reading;
  for (const [id, item] of records.all('vpcs')) reading.addVpc(id, item);
  const listed = records.all('vpcs').flatMap(([, vpc]) => vpc.items('subnets'));
  const nested = listed.map((item) => [item.text('subnetId'), item] as const);
  const tables = ownersOf(reading, 'routeTables');
  const acls = ownersOf(reading, 'networkAcls');
  for (const [id, item] of [...records.all('subnets'), ...nested]) {
    const vpc = item.text('vpcId');
    if (id === undefined || draft.subnets.has(id)) continue;
    if (vpc === undefined) {
      const why = 'the record does not say in which VPC it is';
      reading.doubt({ id, kind: 'Subnet', why, source: item.source });
      continue;
    }
    const name = item.text('subnetName');
    const table = item.text('routeTableId') ?? tables.get(id);
    const acl = item.text('aclId') ?? acls.get(id);
    draft.subnets.set(id, {
      id,
      name: id,
      ...(name !== undefined && { label: name }),
      vpc: reading.vpc(vpc, item),
      az: item.text('az') ?? item.region ?? UNKNOWN,
      prefixes: [reading.prefix(item, 'addressPrefix')].filter((prefix) => prefix !== undefined),
      ...(table !== undefined && { routeTable: table }),
      ...(acl !== undefined && { networkAcl: acl }),
      source: item.source,
    });
  }
}

/** Route table or ACL of each subnet, as these list their subnets. */
function ownersOf(reading: JdReading, kind: 'routeTables' | 'networkAcls'): Map<string, string> {
  return new Map(
    reading.records
      .all(kind)
      .flatMap(([id, item]) => item.texts('subnetIds').map((subnet) => [subnet, id] as const)),
  );
}

interface Half {
  readonly id: string;
  readonly item: Item;
  readonly near: string;
  readonly far: string;
  readonly state: string;
}

export function readPeerings(reading: JdReading): void {
  const halves = reading.records.all('vpcPeerings').flatMap(([id, item]): Half[] => {
    const ends = ['vpcInfo', 'remoteVpcInfo'].map((key) => {
      const end = item.inner(key);
      const vpc = end?.text('vpcId');
      return end && vpc !== undefined ? reading.vpc(vpc, end) : undefined;
    });
    const [near, far] = ends;
    const state = item.text('vpcPeeringState');
    if (near !== undefined && far !== undefined && state !== undefined)
      return [{ id, item, near, far, state }];
    const why = 'the record does not name both VPCs and a state';
    reading.doubt({ id, kind: 'VpcPeering', why, source: item.source });
    return [];
  });
  for (const half of halves) {
    if (reading.linkOfHalf.has(half.id)) continue;
    const mirror = halves.find(({ near, far }) => near === half.far && far === half.near);
    const name = half.item.text('vpcPeeringName');
    reading.linkOfHalf.set(half.id, half.id);
    if (mirror) reading.linkOfHalf.set(mirror.id, half.id);
    reading.draft.links.set(half.id, {
      kind: 'peering',
      id: half.id,
      ...(name !== undefined && { name }),
      // A half is connected only while the other one is there.
      halves: [plainHalf(half.near, half.state), plainHalf(half.far, mirror?.state ?? half.state)],
      source: half.item.source,
    });
  }
}
