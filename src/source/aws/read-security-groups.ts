/**
 * Security groups, from their own records or from `describe-security-group-rules`.
 *
 * "Security group rules" (Amazon VPC User Guide). A group that interfaces carry but no file describes
 * could let everything or nothing through; it is kept as open and noted as unmodelled.
 */
import { parsePrefix } from '../../ip/prefix.ts';
import type { RulePeer, SecurityGroup, SecurityGroupRule } from '../../model/filter.ts';
import {
  ALL_PORTS,
  ANY_SERVICE,
  hasPorts,
  isIcmp,
  parseProtocol,
  type NumberRange,
  type Service,
} from '../../model/protocol.ts';
import type { ExportReading } from './export-reading.ts';
import { Grouping } from './grouping.ts';
import type { Item } from './item.ts';

type Direction = 'ingress' | 'egress';

export function readSecurityGroups(reading: ExportReading): void {
  const { inventory, draft } = reading;
  const listed = rulesByGroup(inventory.all('SecurityGroupRules').values());
  const ids = new Set([...inventory.all('SecurityGroups').keys(), ...listed.keys()]);
  const names = groupsByName(inventory.all('SecurityGroups'));
  for (const id of ids) {
    const item = inventory.get('SecurityGroups', id);
    const own = listed.of(id);
    const source = (item ?? own[0])?.source;
    if (!source) continue;
    const name = item?.text('GroupName') ?? item?.name;
    const vpc = item?.ref('VpcId');
    const rules = (direction: Direction): SecurityGroupRule[] => {
      const key = direction === 'ingress' ? 'IpPermissions' : 'IpPermissionsEgress';
      if (item?.has(key)) {
        return item.items(key).flatMap((permission) => rulesOf(reading, id, permission, vpc, names));
      }
      return own
        .filter((rule) => (rule.flag('IsEgress') ?? false) === (direction === 'egress'))
        .flatMap((rule) => ruleOf(reading, id, rule));
    };
    const group: SecurityGroup = {
      id,
      ...(name !== undefined && { name }),
      ...(vpc !== undefined && { vpc }),
      ingress: rules('ingress'),
      egress: rules('egress'),
      source,
    };
    draft.securityGroups.set(id, group);
  }
  standInForMissing(reading);
}

/** Groups that interfaces carry, or rules name, and no file describes. */
function standInForMissing(reading: ExportReading): void {
  const { draft } = reading;
  for (const eni of draft.enis.values()) {
    for (const id of eni.securityGroups) {
      if (draft.securityGroups.has(id)) continue;
      const { source, vpc } = eni;
      const anything = ['0.0.0.0/0', '::/0'].map((text) => ({
        service: ANY_SERVICE,
        peer: { kind: 'prefix', prefix: parsePrefix(text)! } as const,
        source,
      }));
      draft.securityGroups.set(id, { id, vpc, ingress: anything, egress: anything, source });
      const why = 'interfaces carry it, but no file describes it; it counts as open';
      reading.doubt({ id, kind: 'SecurityGroup', why, source, vpc });
    }
  }
}

function rulesByGroup(rules: Iterable<Item>): Grouping<Item> {
  const byGroup = new Grouping<Item>();
  for (const rule of rules) {
    const group = rule.ref('GroupId');
    if (group !== undefined) byGroup.add(group, rule);
  }
  return byGroup;
}

function groupsByName(groups: ReadonlyMap<string, Item>): Map<string, string> {
  return new Map(
    [...groups].map(([id, group]) => [nameKey(group.ref('VpcId'), group.text('GroupName')), id]),
  );
}

function nameKey(vpc: string | undefined, name: string | undefined): string {
  return `${vpc} ${name}`;
}

