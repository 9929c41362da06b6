/**
 * Resources of the AWS provider → declarations.
 *
 * Attributes come from the table (`aws-types.ts`); what needs more than a table follows here: rules and
 * routes that a group or table repeats although a resource of its own declares them, peerings that an
 * accepter makes active, associations that extend an endpoint.
 */
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import { declare, type DeclaredResource } from '../declared/resource.ts';
import { AWS_TYPES, ALIASES, READ_WITH_OTHERS, ROUTE } from './aws-types.ts';
import { blocksIn, entryKey, entryOfBlock, ruleKey, rulesOfBlock, textsIn, type Direction } from './aws-rules.ts';
import { Blocks } from './blocks.ts';
import type { Configuration } from './configuration.ts';
import { whereaboutsOf } from './providers.ts';
import type { References } from './references.ts';
import type { TerraformResource } from './resource.ts';

/** Is there anything to be read from resources of a type? */
export function isReadable({ type, isData }: TerraformResource): boolean {
  const known = AWS_TYPES[ALIASES[type] ?? type];
  return isData ? known?.data === true : known !== undefined || READ_WITH_OTHERS.has(type);
}

/** Rules, routes and entries that resources of their own declare, by key. */
export type OwnedParts = ReadonlySet<string>;

export class AwsDeclarations {
  private readonly resources: readonly TerraformResource[];
  private readonly configuration: Configuration;
  private readonly references: References;
  private readonly blocks: Blocks;
  private readonly owned: OwnedParts;
  /** Accepters and the like, by the id of the object they are about. */
  private readonly companions = new Map<string, TerraformResource[]>();

  /** `owned` lists parts that resources declared before the plan: whoever repeats them is out of date. */
  constructor(
    resources: readonly TerraformResource[],
    configuration: Configuration,
    references: References,
    owned: OwnedParts = new Set(),
  ) {
    this.resources = resources;
    this.configuration = configuration;
    this.references = references;
    this.blocks = new Blocks(configuration, references);
    this.owned = owned;
    for (const resource of resources) {
      const about = COMPANIONS[resource.type];
      const id = about === undefined ? undefined : this.text(resource, about);
      if (id !== undefined) this.companions.set(id, [...(this.companions.get(id) ?? []), resource]);
    }
  }

  all(): DeclaredResource[] {
    return this.resources.flatMap((resource) => (isReadable(resource) ? this.declarationsOf(resource) : []));
  }

  /** Keys of the parts that resources of their own declare here. */
  ownedParts(): OwnedParts {
    const keys = new Set<string>();
    for (const resource of this.resources) {
      const { type } = resource;
      if (type === 'aws_route') keys.add(routeKey(this.text(resource, 'route_table_id'), this.properties(resource)));
      if (type === 'aws_network_acl_rule') {
        keys.add(entryKey(this.text(resource, 'network_acl_id') ?? '', this.entryOf(resource)));
      }
      for (const { group, direction, rule } of this.separateRules(resource)) keys.add(ruleKey(group, direction, rule));
    }
    return keys;
  }

  private declarationsOf(resource: TerraformResource): DeclaredResource[] {
    const { type } = resource;
    switch (type) {
      case 'aws_security_group_rule':
        return this.separateRules(resource).map(({ group, direction, rule }, i) =>
          this.make(resource, direction === 'ingress' ? 'EC2::SecurityGroupIngress' : 'EC2::SecurityGroupEgress', {
            GroupId: group,
            ...rule,
          }, i === 0 ? '' : `#${i}`),
        );
      case 'aws_network_acl_rule': {
        const entry = { NetworkAclId: this.text(resource, 'network_acl_id'), ...this.entryOf(resource) };
        return [this.make(resource, 'EC2::NetworkAclEntry', entry)];
      }
      case 'aws_vpn_connection':
        return this.connection(resource);
      case 'aws_eip':
        return [this.make(resource, 'EC2::EIP', this.elastic(resource))];
      default:
        break;
    }
    const known = AWS_TYPES[ALIASES[type] ?? type];
    if (!known) return [];
    return [this.make(resource, known.as, { ...this.properties(resource), ...this.more(resource) })];
  }

