/**
 * A network as a Terraform state: what Terraform has words for, and nothing else.
 */
import { formatAddress } from '../../../src/ip/address.ts';
import { formatPrefix, type Prefix } from '../../../src/ip/prefix.ts';
import { PLAIN_HOST, type Eni } from '../../../src/model/eni.ts';
import type { AclRule, SecurityGroupRule } from '../../../src/model/filter.ts';
import { isLiveState } from '../../../src/model/link-state.ts';
import type { Link, TransitGateway } from '../../../src/model/link.ts';
import { draftOf, type NetworkDraft } from '../../../src/model/network-draft.ts';
import type { Network } from '../../../src/model/network.ts';
import { hasPorts, isIcmp, type Service } from '../../../src/model/protocol.ts';
import type { Route } from '../../../src/model/route.ts';
import { stateOf } from './estate.ts';

type Values = Record<string, unknown>;

function isWritable(link: Link): boolean {
  switch (link.kind) {
    case 'peering':
    case 'igw':
    case 'eigw':
      return link.kind === 'peering' || isLiveState(link.kind, link.state);
    case 'nat':
      return link.state === 'available';
    case 'gateway-endpoint':
      return link.policy === 'allow' && isLiveState(link.kind, link.state);
    case 'tgw':
      return [...link.attachments.values()].every(
        ({ attached, state }) => attached.kind === 'vpc' && isLiveState('attachment', state),
      );
    default:
      return false;
  }
}

function isWritableRoute(draft: NetworkDraft, { target, origin }: Route): boolean {
  if (origin !== 'static') return false;
  if (target.kind === 'link') return draft.links.has(target.link);
  return target.kind === 'eni' ? draft.enis.has(target.eni) : target.kind !== 'unmodelled';
}

/** The network without what a state cannot say. */
export function writablePart(network: Network): Network {
  const draft = draftOf(network);
  draft.flags = {};
  draft.sites.clear();
  draft.siteHosts.clear();
  for (const link of network.links.values()) if (!isWritable(link)) draft.links.delete(link.id);
  for (const eni of network.enis.values()) {
    const { owner } = eni;
    const isKept =
      owner.kind === 'host' ? eni.state === 'up' : owner.kind === 'nat' && draft.links.has(owner.link);
    if (!isKept) draft.enis.delete(eni.id);
    else if (owner.kind === 'host') {
      const host = eni.sourceDestCheck ? PLAIN_HOST : { ...PLAIN_HOST, forwards: true };
      draft.enis.set(eni.id, { ...eni, owner: { kind: 'host', host } });
    }
  }
  for (const table of network.routeTables.values()) {
    const { owner } = table;
    const isKept = owner.kind === 'vpc' || (owner.kind === 'edge' && draft.links.has(owner.link));
    if (!isKept) draft.routeTables.delete(table.id);
    else {
      const routes = table.routes.filter((route) => isWritableRoute(draft, route));
      draft.routeTables.set(table.id, { ...table, routes, propagatingGateways: [] });
    }
  }
  dropForgottenPeerings(draft);
  return draft;
}

/** A peering that is over stays only while a route still names it. */
function dropForgottenPeerings(draft: NetworkDraft): void {
  const named = new Set(
    [...draft.routeTables.values()].flatMap(({ routes }) =>
      routes.flatMap(({ target }) => (target.kind === 'link' ? [target.link] : [])),
    ),
  );
  for (const link of draft.links.values()) {
    if (link.kind !== 'peering' || link.halves[0].state === 'active' || named.has(link.id)) continue;
    draft.links.delete(link.id);
  }
}

function ranges(prefixes: readonly Prefix[]): { four: string[]; six: string[] } {
  const texts = prefixes.map(formatPrefix);
  return {
    four: texts.filter((text) => !text.includes(':')),
    six: texts.filter((text) => text.includes(':')),
  };
}

function serviceValues({ protocols, ports }: Service): Values {
  const { first: protocol } = protocols;
  if (protocols.first !== protocols.last) return { protocol: '-1', from_port: 0, to_port: 0 };
  const base = { protocol: String(protocol) };
  if (isIcmp(protocol)) {
    const isAll = ports.first === 0 && ports.last === 65_535;
    const isOne = ports.first === ports.last;
    return { ...base, from_port: isAll ? -1 : ports.first >> 8, to_port: isOne ? ports.first & 255 : -1 };
  }
  return hasPorts(protocol) ? { ...base, from_port: ports.first, to_port: ports.last } : base;
}

function ruleBlock({ service, peer }: SecurityGroupRule): Values {
  const text = peer.kind === 'prefix' ? formatPrefix(peer.prefix) : '';
  return {
    ...serviceValues(service),
    cidr_blocks: peer.kind === 'prefix' && !text.includes(':') ? [text] : [],
    ipv6_cidr_blocks: text.includes(':') ? [text] : [],
    prefix_list_ids: peer.kind === 'prefix-list' ? [peer.list] : [],
    security_groups: peer.kind === 'group' ? [peer.group] : [],
    self: false,
  };
}

