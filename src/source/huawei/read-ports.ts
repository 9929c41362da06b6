/**
 * Ports of Neutron, which are the interfaces; and stand-ins where no file lists any.
 *
 * "Querying Ports": `device_owner` tells whose a port is. The platform's own (`network:…`) answer to
 * nobody but the platform and are left out.
 */
import { PLAIN_HOST, type Eni, type EniOwner, type PublicMapping } from '../../model/eni.ts';
import type { Subnet } from '../../model/network.ts';
import { otc } from '../../model/profile/otc.ts';
import { Grouping } from '../aws/grouping.ts';
import type { Item } from '../aws/item.ts';
import type { HuaweiReading } from './reading.ts';

export function readPorts(reading: HuaweiReading): void {
  const { records, draft } = reading;
  const networks = new Map<string, string>();
  for (const [id, item] of records.all('subnets')) {
    if (!draft.subnets.has(id)) continue;
    for (const key of ['id', 'neutron_network_id', 'neutron_subnet_id', 'neutron_subnet_id_v6']) {
      const alias = item.text(key);
      if (alias !== undefined) networks.set(alias, id);
    }
  }
  const elastic = addressesByPort(reading);
  for (const [id, item] of records.all('ports')) {
    const device = item.text('device_owner') ?? '';
    if (device.startsWith('network:')) continue;
    const fixed = item.items('fixed_ips');
    const alias = [item.text('network_id'), ...fixed.map((part) => part.text('subnet_id'))];
    const subnet = draft.subnets.get(
      alias.map((name) => networks.get(name ?? '')).find((name) => name !== undefined) ?? '',
    );
    if (!subnet) {
      reading.doubt({ id, kind: 'Port', why: 'no file describes the subnet it is in', source: item.source });
      continue;
    }
    const eni = portOf(reading, id, item, fixed, subnet);
    draft.enis.set(id, { ...eni, publicMappings: mappingsOf(reading, elastic.of(id), eni) });
  }
  if (!records.isListed('ports')) standInForHosts(reading);
}

/** "Elastic IP API Reference", querying EIPs: the port an address is bound to, if any. */
function addressesByPort({ records }: HuaweiReading): Grouping<Item> {
  const byPort = new Grouping<Item>();
  for (const [, item] of records.all('publicips')) {
    const port = item.text('port_id') ?? item.inner('vnic')?.text('port_id');
    if (port !== undefined) byPort.add(port, item);
  }
  return byPort;
}

/** Who has an elastic address reaches the internet past all tables, by an edge that nobody creates. */
function mappingsOf(reading: HuaweiReading, elastic: readonly Item[], eni: Eni): PublicMapping[] {
  return elastic.flatMap((item) => {
    const outside = reading.address(item, 'public_ip_address');
    const inside =
      reading.address(item, 'private_ip_address') ??
      reading.address(item.inner('vnic') ?? item, 'private_ip_address') ??
      eni.addresses[0]?.first;
    if (outside === undefined || inside === undefined) return [];
    const { vpc } = eni;
    const id = `${vpc}/internet`;
    reading.draft.links.set(id, { kind: 'igw', id, vpc, state: 'attached', source: item.source });
    return [{ private: inside, public: outside }];
  });
}

function portOf(reading: HuaweiReading, id: string, item: Item, fixed: readonly Item[], subnet: Subnet): Eni {
  const name = item.text('name');
  const addresses = fixed.flatMap((part) => reading.address(part, 'ip_address') ?? []);
  return {
    id,
    ...(name !== undefined && { name }),
    vpc: subnet.vpc,
    subnet: subnet.id,
    addresses: addresses.map((address) => ({ first: address, last: address })),
    securityGroups: item.texts('security_groups'),
    sourceDestCheck: isChecked(item),
    state: item.flag('admin_state_up') === false || item.text('status') === 'DOWN' ? 'down' : 'up',
    publicMappings: [],
    owner: ownerOf(reading, id, item, subnet.vpc),
    source: item.source,
  };
}

/** A pair of everything lets a port send and receive for others. */
function isChecked(item: Item): boolean {
  if (item.flag('port_security_enabled') === false) return false;
  return !item
    .items('allowed_address_pairs')
    .some((pair) => /^(?:0\.0\.0\.0|1\.1\.1\.1)\/0$/.test(pair.text('ip_address') ?? ''));
}

function ownerOf(reading: HuaweiReading, id: string, item: Item, vpc: string): EniOwner {
  const device = item.text('device_owner') ?? '';
  const instance = item.text('device_id');
  if (device === '' || device.startsWith('compute:')) {
    return {
      kind: 'host',
      ...(instance !== undefined && { instance }),
      host: { ...PLAIN_HOST, forwards: !isChecked(item) },
    };
  }
  const why = `ports of ${device} are not modelled`;
  reading.doubt({ id, kind: 'Port', why, source: item.source, vpc });
  return { kind: 'unmodelled', id };
}

function standInForHosts(reading: HuaweiReading): void {
  const { draft } = reading;
  for (const subnet of draft.subnets.values()) {
    const { vpc, prefixes, source } = subnet;
    if (draft.vpcs.get(vpc)?.profile !== 'otc' || prefixes.length === 0) continue;
    const doubt = `${vpc}/hosts`;
    reading.unknownHosts(subnet, prefixes, otc.subnet, doubt);
    const why = 'no file lists ports; every address counts as a host that answers';
    reading.doubt({ id: doubt, kind: 'Port', why, source, vpc });
  }
}
