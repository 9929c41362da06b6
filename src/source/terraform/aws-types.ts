/**
 * Resources of the AWS provider, as the resources of CloudFormation they are, attribute by attribute.
 *
 * Only what is listed is ever looked at: plans and states hold pre-shared keys and user data, too.
 * `subnet_id` becomes `SubnetId` by itself; `a=B` names the property, and a star marks a list.
 */
import { own } from '../../model/own.ts';

export interface AwsType {
  /** Type of the resource in CloudFormation, without `AWS::`; see `declared/resource.ts`. */
  readonly as: string;
  readonly take: string;
  /** Looked up by a data source, it says as much as when it is managed. */
  readonly data?: boolean;
}

const TARGETS =
  'gateway_id nat_gateway_id transit_gateway_id vpc_peering_connection_id network_interface_id instance_id ' +
  'vpc_endpoint_id carrier_gateway_id local_gateway_id core_network_arn ' +
  'egress_only_gateway_id=EgressOnlyInternetGatewayId';

/** Of an inline route. */
export const ROUTE = `cidr_block=DestinationCidrBlock ipv6_cidr_block=DestinationIpv6CidrBlock destination_prefix_list_id ${TARGETS}`;

const RULE =
  'security_group_id=GroupId ip_protocol from_port to_port cidr_ipv4=CidrIp cidr_ipv6 prefix_list_id';

const INTERFACE = 'subnet_id private_ip=PrivateIpAddress source_dest_check ipv6_addresses* owner_id';

/** Keys of sessions are none of it. */
const VIRTUAL_INTERFACE = 'vpn_gateway_id=VirtualGatewayId dx_gateway_id=DirectConnectGatewayId';

const VPC_ATTACHMENT =
  'transit_gateway_id vpc_id subnet_ids* appliance_mode_support transit_gateway_default_route_table_association=DefaultRouteTableAssociation transit_gateway_default_route_table_propagation=DefaultRouteTablePropagation';

const PEERING = 'vpc_id peer_vpc_id peer_owner_id peer_region';

