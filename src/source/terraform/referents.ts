/**
 * What attributes of resources refer to, where an expression does not say it all.
 */
import { own } from '../../model/own.ts';

/** Attribute of the resource it adopts or accepts, which is the id of that very object. */
const SAME_OBJECT: Readonly<Record<string, string>> = {
  aws_default_route_table: 'default_route_table_id',
  aws_default_network_acl: 'default_network_acl_id',
  aws_vpc_peering_connection_accepter: 'vpc_peering_connection_id',
  aws_vpc_peering_connection_options: 'vpc_peering_connection_id',
  aws_ec2_transit_gateway_peering_attachment_accepter: 'transit_gateway_attachment_id',
  aws_ec2_transit_gateway_vpc_attachment_accepter: 'transit_gateway_attachment_id',
  opentelekomcloud_vpc_peering_connection_accepter_v2: 'vpc_peering_connection_id',
  huaweicloud_vpc_peering_connection_accepter: 'vpc_peering_connection_id',
};

const REFERENCE =
  /(?:_ids?|_arns?|_targets?)$|^(?:subnets|security_groups|instances|elb|propagating_vgws|instance|network_interface|gateway|nexthop|service_name|routetables|route_tables|network|subnetwork|peer_network|router|target|virtual_network_name|network_security_group_name|route_table_name|next_hop_(?:instance|ilb|vpn_tunnel)|vpn_gateway|ip_address|nat_ip)$/;

/**
 * Does an attribute say which object is meant? Of any other, what an expression refers to is no more than
 * an ingredient: `cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)`.
 */
export function isReference(attribute: string): boolean {
  return REFERENCE.test(attribute);
}

/** Attribute that holds the id of the object, for resources that are no object of their own. */
export function computedId(type: string): string | undefined {
  return own(SAME_OBJECT, type);
}

/** Plans of Terraform 0.12 and 0.13 name the resource, not its attribute: then its id, or this one. */
export function attributeMeant(type: string, wanted: string): string {
  if (type === 'aws_vpc') {
    if (wanted.includes('route_table')) return 'main_route_table_id';
    if (wanted.includes('network_acl')) return 'default_network_acl_id';
    if (wanted.includes('security_group')) return 'default_security_group_id';
  }
  if (wanted === 'region') return 'name';
  const meant: Readonly<Record<string, string>> = {
    'aws_vpc_endpoint prefix_list_id': 'prefix_list_id',
    'aws_vpc_endpoint destination_prefix_list_id': 'prefix_list_id',
    'aws_vpc_endpoint_service service_name': 'service_name',
    'aws_instance network_interface_id': 'primary_network_interface_id',
    'aws_vpn_connection transit_gateway_attachment_id': 'transit_gateway_attachment_id',
    'aws_ec2_transit_gateway transit_gateway_route_table_id': 'association_default_route_table_id',
    'aws_subnet vpc_id': 'vpc_id',
  };
  return meant[`${type} ${wanted}`] ?? 'id';
}

/** Other names of the id of an object. */
const IDS: ReadonlySet<string> = new Set(['arn', 'allocation_id', 'self_link']);

/** Ids of what the provider makes along with a resource; undefined for an attribute that is no id. */
export function idOfPart(
  type: string,
  attribute: string,
  id: string,
  service: string | undefined,
): string | undefined {
  switch (`${type}.${attribute}`) {
    case 'aws_vpc.default_security_group_id':
      return `${id}/default-security-group`;
    case 'aws_vpc.default_network_acl_id':
      return `${id}/default-network-acl`;
    case 'aws_vpc.main_route_table_id':
    case 'aws_vpc.default_route_table_id':
      return `${id}/main`;
    case 'aws_instance.primary_network_interface_id':
      return `${id}/eth0`;
    case 'aws_ec2_transit_gateway.association_default_route_table_id':
    case 'aws_ec2_transit_gateway.propagation_default_route_table_id':
      return `${id}/default-table`;
    case 'aws_vpn_connection.transit_gateway_attachment_id':
      return `${id}/attachment`;
    case 'aws_vpc_endpoint.prefix_list_id':
      return `${service ?? id}/prefix-list`;
    // Resources of Azure name their owner; where the name does not exist yet, the id stands for it.
    case 'azurerm_virtual_network.name':
    case 'azurerm_network_security_group.name':
    case 'azurerm_route_table.name':
      return id;
    default:
      return IDS.has(attribute) ? id : undefined;
  }
}
