/**
 * Declared interfaces, instances and elastic addresses, and the interfaces that other resources get.
 *
 * Read after everything else that is declared: an interface needs to know the range of its subnet, and
 * which addresses are taken.
 */
import type { JsonObject } from '../aws/json-object.ts';
import type { Item } from '../aws/item.ts';
import { impliedInterfaceId } from '../aws/unwrap.ts';
import { AddressBook } from './address-book.ts';
import type { Ec2Records } from './ec2-records.ts';
import { tagged, type DeclaredResource } from './resource.ts';

/** What an interface is made of. */
interface InterfaceParts {
  readonly subnet: string | undefined;
  readonly own: string | undefined;
  readonly secondary?: readonly string[];
  readonly ipv6?: readonly string[];
  readonly groups: readonly string[];
  readonly type: string;
  readonly check?: boolean | undefined;
  readonly attachment?: JsonObject;
  /** A public address that it has, or `true` for one it will get. */
  readonly publicAddress?: string | boolean | undefined;
}

/** Where a resource's interface stands, once it is known. */
interface Placed {
  readonly vpc: string;
  readonly address: string | undefined;
}

export class Hosts {
  private readonly records: Ec2Records;
  private readonly book = new AddressBook();
  /** Public address of each allocation. */
  private readonly publicOf = new Map<string, string>();

  constructor(records: Ec2Records, resources: readonly DeclaredResource[]) {
    this.records = records;
    for (const { properties } of resources) {
      for (const key of ['PrivateIpAddress', 'PrivateIp']) this.book.take(properties.text(key));
      for (const part of properties.items('PrivateIpAddresses'))
        this.book.take(part.text('PrivateIpAddress'));
    }
    for (const resource of resources) {
      if (resource.type !== 'EC2::EIP') continue;
      this.publicOf.set(resource.id, this.publicOrStandIn(resource));
    }
  }

  /** Public address of an allocation, which may be one that is not declared here. */
  publicAddressOf(allocation: string, by: DeclaredResource): string {
    const known = this.publicOf.get(allocation);
    if (known !== undefined) return known;
    const made = this.book.publicAddress();
    this.publicOf.set(allocation, made);
    this.note(by, `its public address is known elsewhere; ${made} stands in`);
    return made;
  }

  /** Makes an interface; undefined when the subnet is not declared. */
  interface(id: string, by: DeclaredResource, parts: InterfaceParts): Placed | undefined {
    const { records } = this;
    const { subnet } = parts;
    const vpc = records.text('Subnets', subnet, 'VpcId');
    if (subnet === undefined || vpc === undefined) {
      const where =
        subnet === undefined
          ? 'in which subnet it is is not known'
          : `its subnet ${subnet} is not declared here`;
      if (parts.own === undefined || subnet === undefined) {
        records.doubt(by, where);
        return undefined;
      }
    }
    const own = parts.own ?? this.freeAddress(subnet, by);
    const shown = this.publicPart(parts.publicAddress, by);
    records.declare('NetworkInterfaces', id, by, {
      VpcId: vpc,
      SubnetId: subnet,
      Status: 'in-use',
      InterfaceType: parts.type,
      PrivateIpAddress: own,
      SourceDestCheck: parts.check ?? true,
      AvailabilityZone: records.text('Subnets', subnet, 'AvailabilityZone'),
      ...(parts.attachment && { Attachment: parts.attachment }),
      ...(shown !== undefined && { Association: { PublicIp: shown } }),
      ...tagged(by),
    });
    for (const address of [...(own === undefined ? [] : [own]), ...(parts.secondary ?? [])]) {
      const entry = { PrivateIpAddress: address, Primary: address === own };
      records.append('NetworkInterfaces', id, 'PrivateIpAddresses', by, entry);
    }
    for (const address of parts.ipv6 ?? []) {
      records.append('NetworkInterfaces', id, 'Ipv6Addresses', by, { Ipv6Address: address });
    }
    for (const group of parts.groups)
      records.append('NetworkInterfaces', id, 'Groups', by, { GroupId: group });
    return { vpc: vpc ?? '', address: own };
  }

