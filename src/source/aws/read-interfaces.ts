/**
 * Network interfaces of every kind, and through them instances.
 *
 * An interface belongs to whoever claims it: a NAT gateway or endpoint that lists it, a load balancer or
 * transit gateway attachment its description names, an instance. Types that are none of these and no
 * plain host either are kept as interfaces nobody knows the behaviour of.
 */
import { compareAddresses, familyOf, plus, type Address } from '../../ip/address.ts';
import { contains, lastOf, prefixOf, type Prefix } from '../../ip/prefix.ts';
import { rangeOf, type Range } from '../../ip/range.ts';
import type { Eni, PublicMapping } from '../../model/eni.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';
import { EniOwners } from './eni-owner.ts';
import { Grouping } from './grouping.ts';
import { managedNameOf } from './managed-hosts.ts';
import { impliedInterfaceId } from './unwrap.ts';

export function readInterfaces(reading: ExportReading): void {
  const { inventory } = reading;
  const items = interfacesToRead(reading);
  guessSubnets(reading, items);
  const owners = new EniOwners(reading);
  const elastic = addressesByInterface(inventory.all('Addresses').values());
  const attached: { instance: string; index: number; eni: string }[] = [];
  for (const [id, item] of items) {
    const vpc = vpcOf(reading, item);
    const subnet = item.ref('SubnetId');
    if (vpc === undefined || subnet === undefined) {
      const why = 'the record does not say in which subnet it is';
      reading.doubt({ id, kind: 'NetworkInterface', why, source: item.source });
      continue;
    }
    const instance = item.inner('Attachment')?.ref('InstanceId');
    const index = item.inner('Attachment')?.integer('DeviceIndex') ?? 0;
    if (instance !== undefined) attached.push({ instance, index, eni: id });
    const name = nameOf(reading, item, instance, index);
    const eni: Eni = {
      id,
      ...(name !== undefined && { name }),
      vpc: reading.vpc(vpc, item),
      subnet: reading.subnet(subnet, vpc, item),
      addresses: addressesOf(reading, item),
      securityGroups: item.items('Groups').flatMap((group) => group.ref('GroupId') ?? []),
      sourceDestCheck: item.flag('SourceDestCheck') ?? true,
      state: isUp(reading, item, instance) ? 'up' : 'down',
      publicMappings: publicMappings(reading, item, elastic.of(id)),
      owner: owners.of(id, item),
      source: item.source,
    };
    reading.draft.enis.set(id, eni);
  }
  attached.sort((a, b) => a.index - b.index);
  for (const { instance, eni } of attached) reading.enisByInstance.add(instance, eni);
  for (const { id, owner } of reading.draft.enis.values()) {
    if (owner.kind === 'load-balancer') reading.enisByBalancer.add(owner.link, id);
  }
}

/** All interfaces, without those implied by instances whose own are listed. */
function interfacesToRead(reading: ExportReading): [string, Item][] {
  const items = [...reading.inventory.all('NetworkInterfaces')];
  const implied = new Set<string>();
  const equipped = new Set<string>();
  for (const [id, item] of items) {
    const instance = item.inner('Attachment')?.text('InstanceId');
    if (instance === undefined) continue;
    if (item.text('NetworkInterfaceId') === impliedInterfaceId(instance)) implied.add(id);
    else equipped.add(impliedInterfaceId(instance));
  }
  return items.filter(([id, item]) => !implied.has(id) || !equipped.has(item.text('NetworkInterfaceId')!));
}

function vpcOf(reading: ExportReading, item: Item): string | undefined {
  const subnet = item.ref('SubnetId');
  const known = subnet === undefined ? undefined : reading.draft.subnets.get(subnet);
  return known?.vpc ?? item.ref('VpcId');
}

function nameOf(
  reading: ExportReading,
  item: Item,
  instance: string | undefined,
  index: number,
): string | undefined {
  const own = item.name;
  const host = reading.inventory.get('Instances', instance)?.name;
  if (own !== undefined) return own;
  if (host === undefined) return managedNameOf(item);
  return index === 0 ? host : `${host}/eth${index}`;
}

/** "Configure route tables": an interface counts while it is attached to a running instance. */
function isUp(reading: ExportReading, item: Item, instance: string | undefined): boolean {
  const state = reading.inventory.get('Instances', instance)?.inner('State')?.text('Name');
  if (state !== undefined && state !== 'running' && state !== 'pending') return false;
  const status = item.text('Status') ?? 'in-use';
  return status === 'in-use' || status === 'associated';
}

