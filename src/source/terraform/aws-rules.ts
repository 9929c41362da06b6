/**
 * Rules of security groups and entries of ACLs in Terraform's words → in CloudFormation's.
 *
 * One block speaks of many far ends at once ("aws_security_group", "aws_security_group_rule"); here each
 * far end gets a rule of its own, so that rules can be told apart one by one.
 */
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';

export type Direction = 'ingress' | 'egress';

/** The rules in a block, of a group that may mean itself. */
export function rulesOfBlock(block: JsonObject, direction: Direction, group: string): JsonObject[] {
  const far = direction === 'ingress' ? 'Source' : 'Destination';
  const base = {
    IpProtocol: protocolOf(block),
    FromPort: block['from_port'],
    ToPort: block['to_port'],
  };
  const isEvery = base.IpProtocol === '-1' || base.IpProtocol === 'all';
  const service = isEvery ? { IpProtocol: '-1' } : base;
  const each = (key: string, property: string): JsonObject[] =>
    textsIn(block[key]).map((text) => ({ ...service, [property]: text }));
  const own = block['self'] === true || block['self'] === 'true';
  return [
    ...each('cidr_blocks', 'CidrIp'),
    ...each('ipv6_cidr_blocks', 'CidrIpv6'),
    ...each('prefix_list_ids', `${far}PrefixListId`),
    ...each('security_groups', `${far}SecurityGroupId`),
    ...each('source_security_group_id', `${far}SecurityGroupId`),
    ...(own ? [{ ...service, [`${far}SecurityGroupId`]: group }] : []),
  ];
}

/** Which rule it is: equal rules have equal keys. */
export function ruleKey(group: string, direction: Direction, rule: JsonObject): string {
  const parts = Object.entries(rule).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([group, direction, parts.map(([key, value]) => [key, String(value)])]);
}

/** Of a block of `aws_network_acl`, or of an `aws_network_acl_rule`. */
export function entryOfBlock(block: JsonObject, isEgress: boolean): JsonObject {
  const ipv6 = block['ipv6_cidr_block'];
  const from = block['from_port'];
  const protocol = protocolOf(block).toLowerCase();
  const isIcmp = ['1', 'icmp', '58', 'icmpv6'].includes(protocol);
  return {
    RuleNumber: block['rule_no'] ?? block['rule_number'],
    Egress: isEgress,
    Protocol: protocol,
    RuleAction: block['action'] ?? block['rule_action'],
    CidrBlock: block['cidr_block'],
    ...(typeof ipv6 === 'string' && ipv6 !== '' && { Ipv6CidrBlock: ipv6 }),
    ...(isIcmp
      ? { Icmp: { Type: block['icmp_type'] ?? -1, Code: block['icmp_code'] ?? -1 } }
      : from !== undefined && from !== null && { PortRange: { From: from, To: block['to_port'] } }),
  };
}

export function entryKey(acl: string, entry: JsonObject): string {
  return JSON.stringify([acl, entry['Egress'], String(entry['RuleNumber'])]);
}

export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (!Array.isArray(value)) return [];
  return value.filter((entry: unknown): entry is string => typeof entry === 'string' && entry !== '');
}

export function blocksIn(value: unknown): JsonObject[] {
  if (isJsonObject(value)) return [value];
  return Array.isArray(value) ? value.filter((entry: unknown) => isJsonObject(entry)) : [];
}

/** Name or number; nothing stands for all of them. */
function protocolOf(block: JsonObject): string {
  const { protocol } = block;
  return typeof protocol === 'string' || typeof protocol === 'number' ? String(protocol) : '-1';
}
