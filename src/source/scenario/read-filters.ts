/**
 * Security groups and network ACLs.
 */
import type { z } from 'zod';
import { formatPrefix, type Prefix } from '../../ip/prefix.ts';
import type { AclRule, RulePeer, SecurityGroup, SecurityGroupRule } from '../../model/filter.ts';
import { ANY_SERVICE } from '../../model/protocol.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import type { Path } from '../document.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { plainService, readCidr, readService } from './values.ts';

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
      ...(value.name !== undefined && { name: value.name }),
      ...(value.vpc !== undefined && { vpc: value.vpc }),
      // A new group lets nothing in and everything out, with every provider that says so.
      ingress: readGroupRules(reading, value.in ?? [], groupNames, [...at, 'in']),
      egress: value.out ? readGroupRules(reading, value.out, groupNames, [...at, 'out']) : openRules(source),
      source,
    };
    reading.draft.securityGroups.set(id, group);
  }
  for (const eni of reading.draft.enis.values()) {
    for (const id of eni.securityGroups) {
      if (reading.isKnown(reading.draft.securityGroups, id)) continue;
      const rules = openRules(eni.source);
      reading.draft.securityGroups.set(id, { id, ingress: rules, egress: rules, source: eni.source });
    }
  }
}

type GroupRow = NonNullable<z.output<typeof schema.securityGroup>['in']>[number];

export function readGroupRules(
  reading: Reading,
  rows: readonly GroupRow[],
  groupNames: ReadonlySet<string>,
  path: Path,
): SecurityGroupRule[] {
  return rows.flatMap((row, i) => readGroupRule(reading, row, groupNames, [...path, i]) ?? []);
}

export function readGroupRule(
  reading: Reading,
  row: GroupRow,
  groupNames: ReadonlySet<string>,
  path: Path,
): SecurityGroupRule | undefined {
  const isRow = Array.isArray(row);
  const service = isRow ? readService(reading, row[0], row[1], path) : plainService(row);
  const peer = isRow
    ? readPeer(reading, row[2], groupNames, [...path, 2])
    : readPlainPeer(reading, row.peer, groupNames, [...path, 'peer']);
  return service && peer && { service, peer, source: reading.source(path) };
}

/** A far end whose kind is said. */
function readPlainPeer(
  reading: Reading,
  { range, group, list }: Exclude<GroupRow, unknown[]>['peer'],
  groupNames: ReadonlySet<string>,
  path: Path,
): RulePeer | undefined {
  const { missing } = reading.provenance;
  if (group !== undefined && (groupNames.has(group) || missing.has(group))) return { kind: 'group', group };
  if (list !== undefined && reading.isKnown(reading.draft.prefixLists, list))
    return { kind: 'prefix-list', list };
  const prefix = range === undefined ? undefined : readCidr(reading, range, path);
  if (prefix) return { kind: 'prefix', prefix };
  if (range === undefined) {
    const known = [...groupNames, ...reading.draft.prefixLists.keys()];
    reading.reportUnknown('security group or prefix list', group ?? list ?? '', path, known);
  }
  return undefined;
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

/**
 * Reads `acls`. The key is the subnet an ACL is associated with; one that says its VPC has a name of its
 * own, and subnets refer to it.
 */
export function readNetworkAcls(reading: Reading, section: unknown, path: Path): void {
  for (const { key: id, value, path: at } of reading.entries(schema.networkAcl, section, path)) {
    if (value.vpc !== undefined) {
      const rules = (direction: 'in' | 'out'): AclRule[] =>
        (value[direction] ?? []).flatMap((row, i) => readAclRule(reading, row, [...at, direction, i]) ?? []);
      reading.draft.networkAcls.set(id, {
        id,
        ...(value.name !== undefined && { name: value.name }),
        vpc: value.vpc,
        ingress: rules('in'),
        egress: rules('out'),
        source: reading.source(at),
      });
      continue;
    }
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

type AclRow = NonNullable<z.output<typeof schema.networkAcl>['in']>[number];

export function readAclRules(reading: Reading, rows: readonly AclRow[], path: Path): AclRule[] {
  const rules = rows.flatMap((row, i) => {
    const at = [...path, i];
    const rule = readAclRule(reading, row, at);
    return rule ? [{ rule, at }] : [];
  });
  for (const [i, { rule, at }] of rules.entries()) {
    const twin = rules.slice(0, i).find((earlier) => earlier.rule.number === rule.number)?.rule;
    if (twin && typeof twin.prefix.address === typeof rule.prefix.address) {
      const message = `rule number ${rule.number} is used twice (${formatPrefix(twin.prefix)}, ${formatPrefix(rule.prefix)})`;
      reading.report('bad-rule', message, at);
    }
  }
  return rules.map(({ rule }) => rule).sort((a, b) => a.number - b.number);
}

export function readAclRule(reading: Reading, row: AclRow, path: Path): AclRule | undefined {
  const isRow = Array.isArray(row);
  const service = isRow ? readService(reading, row[2], row[3], path, 2) : plainService(row);
  const prefix = isRow
    ? readCidr(reading, row[4], [...path, 4])
    : readCidr(reading, row.range, [...path, 'range']);
  if (!service || !prefix) return undefined;
  const [number, allow] = isRow ? [row[0], row[1] === 'allow'] : [row.number, row.allow];
  return { number, allow, service, prefix, source: reading.source(path) };
}