  /** What the table cannot say. */
  private more(resource: TerraformResource): JsonObject {
    const id = this.references.idOf(resource);
    switch (resource.type) {
      case 'aws_security_group':
      case 'aws_default_security_group':
        return {
          ...(resource.type === 'aws_default_security_group' && { GroupName: 'default' }),
          SecurityGroupIngress: this.inlineRules(resource, id, 'ingress'),
          SecurityGroupEgress: this.inlineRules(resource, id, 'egress'),
        };
      case 'aws_network_acl':
      case 'aws_default_network_acl': {
        const entries = (['ingress', 'egress'] as const).flatMap((direction) =>
          this.blocks.of(resource, direction).map((block) => entryOfBlock(block, direction === 'egress')),
        );
        return {
          Default: resource.type === 'aws_default_network_acl',
          Entries: entries.filter((entry) => !this.owned.has(entryKey(id, entry))),
        };
      }
      case 'aws_route_table':
      case 'aws_default_route_table':
        return { Main: resource.type === 'aws_default_route_table', Routes: this.inlineRoutes(resource, id) };
      case 'aws_ec2_managed_prefix_list':
        return { Entries: this.blocks.of(resource, 'entry').map(({ cidr }) => ({ Cidr: cidr })), ...this.dataEntries(resource) };
      case 'aws_ec2_managed_prefix_list_entry':
        return { Part: 'entry', Entries: [{ Cidr: this.references.value(resource, 'cidr') }] };
      case 'aws_prefix_list':
        return { Entries: textsIn(resource.values['cidr_blocks']).map((Cidr) => ({ Cidr })) };
      case 'aws_vpc_peering_connection':
        return { Status: this.peeringState(resource, id) };
      case 'aws_ec2_transit_gateway_peering_attachment':
        return { State: this.attachmentState(resource, id) };
      case 'aws_vpc_endpoint':
        return this.endpoint(resource, id);
      case 'aws_vpc':
      case 'aws_default_vpc':
        return { CidrBlocks: blocksIn(resource.values['cidr_block_associations']).flatMap((part) => textsIn(part['cidr_block'])) };
      case 'aws_instance':
        return { NetworkInterfaces: this.attachedInterfaces(resource) };
      case 'aws_lb':
      case 'aws_alb':
        return {
          SubnetMappings: this.blocks.of(resource, 'subnet_mapping').map((block) => ({
            SubnetId: block['subnet_id'],
            PrivateIPv4Address: block['private_ipv4_address'],
          })),
        };
      case 'aws_lb_listener':
      case 'aws_alb_listener':
        return { TargetGroupArns: this.blocks.of(resource, 'default_action').flatMap((block) => textsIn(block['target_group_arn'])) };
      case 'aws_network_interface': {
        const own = textsIn(this.references.value(resource, 'private_ips', true));
        const [attached] = this.blocks.of(resource, 'attachment');
        return {
          PrivateIpAddress: this.text(resource, 'private_ip') ?? own[0],
          ...(attached && {
            Attachment: { InstanceId: attached['instance'], DeviceIndex: attached['device_index'] },
          }),
        };
      }
      default:
        return {};
    }
  }

  private make(resource: TerraformResource, type: string, properties: JsonObject, suffix = ''): DeclaredResource {
    const { isNew, source, values } = resource;
    const tags = isJsonObject(values['tags']) ? values['tags'] : {};
    const name = tags['Name'];
    return declare({
      type,
      id: `${this.references.idOf(resource)}${suffix}`,
      properties: { ...properties, ...(typeof name === 'string' && { Tags: [{ Key: 'Name', Value: name }] }) },
      source,
      isNew,
      ...whereaboutsOf(resource, this.configuration, this.references),
    });
  }