const AWS_TYPES: Readonly<Record<string, AwsType>> = {
  aws_vpc: {
    as: 'EC2::VPC',
    take: 'cidr_block ipv6_cidr_block assign_generated_ipv6_cidr_block=AmazonProvidedIpv6CidrBlock enable_dns_support owner_id default_security_group_id',
    data: true,
  },
  aws_default_vpc: {
    as: 'EC2::VPC',
    take: 'cidr_block ipv6_cidr_block enable_dns_support owner_id default_security_group_id',
  },
  aws_vpc_ipv4_cidr_block_association: { as: 'EC2::VPCCidrBlock', take: 'vpc_id cidr_block' },
  aws_vpc_ipv6_cidr_block_association: {
    as: 'EC2::VPCCidrBlock',
    take: 'vpc_id ipv6_cidr_block assign_generated_ipv6_cidr_block=AmazonProvidedIpv6CidrBlock',
  },
  aws_subnet: {
    as: 'EC2::Subnet',
    take: 'vpc_id cidr_block ipv6_cidr_block availability_zone availability_zone_id owner_id map_public_ip_on_launch',
    data: true,
  },
  aws_default_subnet: {
    as: 'EC2::Subnet',
    take: 'vpc_id cidr_block ipv6_cidr_block availability_zone availability_zone_id owner_id map_public_ip_on_launch',
  },
  aws_route_table: { as: 'EC2::RouteTable', take: 'vpc_id owner_id propagating_vgws*', data: true },
  aws_default_route_table: { as: 'EC2::RouteTable', take: 'vpc_id owner_id propagating_vgws*' },
  aws_route: {
    as: 'EC2::Route',
    take: `route_table_id destination_cidr_block destination_ipv6_cidr_block destination_prefix_list_id state ${TARGETS}`,
  },
  aws_route_table_association: {
    as: 'EC2::SubnetRouteTableAssociation',
    take: 'route_table_id subnet_id gateway_id',
  },
  aws_main_route_table_association: { as: 'EC2::MainRouteTableAssociation', take: 'route_table_id vpc_id' },
  aws_vpn_gateway_route_propagation: {
    as: 'EC2::VPNGatewayRoutePropagation',
    take: 'vpn_gateway_id route_table_id*=RouteTableIds',
  },
  aws_vpc_route_server_propagation: {
    as: 'EC2::RouteServerPropagation',
    take: 'route_server_id route_table_id',
  },
  aws_ec2_managed_prefix_list: {
    as: 'EC2::PrefixList',
    take: 'name=PrefixListName max_entries owner_id',
    data: true,
  },
  aws_prefix_list: { as: 'EC2::PrefixList', take: 'name=PrefixListName', data: true },
  aws_ec2_managed_prefix_list_entry: { as: 'EC2::PrefixList', take: 'prefix_list_id' },
  aws_internet_gateway: { as: 'EC2::InternetGateway', take: 'vpc_id' },
  aws_internet_gateway_attachment: {
    as: 'EC2::VPCGatewayAttachment',
    take: 'internet_gateway_id vpc_id',
  },
  aws_vpc_block_public_access_options: {
    as: 'EC2::VPCBlockPublicAccessOptions',
    take: 'internet_gateway_block_mode aws_account_id aws_region',
  },
  aws_egress_only_internet_gateway: { as: 'EC2::EgressOnlyInternetGateway', take: 'vpc_id' },
  aws_nat_gateway: {
    as: 'EC2::NatGateway',
    take: 'subnet_id allocation_id connectivity_type private_ip public_ip network_interface_id',
  },
  aws_eip: {
    as: 'EC2::EIP',
    take: 'public_ip network_interface=NetworkInterfaceId instance=InstanceId private_ip=PrivateIpAddress associate_with_private_ip=AssociateWith',
  },
  aws_eip_association: {
    as: 'EC2::EIPAssociation',
    take: 'allocation_id public_ip network_interface_id instance_id private_ip_address',
  },
  aws_network_interface: {
    as: 'EC2::NetworkInterface',
    take: `${INTERFACE} security_groups*=GroupSet private_ips*=SecondaryPrivateIps interface_type`,
  },
  aws_network_interface_attachment: {
    as: 'EC2::NetworkInterfaceAttachment',
    take: 'instance_id network_interface_id device_index',
  },
  aws_network_interface_sg_attachment: {
    as: 'EC2::NetworkInterfaceSecurityGroup',
    take: 'security_group_id network_interface_id',
  },
  aws_instance: {
    as: 'EC2::Instance',
    take: `${INTERFACE} vpc_security_group_ids*=SecurityGroupIds secondary_private_ips* public_ip instance_state=State associate_public_ip_address primary_network_interface_id`,
  },
  aws_security_group: { as: 'EC2::SecurityGroup', take: 'name=GroupName vpc_id owner_id' },
  aws_default_security_group: { as: 'EC2::SecurityGroup', take: 'vpc_id owner_id' },
  aws_vpc_security_group_ingress_rule: {
    as: 'EC2::SecurityGroupIngress',
    take: `${RULE} referenced_security_group_id=SourceSecurityGroupId`,
  },
  aws_vpc_security_group_egress_rule: {
    as: 'EC2::SecurityGroupEgress',
    take: `${RULE} referenced_security_group_id=DestinationSecurityGroupId`,
  },
  aws_network_acl: { as: 'EC2::NetworkAcl', take: 'vpc_id owner_id subnet_ids*' },
  aws_default_network_acl: { as: 'EC2::NetworkAcl', take: 'vpc_id owner_id subnet_ids*' },
  aws_network_acl_association: {
    as: 'EC2::SubnetNetworkAclAssociation',
    take: 'network_acl_id subnet_id',
  },
  aws_vpc_peering_connection: { as: 'EC2::VPCPeeringConnection', take: PEERING, data: true },
  aws_vpn_gateway: { as: 'EC2::VPNGateway', take: 'vpc_id' },
  aws_vpn_gateway_attachment: { as: 'EC2::VPCGatewayAttachment', take: 'vpn_gateway_id vpc_id' },
  aws_customer_gateway: { as: 'EC2::CustomerGateway', take: '' },
  aws_vpn_connection: {
    as: 'EC2::VPNConnection',
    take: 'customer_gateway_id vpn_gateway_id transit_gateway_id transit_gateway_attachment_id static_routes_only',
  },
  aws_vpn_connection_route: {
    as: 'EC2::VPNConnectionRoute',
    take: 'vpn_connection_id destination_cidr_block',
  },
  aws_dx_gateway: { as: 'DirectConnect::Gateway', take: 'name' },
  aws_dx_gateway_association: {
    as: 'DirectConnect::GatewayAssociation',
    take: 'dx_gateway_id=DirectConnectGatewayId associated_gateway_id allowed_prefixes*',
  },
  aws_dx_private_virtual_interface: { as: 'DirectConnect::VirtualInterface', take: VIRTUAL_INTERFACE },
  aws_dx_transit_virtual_interface: { as: 'DirectConnect::VirtualInterface', take: VIRTUAL_INTERFACE },
  aws_dx_hosted_private_virtual_interface_accepter: {
    as: 'DirectConnect::VirtualInterface',
    take: VIRTUAL_INTERFACE,
  },
  aws_dx_hosted_transit_virtual_interface_accepter: {
    as: 'DirectConnect::VirtualInterface',
    take: VIRTUAL_INTERFACE,
  },
  aws_vpc_endpoint: {
    as: 'EC2::VPCEndpoint',
    take: 'vpc_id service_name vpc_endpoint_type policy=PolicyDocument private_dns_enabled auto_accept state route_table_ids* subnet_ids* security_group_ids* network_interface_ids* prefix_list_id cidr_blocks*',
  },
  aws_vpc_endpoint_service: {
    as: 'EC2::VPCEndpointService',
    take: 'service_name network_load_balancer_arns* acceptance_required allowed_principals*',
  },
  aws_vpc_endpoint_service_allowed_principal: {
    as: 'EC2::VPCEndpointServicePermissions',
    take: 'vpc_endpoint_service_id=ServiceId principal_arn*=AllowedPrincipals',
  },
  aws_lb: {
    as: 'ElasticLoadBalancingV2::LoadBalancer',
    take: 'name load_balancer_type=Type vpc_id subnets* security_groups* enable_cross_zone_load_balancing=CrossZone',
  },
  aws_lb_listener: {
    as: 'ElasticLoadBalancingV2::Listener',
    take: 'load_balancer_arn port protocol',
  },
  aws_lb_target_group: {
    as: 'ElasticLoadBalancingV2::TargetGroup',
    take: 'port protocol target_type vpc_id preserve_client_ip load_balancing_cross_zone_enabled=CrossZone',
  },
  aws_lb_listener_rule: { as: 'ElasticLoadBalancingV2::ListenerRule', take: 'listener_arn' },
  aws_elb: {
    as: 'ElasticLoadBalancing::LoadBalancer',
    take: 'name=LoadBalancerName subnets* security_groups* instances*',
  },
  aws_elb_attachment: {
    as: 'ElasticLoadBalancing::Instance',
    take: 'elb=LoadBalancerName instance=InstanceId',
  },
  aws_lb_target_group_attachment: {
    as: 'ElasticLoadBalancingV2::Target',
    take: 'target_group_arn target_id=Id',
  },
  aws_ec2_transit_gateway: {
    as: 'EC2::TransitGateway',
    take: 'owner_id default_route_table_association default_route_table_propagation association_default_route_table_id propagation_default_route_table_id security_group_referencing_support',
  },
  aws_ec2_transit_gateway_vpc_attachment: {
    as: 'EC2::TransitGatewayVpcAttachment',
    take: VPC_ATTACHMENT,
    data: true,
  },
  // Of an attachment that another account made, it says all there is.
  aws_ec2_transit_gateway_vpc_attachment_accepter: {
    as: 'EC2::TransitGatewayVpcAttachment',
    take: VPC_ATTACHMENT,
  },
  aws_ec2_transit_gateway_connect: {
    as: 'EC2::TransitGatewayOtherAttachment',
    take: 'transit_gateway_id transport_attachment_id=ResourceId',
  },
  aws_ec2_transit_gateway_dx_gateway_attachment: {
    as: 'EC2::TransitGatewayOtherAttachment',
    take: 'transit_gateway_id dx_gateway_id=ResourceId',
    data: true,
  },
  aws_ec2_transit_gateway_default_route_table_association: {
    as: 'EC2::TransitGatewayDefaultAssociation',
    take: 'transit_gateway_id transit_gateway_route_table_id',
  },
  aws_ec2_transit_gateway_default_route_table_propagation: {
    as: 'EC2::TransitGatewayDefaultPropagation',
    take: 'transit_gateway_id transit_gateway_route_table_id',
  },
  aws_ec2_transit_gateway_peering_attachment: {
    as: 'EC2::TransitGatewayPeeringAttachment',
    take: 'transit_gateway_id peer_transit_gateway_id peer_region peer_account_id state',
  },
  aws_ec2_transit_gateway_route_table: { as: 'EC2::TransitGatewayRouteTable', take: 'transit_gateway_id' },
  aws_ec2_transit_gateway_route_table_association: {
    as: 'EC2::TransitGatewayRouteTableAssociation',
    take: 'transit_gateway_route_table_id transit_gateway_attachment_id',
  },
  aws_ec2_transit_gateway_route_table_propagation: {
    as: 'EC2::TransitGatewayRouteTablePropagation',
    take: 'transit_gateway_route_table_id transit_gateway_attachment_id',
  },
  aws_ec2_transit_gateway_route: {
    as: 'EC2::TransitGatewayRoute',
    take: 'transit_gateway_route_table_id transit_gateway_attachment_id destination_cidr_block blackhole',
  },
  aws_ec2_transit_gateway_prefix_list_reference: {
    as: 'EC2::TransitGatewayRoute',
    take: 'transit_gateway_route_table_id transit_gateway_attachment_id prefix_list_id blackhole',
  },
};

/** What is read of resources of a type, some of which go by two names. */
export function awsType(type: string): AwsType | undefined {
  return own(AWS_TYPES, own(ALIASES, type) ?? type);
}

/** Other names of the same resources. */
const ALIASES: Readonly<Record<string, string>> = {
  aws_alb: 'aws_lb',
  aws_alb_listener: 'aws_lb_listener',
  aws_alb_listener_rule: 'aws_lb_listener_rule',
  aws_alb_target_group: 'aws_lb_target_group',
  aws_alb_target_group_attachment: 'aws_lb_target_group_attachment',
};

/** Types that say something about another resource, and are read with it. */
export const READ_WITH_OTHERS: ReadonlySet<string> = new Set([
  'aws_security_group_rule',
  'aws_network_acl_rule',
  'aws_vpc_peering_connection_accepter',
  'aws_vpc_peering_connection_options',
  'aws_vpc_endpoint_route_table_association',
  'aws_vpc_endpoint_subnet_association',
  'aws_vpc_endpoint_security_group_association',
  'aws_ec2_transit_gateway_peering_attachment_accepter',
  'aws_vpc_endpoint_connection_accepter',
  'aws_vpc_endpoint_policy',
  'aws_vpc_endpoint_private_dns',
]);
