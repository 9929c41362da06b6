/**
 * Security groups and network ACLs.
 */
import { formatPrefix, type Prefix } from '../../ip/prefix.ts';
import type { AclRule, RulePeer, SecurityGroup, SecurityGroupRule } from '../../model/filter.ts';
import { ANY_SERVICE } from '../../model/protocol.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import type { Path } from '../document.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { readCidr, readService } from './values.ts';

const EVERYWHERE: readonly Prefix[] = [
  { address: 0, length: 0 },
  { address: 0n, length: 0 },
];

function openRules(source: SourceRef): SecurityGroupRule[] {
  return EVERYWHERE.map((prefix) => ({ service: ANY_SERVICE, peer: { kind: 'prefix', prefix }, source }));
}

/** Reads `sgs`, and adds every group that hosts name without a definition: those are open. */
export function readSecurityGroups(reading: Reading, section: unknown, path: Path): void {
  const defined = reading.entries(schema.securityGroup, section, path);
  const groupNames = new Set([
    ...defined.map((entry) => entry.key),
    ...reading.draft.securityGroups.keys(),
    ...[...reading.draft.enis.values()].flatMap((eni) => eni.securityGroups),
  ]);
  for (const { key: id, value, path: at } of defined) {
    const source = reading.source(at);
    const group: SecurityGroup = {
      id,
      // A new group lets nothing in and everything out, with every provider that says so.
      ingress: readGroupRules(reading, value.in ?? [], groupNames, [...at, 'in']),
      egress: value.out ? readGroupRules(reading, value.out, groupNames, [...at, 'out']) : openRules(source),
      source,
    };
    reading.draft.securityGroups.set(id, group);
  }
  for (const eni of reading.draft.enis.values()) {
    for (const id of eni.securityGroups) {
      if (reading.draft.securityGroups.has(id)) continue;
      const rules = openRules(eni.source);
      reading.draft.securityGroups.set(id, { id, ingress: rules, egress: rules, source: eni.source });
    }
  }
}

export function readGroupRules(
  reading: Reading,
  rows: readonly (readonly [string | number, string | number, string])[],
  groupNames: ReadonlySet<string>,
  path: Path,
): SecurityGroupRule[] {
  return rows.flatMap((row, i) => {
    const at = [...path, i];
    const service = readService(reading, row[0], row[1], at);
    const peer = readPeer(reading, row[2], groupNames, [...at, 2]);
    return service && peer ? [{ service, peer, source: reading.source(at) }] : [];
  });
}

function readPeer(
  reading: Reading,
  text: string,
  groupNames: ReadonlySet<string>,
  path: Path,
): RulePeer | undefined {
  if (groupNames.has(text)) return { kind: 'group', group: text };
  if (reading.draft.prefixLists.has(text)) return { kind: 'prefix-list', list: text };
  if (!/[./:]/.test(text)) {
    const known = [...groupNames, ...reading.draft.prefixLists.keys()];
    reading.reportUnknown('security group or prefix list', text, path, known);
    return undefined;
  }
  const prefix = readCidr(reading, text, path);
  return prefix && { kind: 'prefix', prefix };
}

/** Reads `acls`; the key is the subnet an ACL is associated with. */
export function readNetworkAcls(reading: Reading, section: unknown, path: Path): void {
  for (const { key: id, value, path: at } of reading.entries(schema.networkAcl, section, path)) {
    const subnet = reading.draft.subnets.get(id);
    if (!subnet) {
      reading.reportUnknown('subnet', id, at, reading.draft.subnets.keys());
      continue;
    }
    reading.draft.networkAcls.set(id, {
      id,
      vpc: subnet.vpc,
      ingress: readAclRules(reading, value.in ?? [], [...at, 'in']),
      egress: readAclRules(reading, value.out ?? [], [...at, 'out']),
      source: reading.source(at),
    });
    reading.draft.subnets.set(id, { ...subnet, networkAcl: id });
  }
}

type AclRow = readonly [number, 'allow' | 'deny', string | number, string | number, string];

export function readAclRules(reading: Reading, rows: readonly AclRow[], path: Path): AclRule[] {
  const rules = rows.flatMap((row, i): AclRule[] => {
    const at = [...path, i];
    const service = readService(reading, row[2], row[3], at, 2);
    const prefix = readCidr(reading, row[4], [...at, 4]);
    if (!service || !prefix) return [];
    return [{ number: row[0], allow: row[1] === 'allow', service, prefix, source: reading.source(at) }];
  });
  for (const [i, rule] of rules.entries()) {
    const twin = rules.slice(0, i).find((earlier) => earlier.number === rule.number);
    if (twin && typeof twin.prefix.address === typeof rule.prefix.address) {
      const message = `rule number ${rule.number} is used twice (${formatPrefix(twin.prefix)}, ${formatPrefix(rule.prefix)})`;
      reading.report('bad-rule', message, rule.source.path);
    }
  }
  return rules.sort((a, b) => a.number - b.number);
}