  /** A free address of a subnet stands in for one that is not known yet. */
  freeAddress(subnet: string | undefined, by: DeclaredResource): string | undefined {
    const range = this.records.text('Subnets', subnet, 'CidrBlock');
    const address = range === undefined ? undefined : this.book.freeIn(range);
    if (address === undefined) this.records.doubt(by, 'its address is not known, and its subnet tells none');
    else this.note(by, `its address is known only after it is made; ${address} stands in`);
    return address;
  }

  /** Which address it is changes no verdict but that of a rule finer than the subnet: said, but no condition. */
  private note(by: DeclaredResource, why: string): void {
    this.records.doubt(by, why, { id: `${by.id}/address` });
  }

  private publicPart(given: string | boolean | undefined, by: DeclaredResource): string | undefined {
    if (given !== true) return given === false ? undefined : given;
    const made = this.book.publicAddress();
    this.note(by, `its public address is known only after it is made; ${made} stands in`);
    return made;
  }

  private publicOrStandIn(address: DeclaredResource): string {
    return address.properties.text('PublicIp') ?? this.publicPart(true, address)!;
  }
}

/** Interfaces that are resources of their own. */
export function readInterface(hosts: Hosts, eni: DeclaredResource): void {
  const { id, properties } = eni;
  const attached = properties.inner('Attachment');
  const instance = attached?.text('InstanceId');
  const index = attached?.integer('DeviceIndex') ?? 1;
  hosts.interface(id, eni, {
    ...partsOf(properties),
    type: properties.text('InterfaceType') ?? 'interface',
    ...(instance !== undefined && { attachment: { InstanceId: instance, DeviceIndex: index } }),
  });
}

function partsOf(part: Item): InterfaceParts {
  const listed = part.items('PrivateIpAddresses').flatMap((entry) => entry.text('PrivateIpAddress') ?? []);
  const primary = part.items('PrivateIpAddresses').find((entry) => entry.flag('Primary'));
  const own = part.text('PrivateIpAddress') ?? primary?.text('PrivateIpAddress') ?? listed[0];
  const ipv6 = part.items('Ipv6Addresses').flatMap((entry) => entry.text('Ipv6Address') ?? []);
  return {
    subnet: part.text('SubnetId'),
    own,
    secondary: [...listed, ...part.texts('SecondaryPrivateIps')].filter((address) => address !== own),
    ipv6: [...ipv6, ...part.texts('Ipv6Addresses')],
    groups: [...part.texts('GroupSet'), ...part.texts('SecurityGroupIds')],
    type: 'interface',
    check: part.flag('SourceDestCheck'),
  };
}

/** An instance has the interfaces it names, else one of its own. */
export function readInstance(hosts: Hosts, records: Ec2Records, instance: DeclaredResource): void {
  const { id, properties } = instance;
  const state = properties.text('State') ?? 'running';
  if (state === 'terminated') return;
  records.declare('Instances', id, instance, { State: { Name: state }, ...tagged(instance) });
  // An interface that is declared nowhere is the instance's own.
  const named = properties.items('NetworkInterfaces').filter((part) => {
    const eni = part.text('NetworkInterfaceId');
    return eni === undefined || records.has('NetworkInterfaces', eni);
  });
  for (const [i, part] of named.entries()) {
    const index = part.integer('DeviceIndex') ?? i;
    const attachment = { InstanceId: id, DeviceIndex: index };
    const eni = part.text('NetworkInterfaceId');
    if (eni !== undefined) attach(records, eni, instance, attachment);
    else {
      const check = properties.flag('SourceDestCheck');
      const publicAddress = part.flag('AssociatePublicIpAddress');
      hosts.interface(`${id}/eth${index}`, instance, { ...partsOf(part), check, attachment, publicAddress });
    }
  }
  if (named.length > 0) return;
  const parts = partsOf(properties);
  const subnetGives = parts.subnet !== undefined && givesPublic(records, parts.subnet);
  const publicAddress =
    properties.text('PublicIp') ??
    properties.flag('AssociatePublicIpAddress') ??
    (properties.has('PrivateIpAddress') && !instance.isNew ? false : subnetGives);
  hosts.interface(properties.text('PrimaryNetworkInterfaceId') ?? impliedInterfaceId(id), instance, {
    ...parts,
    attachment: { InstanceId: id, DeviceIndex: 0 },
    groups: parts.groups.length > 0 ? parts.groups : defaultGroupOf(records, parts.subnet),
    publicAddress,
  });
}

