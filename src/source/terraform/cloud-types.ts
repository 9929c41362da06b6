/**
 * Resources of the Azure and Google Cloud providers that are read, with the attributes that are.
 *
 * Only what is listed is ever looked at: plans and states hold keys, too. A star marks a list, brackets
 * mark nested blocks. Names are those of the providers' own documents.
 */
const NIC =
  'ip_configuration[] ip_forwarding_enabled enable_ip_forwarding private_ip_address network_security_group_id';
const MACHINE = 'name network_interface_ids*';

export const AZURE_TYPES: Readonly<Record<string, string>> = {
  azurerm_virtual_network: 'name resource_group_name location address_space* subnet[]',
  azurerm_subnet:
    'name resource_group_name virtual_network_name address_prefixes* address_prefix network_security_group_id route_table_id default_outbound_access_enabled',
  azurerm_virtual_network_peering:
    'name resource_group_name virtual_network_name remote_virtual_network_id allow_virtual_network_access allow_forwarded_traffic allow_gateway_transit use_remote_gateways',
  azurerm_route_table:
    'name resource_group_name route[] disable_bgp_route_propagation bgp_route_propagation_enabled',
  azurerm_route:
    'name resource_group_name route_table_name address_prefix next_hop_type next_hop_in_ip_address',
  azurerm_subnet_route_table_association: 'subnet_id route_table_id',
  azurerm_network_security_group: 'name resource_group_name security_rule[]',
  azurerm_network_security_rule:
    'name resource_group_name network_security_group_name priority direction access protocol source_port_range source_port_ranges* destination_port_range destination_port_ranges* source_address_prefix source_address_prefixes* destination_address_prefix destination_address_prefixes* source_application_security_group_ids* destination_application_security_group_ids*',
  azurerm_subnet_network_security_group_association: 'subnet_id network_security_group_id',
  azurerm_network_interface_security_group_association: 'network_interface_id network_security_group_id',
  azurerm_application_security_group: 'name',
  azurerm_network_interface_application_security_group_association:
    'network_interface_id application_security_group_id',
  azurerm_network_interface: `name ${NIC}`,
  azurerm_public_ip: 'name ip_address sku',
  azurerm_linux_virtual_machine: MACHINE,
  azurerm_windows_virtual_machine: MACHINE,
  azurerm_virtual_machine: MACHINE,
  azurerm_nat_gateway: 'name',
  azurerm_subnet_nat_gateway_association: 'subnet_id nat_gateway_id',
  azurerm_nat_gateway_public_ip_association: 'nat_gateway_id public_ip_address_id',
  azurerm_virtual_network_gateway: 'name type ip_configuration[] enable_bgp bgp_enabled',
  azurerm_local_network_gateway: 'name address_space*',
  azurerm_virtual_network_gateway_connection:
    'name type virtual_network_gateway_id local_network_gateway_id express_route_circuit_id peer_virtual_network_gateway_id enable_bgp bgp_enabled',
  azurerm_private_endpoint: 'name subnet_id private_service_connection[] ip_configuration[]',
  azurerm_virtual_hub_connection: 'name remote_virtual_network_id',
  azurerm_route_server: 'name subnet_id',
  azurerm_private_link_service: 'name nat_ip_configuration[] load_balancer_frontend_ip_configuration_ids*',
};

export const GOOGLE_TYPES: Readonly<Record<string, string>> = {
  google_compute_network: 'name project self_link delete_default_routes_on_create auto_create_subnetworks',
  google_compute_subnetwork:
    'name project self_link network region ip_cidr_range ipv6_cidr_range secondary_ip_range[] purpose',
  google_compute_network_peering: 'name network peer_network state export_custom_routes import_custom_routes',
  google_compute_network_peering_routes_config:
    'peering network project export_custom_routes import_custom_routes',
  google_compute_route:
    'name project network dest_range priority tags* next_hop_gateway next_hop_instance next_hop_ip next_hop_ilb next_hop_vpn_tunnel',
  google_compute_firewall:
    'name project network direction priority disabled allow[] deny[] source_ranges* destination_ranges* source_tags* target_tags* source_service_accounts* target_service_accounts*',
  google_compute_instance: 'name project zone network_interface[] tags* can_ip_forward service_account[]',
  google_compute_address: 'name address subnetwork',
  google_compute_global_address: 'name address',
  google_compute_router: 'name project region network',
  google_compute_router_nat: 'name router region source_subnetwork_ip_ranges_to_nat subnetwork[]',
  google_compute_vpn_tunnel: 'name router vpn_gateway target_vpn_gateway remote_traffic_selector*',
  google_compute_vpn_gateway: 'name network',
  google_compute_ha_vpn_gateway: 'name network',
  google_compute_forwarding_rule:
    'name network subnetwork region target ip_address load_balancing_scheme backend_service',
  google_compute_router_peer: 'name router',
  google_compute_interconnect_attachment: 'name router',
  google_service_networking_connection: 'network',
  google_network_connectivity_spoke: 'name',
  google_compute_policy_based_route: 'name network',
  google_compute_network_firewall_policy_association: 'name attachment_target',
  google_compute_region_network_firewall_policy_association: 'name attachment_target',
  google_compute_firewall_policy_association: 'name attachment_target',
  google_compute_service_attachment: 'name region target_service nat_subnets*',
};
