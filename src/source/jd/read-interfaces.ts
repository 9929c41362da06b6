/**
 * Elastic network interfaces, as they are listed or as instances list theirs; stand-ins where nobody does.
 */
import type { Address } from '../../ip/address.ts';
import { PLAIN_HOST, type PublicMapping } from '../../model/eni.ts';
import { jd } from '../../model/profile/jd.ts';
import type { Item } from '../aws/item.ts';
import type { JdReading } from './reading.ts';

interface Found {
  readonly item: Item;
  readonly instance: string | undefined;
}

export function readInterfaces(reading: JdReading): void {
  const { records, draft } = reading;
  const found = new Map<string, Found>();
  for (const [instance, item] of records.all('instances')) {
    for (const attachment of attachmentsOf(item)) {
      const own = attachment.inner('networkInterface');
      const id = own?.text('networkInterfaceId');
      if (own && id !== undefined) found.set(id, { item: own, instance });
    }
  }
  for (const [id, item] of records.all('networkInterfaces')) {
    found.set(id, { item, instance: item.text('instanceId') ?? found.get(id)?.instance });
  }
  for (const [id, { item, instance }] of found) addInterface(reading, id, item, instance);
  if (records.isListed('networkInterfaces') || records.isListed('instances')) return;
  for (const subnet of draft.subnets.values()) {
    if (subnet.prefixes.length === 0) continue;
    const { vpc, source, prefixes } = subnet;
    const doubt = `${vpc}/hosts`;
    reading.unknownHosts(subnet, prefixes, jd.subnet, doubt);
    const why = 'no file lists interfaces; every address counts as a host that answers';
    reading.doubt({ id: doubt, kind: 'NetworkInterface', why, source, vpc });
  }
}

function attachmentsOf(instance: Item): Item[] {
  const primary = instance.inner('primaryNetworkInterface');
  return [...(primary ? [primary] : []), ...instance.items('secondaryNetworkInterfaces')];
}

function addInterface(reading: JdReading, id: string, item: Item, instance: string | undefined): void {
  const { draft, records } = reading;
  const { source } = item;
  const subnet = draft.subnets.get(item.text('subnetId') ?? '');
  if (!subnet) {
    const why = 'no file describes the subnet it is in';
    reading.doubt({ id, kind: 'NetworkInterface', why, source });
    return;
  }
  const machine = records.get('instances', instance);
  const primary = item.inner('primaryIp');
  const parts = [...(primary ? [primary] : []), ...item.items('secondaryIps')];
  const addresses: Address[] = [];
  const publicMappings: PublicMapping[] = [];
  for (const part of parts) {
    const inside = reading.address(part, 'privateIpAddress');
    if (inside === undefined) continue;
    addresses.push(inside);
    const outside = reading.address(part, 'elasticIpAddress');
    if (outside !== undefined) publicMappings.push({ private: inside, public: outside });
  }
  for (const part of item.items('ipv6Addresses')) {
    const address = reading.address(part, 'ipv6Address');
    if (address !== undefined) addresses.push(address);
  }
  // A number where interfaces are listed, a truth value where their owner is.
  const isChecked = item.integer('sanityCheck') !== 0 && item.flag('sanityCheck') !== false;
  const name = machine?.text('instanceName');
  draft.enis.set(id, {
    id,
    ...(name !== undefined && { name }),
    vpc: subnet.vpc,
    subnet: subnet.id,
    addresses: addresses.map((address) => ({ first: address, last: address })),
    securityGroups: [
      ...item.texts('networkSecurityGroupIds'),
      ...item.items('securityGroups').flatMap((group) => group.text('groupId') ?? []),
    ],
    sourceDestCheck: isChecked,
    state: (machine?.text('status') ?? 'running') === 'running' ? 'up' : 'down',
    publicMappings,
    owner: {
      kind: 'host',
      ...(instance !== undefined && { instance }),
      host: isChecked ? PLAIN_HOST : { ...PLAIN_HOST, forwards: true },
    },
    source,
  });
}
