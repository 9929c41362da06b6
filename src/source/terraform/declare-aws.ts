/**
 * Resources of the AWS provider → declarations.
 *
 * Attributes come from the table (`aws-types.ts`); what needs more than a table follows here: rules and
 * routes that a group or table repeats although a resource of its own declares them, peerings that an
 * accepter makes active, associations that extend an endpoint.
 */
import { own } from '../../model/own.ts';
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import { declare, type DeclaredResource } from '../declared/resource.ts';
import { balancerProperties } from './aws-balancers.ts';
import { awsType, READ_WITH_OTHERS, ROUTE } from './aws-types.ts';
import {
  blocksIn,
  entryKey,
  entryOfBlock,
  ruleKey,
  rulesOfBlock,
  textsIn,
  type Direction,
} from './aws-rules.ts';
import { Blocks } from './blocks.ts';
import { Companions } from './companions.ts';
import type { Configuration } from './configuration.ts';
import { Parts, type OwnedParts } from './parts.ts';
import { renamed, routeKey } from './properties.ts';
import { whereaboutsOf } from './providers.ts';
import type { References } from './references.ts';
import type { TerraformResource } from './resource.ts';

/** Is there anything to be read from resources of a type? */
export function isReadable({ type, isData }: TerraformResource): boolean {
  const known = awsType(type);
  return isData ? known?.data === true : known !== undefined || READ_WITH_OTHERS.has(type);
}

/** Attribute that names the owner of a part. */
const OWNERS: Readonly<Record<string, string>> = {
  aws_route: 'route_table_id',
  aws_security_group_rule: 'security_group_id',
  aws_vpc_security_group_ingress_rule: 'security_group_id',
  aws_vpc_security_group_egress_rule: 'security_group_id',
  aws_network_acl_rule: 'network_acl_id',
  aws_ec2_transit_gateway_route: 'transit_gateway_route_table_id',
  aws_ec2_transit_gateway_prefix_list_reference: 'transit_gateway_route_table_id',
};

export class AwsDeclarations {
  private readonly resources: readonly TerraformResource[];
  private readonly configuration: Configuration;
  private readonly references: References;
  private readonly blocks: Blocks;
  private readonly owned: OwnedParts;
  private readonly companions: Companions;
  private readonly parts: Parts;

