/**
 * Virtual private gateways, with the VPN connections and Direct Connect interfaces behind them.
 *
 * What a gateway learned over BGP stands in no response; the routes of the VPC that lead to it tell a
 * part of it. A connection's configuration text is never looked at: it holds secrets.
 */
import type { Prefix } from '../../ip/prefix.ts';
import { isLiveState } from '../../model/link-state.ts';
import type { SiteGateway } from '../../model/link.ts';
import type { DirectConnect } from './direct-connect.ts';
import type { ExportReading } from './export-reading.ts';
import { Grouping } from './grouping.ts';
import type { Item } from './item.ts';
import { unique, type Sites } from './sites.ts';

export function readVpnGateways(reading: ExportReading, sites: Sites, direct: DirectConnect): void {
  const connections = connectionsByGateway(reading);
  const routed = prefixesByGateway(reading);
  for (const [id, item] of reading.inventory.all('VpnGateways')) {
    const attachments = item.items('VpcAttachments');
    const attachment =
      attachments.find((candidate) => isLiveState('vgw', candidate.text('State') ?? '')) ?? attachments[0];
    const vpcId = attachment?.ref('VpcId');
    if (!attachment || vpcId === undefined) continue;
    const state = attachment.text('State') ?? 'attached';
    if (!isLiveState('vgw', state) && !reading.routeNames.has(id)) continue;
    const own = connections.of(id);
    const isDirect = direct.leadsBehind(id);
    const prefixes = [...own.flatMap((connection) => staticRoutes(reading, connection)), ...routed.of(id)];
    const vpc = reading.vpc(vpcId, item);
    const site = sites.behind(own, direct.siteBehind(id) ?? `${id}/on-premises`, item.source);
    const { name, source } = item;
    const gateway: SiteGateway = {
      kind: isDirect && own.length === 0 ? 'dx' : 'vgw',
      id,
      ...(name !== undefined && { name }),
      vpc,
      site,
      prefixes: unique(prefixes),
      state:
        isLiveState('vgw', state) &&
        (own.length > 0 || isDirect) &&
        own.every(isDown) &&
        (!isDirect || direct.isDown(id))
          ? 'path-down'
          : state,
      source,
    };
    reading.draft.links.set(id, gateway);
    const cidrs = reading.draft.vpcs.get(vpc)?.cidrs ?? [];
    const told = own.length === 0 ? direct.announced(id) : undefined;
    sites.add(site, gateway.prefixes, { prefixes: told ?? cidrs, link: id, source });
    if (own.length === 0 || isDirect || own.some((connection) => !isStatic(connection))) {
      const why = 'what it learns from the other side is in no file, except where routes name it';
      reading.doubt({ id, kind: 'VpnGateway', why, source, vpc });
    }
  }
}

/** A tunnel that is up is enough; without a word on tunnels they count as up. */
export function isDown(connection: Item): boolean {
  const tunnels = connection.items('VgwTelemetry');
  return tunnels.length > 0 && tunnels.every((tunnel) => tunnel.text('Status') === 'DOWN');
}

function isStatic(connection: Item): boolean {
  return connection.inner('Options')?.flag('StaticRoutesOnly') === true;
}

export function staticRoutes(reading: ExportReading, connection: Item): Prefix[] {
  return connection
    .items('Routes')
    .filter((route) => (route.text('State') ?? 'available') === 'available')
    .flatMap((route) => reading.prefix(route, 'DestinationCidrBlock') ?? []);
}

function connectionsByGateway(reading: ExportReading): Grouping<Item> {
  const byGateway = new Grouping<Item>();
  for (const item of reading.inventory.all('VpnConnections').values()) {
    const gateway = item.ref('VpnGatewayId');
    if (gateway === undefined || ['deleted', 'deleting'].includes(item.text('State') ?? '')) continue;
    byGateway.add(gateway, item);
  }
  return byGateway;
}

/** Prefixes that routes send to a gateway: it knows them, or the routes would be of no use. */
function prefixesByGateway(reading: ExportReading): Grouping<Prefix> {
  const byGateway = new Grouping<Prefix>();
  for (const table of reading.inventory.all('RouteTables').values()) {
    for (const route of table.items('Routes')) {
      const gateway = route.ref('GatewayId');
      if (gateway === undefined || !gateway.startsWith('vgw-')) continue;
      const prefix =
        reading.prefix(route, 'DestinationCidrBlock') ?? reading.prefix(route, 'DestinationIpv6CidrBlock');
      if (prefix) byGateway.add(gateway, prefix);
    }
  }
  return byGateway;
}
