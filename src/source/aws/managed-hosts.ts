/**
 * Interfaces that services of AWS make for what they run in a VPC: what the description tells of the
 * machine behind one, for those whose description is the only word on it.
 *
 * "Requester-managed network interfaces" (Amazon EC2 User Guide); each service's own guide says what it
 * answers on. Whoever is not listed here counts as a host that answers on every port, like an instance.
 */
import { PLAIN_HOST, type HostBehaviour } from '../../model/eni.ts';
import { TCP, UDP, type Service } from '../../model/protocol.ts';
import type { Item } from './item.ts';

export interface ManagedHost {
  /** What its owner calls the function, cluster or domain. */
  readonly name?: string;
  readonly host: HostBehaviour;
}

/** "Giving Lambda functions access to resources in an Amazon VPC": they call, and are never called. */
const FUNCTION: readonly number[] = [];
/** "Mounting EFS file systems": NFS. */
const FILE_SYSTEM: readonly number[] = [2049];

/** Ports of interfaces whose type says enough. */
const PORTS_BY_TYPE: ReadonlyMap<string, readonly number[]> = new Map([
  ['lambda', FUNCTION],
  ['efs', FILE_SYSTEM],
]);

interface Pattern {
  /** Description; its first group is the name. */
  readonly says: RegExp;
  /** Absent: not known, so any. */
  readonly ports?: readonly number[];
}

const PATTERNS: readonly Pattern[] = [
  { says: /^AWS Lambda VPC ENI-(.+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/, ports: FUNCTION },
  { says: /^EFS mount target for (fs-\w+)/, ports: FILE_SYSTEM },
  // "Launching your Amazon OpenSearch Service domains within a VPC": HTTP, unless the domain insists on TLS.
  { says: /^ES ([a-z][a-z0-9-]+)$/, ports: [80, 443] },
  // "View Amazon EKS networking requirements": the API server of the cluster.
  { says: /^Amazon EKS ([\w-]+)$/, ports: [443] },
  { says: /^ElastiCache[ +]([\w-]+)$/ },
  { says: /^(RDS|Redshift|DMS)NetworkInterface$/ },
  { says: /^Route 53 Resolver: (rslvr-(?:in|out)-\w+)/, ports: [53] },
  { says: /^arn:aws[\w-]*:ecs:[^:]*:\d*:(attachment\/[\w-]+)$/ },
];

/** An interface that a service made, as far as its type or description says what for. */
export function managedHostOf(item: Item): ManagedHost | undefined {
  const description = item.text('Description') ?? '';
  const pattern = PATTERNS.find(({ says }) => says.test(description));
  const ports = pattern ? pattern.ports : PORTS_BY_TYPE.get(item.text('InterfaceType') ?? '');
  if (!pattern && !ports) return undefined;
  const name = pattern?.says.exec(description)?.[1];
  return {
    ...(name !== undefined && { name }),
    host: ports === undefined ? PLAIN_HOST : { ...PLAIN_HOST, listens: ports.flatMap(servicesOn) },
  };
}

/** DNS answers over UDP, too. */
function servicesOn(port: number): Service[] {
  return (port === 53 ? [TCP, UDP] : [TCP]).map((protocol) => ({
    protocols: { first: protocol, last: protocol },
    ports: { first: port, last: port },
  }));
}

/** Its name, told apart by the subnet: such a thing has an interface in each of its subnets. */
export function managedNameOf(item: Item): string | undefined {
  const name = managedHostOf(item)?.name;
  const subnet = item.text('SubnetId');
  return name === undefined || subnet === undefined ? undefined : `${name}/${subnet}`;
}
