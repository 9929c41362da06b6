/**
 * On-premises sites and the gateways that lead to them: virtual private gateways, VPN and Direct Connect.
 */
import { NO_ROUTE } from '../fib/layout.ts';
import type { CompiledSite, CompiledSiteGateway } from '../compile/compiled-network.ts';
import { nextHopName } from '../compile/next-hop.ts';
import { DESTINATION, SOURCE } from './box.ts';
import { causeOf } from './route.ts';
import { checkSize } from './size.ts';
import { checkTunnel } from './transit-gateway.ts';
import { classify, originOf } from './transit.ts';
import type { Entry, Next, Place } from './place.ts';
import { arrived, drop } from './outcome.ts';
import type { Walk } from './walk.ts';

function hopOf(gateway: CompiledSiteGateway): string {
  return `${gateway.record.kind}:${gateway.record.id}`;
}

/** From the VPC towards the site. */
export function leaveToSite(walk: Walk, gateway: CompiledSiteGateway): Next {
  const { packet } = walk;
  const { vpc, site } = gateway;
  const hop = hopOf(gateway);
  const cause = { text: `gateway ${gateway.record.id}`, source: gateway.record.source };
  const tooBig = checkSize(walk, hop, vpc.profile.mtu.site);
  if (tooBig) return tooBig;
  const isOwn = packet.find(SOURCE, vpc.owners) !== undefined;
  // "Route tables and AWS Site-to-Site VPN route priority": sources that are no interface of the VPC.
  if (!isOwn && vpc.profile.siteGatewaySourceCheck) return drop('vgw-source-not-local', hop, { cause });
  // "Local Subnet" (VPN, Open Telekom Cloud): ranges behind the VPC have to be listed.
  if (!isOwn && vpc.profile.siteGatewayLocalSubnets && !packet.inSet(SOURCE, gateway.localSubnets)) {
    return drop('gateway-local-subnet-missing', hop, { cause });
  }
  if (!packet.inSet(DESTINATION, gateway.prefixes)) return drop('vgw-prefix-unknown', hop, { cause });
  if (gateway.pathDown) return drop('vpn-tunnel-down', hop, { cause });
  walk.cross(gateway.record.id);
  walk.loseIdentity();
  if (walk.recording) walk.record(hop, `leaves for ${site.record.id}`);
  return { at: 'site', site, sent: false };
}

/** At a site: for one of its hosts, or on by its router's table. `sent`: a host of it is the sender. */
export function passSite(walk: Walk, { site, sent }: Extract<Place, { at: 'site' }>): Next {
  const { packet, net } = walk;
  walk.originate();
  walk.dependOn(site.record.id);
  const siteHop = `site:${site.record.id}`;
  const { table } = site;
  if (walk.isLoop(table)) return drop('routing-loop', table.hop);
  const index = packet.lookup(net.fib, table.index);
  if (index === NO_ROUTE) {
    return sent ? drop('no-route', table.hop) : drop('dst-host-unknown', siteHop);
  }
  const hop = net.nextHops[index]!;
  if (walk.recording) walk.record(table.hop, 'longest match', causeOf(table, packet.low(DESTINATION)));
  if (hop.kind === 'local') {
    const host = packet.find(DESTINATION, site.hosts);
    if (!host) return drop('dst-host-unknown', siteHop);
    if (walk.leg === 'forward') walk.met ??= { kind: 'site-host', site, host };
    if (!isMeant(walk, host.id)) return drop('misdelivered', `eni:${host.id}`);
    return arrived({ kind: 'site-host', site, host });
  }
  if (hop.dead) {
    if (net.network.unmodelled.size > 0) walk.dependOn(nextHopName(hop), table.hop);
    return drop(hop.dead.reason, table.hop, { detail: hop.dead.detail });
  }
  if (hop.kind === 'site') return { at: 'from-site', gateway: hop.gateway };
  if (hop.kind === 'tgw') return fromSiteToTgw(walk, site, hop.tgw);
  return drop('route-target-invalid', table.hop);
}

function isMeant(walk: Walk, host: string): boolean {
  if (walk.leg === 'return') return true; // judged by who asked, at the end of the leg
  return walk.intent.kind === 'anyone' || (walk.intent.kind === 'site-host' && walk.intent.id === host);
}

function fromSiteToTgw(walk: Walk, site: CompiledSite, tgw: Extract<Place, { at: 'tgw' }>['tgw']): Next {
  const ingress = [...tgw.attachments.values()].find((attachment) => attachment.site === site);
  if (!ingress) return drop('tgw-attachment-unavailable', site.table.hop);
  const tooBig = checkTunnel(walk, ingress, `tgw:${tgw.record.id}`);
  if (tooBig) return tooBig;
  walk.cross(tgw.record.id);
  return { at: 'tgw', tgw, ingress, zone: '' };
}

/** From the site into the VPC. */
export function enterFromSite(walk: Walk, gateway: CompiledSiteGateway): Next {
  const { packet } = walk;
  const { vpc } = gateway;
  const { kind } = gateway.record;
  const hop = hopOf(gateway);
  const tooBig = checkSize(walk, hop, vpc.profile.mtu.site);
  if (tooBig) return tooBig;
  if (gateway.pathDown) return drop('vpn-tunnel-down', hop);
  walk.cross(gateway.record.id);
  if (walk.recording) walk.record(hop, `enters ${vpc.record.id} from ${gateway.site.record.id}`);
  const entry: Entry = { edge: kind, gateway };
  walk.enter(entry);
  if (packet.inSet(DESTINATION, vpc.range)) {
    if (gateway.edgeTable) return { at: 'table', table: gateway.edgeTable, vpc, subnet: undefined };
    return { at: 'vpc', vpc, from: undefined };
  }
  // Where a table is asked, it answers for itself.
  if (vpc.profile.siteArrival === 'main') {
    return { at: 'table', table: vpc.main, vpc, subnet: undefined };
  }
  const hope = classify(walk, vpc, undefined);
  if (!hope) return drop('vgw-destination-not-local', hop);
  const cell = vpc.profile.transit[kind][hope.exit];
  if (cell === 'carry') return drop('vgw-destination-not-local', hop);
  const reason = 'drop' in cell ? cell.drop : cell.otherwise;
  return drop(reason, hop, { transit: { from: originOf(entry), via: vpc.record.id, to: hope.to } });
}
