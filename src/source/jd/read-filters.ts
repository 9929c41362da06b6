/**
 * Security groups and network ACLs.
 *
 * Rules of groups have a priority and may deny; then the group becomes the allow rules that let the same
 * packets through. Protocol 300 is all of them. "SecurityGroupRule", "NetworkAclRule" (jdcloud-sdk-go).
 */
import { parsePrefix, type Prefix } from '../../ip/prefix.ts';
import type { AclRule, SecurityGroupRule } from '../../model/filter.ts';
import { ALL_PORTS, ANY_SERVICE, hasPorts, parseProtocol, type Service } from '../../model/protocol.ts';
import type { Item } from '../aws/item.ts';
import { setsOfPrefixes } from '../far-sets.ts';
import { allowedBy, groupRulesOf, type OrderedRule } from '../ordered-rules.ts';
import type { JdReading } from './reading.ts';

const INBOUND = 0;
const OUTBOUND = 1;

export function readSecurityGroups(reading: JdReading): void {
  const { records, draft } = reading;
  const denying = new Set<string>();
  for (const [id, item] of records.all('networkSecurityGroups')) {
    const rules = item.items('securityGroupRules');
    if (rules.some((rule) => rule.text('ruleAction') === 'deny')) denying.add(id);
    const name = item.text('networkSecurityGroupName');
    const vpc = item.text('vpcId');
    draft.securityGroups.set(id, {
      id,
      ...(name !== undefined && { name }),
      ...(vpc !== undefined && { vpc }),
      ingress: rulesOf(reading, id, rules, INBOUND),
      egress: rulesOf(reading, id, rules, OUTBOUND),
      source: item.source,
    });
  }
  for (const { id, securityGroups, source, vpc } of draft.enis.values()) {
    for (const group of securityGroups) standInFor(reading, group, source, vpc);
    if (securityGroups.length < 2 || !securityGroups.some((group) => denying.has(group))) continue;
    const why =
      'whether the denials of one of its groups hold against another one is not known; here they do not';
    reading.doubt({ id, kind: 'NetworkInterface', why, source, vpc });
  }
}

/** A group that no file describes could let everything or nothing through. */
function standInFor(reading: JdReading, id: string, source: Item['source'], vpc: string): void {
  const { securityGroups } = reading.draft;
  if (securityGroups.has(id)) return;
  const anything = ['0.0.0.0/0', '::/0'].map((text) => ({
    service: ANY_SERVICE,
    peer: { kind: 'prefix', prefix: parsePrefix(text)! } as const,
    source,
  }));
  securityGroups.set(id, { id, vpc, ingress: anything, egress: anything, source });
  const why = 'interfaces carry it, but no file describes it; it counts as open';
  reading.doubt({ id, kind: 'NetworkSecurityGroup', why, source, vpc });
}

function rulesOf(
  reading: JdReading,
  group: string,
  rules: readonly Item[],
  direction: number,
): SecurityGroupRule[] {
  const ordered = rules
    .filter((rule) => rule.integer('direction') === direction)
    .toSorted((a, b) => (a.integer('priority') ?? 0) - (b.integer('priority') ?? 0))
    .flatMap((rule): OrderedRule[] => {
      const service = serviceOf(reading, rule, group);
      const prefix = reading.prefix(rule, 'addressPrefix');
      if (!service || !prefix) return [];
      return [
        {
          allow: rule.text('ruleAction') !== 'deny',
          services: [service],
          far: setsOfPrefixes([prefix]),
          source: rule.source,
        },
      ];
    });
  if (ordered.some(({ allow }) => !allow)) return groupRulesOf(allowedBy(ordered));
  return ordered.flatMap(({ services, far, source }) =>
    [...far[4].toPrefixes(), ...far[6].toPrefixes()].map((prefix) => ({
      service: services[0]!,
      peer: { kind: 'prefix', prefix } as const,
      source,
    })),
  );
}

const ALL = new Set(['300', 'all']);

/** Ports are 0 where the protocol has none. */
function serviceOf(reading: JdReading, rule: Item, owner: string): Service | undefined {
  const text = (rule.text('protocol') ?? 'all').toLowerCase();
  if (ALL.has(text)) return ANY_SERVICE;
  const protocol = parseProtocol(text);
  if (protocol === undefined) {
    const why = `a rule of it is about protocol ${text}, which is not known`;
    reading.doubt({ id: owner, kind: 'Rule', why, source: rule.source });
    return undefined;
  }
  const first = rule.integer('fromPort') ?? ALL_PORTS.first;
  const last = rule.integer('toPort') ?? ALL_PORTS.last;
  const ports = hasPorts(protocol) ? { first, last } : ALL_PORTS;
  return { protocols: { first: protocol, last: protocol }, ports };
}

export function readNetworkAcls(reading: JdReading): void {
  const { records, draft } = reading;
  for (const [id, item] of records.all('networkAcls')) {
    const vpc = item.text('vpcId');
    if (vpc === undefined) {
      const why = 'the record does not say to which VPC it belongs';
      reading.doubt({ id, kind: 'NetworkAcl', why, source: item.source });
      continue;
    }
    const name = item.text('networkAclName');
    const rules = (direction: string): AclRule[] =>
      item
        .items('networkAclRules')
        .filter((rule) => rule.text('direction') === direction)
        .flatMap((rule) => aclRuleOf(reading, rule, id));
    draft.networkAcls.set(id, {
      id,
      ...(name !== undefined && { name }),
      vpc: reading.vpc(vpc, item),
      ingress: rules('ingress'),
      egress: rules('egress'),
      source: item.source,
    });
  }
  for (const subnet of draft.subnets.values()) {
    const { networkAcl: acl, ...rest } = subnet;
    if (acl === undefined || draft.networkAcls.has(acl)) continue;
    draft.subnets.set(subnet.id, rest);
    const why = `no file describes its network ACL ${acl}; it counts as open`;
    reading.doubt({ id: subnet.id, kind: 'Subnet', why, source: subnet.source, vpc: subnet.vpc });
  }
}

function aclRuleOf(reading: JdReading, rule: Item, acl: string): AclRule[] {
  const { source } = rule;
  const number = rule.integer('priority');
  const service = serviceOf(reading, rule, acl);
  if (rule.text('addressPrefixType') === 'PREFIXLIST') {
    const why = `a rule of it names the prefix list ${rule.text('addressPrefix') ?? ''}, whose ranges are in no file`;
    reading.doubt({ id: acl, kind: 'NetworkAcl', why, source });
    return [];
  }
  const prefix: Prefix | undefined = reading.prefix(rule, 'addressPrefix');
  if (number === undefined || !service || !prefix) return [];
  return [{ number, allow: rule.text('ruleAction') === 'allow', service, prefix, source }];
}
