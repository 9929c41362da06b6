/**
 * Mends as Terraform blocks of the AWS provider; what is an argument of an existing block is a comment.
 */
import { familyOf, formatAddress } from '../ip/address.ts';
import { formatPrefix, type Prefix } from '../ip/prefix.ts';
import type { Link } from '../model/link.ts';
import type { Network } from '../model/network.ts';
import { hasPorts, isIcmp, type Service } from '../model/protocol.ts';
import { describeMend, type Mend } from '../repair/mend.ts';

type Value = string | number | boolean;
type Arguments = Readonly<Record<string, Value>>;

/** Blocks for one mend; names come from what it is about, so that the same mend gives the same block. */
export function terraform(network: Network, mend: Mend): string[] {
  const blocks = blocksOf(network, mend);
  if (blocks.length === 0) return [`# by hand, in the block of the object: ${describeMend(mend)}`];
  return blocks.flatMap(({ type, name, body }, i) => [...(i > 0 ? [''] : []), ...render(type, name, body)]);
}

interface Block {
  readonly type: string;
  readonly name: string;
  readonly body: Arguments;
}

function blocksOf(network: Network, mend: Mend): Block[] {
  switch (mend.kind) {
    case 'route': {
      const target = targetArgument(network, mend.target);
      if (target === undefined) return [];
      const body = {
        route_table_id: mend.table,
        ...destination(mend.prefix),
        [target]: mend.target.id,
      };
      return [{ type: 'aws_route', name: nameOf(mend.table, formatPrefix(mend.prefix)), body }];
    }
    case 'accept':
      return network.links.get(mend.link)?.kind === 'endpoint'
        ? [
            {
              type: 'aws_vpc_endpoint_connection_accepter',
              name: nameOf(mend.link),
              body: { vpc_endpoint_id: mend.link },
            },
          ]
        : [accepter(mend.link)];
    case 'peering': {
      const [near, far] = mend.between;
      const body = { vpc_id: near, peer_vpc_id: far };
      return [
        { type: 'aws_vpc_peering_connection', name: nameOf(mend.id), body },
        accepter(`aws_vpc_peering_connection.${nameOf(mend.id)}.id`),
      ];
    }
    case 'group-rule':
      return [
        {
          type: `aws_vpc_security_group_${mend.direction}_rule`,
          name: nameOf(mend.group, formatPrefix(mend.prefix)),
          body: {
            security_group_id: mend.group,
            ...groupService(mend.service),
            [familyOf(mend.prefix.address) === 6 ? 'cidr_ipv6' : 'cidr_ipv4']: formatPrefix(mend.prefix),
          },
        },
      ];
    case 'acl-rule':
      return [
        {
          type: 'aws_network_acl_rule',
          name: nameOf(mend.acl, mend.direction, String(mend.number)),
          body: {
            network_acl_id: mend.acl,
            rule_number: mend.number,
            egress: mend.direction === 'egress',
            rule_action: mend.allow ? 'allow' : 'deny',
            ...aclService(mend.service),
            [familyOf(mend.prefix.address) === 6 ? 'ipv6_cidr_block' : 'cidr_block']: formatPrefix(
              mend.prefix,
            ),
          },
        },
      ];
    case 'public-address':
      return [
        {
          type: 'aws_eip',
          name: nameOf(mend.eni),
          body: {
            domain: 'vpc',
            network_interface: mend.eni,
            associate_with_private_ip: formatAddress(mend.private),
          },
        },
      ];
    case 'tgw-route':
      return [
        {
          type: 'aws_ec2_transit_gateway_route',
          name: nameOf(mend.table, formatPrefix(mend.prefix)),
          body: {
            transit_gateway_route_table_id: mend.table,
            destination_cidr_block: formatPrefix(mend.prefix),
            transit_gateway_attachment_id: mend.attachment,
          },
        },
      ];
    case 'tgw-association':
      return [
        {
          type: 'aws_ec2_transit_gateway_route_table_association',
          name: nameOf(mend.table, mend.attachment),
          body: {
            transit_gateway_route_table_id: mend.table,
            transit_gateway_attachment_id: mend.attachment,
          },
        },
      ];
    default:
      return [];
  }
}

function accepter(peering: string): Block {
  return {
    type: 'aws_vpc_peering_connection_accepter',
    name: nameOf(peering.split('.')[1] ?? peering),
    body: { vpc_peering_connection_id: peering, auto_accept: true },
  };
}

function targetArgument(
  network: Network,
  target: Extract<Mend, { kind: 'route' }>['target'],
): string | undefined {
  if (target.kind === 'eni') return 'network_interface_id';
  const kind = network.links.get(target.id)?.kind ?? 'peering';
  const known: Readonly<Partial<Record<Link['kind'], string>>> = {
    peering: 'vpc_peering_connection_id',
    igw: 'gateway_id',
    vgw: 'gateway_id',
    dx: 'gateway_id',
    vpn: 'gateway_id',
    eigw: 'egress_only_gateway_id',
    nat: 'nat_gateway_id',
    tgw: 'transit_gateway_id',
    gwlbe: 'vpc_endpoint_id',
  };
  return known[kind];
}

function destination(prefix: Prefix): Arguments {
  const key = familyOf(prefix.address) === 6 ? 'destination_ipv6_cidr_block' : 'destination_cidr_block';
  return { [key]: formatPrefix(prefix) };
}

function protocolOf({ protocols }: Service): number {
  return protocols.first === protocols.last ? protocols.first : -1;
}

function groupService(service: Service): Arguments {
  const protocol = protocolOf(service);
  const { first, last } = service.ports;
  if (hasPorts(protocol)) return { ip_protocol: String(protocol), from_port: first, to_port: last };
  if (isIcmp(protocol)) return { ip_protocol: String(protocol), from_port: first >> 8, to_port: -1 };
  return { ip_protocol: String(protocol) };
}

function aclService(service: Service): Arguments {
  const protocol = protocolOf(service);
  const { first, last } = service.ports;
  if (hasPorts(protocol)) return { protocol: String(protocol), from_port: first, to_port: last };
  if (isIcmp(protocol)) return { protocol: String(protocol), icmp_type: first >> 8, icmp_code: -1 };
  return { protocol: String(protocol) };
}

/** Letters, digits and underscores, as Terraform wants names. */
function nameOf(...parts: readonly string[]): string {
  return parts.join('_').replace(/\W+/g, '_').replace(/^(\d)/, '_$1');
}

/** A reference stands as it is; everything else is a quoted string, number or boolean. */
function literal(value: Value): string {
  return typeof value === 'string' && /^aws_\w+\.\w+\.id$/.test(value) ? value : JSON.stringify(value);
}

function render(type: string, name: string, body: Arguments): string[] {
  const width = Math.max(...Object.keys(body).map((key) => key.length));
  return [
    `resource "${type}" "${name}" {`,
    ...Object.entries(body).map(([key, value]) => `  ${key.padEnd(width)} = ${literal(value)}`),
    '}',
  ];
}