/** Primary address first; delegated prefixes last. */
function addressesOf(reading: ExportReading, item: Item): Range[] {
  const addresses: Address[] = [];
  const add = (part: Item, key: string): void => {
    const address = reading.address(part, key);
    if (address !== undefined && !addresses.includes(address)) addresses.push(address);
  };
  add(item, 'PrivateIpAddress');
  const primaryFirst = item
    .items('PrivateIpAddresses')
    .toSorted((a, b) => Number(b.flag('Primary') ?? false) - Number(a.flag('Primary') ?? false));
  for (const part of primaryFirst) add(part, 'PrivateIpAddress');
  for (const part of item.items('Ipv6Addresses')) add(part, 'Ipv6Address');
  const delegated = [
    ...item.items('Ipv4Prefixes').map((part) => reading.prefix(part, 'Ipv4Prefix')),
    ...item.items('Ipv6Prefixes').map((part) => reading.prefix(part, 'Ipv6Prefix')),
  ].filter((prefix) => prefix !== undefined);
  return [...addresses.map((address) => ({ first: address, last: address })), ...delegated.map(rangeOf)];
}

/** Public addresses as the interface shows them, and as `describe-addresses` does. */
function publicMappings(reading: ExportReading, item: Item, elastic: readonly Item[]): PublicMapping[] {
  const mappings: PublicMapping[] = [];
  const add = (inside: Address | undefined, outside: Address | undefined): void => {
    if (inside === undefined || outside === undefined) return;
    if (!mappings.some((known) => known.public === outside))
      mappings.push({ private: inside, public: outside });
  };
  for (const part of item.items('PrivateIpAddresses')) {
    const association = part.inner('Association');
    if (association) add(reading.address(part, 'PrivateIpAddress'), reading.address(association, 'PublicIp'));
  }
  const association = item.inner('Association');
  if (association) add(reading.address(item, 'PrivateIpAddress'), reading.address(association, 'PublicIp'));
  for (const part of elastic) {
    add(reading.address(part, 'PrivateIpAddress'), reading.address(part, 'PublicIp'));
  }
  return mappings;
}

function addressesByInterface(items: Iterable<Item>): Grouping<Item> {
  const byInterface = new Grouping<Item>();
  for (const item of items) {
    const eni = item.ref('NetworkInterfaceId');
    if (eni !== undefined) byInterface.add(eni, item);
  }
  return byInterface;
}

/** Stand-ins for subnets that only their interfaces tell of. */
function guessSubnets(reading: ExportReading, items: readonly [string, Item][]): void {
  const strays = new Map<string, { vpc: string; item: Item; addresses: Address[] }>();
  for (const [, item] of items) {
    const subnet = item.ref('SubnetId');
    const vpc = item.ref('VpcId');
    if (subnet === undefined || vpc === undefined || reading.draft.subnets.has(subnet)) continue;
    const stray = strays.get(subnet) ?? { vpc, item, addresses: [] };
    strays.set(subnet, stray);
    stray.addresses.push(...addressesOf(reading, item).map((range) => range.first));
  }
  for (const [subnet, { vpc, item, addresses }] of strays) {
    reading.subnet(subnet, vpc, item, guessedRanges(addresses));
  }
}

/** "Subnet sizing": no subnet is smaller than a /28; IPv6 subnets are a /64 more often than not. */
export function guessedRanges(addresses: readonly Address[]): Prefix[] {
  return [
    guessedRange(
      addresses.filter((address) => familyOf(address) === 4),
      28,
    ),
    guessedRange(
      addresses.filter((address) => familyOf(address) === 6),
      64,
    ),
  ].filter((prefix) => prefix !== undefined);
}

/** The smallest range that holds all addresses, none of them where no host can be. */
function guessedRange(addresses: readonly Address[], longest: number): Prefix | undefined {
  const [first] = addresses.toSorted(compareAddresses);
  if (first === undefined) return undefined;
  for (let length = longest; length > 0; length--) {
    const range = prefixOf(first, length);
    const isUsable = (address: Address): boolean =>
      contains(range, address) && address >= plus(range.address, 4) && address < lastOf(range);
    if (addresses.every(isUsable)) return range;
  }
  return undefined;
}
