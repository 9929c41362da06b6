/**
 * An export written in a test → Network, by the way a folder of files takes. Whatever the export lacks,
 * the network has to compile.
 */
import { compile } from '../../../src/compile/compile.ts';
import type { CompiledNetwork } from '../../../src/compile/compiled-network.ts';
import { trace } from '../../../src/forward/trace.ts';
import { parseAddress } from '../../../src/ip/address.ts';
import { FLOW_DEFAULTS, type FlowPlace } from '../../../src/model/flow.ts';
import type { Link, LinkKind } from '../../../src/model/link.ts';
import type { Network } from '../../../src/model/network.ts';
import { AwsDocuments } from '../../../src/source/aws/read-export.ts';

/** Documents by file name. */
export type Files = Readonly<Record<string, unknown>>;

export interface Read {
  readonly network: Network;
  readonly compiled: CompiledNetwork;
  readonly counts: ReadonlyMap<string, number>;
}

export function readFiles(files: Files): Read {
  const documents = new AwsDocuments();
  for (const [name, value] of Object.entries(files)) documents.add(name, value);
  const { network, counts } = documents.read();
  return { network, counts, compiled: compile(network) };
}

/** One response with everything in it. */
export function readResponse(response: unknown): Read {
  return readFiles({ 'us-east-1/export.json': response });
}

const KNOWN_VPC = {
  VpcId: 'vpc-1',
  CidrBlock: '10.1.0.0/16',
  OwnerId: '111111111111',
};

/** VPC 10.1.0.0/16 with two subnets, a host in each, one route table, one ACL, one group. */
export const SMALL = {
  Vpcs: [KNOWN_VPC],
  Subnets: [subnet('subnet-a', '10.1.1.0/24', 'us-east-1a'), subnet('subnet-b', '10.1.2.0/24', 'us-east-1b')],
  NetworkInterfaces: [host('eni-a', 'subnet-a', '10.1.1.10'), host('eni-b', 'subnet-b', '10.1.2.10')],
  Instances: [
    { InstanceId: 'i-eni-a', State: { Name: 'running' }, Tags: [{ Key: 'Name', Value: 'alpha' }] },
    { InstanceId: 'i-eni-b', State: { Name: 'running' } },
  ],
  RouteTables: [routeTable('rtb-1', 'vpc-1', [], [{ Main: true }])],
  SecurityGroups: [
    {
      GroupId: 'sg-1',
      GroupName: 'open',
      VpcId: 'vpc-1',
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    },
  ],
  NetworkAcls: [openAcl('acl-1', 'vpc-1', ['subnet-a', 'subnet-b'])],
};

export function subnet(id: string, cidr: string, zone: string, vpc = 'vpc-1') {
  return { SubnetId: id, VpcId: vpc, CidrBlock: cidr, AvailabilityZone: zone };
}

export function host(id: string, subnetId: string, address: string, more: object = {}) {
  return {
    NetworkInterfaceId: id,
    VpcId: 'vpc-1',
    SubnetId: subnetId,
    Status: 'in-use',
    InterfaceType: 'interface',
    PrivateIpAddress: address,
    Groups: [{ GroupId: 'sg-1' }],
    Attachment: { InstanceId: `i-${id}`, DeviceIndex: 0 },
    ...more,
  };
}

/** A table with the local route of 10.1.0.0/16 and others. */
export function routeTable(
  id: string,
  vpc: string,
  routes: readonly object[],
  associations: readonly object[],
) {
  const local = { DestinationCidrBlock: '10.1.0.0/16', GatewayId: 'local', State: 'active' };
  return { RouteTableId: id, VpcId: vpc, Routes: [local, ...routes], Associations: associations };
}

export function openAcl(id: string, vpc: string, subnets: readonly string[]) {
  const entry = { RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', CidrBlock: '0.0.0.0/0' };
  return {
    NetworkAclId: id,
    VpcId: vpc,
    Entries: [
      { ...entry, Egress: true },
      { ...entry, Egress: false },
    ],
    Associations: subnets.map((subnetId) => ({ SubnetId: subnetId })),
  };
}

/** `delivered`, or the reason of the drop, for TCP/443 from an interface to an address. */
export function outcome({ compiled }: Read, from: string, to: string): string {
  const place: FlowPlace = { kind: 'address', address: parseAddress(to)! };
  const { drop } = trace(compiled, {
    ...FLOW_DEFAULTS,
    from: { kind: 'eni', eni: from },
    to: place,
    dontFragment: true,
  });
  return drop?.reason ?? 'delivered';
}

/** A link that must be there, of a kind that it must have. */
export function linkOf<K extends LinkKind>({ network }: Read, kind: K, id: string): Link & { kind: K } {
  const link = network.links.get(id);
  if (link?.kind !== kind) throw new Error(`${id} is ${link ? `of the kind ${link.kind}` : 'not there'}`);
  return link as Link & { kind: K };
}

/** Ids and reasons of what is not modelled. */
export function doubts({ network }: Read): string[] {
  return [...network.unmodelled.values()].map(({ kind, id, why }) => `${kind} ${id}: ${why}`);
}
