/**
 * Resources of the Open Telekom Cloud and Huawei Cloud providers → objects as the APIs list them.
 *
 * The providers take the names of the API, with a version behind most types of the older one.
 */
import type { JsonObject } from '../aws/json-object.ts';
import { HuaweiRecords, type HuaweiKind } from '../huawei/records.ts';
import { textsIn } from './aws-rules.ts';
import { Blocks } from './blocks.ts';
import type { Configuration } from './configuration.ts';
import { whereaboutsOf } from './providers.ts';
import type { References } from './references.ts';
import type { TerraformResource } from './resource.ts';
import { own } from '../../model/own.ts';

/** Kind of object by type without provider and version. */
const KINDS: Readonly<Record<string, HuaweiKind>> = {
  vpc: 'vpcs',
  vpc_subnet: 'subnets',
  vpc_peering_connection: 'peerings',
  vpc_route: 'routes',
  vpc_route_table: 'routetables',
  networking_secgroup: 'security_groups',
  networking_secgroup_rule: 'security_group_rules',
  networking_port: 'ports',
  vpcep_endpoint: 'endpoints',
  vpcep_service: 'endpoint_services',
};

const ACCEPTER = 'vpc_peering_connection_accepter';

/** `opentelekomcloud_vpc_route_v2` is a `vpc_route`. */
function bareType(type: string): string | undefined {
  return /^(?:opentelekomcloud|huaweicloud)_(.+?)(?:_v\d)?$/.exec(type)?.[1];
}

export function isReadableHuawei({ type, isData }: TerraformResource): boolean {
  const bare = bareType(type);
  if (bare === undefined) return false;
  return isData ? ['vpc', 'vpc_subnet'].includes(bare) : Object.hasOwn(KINDS, bare) || bare === ACCEPTER;
}

/** What a rule is made of, besides its group. */
const RULE_PARTS = [
  'direction',
  'ethertype',
  'protocol',
  'ports',
  'port_range_min',
  'port_range_max',
  'remote_ip_prefix',
  'remote_group_id',
  'action',
];

export class HuaweiDeclarations {
  private readonly references: References;
  private readonly configuration: Configuration;
  private readonly blocks: Blocks;
  /** Peerings that an accepter accepts. */
  private readonly accepted = new Set<string>();

  constructor(configuration: Configuration, references: References) {
    this.configuration = configuration;
    this.references = references;
    this.blocks = new Blocks(configuration, references);
  }

  all(resources: readonly TerraformResource[]): HuaweiRecords {
    const records = new HuaweiRecords();
    const readable = resources.filter(isReadableHuawei);
    for (const resource of readable) {
      if (bareType(resource.type) !== ACCEPTER || !this.flag(resource, 'accept')) continue;
      const peering = this.text(resource, 'vpc_peering_connection_id');
      if (peering !== undefined) this.accepted.add(peering);
    }
    for (const resource of readable) {
      const kind = own(KINDS, bareType(resource.type)!);
      if (!kind) continue;
      const id = this.references.idOf(resource);
      const record = { id, name: this.text(resource, 'name'), ...this.recordOf(kind, resource, id) };
      const { region } = whereaboutsOf(resource, this.configuration, this.references);
      records.add(kind, record, resource.source, region);
    }
    return records;
  }