  /** Attributes of the table, by the names of properties. */
  private properties(resource: TerraformResource): Record<string, unknown> {
    const known = AWS_TYPES[ALIASES[resource.type] ?? resource.type];
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

  private text(resource: TerraformResource, attribute: string): string | undefined {
    return textsIn(this.references.value(resource, attribute))[0];
  }

  private separateRules(resource: TerraformResource): { group: string; direction: Direction; rule: JsonObject }[] {
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

  private inlineRules(resource: TerraformResource, group: string, direction: Direction): JsonObject[] {
    return this.blocks
      .of(resource, direction)
      .flatMap((block) => rulesOfBlock(block, direction, group))
      .filter((rule) => !this.owned.has(ruleKey(group, direction, rule)));
  }

  private inlineRoutes(resource: TerraformResource, table: string): JsonObject[] {
    const attribute = resource.isData ? 'routes' : 'route';
    return this.blocks
      .of(resource, attribute)
      .map((block) => renamed(block, ROUTE))
      .filter((route) => !this.owned.has(routeKey(table, route)));
  }

  private entryOf(resource: TerraformResource): JsonObject {
    const block: Record<string, unknown> = {};
    for (const key of ['rule_number', 'protocol', 'rule_action', 'cidr_block', 'ipv6_cidr_block', 'from_port', 'to_port', 'icmp_type', 'icmp_code']) {
      block[key] = this.references.value(resource, key);
    }
    const isEgress = this.references.value(resource, 'egress');
    return entryOfBlock(block, isEgress === true || isEgress === 'true');
  }

  private dataEntries(resource: TerraformResource): JsonObject {
    if (!resource.isData) return {};
    return { Entries: blocksIn(resource.values['entries']).map(({ cidr }) => ({ Cidr: cidr })) };
  }

  /**
   * A peering is active once it is accepted: by itself, by an accepter, or in the console. A state that
   * was not refreshed since may still call it pending.
   */
  private peeringState(peering: TerraformResource, id: string): string {
    const companions = this.companions.get(id) ?? [];
    const accepts = [peering, ...companions].some((resource) => {
      const accept = this.references.value(resource, 'auto_accept');
      return accept === true || accept === 'true';
    });
    const states = [peering, ...companions].flatMap((resource) => [
      ...textsIn(resource.values['accept_status']),
      ...(resource.isData ? textsIn(resource.values['status']) : []),
    ]);
    if (states.includes('active')) return 'active';
    const known = states[0];
    if (known !== undefined && known !== 'pending-acceptance') return known;
    return accepts ? 'active' : 'pending-acceptance';
  }

  private attachmentState(attachment: TerraformResource, id: string): string {
    const isAccepted = (this.companions.get(id) ?? []).length > 0;
    const state = textsIn(attachment.values['state'])[0];
    return isAccepted ? 'available' : (state ?? 'pendingAcceptance');
  }

  private endpoint(resource: TerraformResource, id: string): JsonObject {
    const companions = this.companions.get(id) ?? [];
    const joined = (attribute: string, single: string): string[] => [
      ...new Set([
        ...textsIn(this.references.value(resource, attribute, true)),
        ...companions.flatMap((companion) => textsIn(this.references.value(companion, single))),
      ]),
    ];
    return {
      RouteTableIds: joined('route_table_ids', 'route_table_id'),
      SubnetIds: joined('subnet_ids', 'subnet_id'),
      SecurityGroupIds: joined('security_group_ids', 'security_group_id'),
      Addresses: this.blocks.of(resource, 'subnet_configuration').map((block) => ({
        SubnetId: block['subnet_id'],
        Ipv4: block['ipv4'],
      })),
      DnsNames: blocksIn(resource.values['dns_entry']).flatMap((entry) => textsIn(entry['dns_name'])),
    };
  }

  /** A connection to a transit gateway is an attachment of it, too. */
  private connection(resource: TerraformResource): DeclaredResource[] {
    const routes = blocksIn(resource.values['routes']).flatMap((block) => textsIn(block['destination_cidr_block']));
    const connection = this.make(resource, 'EC2::VPNConnection', { ...this.properties(resource), Routes: routes });
    const gateway = this.text(resource, 'transit_gateway_id');
    if (gateway === undefined) return [connection];
    const id = textsIn(resource.values['transit_gateway_attachment_id'])[0] ?? `${connection.id}/attachment`;
    const properties = { TransitGatewayId: gateway, ResourceType: 'vpn', ResourceId: connection.id };
    const attachment = this.make(resource, 'EC2::TransitGatewayOtherAttachment', properties);
    return [connection, { ...attachment, id }];
  }

  private elastic(resource: TerraformResource): JsonObject {
    const { AssociateWith: wanted, ...rest } = this.properties(resource);
    return wanted === undefined ? rest : { ...rest, PrivateIpAddress: wanted };
  }

  private attachedInterfaces(resource: TerraformResource): JsonObject[] {
    return ['network_interface', 'primary_network_interface'].flatMap((attribute) =>
      this.blocks
        .of(resource, attribute)
        .filter((block) => textsIn(block['network_interface_id']).length > 0)
        .map((block) => ({
          NetworkInterfaceId: block['network_interface_id'],
          DeviceIndex: block['device_index'] ?? 0,
        })),
    );
  }
}

/** Types that are about another object, with the attribute that names it. */
const COMPANIONS: Readonly<Record<string, string>> = {
  aws_vpc_peering_connection_accepter: 'vpc_peering_connection_id',
  aws_ec2_transit_gateway_peering_attachment_accepter: 'transit_gateway_attachment_id',
  aws_vpc_endpoint_route_table_association: 'vpc_endpoint_id',
  aws_vpc_endpoint_subnet_association: 'vpc_endpoint_id',
  aws_vpc_endpoint_security_group_association: 'vpc_endpoint_id',
};

/** `vpc_id` → `VpcId`. */
function camel(attribute: string): string {
  return attribute.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A block by the names of properties. */
function renamed(block: JsonObject, take: string): JsonObject {
  const properties: Record<string, unknown> = {};
  for (const term of take.split(' ')) {
    const [attribute, name] = term.split('=');
    const value = Object.hasOwn(block, attribute!) ? block[attribute!] : undefined;
    if (value !== undefined && value !== null && value !== '') properties[name ?? camel(attribute!)] = value;
  }
  return properties;
}

function routeKey(table: string | undefined, route: JsonObject): string {
  const destination =
    route['DestinationCidrBlock'] ?? route['DestinationIpv6CidrBlock'] ?? route['DestinationPrefixListId'];
  return JSON.stringify(['route', table, destination]);
}