function aclBlock({ number, allow, service, prefix }: AclRule): Values {
  const { from_port: from, to_port: to, ...rest } = serviceValues(service);
  const text = formatPrefix(prefix);
  const isMessage = isIcmp(service.protocols.first) && service.protocols.first === service.protocols.last;
  return {
    ...rest,
    ...(isMessage ? { icmp_type: from, icmp_code: to } : { from_port: from, to_port: to }),
    rule_no: number,
    action: allow ? 'allow' : 'deny',
    ...(text.includes(':') ? { ipv6_cidr_block: text } : { cidr_block: text }),
  };
}

const TARGET_KEYS: Readonly<Record<string, string>> = {
  peering: 'vpc_peering_connection_id',
  nat: 'nat_gateway_id',
  tgw: 'transit_gateway_id',
  eigw: 'egress_only_gateway_id',
  igw: 'gateway_id',
  'gateway-endpoint': 'gateway_id',
};

function routeValues(network: Network, { destination, target }: Route): Values {
  const text = destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list;
  const key =
    destination.kind === 'prefix-list'
      ? 'destination_prefix_list_id'
      : text.includes(':')
        ? 'destination_ipv6_cidr_block'
        : 'destination_cidr_block';
  switch (target.kind) {
    case 'local':
      return { [key]: text, gateway_id: 'local' };
    case 'eni':
      return { [key]: text, network_interface_id: target.eni };
    case 'link':
      return { [key]: text, [TARGET_KEYS[network.links.get(target.link)!.kind]!]: target.link };
    default:
      return { [key]: text, nat_gateway_id: 'nat-gone', state: 'blackhole' };
  }
}

class StateWriter {
  readonly resources: Record<string, Values> = {};
  private readonly network: Network;
  private count = 0;

  constructor(network: Network) {
    this.network = network;
  }

  add(type: string, values: Values): void {
    this.count += 1;
    this.resources[`${type}.r${this.count}`] = values;
  }

  vpcs(): void {
    const { network } = this;
    for (const { id, cidrs, region, account } of network.vpcs.values()) {
      const { four, six } = ranges(cidrs);
      this.add('aws_vpc', { id, cidr_block: four[0], ipv6_cidr_block: six[0], region, owner_id: account });
      for (const cidr_block of four.slice(1))
        this.add('aws_vpc_ipv4_cidr_block_association', { vpc_id: id, cidr_block });
      for (const ipv6_cidr_block of six.slice(1))
        this.add('aws_vpc_ipv6_cidr_block_association', { vpc_id: id, ipv6_cidr_block });
    }
    for (const { id, vpc, az, prefixes, routeTable } of network.subnets.values()) {
      const { four, six } = ranges(prefixes);
      this.add('aws_subnet', {
        id,
        vpc_id: vpc,
        availability_zone: az,
        cidr_block: four[0],
        ipv6_cidr_block: six[0],
      });
      if (routeTable !== undefined)
        this.add('aws_route_table_association', { subnet_id: id, route_table_id: routeTable });
    }
    for (const { id, prefixes } of network.prefixLists.values()) {
      this.add('aws_ec2_managed_prefix_list', {
        id,
        name: id,
        entry: prefixes.map((prefix) => ({ cidr: formatPrefix(prefix) })),
      });
    }
  }

  tables(): void {
    const { network } = this;
    const main = new Set([...network.vpcs.values()].map((vpc) => vpc.mainTable));
    for (const { id, owner, routes } of network.routeTables.values()) {
      if (owner.kind === 'site') continue;
      const type = main.has(id) ? 'aws_default_route_table' : 'aws_route_table';
      this.add(type, { id, default_route_table_id: id, vpc_id: owner.vpc, route: [] });
      if (owner.kind === 'edge')
        this.add('aws_route_table_association', { gateway_id: owner.link, route_table_id: id });
      for (const route of routes)
        this.add('aws_route', { route_table_id: id, ...routeValues(network, route) });
    }
  }

  filters(): void {
    const { network } = this;
    for (const { id, vpc, ingress, egress } of network.securityGroups.values()) {
      this.add('aws_security_group', {
        id,
        name: id,
        vpc_id: vpc,
        ingress: ingress.map(ruleBlock),
        egress: egress.map(ruleBlock),
      });
    }
    for (const { id, vpc, ingress, egress } of network.networkAcls.values()) {
      const subnet_ids = [...network.subnets.values()]
        .filter((subnet) => subnet.networkAcl === id)
        .map((subnet) => subnet.id);
      this.add('aws_network_acl', {
        id,
        vpc_id: vpc,
        subnet_ids,
        ingress: ingress.map(aclBlock),
        egress: egress.map(aclBlock),
      });
    }
  }

