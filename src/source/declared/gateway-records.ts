/**
 * Declared gateways: to the internet, of NAT, of VPNs; and peerings.
 */
import type { Ec2Records } from './ec2-records.ts';
import type { Hosts } from './host-records.ts';
import { tagged, type DeclaredResource } from './resource.ts';

type Reader = (records: Ec2Records, resource: DeclaredResource) => void;

export const GATEWAY_READERS: Readonly<Record<string, Reader>> = {
  'EC2::InternetGateway': readInternetGateway,
  'EC2::VPCGatewayAttachment': readAttachment,
  'EC2::EgressOnlyInternetGateway': readEgressOnly,
  'EC2::VPCBlockPublicAccessOptions': (records, options) =>
    records.declare('VpcBlockPublicAccessOptions', options.id, options, {
      AwsAccountId: options.properties.text('AwsAccountId'),
      AwsRegion: options.properties.text('AwsRegion'),
      InternetGatewayBlockMode: options.properties.text('InternetGatewayBlockMode'),
    }),
  'EC2::VPCPeeringConnection': readPeering,
  'EC2::VPNGateway': readVpnGateway,
  'EC2::CustomerGateway': readCustomerGateway,
  'EC2::VPNConnection': readVpnConnection,
  'EC2::VPNConnectionRoute': readVpnRoute,
  'DirectConnect::Gateway': (records, gateway) =>
    records.declare('directConnectGateways', gateway.id, gateway, {
      directConnectGatewayName: gateway.properties.text('Name'),
    }),
  'DirectConnect::GatewayAssociation': readDirectConnect,
  'DirectConnect::VirtualInterface': (records, { id, properties, ...rest }) =>
    records.declare(
      'virtualInterfaces',
      id,
      { id, properties, ...rest },
      {
        virtualGatewayId: properties.text('VirtualGatewayId'),
        directConnectGatewayId: properties.text('DirectConnectGatewayId'),
      },
    ),
};

function readInternetGateway(records: Ec2Records, gateway: DeclaredResource): void {
  records.declare('InternetGateways', gateway.id, gateway, tagged(gateway));
  const vpc = gateway.properties.text('VpcId');
  if (vpc !== undefined) attachInternet(records, gateway.id, vpc, gateway);
}

function attachInternet(records: Ec2Records, gateway: string, vpc: string, by: DeclaredResource): void {
  records.append('InternetGateways', gateway, 'Attachments', by, { VpcId: vpc, State: 'available' });
}

function readEgressOnly(records: Ec2Records, gateway: DeclaredResource): void {
  const { id, properties } = gateway;
  records.declare('EgressOnlyInternetGateways', id, gateway, tagged(gateway));
  const vpc = properties.text('VpcId');
  if (vpc === undefined) return records.doubt(gateway, 'to which VPC it is attached is not known');
  records.append('EgressOnlyInternetGateways', id, 'Attachments', gateway, { VpcId: vpc, State: 'attached' });
}

function readVpnGateway(records: Ec2Records, gateway: DeclaredResource): void {
  const { id, properties } = gateway;
  records.declare('VpnGateways', id, gateway, { State: 'available', ...tagged(gateway) });
  const vpc = properties.text('VpcId');
  if (vpc !== undefined) attachVpn(records, id, vpc, gateway);
}

function attachVpn(records: Ec2Records, gateway: string, vpc: string, by: DeclaredResource): void {
  records.append('VpnGateways', gateway, 'VpcAttachments', by, { VpcId: vpc, State: 'attached' });
}

function readAttachment(records: Ec2Records, attachment: DeclaredResource): void {
  const { properties } = attachment;
  const vpc = properties.text('VpcId');
  const internet = properties.text('InternetGatewayId');
  const vpn = properties.text('VpnGatewayId');
  if (vpc === undefined) {
    const why = 'to which VPC it is attached is not known';
    for (const id of [internet, vpn]) if (id !== undefined) records.doubt(attachment, why, { id });
  }
  if (internet === undefined && vpn === undefined) {
    for (const kind of ['InternetGateways', 'VpnGateways'] as const) {
      records.doubtAny(attachment, { kind, may: 'may attach' });
    }
  }
  if (vpc === undefined) return;
  if (internet !== undefined) attachInternet(records, internet, vpc, attachment);
  if (vpn !== undefined) attachVpn(records, vpn, vpc, attachment);
}

