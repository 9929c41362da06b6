/**
 * Resources of kinds that are not modelled, as far as they could touch a network: those that stand in a
 * VPC or subnet, or carry a security group. The others are counted by type and nothing more.
 */
import type { Doubt } from '../aws/record-reading.ts';
import { isJsonObject } from '../aws/json-object.ts';
import type { References } from './references.ts';
import type { TerraformResource } from './resource.ts';

const NETWORK_KEY =
  /(?:^|_)(?:vpc|subnet|network|security_group|firewall|gateway|route|eni|public_ip_address|virtual_hub|virtual_wan)(?:s|_ids?|_mapping|_config|_options|_configuration)?$/;

/** They watch, name or group, and change no packet's way. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'aws_flow_log',
  'aws_db_subnet_group',
  'aws_elasticache_subnet_group',
  'aws_redshift_subnet_group',
  'aws_neptune_subnet_group',
  'aws_dms_replication_subnet_group',
  'aws_docdb_subnet_group',
  'aws_vpc_dhcp_options',
  'aws_vpc_dhcp_options_association',
  'aws_ec2_subnet_cidr_reservation',
  'aws_vpc_security_group_rules_exclusive',
  'aws_ec2_tag',
  'aws_vpc_endpoint_connection_notification',
  'aws_vpc_endpoint_service_private_dns_verification',
  'aws_dx_gateway_association_proposal',
]);

const DEPTH_LIMIT = 4;

export function unmodelledIn(resource: TerraformResource, references: References): Doubt[] {
  const { isData, type, source, values, unknown } = resource;
  if (isData || WITHOUT_EFFECT.has(type)) return [];
  if (!namesNetwork(values, 0) && !namesNetwork(unknown, 0)) return [];
  const vpc = references.value(resource, 'vpc_id');
  const why = 'resources of this kind are not modelled';
  return [
    {
      id: references.idOf(resource),
      kind: type,
      why,
      source,
      ...(typeof vpc === 'string' && vpc !== '' && { vpc }),
    },
  ];
}

/** Does it say where in a network it stands? */
function namesNetwork(value: unknown, depth: number): boolean {
  if (Array.isArray(value)) return depth < DEPTH_LIMIT && value.some((part) => namesNetwork(part, depth + 1));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, part]) => {
    const isEmpty =
      part === null || part === '' || part === false || (Array.isArray(part) && part.length === 0);
    if (isEmpty) return false;
    return NETWORK_KEY.test(key) || (depth < DEPTH_LIMIT && namesNetwork(part, depth + 1));
  });
}
