/**
 * Security groups and network ACLs with their peers as address ranges.
 */
import { familyOf } from '../ip/address.ts';
import { lastOf, type Prefix } from '../ip/prefix.ts';
import type { AclRule, NetworkAcl, SecurityGroupRule } from '../model/filter.ts';
import { addressSet } from './address-set.ts';
import type { Assembly, Open } from './assembly.ts';
import type {
  AddressSet,
  CompiledAcl,
  CompiledAclRule,
  CompiledEni,
  CompiledGroup,
  CompiledGroupRule,
  CompiledVpc,
} from './compiled-network.ts';

/** ACL rules come in order of number; lookups rely on it. */
export function compileAcl(record: NetworkAcl): CompiledAcl {
  const compile = (rules: readonly AclRule[]): CompiledAclRule[] =>
    [...rules]
      .sort((a, b) => a.number - b.number)
      .map((rule) => ({
        record: rule,
        family: familyOf(rule.prefix.address),
        first: rule.prefix.address,
        last: lastOf(rule.prefix),
      }));
  return { record, ingress: compile(record.ingress), egress: compile(record.egress) };
}

export function compileGroups(assembly: Assembly): void {
  const { network } = assembly;
  const noRules: readonly CompiledGroupRule[] = [];
  for (const record of network.securityGroups.values()) {
    assembly.groups.set(record.id, { record, ingress: noRules, egress: noRules, members: new Map() });
  }
  for (const group of assembly.groups.values()) {
    group.ingress = group.record.ingress.flatMap((rule) => compileRule(assembly, rule));
    group.egress = group.record.egress.flatMap((rule) => compileRule(assembly, rule));
  }
  const members = new Map<CompiledGroup, Map<CompiledVpc, CompiledEni[]>>();
  for (const eni of assembly.enis.values()) {
    eni.groups = eni.record.securityGroups.flatMap((id) => assembly.groups.get(id) ?? []);
    for (const group of eni.groups) addMember(members, group, eni);
  }
  for (const [group, byVpc] of members) {
    const sets = new Map<CompiledVpc, AddressSet>();
    for (const [vpc, enis] of byVpc) {
      sets.set(vpc, addressSet(enis.flatMap((eni) => eni.record.addresses)));
    }
    (group as Open<CompiledGroup>).members = sets;
  }
}

function addMember(
  members: Map<CompiledGroup, Map<CompiledVpc, CompiledEni[]>>,
  group: CompiledGroup,
  eni: CompiledEni,
): void {
  const byVpc = members.get(group) ?? new Map<CompiledVpc, CompiledEni[]>();
  members.set(group, byVpc);
  const enis = byVpc.get(eni.vpc);
  if (enis) enis.push(eni);
  else byVpc.set(eni.vpc, [eni]);
}

function compileRule(assembly: Assembly, record: SecurityGroupRule): CompiledGroupRule[] {
  const ofPrefix = (prefix: Prefix): CompiledGroupRule => ({
    kind: 'range',
    record,
    family: familyOf(prefix.address),
    first: prefix.address,
    last: lastOf(prefix),
  });
  switch (record.peer.kind) {
    case 'prefix':
      return [ofPrefix(record.peer.prefix)];
    case 'prefix-list':
      return (assembly.network.prefixLists.get(record.peer.list)?.prefixes ?? []).map(ofPrefix);
    case 'group': {
      const group = assembly.groups.get(record.peer.group);
      // A stale reference stays in the rule and matches nothing ("Update your security groups to
      // reference peer security groups", Amazon VPC Peering Guide).
      return group ? [{ kind: 'group', record, group }] : [];
    }
  }
}