  private recordOf(kind: HuaweiKind, resource: TerraformResource, id: string): JsonObject {
    const text = (attribute: string): string | undefined => this.text(resource, attribute);
    const first = (...attributes: string[]): string | undefined =>
      attributes.map(text).find((value) => value !== undefined);
    const { values } = resource;
    switch (kind) {
      case 'vpcs':
        return {
          cidr: text('cidr'),
          secondary_cidrs: [...textsIn(values['secondary_cidr']), ...textsIn(values['secondary_cidrs'])],
          tenant_id: text('tenant_id'),
        };
      case 'subnets':
        return {
          vpc_id: text('vpc_id'),
          cidr: text('cidr'),
          cidr_v6: first('cidr_ipv6', 'ipv6_cidr'),
          gateway_ip: text('gateway_ip'),
          availability_zone: text('availability_zone'),
          neutron_subnet_id: first('ipv4_subnet_id', 'subnet_id'),
          neutron_network_id: text('network_id'),
        };
      case 'peerings':
        return {
          request_vpc_info: { vpc_id: text('vpc_id') },
          accept_vpc_info: { vpc_id: text('peer_vpc_id'), tenant_id: text('peer_tenant_id') },
          status: this.peeringState(resource, id),
        };
      case 'routes':
        return {
          type: text('type'),
          nexthop: text('nexthop'),
          destination: text('destination'),
          vpc_id: text('vpc_id'),
          route_table_id: text('route_table_id'),
        };
      case 'routetables':
        return {
          vpc_id: text('vpc_id'),
          subnets: textsIn(this.references.value(resource, 'subnets', true)),
          routes: this.blocks
            .of(resource, 'route')
            .map(({ type, destination, nexthop }) => ({ type, destination, nexthop })),
        };
      case 'security_groups':
        return { security_group_rules: this.flag(resource, 'delete_default_rules') ? [] : defaultRules(id) };
      case 'security_group_rules':
        return this.rule(resource);
      case 'ports':
        return {
          network_id: text('network_id'),
          fixed_ips: this.blocks
            .of(resource, 'fixed_ip')
            .map((block) => ({ subnet_id: block['subnet_id'], ip_address: block['ip_address'] })),
          security_groups: textsIn(this.references.value(resource, 'security_group_ids', true)),
          admin_state_up: values['admin_state_up'] ?? true,
          device_owner: text('device_owner'),
          device_id: text('device_id'),
          port_security_enabled: values['port_security_enabled'] ?? true,
          allowed_address_pairs: this.blocks
            .of(resource, 'allowed_address_pairs')
            .map((block) => ({ ip_address: block['ip_address'] })),
        };
      case 'endpoints':
        return {
          status: text('status') ?? 'accepted',
          vpc_id: text('vpc_id'),
          subnet_id: first('subnet_id', 'network_id'),
          service_type: text('service_type') ?? 'interface',
          ip: first('port_ip', 'ip_address'),
          routetables: [
            ...textsIn(this.references.value(resource, 'route_tables', true)),
            ...textsIn(this.references.value(resource, 'routetables', true)),
          ],
          endpoint_service_id: text('service_id'),
          endpoint_service_name: text('service_name'),
          enable_whitelist: this.flag(resource, 'enable_whitelist'),
          whitelist: textsIn(values['whitelist']),
        };
      case 'endpoint_services':
        return {
          service_name: text('service_name') ?? id,
          service_type: text('service_type') ?? 'interface',
          port_id: text('port_id'),
          vpc_id: text('vpc_id'),
          ports: ['port', 'port_mapping'].flatMap((attribute) =>
            this.blocks.of(resource, attribute).map((block) => ({
              client_port: block['client_port'] ?? block['terminal_port'],
              server_port: block['server_port'] ?? block['service_port'],
            })),
          ),
        };
      case 'routers':
      case 'publicips':
        return {};
    }
  }

  /** "VPC Peering Connection Creation Procedure": within one account nobody has to accept. */
  private peeringState(resource: TerraformResource, id: string): string {
    if (this.accepted.has(id)) return 'ACTIVE';
    const known = this.text(resource, 'status');
    if (known !== undefined) return known;
    return this.text(resource, 'peer_tenant_id') === undefined ? 'ACTIVE' : 'PENDING_ACCEPTANCE';
  }

  private rule(resource: TerraformResource): JsonObject {
    const value = (attribute: string): unknown => this.references.value(resource, attribute);
    const ports = /^(\d+)(?:-(\d+))?$/.exec(this.text(resource, 'ports') ?? '');
    // Several ranges in one rule are more than the reader takes.
    const isOdd = this.text(resource, 'ports') !== undefined && !ports;
    return {
      security_group_id: this.text(resource, 'security_group_id'),
      direction: this.text(resource, 'direction'),
      ethertype: this.text(resource, 'ethertype'),
      protocol: isOdd ? `${this.text(resource, 'ports')} (several ranges)` : this.text(resource, 'protocol'),
      port_range_min: ports ? Number(ports[1]) : nonZero(value('port_range_min')),
      port_range_max: ports ? Number(ports[2] ?? ports[1]) : nonZero(value('port_range_max')),
      remote_ip_prefix: this.text(resource, 'remote_ip_prefix'),
      remote_group_id: this.text(resource, 'remote_group_id'),
      action: this.text(resource, 'action'),
      ...(RULE_PARTS.some((part) => this.references.isOpen(resource, part)) && { is_open: true }),
    };
  }

  private text(resource: TerraformResource, attribute: string): string | undefined {
    return textsIn(this.references.value(resource, attribute))[0];
  }

  private flag(resource: TerraformResource, attribute: string): boolean {
    const value = this.references.value(resource, attribute);
    return value === true || value === 'true';
  }
}

/** States write 0 for a port that is not set. */
function nonZero(value: unknown): unknown {
  return value === 0 || value === '0' ? undefined : value;
}

/** "Default Security Groups and Security Group Rules": everything out, and in from members. */
function defaultRules(group: string): JsonObject[] {
  return ['IPv4', 'IPv6'].flatMap((ethertype) => [
    { id: `${group}/egress-${ethertype}`, direction: 'egress', ethertype },
    { id: `${group}/ingress-${ethertype}`, direction: 'ingress', ethertype, remote_group_id: group },
  ]);
}
