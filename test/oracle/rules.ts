// Rules: kinds of conversation as filters, listeners and flows write them, and the rules of security groups
// and access lists made of them.
// Ports mean something for TCP and UDP; of ICMP the "port" is a type; for every other protocol a port span
// is not looked at ("Security group rules", Amazon VPC User Guide).
import { type Prefix, type Range, parsePrefix, readPrefix } from './address.ts';
import { fields, list, text } from './field.ts';

type Lists = ReadonlyMap<string, readonly Prefix[]>;

/** One kind of conversation: a protocol (undefined is all) and, for TCP and UDP, a span of ports. */
export interface Listen {
  readonly proto: number | undefined;
  readonly low: number;
  readonly high: number;
}

export interface Acl {
  readonly hop: string;
  readonly in: readonly AclRule[];
  readonly out: readonly AclRule[];
}

interface AclRule extends Listen {
  readonly allow: boolean;
  readonly prefix: Prefix;
}

interface GroupRule extends Listen {
  readonly ranges: readonly Range[];
  readonly group: string | undefined;
}

export interface Group {
  readonly in: readonly GroupRule[];
  readonly out: readonly GroupRule[];
}

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMP6 = 58;

const NUMBERS: Readonly<Record<string, number>> = {
  icmp: ICMP,
  tcp: TCP,
  udp: UDP,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: ICMP6,
  sctp: 132,
};

/** Undefined stands for every protocol. */
export function protocol(value: unknown): number | undefined {
  const name = text(value).toLowerCase();
  if (name === 'all' || name === '-1') return undefined;
  const number = NUMBERS[name] ?? Number(name);
  if (!Number.isInteger(number)) throw new Error(`not a protocol: ${name}`);
  return number;
}

function service(proto: unknown, ports: unknown): Listen {
  const span = ports === undefined ? 'all' : text(ports);
  if (span === 'all') return { proto: protocol(proto), low: 0, high: 65535 };
  const [low = '', high = low] = span.split('-');
  return { proto: protocol(proto), low: Number(low), high: Number(high) };
}

export function listener(value: string): Listen {
  const [proto, ports] = value.split('/');
  return service(proto, ports);
}

export function hasPorts(proto: number): boolean {
  return proto === TCP || proto === UDP;
}

export function speaks(listen: Listen, proto: number, port: number): boolean {
  if (listen.proto !== undefined && listen.proto !== proto) return false;
  const counts = hasPorts(proto) || proto === ICMP || proto === ICMP6;
  return !counts || (port >= listen.low && port <= listen.high);
}

function readGroupRule(value: unknown, lists: Lists): GroupRule {
  const [proto, ports, peer] = list(value);
  const name = text(peer);
  const prefix = readPrefix(name);
  const ranges = prefix === undefined ? lists.get(name) : [prefix];
  return { ...service(proto, ports), ranges: ranges ?? [], group: ranges === undefined ? name : undefined };
}

export function readGroups(value: unknown, lists: Lists): Map<string, Group> {
  const groups = new Map<string, Group>();
  const ranges = ['0.0.0.0/0', '::/0'].map((prefix) => parsePrefix(prefix));
  const open: GroupRule[] = [{ proto: undefined, low: 0, high: 65535, ranges, group: undefined }];
  for (const [id, held] of Object.entries(fields(value))) {
    const entry = fields(held);
    const rules = (direction: 'in' | 'out'): GroupRule[] =>
      list(entry[direction]).map((rule) => readGroupRule(rule, lists));
    // A new group lets nothing in and everything out.
    groups.set(id, { in: rules('in'), out: entry['out'] === undefined ? open : rules('out') });
  }
  return groups;
}

function readAclRules(value: unknown): AclRule[] {
  const rules = list(value).map((rule) => list(rule));
  rules.sort(([a], [b]) => Number(a) - Number(b));
  return rules.map(([, action, proto, ports, cidr]) => {
    const { low, high, proto: number } = service(proto, ports);
    return { proto: number, low, high, allow: action === 'allow', prefix: parsePrefix(text(cidr)) };
  });
}

export function readAcls(value: unknown): Map<string, Acl> {
  const acls = new Map<string, Acl>();
  for (const [key, held] of Object.entries(fields(value))) {
    const entry = fields(held);
    acls.set(key, { hop: `acl:${key}`, in: readAclRules(entry['in']), out: readAclRules(entry['out']) });
  }
  return acls;
}
