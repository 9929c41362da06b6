/**
 * Security groups and network ACLs.
 */
import { formatPrefix } from '../../../ip/prefix.ts';
import type { AclRule, RulePeer, SecurityGroupRule } from '../../../model/filter.ts';
import type { Path } from '../../document.ts';
import { readAclRule, readGroupRule } from '../read-filters.ts';
import { serviceNumbers, serviceWords } from './write-service.ts';
import { entry, section, type Plain, type Writing } from './writing.ts';

export function writeSecurityGroups(writing: Writing): Plain {
  return section(writing.network.securityGroups, ({ name, vpc, ingress, egress, source }, id) => {
    writing.place(['sgs', id], source);
    const rules = (list: readonly SecurityGroupRule[], key: 'in' | 'out'): Plain[] =>
      list.map((rule, i) => writeGroupRule(writing, rule, ['sgs', id, key, i]));
    return { ...entry({ name, vpc }), in: rules(ingress, 'in'), out: rules(egress, 'out') };
  });
}

function writeGroupRule(writing: Writing, rule: SecurityGroupRule, path: Path): Plain {
  writing.place(path, rule.source);
  const [protocol, ports] = serviceWords(rule.service);
  const row: [string, string | number, string] = [protocol, ports, peerText(rule.peer)];
  const isSaid = writing.says(rule, (reading) => readGroupRule(reading, row, writing.groupNames, []));
  return isSaid ? row : { ...serviceNumbers(rule.service), peer: peerEntry(rule.peer) };
}

function peerText(peer: RulePeer): string {
  if (peer.kind === 'prefix') return formatPrefix(peer.prefix);
  return peer.kind === 'group' ? peer.group : peer.list;
}

function peerEntry(peer: RulePeer): Plain {
  if (peer.kind === 'prefix') return { range: formatPrefix(peer.prefix) };
  return peer.kind === 'group' ? { group: peer.group } : { list: peer.list };
}

export function writeNetworkAcls(writing: Writing): Plain {
  return section(writing.network.networkAcls, ({ name, vpc, ingress, egress, source }, id) => {
    writing.place(['acls', id], source);
    const rules = (list: readonly AclRule[], key: 'in' | 'out'): Plain[] =>
      list.map((rule, i) => writeAclRule(writing, rule, ['acls', id, key, i]));
    return { ...entry({ name }), vpc, in: rules(ingress, 'in'), out: rules(egress, 'out') };
  });
}

function writeAclRule(writing: Writing, rule: AclRule, path: Path): Plain {
  writing.place(path, rule.source);
  const { number, allow, service, prefix } = rule;
  const [protocol, ports] = serviceWords(service);
  const row: [number, 'allow' | 'deny', string, string | number, string] = [
    number,
    allow ? 'allow' : 'deny',
    protocol,
    ports,
    formatPrefix(prefix),
  ];
  const isSaid = writing.says(rule, (reading) => readAclRule(reading, row, []));
  return isSaid ? row : { ...serviceNumbers(service), number, allow, range: formatPrefix(prefix) };
}