/** Needs to know the addresses of its subnet, so it is read with the hosts. */
export function readNat(hosts: Hosts, records: Ec2Records, nat: DeclaredResource): void {
  const { id, properties } = nat;
  const subnet = properties.text('SubnetId');
  const isPrivate = properties.text('ConnectivityType') === 'private';
  records.declare('NatGateways', id, nat, {
    VpcId: records.text('Subnets', subnet, 'VpcId') ?? properties.text('VpcId'),
    SubnetId: subnet,
    State: properties.text('State') ?? 'available',
    ConnectivityType: isPrivate ? 'private' : 'public',
    ...tagged(nat),
  });
  if (subnet === undefined) return;
  const allocation = properties.text('AllocationId');
  const known = properties.text('PublicIp');
  const outside = isPrivate
    ? undefined
    : (known ?? hosts.publicAddressOf(allocation ?? `${id}/allocation`, nat));
  records.append('NatGateways', id, 'NatGatewayAddresses', nat, {
    PrivateIp:
      properties.text('PrivateIpAddress') ?? properties.text('PrivateIp') ?? hosts.freeAddress(subnet, nat),
    PublicIp: outside,
    AllocationId: allocation,
    NetworkInterfaceId: properties.text('NetworkInterfaceId'),
    IsPrimary: true,
  });
}

/** Both halves; where only one VPC is declared the other one is known by its id alone. */
function readPeering(records: Ec2Records, peering: DeclaredResource): void {
  const { id, properties, place } = peering;
  const state = properties.text('Status');
  const peer = properties.text('PeerVpcId');
  if (peer === undefined || !properties.has('VpcId')) {
    records.doubt(peering, 'which VPCs it joins is known only after it is made');
  }
  records.declare('VpcPeeringConnections', id, peering, {
    Status: { Code: state ?? 'active' },
    RequesterVpcInfo: {
      VpcId: properties.text('VpcId'),
      Region: place.region,
      CidrBlock: records.text('Vpcs', properties.text('VpcId'), 'CidrBlock'),
    },
    AccepterVpcInfo: {
      VpcId: peer,
      OwnerId: properties.text('PeerOwnerId'),
      Region: properties.text('PeerRegion') ?? place.region,
      CidrBlock: records.text('Vpcs', peer, 'CidrBlock'),
    },
    ...tagged(peering),
  });
}

function readCustomerGateway(records: Ec2Records, gateway: DeclaredResource): void {
  records.declare('CustomerGateways', gateway.id, gateway, { State: 'available', ...tagged(gateway) });
}

function readVpnConnection(records: Ec2Records, connection: DeclaredResource): void {
  const { id, properties } = connection;
  const tgw = properties.text('TransitGatewayId');
  records.declare('VpnConnections', id, connection, {
    CustomerGatewayId: properties.text('CustomerGatewayId'),
    VpnGatewayId: properties.text('VpnGatewayId'),
    TransitGatewayId: tgw,
    State: 'available',
    Options: { StaticRoutesOnly: properties.flag('StaticRoutesOnly') ?? false },
    ...tagged(connection),
  });
  for (const range of properties.texts('Routes')) {
    records.append('VpnConnections', id, 'Routes', connection, {
      DestinationCidrBlock: range,
      State: 'available',
    });
  }
}

function readVpnRoute(records: Ec2Records, route: DeclaredResource): void {
  const { properties } = route;
  const connection = properties.text('VpnConnectionId');
  const range = properties.text('DestinationCidrBlock');
  if (connection === undefined || range === undefined) {
    const among = connection === undefined ? [] : [connection];
    return records.doubtAny(route, { kind: 'VpnConnections', may: 'may lead through', among });
  }
  const entry = { DestinationCidrBlock: range, State: 'available' };
  records.append('VpnConnections', connection, 'Routes', route, entry);
}

function readDirectConnect(records: Ec2Records, association: DeclaredResource): void {
  const { id, properties } = association;
  records.declare('directConnectGatewayAssociations', id, association, {
    directConnectGatewayId: properties.text('DirectConnectGatewayId'),
    associatedGateway: { id: properties.text('AssociatedGatewayId') },
  });
  for (const cidr of properties.texts('AllowedPrefixes')) {
    const key = 'allowedPrefixesToDirectConnectGateway';
    records.append('directConnectGatewayAssociations', id, key, association, { cidr });
  }
}