function givesPublic(records: Ec2Records, subnet: string): boolean {
  return records.flag('Subnets', subnet, 'MapPublicIpOnLaunch');
}

/** "Default security groups": what names no group gets that of the VPC. */
function defaultGroupOf(records: Ec2Records, subnet: string | undefined): string[] {
  const vpc = records.text('Subnets', subnet, 'VpcId');
  return vpc === undefined ? [] : [defaultGroupId(records, vpc)];
}

export function defaultGroupId(records: Ec2Records, vpc: string): string {
  return records.text('Vpcs', vpc, 'DefaultSecurityGroupId') ?? `${vpc}/default-security-group`;
}

export function readAttachment(records: Ec2Records, attachment: DeclaredResource): void {
  const { properties } = attachment;
  const eni = properties.text('NetworkInterfaceId');
  const instance = properties.text('InstanceId');
  if (eni === undefined || instance === undefined) {
    const among = eni === undefined ? [] : [eni];
    return records.doubtAny(attachment, { kind: 'NetworkInterfaces', may: 'may attach', among });
  }
  attach(records, eni, attachment, {
    InstanceId: instance,
    DeviceIndex: properties.integer('DeviceIndex') ?? 1,
  });
}

/** A group that is put on an interface from outside. */
export function readGroupAttachment(records: Ec2Records, attachment: DeclaredResource): void {
  const { properties } = attachment;
  const eni = properties.text('NetworkInterfaceId');
  const group = properties.text('SecurityGroupId');
  if (eni === undefined || group === undefined) {
    const among = eni === undefined ? [] : [eni];
    return records.doubtAny(attachment, { kind: 'NetworkInterfaces', may: 'may put a group on', among });
  }
  if (records.has('NetworkInterfaces', eni)) {
    records.append('NetworkInterfaces', eni, 'Groups', attachment, { GroupId: group });
  } else records.doubt(attachment, `its interface ${eni} is not declared here`);
}

function attach(records: Ec2Records, eni: string, by: DeclaredResource, attachment: JsonObject): void {
  if (records.has('NetworkInterfaces', eni))
    records.declare('NetworkInterfaces', eni, by, { Attachment: attachment });
  else records.doubt(by, `its interface ${eni} is not declared here`);
}

/** An elastic address, or its association, with what bears it. */
export function readAddress(hosts: Hosts, records: Ec2Records, address: DeclaredResource): void {
  const { properties, id } = address;
  const allocation = properties.text('AllocationId') ?? id;
  const instance = properties.text('InstanceId');
  const eni = properties.text('NetworkInterfaceId') ?? firstInterfaceOf(records, instance);
  if (eni === undefined) return;
  const outside = properties.text('PublicIp') ?? hosts.publicAddressOf(allocation, address);
  records.declare('Addresses', outside, address, {
    AllocationId: allocation,
    NetworkInterfaceId: eni,
    PrivateIpAddress:
      properties.text('PrivateIpAddress') ?? records.text('NetworkInterfaces', eni, 'PrivateIpAddress'),
  });
}

function firstInterfaceOf(records: Ec2Records, instance: string | undefined): string | undefined {
  if (instance === undefined) return undefined;
  const own = records
    .declared('NetworkInterfaces')
    .filter(({ id }) => records.attachedTo(id) === instance)
    .map(({ id }) => id);
  return own.find((id) => id === impliedInterfaceId(instance)) ?? own[0];
}