/** One permission of a group: a service, and every far end it speaks of. */
function rulesOf(
  reading: ExportReading,
  group: string,
  permission: Item,
  vpc: string | undefined,
  names: ReadonlyMap<string, string>,
): SecurityGroupRule[] {
  const service = serviceOf(reading, group, permission);
  if (!service) return [];
  const rule = (peer: RulePeer | undefined, part: Item): SecurityGroupRule[] =>
    peer ? [{ service, peer, source: part.source }] : [];
  return [
    ...permission.items('IpRanges').flatMap((part) => rule(rangePeer(reading, group, part, 'CidrIp'), part)),
    ...permission
      .items('Ipv6Ranges')
      .flatMap((part) => rule(rangePeer(reading, group, part, 'CidrIpv6'), part)),
    ...permission
      .items('PrefixListIds')
      .flatMap((part) => rule(listPeer(reading, part, 'PrefixListId'), part)),
    ...permission.items('UserIdGroupPairs').flatMap((part) => {
      const named = names.get(nameKey(vpc, part.text('GroupName')));
      return rule(groupPeer(reading, part, part.ref('GroupId') ?? named), part);
    }),
  ];
}

/** A rule of `describe-security-group-rules`, which speaks of one far end. */
function ruleOf(reading: ExportReading, group: string, rule: Item): SecurityGroupRule[] {
  const service = serviceOf(reading, group, rule);
  if (!service) return [];
  const referenced = rule.inner('ReferencedGroupInfo');
  const peer =
    rangePeer(reading, group, rule, 'CidrIpv4') ??
    rangePeer(reading, group, rule, 'CidrIpv6') ??
    listPeer(reading, rule, 'PrefixListId') ??
    (referenced && groupPeer(reading, referenced, referenced.ref('GroupId')));
  return peer ? [{ service, peer, source: rule.source }] : [];
}

function rangePeer(reading: ExportReading, group: string, part: Item, key: string): RulePeer | undefined {
  const prefix = reading.prefix(part, key);
  if (prefix) return { kind: 'prefix', prefix };
  const text = part.text(key);
  if (text !== undefined) leaveOut(reading, group, `speaks of "${text}", which is not a range`, part);
  return undefined;
}

function leaveOut(reading: ExportReading, group: string, what: string, { source }: Item): void {
  const why = `a rule of it ${what}; the rule is left out`;
  reading.doubt({ id: group, kind: 'SecurityGroup', why, source });
}

function listPeer(reading: ExportReading, part: Item, key: string): RulePeer | undefined {
  const list = part.ref(key);
  if (list === undefined) return undefined;
  reading.mentionList(list, part.source);
  return { kind: 'prefix-list', list };
}

/** A group of another account may be in no file; then nobody knows its members. */
function groupPeer(reading: ExportReading, part: Item, group: string | undefined): RulePeer | undefined {
  if (group === undefined) return undefined;
  const status = part.text('PeeringStatus') ?? 'active';
  if (status === 'active' && !reading.inventory.get('SecurityGroups', group)) {
    const why = 'rules name it, but no file describes it; who carries it is not known';
    reading.doubt({ id: group, kind: 'SecurityGroup', why, source: part.source });
  }
  return { kind: 'group', group };
}

/** "IpPermission" (Amazon EC2 API Reference): -1 is everything; for ICMP the ports are type and code. */
function serviceOf(reading: ExportReading, group: string, part: Item): Service | undefined {
  const text = part.text('IpProtocol') ?? '-1';
  if (text === '-1' || text === 'all') return ANY_SERVICE;
  const protocol = parseProtocol(text);
  if (protocol === undefined) {
    leaveOut(reading, group, `names the protocol "${text}", which is not known`, part);
    return undefined;
  }
  const first = part.integer('FromPort') ?? -1;
  const last = part.integer('ToPort') ?? (isIcmp(protocol) ? -1 : first);
  const ports = isIcmp(protocol) ? icmpMessages(first, last) : portsOf(protocol, first, last);
  return { protocols: { first: protocol, last: protocol }, ports };
}

/** Ports of a protocol that has them; -1 stands for all. */
export function portsOf(protocol: number, first: number, last: number): NumberRange {
  return hasPorts(protocol) && first >= 0 ? { first, last: Math.max(first, last) } : ALL_PORTS;
}

/** ICMP type and code as the model counts them; -1 stands for all. */
export function icmpMessages(type: number, code: number): NumberRange {
  if (type < 0) return ALL_PORTS;
  const first = type << 8;
  return code < 0 ? { first, last: first + 255 } : { first: first + code, last: first + code };
}
