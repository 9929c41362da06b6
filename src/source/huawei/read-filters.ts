/**
 * Security groups, with rules inside the group or listed by themselves.
 *
 * "Querying Security Group Rules": a rule without a protocol is about all of them, one without a far end
 * about all addresses of its family; for ICMP the ports are type and code.
 */
import { parsePrefix } from '../../ip/prefix.ts';
import type { RulePeer, SecurityGroupRule } from '../../model/filter.ts';
import { ANY_SERVICE, isIcmp, parseProtocol, type Service } from '../../model/protocol.ts';
import { Grouping } from '../aws/grouping.ts';
import type { Item } from '../aws/item.ts';
import { icmpMessages, portsOf } from '../aws/read-security-groups.ts';
import type { HuaweiReading } from './reading.ts';

export function readSecurityGroups(reading: HuaweiReading): void {
  const { records, draft } = reading;
  const byGroup = new Grouping<Item>();
  for (const [, rule] of records.all('security_group_rules')) {
    const group = rule.text('security_group_id');
    if (group !== undefined) byGroup.add(group, rule);
  }
  for (const [id, item] of records.all('security_groups')) {
    const listed = byGroup.of(id);
    const own = item.items('security_group_rules');
    const seen = new Set(own.map((rule) => rule.text('id')));
    const rules = [...own, ...listed.filter((rule) => !seen.has(rule.text('id')))];
    const inDirection = (direction: string): SecurityGroupRule[] =>
      rules
        .filter((rule) => rule.text('direction') === direction)
        .flatMap((rule) => ruleOf(reading, id, rule));
    for (const rule of rules) {
      if (/^(?:in|e)gress$/.test(rule.text('direction') ?? '')) continue;
      const why = 'a rule of it says neither ingress nor egress; the rule is left out';
      reading.doubt({ id, kind: 'SecurityGroup', why, source: rule.source });
    }
    const name = item.text('name');
    draft.securityGroups.set(id, {
      id,
      ...(name !== undefined && { name }),
      ingress: inDirection('ingress'),
      egress: inDirection('egress'),
      source: item.source,
    });
  }
  for (const [id, rule] of records.all('security_group_rules')) {
    const group = rule.text('security_group_id');
    if (group === undefined) {
      const why = 'to which security group it belongs is not known';
      reading.doubt({ id, kind: 'SecurityGroupRule', why, source: rule.source });
      reading.late.aboutGroups(`the rule ${id} could be in it: ${why}`, rule.source);
    } else if (!draft.securityGroups.has(group)) {
      const why = 'rules belong to it, but no file describes the whole of it';
      reading.doubt({ id: group, kind: 'SecurityGroup', why, source: rule.source });
    }
  }
}

/** Groups that interfaces carry and no file describes count as open, and are noted. */
export function standInForGroups(reading: HuaweiReading): void {
  const { draft } = reading;
  for (const eni of draft.enis.values()) {
    for (const id of eni.securityGroups) {
      if (draft.securityGroups.has(id)) continue;
      const { source } = eni;
      const open = ['0.0.0.0/0', '::/0'].map((text) => ({
        service: ANY_SERVICE,
        peer: { kind: 'prefix', prefix: parsePrefix(text)! } as const,
        source,
      }));
      draft.securityGroups.set(id, { id, ingress: open, egress: open, source });
      const why = 'interfaces carry it, but no file describes it; it counts as open';
      reading.doubt({ id, kind: 'SecurityGroup', why, source, vpc: eni.vpc });
    }
  }
}

function ruleOf(reading: HuaweiReading, group: string, rule: Item): SecurityGroupRule[] {
  const service = serviceOf(rule);
  const peer = peerOf(reading, rule);
  const isSpecial =
    rule.has('remote_address_group_id') || rule.text('action') === 'deny' || rule.flag('is_open') === true;
  if (!service || !peer || isSpecial) {
    const why = 'a rule of it says something this reader does not know; the rule is left out';
    reading.doubt({ id: group, kind: 'SecurityGroup', why, source: rule.source });
    return [];
  }
  return [{ service, peer, source: rule.source }];
}

function peerOf(reading: HuaweiReading, rule: Item): RulePeer | undefined {
  const group = rule.text('remote_group_id');
  if (group !== undefined) return { kind: 'group', group };
  const isAny = !rule.has('remote_ip_prefix') || rule.text('remote_ip_prefix') === undefined;
  const family = rule.text('ethertype')?.toLowerCase() === 'ipv6' ? '::/0' : '0.0.0.0/0';
  const prefix = isAny ? parsePrefix(family) : reading.prefix(rule, 'remote_ip_prefix');
  return prefix && { kind: 'prefix', prefix };
}

function serviceOf(rule: Item): Service | undefined {
  const text = rule.text('protocol');
  if (text === undefined || text === 'any' || text === '-1') return ANY_SERVICE;
  const protocol = parseProtocol(text);
  if (protocol === undefined) return undefined;
  const first = rule.integer('port_range_min') ?? -1;
  const last = rule.integer('port_range_max') ?? (isIcmp(protocol) ? -1 : first);
  const ports = isIcmp(protocol) ? icmpMessages(first, last) : portsOf(protocol, first, last);
  return { protocols: { first: protocol, last: protocol }, ports };
}
