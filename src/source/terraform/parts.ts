/**
 * Attributes of AWS resources by the table, and the parts of groups, ACLs and tables that resources of
 * their own declare.
 */
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import { entryKey, entryOfBlock, ruleKey, rulesOfBlock, textsIn, type Direction } from './aws-rules.ts';
import { awsType } from './aws-types.ts';
import { camel, routeKey } from './properties.ts';
import type { References } from './references.ts';
import { holdsTrue, type TerraformResource } from './resource.ts';

/** Rules, routes and entries that resources of their own declare, by key. */
export type OwnedParts = ReadonlySet<string>;

const RULE_PARTS = [
  'type',
  'protocol',
  'ip_protocol',
  'from_port',
  'to_port',
  'self',
  'egress',
  'rule_number',
  'rule_action',
  'icmp_type',
  'icmp_code',
];

export class Parts {
  private readonly references: References;

  constructor(references: References) {
    this.references = references;
  }

  /** Keys of the parts that resources of their own declare here. */
  keysIn(resources: readonly TerraformResource[]): OwnedParts {
    const keys = new Set<string>();
    for (const resource of resources) {
      const { type } = resource;
      if (type === 'aws_route')
        keys.add(routeKey(this.text(resource, 'route_table_id'), this.properties(resource)));
      if (type === 'aws_network_acl_rule') {
        keys.add(entryKey(this.text(resource, 'network_acl_id') ?? '', this.entryOf(resource)));
      }
      for (const { group, direction, rule } of this.rulesOf(resource))
        keys.add(ruleKey(group, direction, rule));
    }
    return keys;
  }

  /** Attributes of the table, by the names of properties. */
  properties(resource: TerraformResource): Record<string, unknown> {
    const known = awsType(resource.type);
    const properties: Record<string, unknown> = {};
    for (const term of known?.take.split(' ') ?? []) {
      const [, attribute, star, name] = /^(\w*)(\*?)(?:=(\w+))?$/.exec(term) ?? [];
      if (attribute === undefined || attribute === '') continue;
      const value = this.references.value(resource, attribute, star === '*');
      if (value === undefined || value === null || value === '') continue;
      properties[name ?? camel(attribute)] = star === '*' ? textsIn(value) : value;
    }
    return properties;
  }

  /** What is not known yet of a rule that is a resource of its own. */
  unknownParts({ unknown }: TerraformResource): JsonObject {
    const parts = isJsonObject(unknown) ? RULE_PARTS.filter((key) => holdsTrue(unknown[key], 0)) : [];
    return parts.length === 0 ? {} : { UnknownParts: parts.join(', ') };
  }

  /** Rules that a resource of its own declares for a group. */
  rulesOf(resource: TerraformResource): { group: string; direction: Direction; rule: JsonObject }[] {
    const { type } = resource;
    if (type === 'aws_security_group_rule') {
      const group = this.text(resource, 'security_group_id');
      const direction = this.text(resource, 'type') === 'egress' ? 'egress' : 'ingress';
      if (group === undefined) return [];
      const block: Record<string, unknown> = {};
      for (const key of ['protocol', 'from_port', 'to_port', 'self', 'source_security_group_id']) {
        block[key] = this.references.value(resource, key);
      }
      for (const key of ['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids']) {
        block[key] = this.references.value(resource, key, true);
      }
      return rulesOfBlock(block, direction, group).map((rule) => ({ group, direction, rule }));
    }
    const single = /^aws_vpc_security_group_(ingress|egress)_rule$/.exec(type);
    const { GroupId: group, ...rule } = this.properties(resource);
    if (!single || typeof group !== 'string') return [];
    return [{ group, direction: single[1] === 'egress' ? 'egress' : 'ingress', rule }];
  }

  /** Entry that a resource of its own declares for an ACL. */
  entryOf(resource: TerraformResource): JsonObject {
    const block: Record<string, unknown> = {};
    for (const key of [
      'rule_number',
      'protocol',
      'rule_action',
      'cidr_block',
      'ipv6_cidr_block',
      'from_port',
      'to_port',
      'icmp_type',
      'icmp_code',
    ]) {
      block[key] = this.references.value(resource, key);
    }
    const isEgress = this.references.value(resource, 'egress');
    return entryOfBlock(block, isEgress === true || isEgress === 'true');
  }

  private text(resource: TerraformResource, attribute: string): string | undefined {
    return textsIn(this.references.value(resource, attribute))[0];
  }
}