  hosts(): void {
    for (const eni of this.network.enis.values()) if (eni.owner.kind === 'host') this.host(eni);
  }

  private host(eni: Eni): void {
    const own = eni.addresses.map(({ first }) => formatAddress(first));
    this.add('aws_network_interface', {
      id: eni.id,
      subnet_id: eni.subnet,
      private_ips: own.filter((text) => !text.includes(':')),
      ipv6_addresses: own.filter((text) => text.includes(':')),
      security_groups: eni.securityGroups,
      source_dest_check: eni.sourceDestCheck,
    });
    for (const { private: inside, public: outside } of eni.publicMappings) {
      const address = formatAddress(outside);
      this.add('aws_eip', {
        id: `eipalloc-${eni.id}`,
        public_ip: address,
        network_interface: eni.id,
        private_ip: formatAddress(inside),
      });
    }
  }

  links(): void {
    for (const link of this.network.links.values()) this.link(link);
  }

  private link(link: Link): void {
    const { id } = link;
    switch (link.kind) {
      case 'peering': {
        const [a, b] = link.halves;
        const region = this.network.vpcs.get(a.vpc)!.region;
        const peer_region = this.network.vpcs.get(b.vpc)!.region;
        this.add('aws_vpc_peering_connection', {
          id,
          vpc_id: a.vpc,
          peer_vpc_id: b.vpc,
          accept_status: a.state,
          region,
          peer_region,
        });
        break;
      }
      case 'igw':
        this.add('aws_internet_gateway', { id, vpc_id: link.vpc });
        break;
      case 'eigw':
        this.add('aws_egress_only_internet_gateway', { id, vpc_id: link.vpc });
        break;
      case 'nat': {
        const eni = this.network.enis.get(link.eni)!;
        const [mapping] = eni.publicMappings;
        this.add('aws_nat_gateway', {
          id,
          subnet_id: link.subnet,
          connectivity_type: link.connectivity,
          private_ip: formatAddress(eni.addresses[0]!.first),
          public_ip: mapping && formatAddress(mapping.public),
          network_interface_id: eni.id,
        });
        break;
      }
      case 'gateway-endpoint':
        this.add('aws_vpc_endpoint', {
          id,
          vpc_id: link.vpc,
          vpc_endpoint_type: 'Gateway',
          service_name: link.prefixList,
          prefix_list_id: link.prefixList,
        });
        break;
      case 'tgw':
        this.transit(link);
        break;
      default:
        throw new Error(`no words for ${link.kind}`);
    }
  }

  private transit({ id, attachments, tables, sgReferencing }: TransitGateway): void {
    const inTgw = (name: string): string => `${id}/${name}`;
    this.add('aws_ec2_transit_gateway', {
      id,
      default_route_table_association: 'disable',
      default_route_table_propagation: 'disable',
      security_group_referencing_support: sgReferencing ? 'enable' : 'disable',
    });
    for (const { id: name, attached, table, applianceMode } of attachments.values()) {
      if (attached.kind !== 'vpc') continue;
      this.add('aws_ec2_transit_gateway_vpc_attachment', {
        id: inTgw(name),
        transit_gateway_id: id,
        vpc_id: attached.vpc,
        subnet_ids: attached.subnets,
        appliance_mode_support: applianceMode ? 'enable' : 'disable',
      });
      if (table === undefined) continue;
      this.add('aws_ec2_transit_gateway_route_table_association', {
        transit_gateway_route_table_id: inTgw(table),
        transit_gateway_attachment_id: inTgw(name),
      });
    }
    for (const table of tables.values()) {
      const within = { transit_gateway_route_table_id: inTgw(table.id) };
      this.add('aws_ec2_transit_gateway_route_table', { id: inTgw(table.id), transit_gateway_id: id });
      for (const name of table.propagations) {
        this.add('aws_ec2_transit_gateway_route_table_propagation', {
          ...within,
          transit_gateway_attachment_id: inTgw(name),
        });
      }
      for (const { destination, attachment } of table.routes) {
        const target =
          attachment === undefined
            ? { blackhole: true }
            : { transit_gateway_attachment_id: inTgw(attachment) };
        const where =
          destination.kind === 'prefix'
            ? { destination_cidr_block: formatPrefix(destination.prefix) }
            : { prefix_list_id: destination.list };
        const type =
          destination.kind === 'prefix'
            ? 'aws_ec2_transit_gateway_route'
            : 'aws_ec2_transit_gateway_prefix_list_reference';
        this.add(type, { ...within, ...where, ...target });
      }
    }
  }
}

/** A raw state that declares a network; see {@link writablePart}. */
export function stateOfNetwork(network: Network): unknown {
  const writer = new StateWriter(network);
  writer.vpcs();
  writer.tables();
  writer.filters();
  writer.hosts();
  writer.links();
  return stateOf(writer.resources);
}