  /**
   * Groups, ACLs and tables repeat in a state what resources of their own declare. It is read from these;
   * `owned` lists what they declared before the plan, for whoever still repeats it is out of date.
   */
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
    this.parts = new Parts(references);
    this.owned = new Set([...owned, ...this.ownedParts()]);
    this.companions = new Companions(resources, references, this.blocks);
  }

  /** Keys of the parts that resources of their own declare here. */
  ownedParts(): OwnedParts {
    return this.parts.keysIn(this.resources);
  }

  all(): DeclaredResource[] {
    return this.resources.flatMap((resource) => (isReadable(resource) ? this.declarationsOf(resource) : []));
  }

  private declarationsOf(resource: TerraformResource): DeclaredResource[] {
    const { type } = resource;
    switch (type) {
      case 'aws_security_group_rule':
        return this.separateRules(resource);
      case 'aws_network_acl_rule': {
        const entry = {
          NetworkAclId: this.text(resource, 'network_acl_id'),
          ...this.parts.entryOf(resource),
          ...this.parts.unknownParts(resource),
        };
        return [this.make(resource, 'EC2::NetworkAclEntry', entry)];
      }
      case 'aws_eip':
        return [this.make(resource, 'EC2::EIP', this.elastic(resource))];
      default:
        break;
    }
    const known = awsType(type);
    if (!known) return [];
    const properties = { ...this.parts.properties(resource), ...this.more(resource) };
    return [this.make(resource, known.as, properties)];
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
          ...this.adoptedFrom(resource, id),
          Default: resource.type === 'aws_default_network_acl',
          OpenSubnets: this.references.isOpen(resource, 'subnet_ids', true),
          Entries: entries.filter((entry) => !this.owned.has(entryKey(id, entry))),
        };
      }
      case 'aws_route_table':
      case 'aws_default_route_table':
        return {
          ...this.adoptedFrom(resource, id),
          Main: resource.type === 'aws_default_route_table',
          OpenPropagation: this.references.isOpen(resource, 'propagating_vgws', true),
          Routes: this.inlineRoutes(resource, id),
        };
      case 'aws_ec2_managed_prefix_list':
        return {
          Entries: (resource.isData
            ? blocksIn(resource.values['entries'])
            : this.blocks.of(resource, 'entry')
          ).map(({ cidr }) => ({ Cidr: cidr })),
        };
      case 'aws_ec2_managed_prefix_list_entry':
        return { Part: 'entry', Entries: [{ Cidr: this.references.value(resource, 'cidr') }] };
      case 'aws_prefix_list':
        return { Entries: textsIn(resource.values['cidr_blocks']).map((Cidr) => ({ Cidr })) };
      case 'aws_vpc_peering_connection':
        return { Status: this.companions.peeringState(resource, id) };
      case 'aws_ec2_transit_gateway_peering_attachment':
        return { State: this.companions.attachmentState(resource, id) };
      case 'aws_vpc_endpoint':
        return this.companions.endpoint(resource, id);
      case 'aws_vpc':
      case 'aws_default_vpc':
        return {
          CidrBlocks: blocksIn(resource.values['cidr_block_associations']).flatMap((part) =>
            textsIn(part['cidr_block']),
          ),
        };
      case 'aws_instance':
        return { NetworkInterfaces: this.attachedInterfaces(resource) };
      case 'aws_vpn_connection':
        return {
          Routes: blocksIn(resource.values['routes']).flatMap((block) =>
            textsIn(block['destination_cidr_block']),
          ),
        };
      case 'aws_ec2_transit_gateway_connect':
        return { ResourceType: 'connect' };
      case 'aws_ec2_transit_gateway_dx_gateway_attachment':
        return { ResourceType: 'direct-connect-gateway' };
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
      case 'aws_vpc_security_group_ingress_rule':
      case 'aws_vpc_security_group_egress_rule':
        return this.parts.unknownParts(resource);
      default:
        return balancerProperties(resource.type, (attribute) => this.blocks.of(resource, attribute));
    }
  }

  private make(
    resource: TerraformResource,
    type: string,
    properties: JsonObject,
    suffix = '',
  ): DeclaredResource {
    const { isNew, source, values } = resource;
    const tags = isJsonObject(values['tags']) ? values['tags'] : {};
    const name = tags['Name'];
    return declare({
      type,
      id: `${this.references.idOf(resource)}${suffix}`,
      properties: {
        ...properties,
        ...this.ownersOf(resource),
        ...(typeof name === 'string' && { Tags: [{ Key: 'Name', Value: name }] }),
      },
      source,
      isNew,
      ...whereaboutsOf(resource, this.configuration, this.references),
    });
  }

  /** Whom a part may belong to, where that is not known for certain. */
  private ownersOf(resource: TerraformResource): JsonObject {
    const attribute = own(OWNERS, resource.type);
    if (attribute === undefined || this.text(resource, attribute) !== undefined) return {};
    return { OwnerCandidates: this.references.candidates(resource, attribute) };
  }

  private text(resource: TerraformResource, attribute: string): string | undefined {
    return textsIn(this.references.value(resource, attribute))[0];
  }

  /** The VPC of a default table or ACL, which only its own id names before it exists. */
  private adoptedFrom(resource: TerraformResource, id: string): JsonObject {
    if (this.text(resource, 'vpc_id') !== undefined) return {};
    const vpc = /^(.+)\/(?:main|default-network-acl)$/.exec(id)?.[1];
    return vpc === undefined ? {} : { VpcId: vpc };
  }

  /** A rule whose far end is not known yet is declared without one, so that it is missed. */
  private separateRules(resource: TerraformResource): DeclaredResource[] {
    const rules = this.parts.rulesOf(resource);
    const typeOf = (direction: Direction): string =>
      direction === 'ingress' ? 'EC2::SecurityGroupIngress' : 'EC2::SecurityGroupEgress';
    if (rules.length === 0) {
      const direction = this.text(resource, 'type') === 'egress' ? 'egress' : 'ingress';
      const GroupId = this.text(resource, 'security_group_id');
      return [this.make(resource, typeOf(direction), { GroupId })];
    }
    return rules.map(({ group, direction, rule }, i) =>
      this.make(
        resource,
        typeOf(direction),
        { GroupId: group, ...rule, ...this.parts.unknownParts(resource) },
        i === 0 ? '' : `#${i}`,
      ),
    );
  }

  private inlineRules(resource: TerraformResource, group: string, direction: Direction): JsonObject[] {
    return this.blocks
      .of(resource, direction)
      .flatMap((block) => {
        const rules = rulesOfBlock(block, direction, group);
        return rules.length > 0 ? rules : [{ IpProtocol: '-1' }];
      })
      .filter((rule) => !this.owned.has(ruleKey(group, direction, rule)));
  }

  private inlineRoutes(resource: TerraformResource, table: string): JsonObject[] {
    const attribute = resource.isData ? 'routes' : 'route';
    return this.blocks
      .of(resource, attribute)
      .map((block) => renamed(block, ROUTE))
      .filter((route) => !this.owned.has(routeKey(table, route)));
  }

  private elastic(resource: TerraformResource): JsonObject {
    const { AssociateWith: wanted, ...rest } = this.parts.properties(resource);
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
