/**
 * `links`: everything that is not a host. Peerings, gateways and load balancers are read here;
 * transit gateways and endpoints have files of their own.
 */
import { livePeeringState } from '../../model/link-state.ts';
import type { Link, NlbListener, PeeringHalf } from '../../model/link.ts';
import { TCP, UDP } from '../../model/protocol.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import {
  addLinkEni,
  knownEnis,
  knownSubnet,
  knownVpc,
  nameOf,
  readState,
  type EntryOf,
  type LinkEntry,
} from './link-parts.ts';
import { readEndpoint, readGatewayEndpoint } from './read-endpoints.ts';
import { readNat } from './read-nat.ts';
import { readTgw } from './read-tgw.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { listOf, readCidrs, readRate } from './values.ts';
import { own } from '../../model/own.ts';

/**
 * Reads `links`. Those of a network that was observed keep the order in which they stand; of others the
 * late ones come last, as they always have.
 */
export function readLinks(reading: Reading, section: unknown, path: Path): void {
  const entries = reading.entries(schema.link, section, path).filter(({ key, value, path: at }) => {
    const existing = reading.draft.links.get(key);
    if (!existing || existing.kind === value.type) return true;
    const message = `there is a link called "${key}" already, of type ${existing.kind}`;
    reading.report('duplicate-name', message, at);
    return false;
  });
  // Endpoints may stand in front of load balancers, and transit gateways may peer with one another.
  const isLate = (type: string): boolean => type === 'endpoint' || type === 'tgw';
  for (const { key, value, path: at } of entries.filter((entry) => !isLate(entry.value.type))) {
    readLink(reading, key, value, at);
    readCapacity(reading, key, value, at);
  }
  const tgwIds = entries.flatMap((entry) => (entry.value.type === 'tgw' ? [entry.key] : []));
  for (const { key, value, path: at } of entries) {
    if (value.type === 'endpoint') readEndpoint(reading, key, value, at);
    if (value.type === 'tgw') readTgw(reading, key, value, tgwIds, at);
    if (isLate(value.type)) readCapacity(reading, key, value, at);
  }
  if (!reading.provenance.isObserved) return;
  const { links } = reading.draft;
  for (const { key } of entries) {
    const link = links.get(key);
    if (!link) continue;
    links.delete(key);
    links.set(key, link);
  }
}

/** Capacity of a whole link; a transit gateway has one per attachment. */
function readCapacity(reading: Reading, id: string, entry: LinkEntry, path: Path): void {
  if (entry.type === 'tgw' || entry.capacity === undefined) return;
  const capacityBps = readRate(reading, entry.capacity, [...path, 'capacity']);
  const link = reading.draft.links.get(id);
  if (link && capacityBps !== undefined) reading.draft.links.set(id, { ...link, capacityBps } as Link);
}

function readLink(reading: Reading, id: string, entry: LinkEntry, path: Path): void {
  const source = reading.source(path);
  const { links } = reading.draft;
  switch (entry.type) {
    case 'peering':
      readPeering(reading, id, entry, path);
      return;
    case 'igw':
    case 'eigw':
      if (!knownVpc(reading, entry.vpc, path)) return;
      links.set(id, {
        kind: entry.type,
        id,
        ...nameOf(entry),
        vpc: entry.vpc,
        state: readState(reading, entry.type, entry.state, path),
        source,
      });
      return;
    case 'nat':
      readNat(reading, id, entry, path);
      return;
    case 'vgw':
    case 'dx':
    case 'vpn': {
      if (!knownVpc(reading, entry.vpc, path)) return;
      if (!reading.draft.sites.has(entry.site)) {
        reading.reportUnknown('site', entry.site, [...path, 'site'], reading.draft.sites.keys());
        return;
      }
      const prefixes = entry.prefixes
        ? readCidrs(reading, entry.prefixes, [...path, 'prefixes'])
        : (reading.draft.sites.get(entry.site)?.prefixes ?? []);
      links.set(id, {
        kind: entry.type,
        id,
        ...nameOf(entry),
        vpc: entry.vpc,
        site: entry.site,
        prefixes,
        ...(entry.localSubnets && {
          localSubnets: readCidrs(reading, entry.localSubnets, [...path, 'localSubnets']),
        }),
        state: readState(reading, entry.type, entry.state, path),
        source,
      });
      return;
    }
    case 'gateway-endpoint':
      readGatewayEndpoint(reading, id, entry, path);
      return;
    case 'gwlbe': {
      const subnet = knownSubnet(reading, entry.vpc, entry.subnet, path);
      if (subnet === undefined) return;
      const state = readState(reading, 'gwlbe', entry.state, path);
      links.set(id, {
        kind: 'gwlbe',
        id,
        ...nameOf(entry),
        vpc: entry.vpc,
        subnet,
        policy: entry.policy ?? 'allow',
        stateful: entry.stateful ?? false,
        state,
        source,
      });
      return;
    }
    case 'nlb':
      readLoadBalancer(reading, id, entry, path);
      return;
    case 'endpoint':
    case 'tgw':
      throw new Error('read after the other links');
  }
}

export function checkPeeringState(reading: Reading, state: string, path: Path): void {
  const known = Object.keys(reading.profile.peering.states);
  if (known.includes(state) || reading.provenance.isObserved) return;
  const message = `"${state}" is no peering state of ${reading.profile.title}; expected one of ${known.join(', ')}`;
  reading.report('impossible-state', message, path, didYouMean(state, known));
}

type HalfFlag = boolean | Record<string, boolean> | undefined;

function readPeering(reading: Reading, id: string, entry: EntryOf<'peering'>, path: Path): void {
  for (const [i, vpc] of entry.between.entries()) {
    if (!reading.draft.vpcs.has(vpc)) {
      reading.reportUnknown('VPC', vpc, [...path, 'between', i], reading.draft.vpcs.keys());
      return;
    }
  }
  const stateOf = (vpc: string): string => {
    if (entry.state === undefined) return livePeeringState(reading.profile);
    if (typeof entry.state === 'string') return entry.state;
    return own(entry.state, vpc) ?? livePeeringState(reading.profile);
  };
  const flag = (value: HalfFlag, vpc: string, otherwise: boolean): boolean =>
    typeof value === 'object' ? (own(value, vpc) ?? otherwise) : (value ?? otherwise);
  const half = (vpc: string): PeeringHalf => ({
    vpc,
    state: stateOf(vpc),
    access: flag(entry.access, vpc, true),
    allowForwardedTraffic: flag(entry.allowForwardedTraffic, vpc, false),
    allowGatewayTransit: flag(entry.allowGatewayTransit, vpc, false),
    useRemoteGateways: flag(entry.useRemoteGateways, vpc, false),
    exportCustomRoutes: flag(entry.exportCustomRoutes, vpc, false),
    importCustomRoutes: flag(entry.importCustomRoutes, vpc, false),
  });
  const halves = [half(entry.between[0]), half(entry.between[1])] as const;
  for (const state of new Set(halves.map((end) => end.state))) {
    checkPeeringState(reading, state, [...path, 'state']);
  }
  reading.draft.links.set(id, {
    kind: 'peering',
    id,
    ...nameOf(entry),
    halves,
    source: reading.source(path),
  });
}

function readLoadBalancer(reading: Reading, id: string, entry: EntryOf<'nlb'>, path: Path): void {
  if (!knownVpc(reading, entry.vpc, path)) return;
  if (entry.ips === undefined && entry.enis === undefined) {
    reading.report('wrong-shape', 'the key "ips" is missing', [...path, 'ips']);
    return;
  }
  const claimed = knownEnis(reading, entry.enis ?? [], [...path, 'enis']);
  const own = Object.entries(entry.ips ?? {}).flatMap(([subnet, ip]) => {
    const at = [...path, 'ips', subnet];
    const eni = addLinkEni(
      reading,
      {
        id: `${id}/${subnet}`,
        vpc: entry.vpc,
        owner: { kind: 'load-balancer', link: id },
        groups: listOf(entry.sg),
      },
      ip,
      undefined,
      at,
    );
    if (eni && eni.subnet !== `${entry.vpc}/${subnet}`) {
      reading.report('outside-range', `${ip} does not lie in subnet ${subnet}`, at);
    }
    return eni ? [eni.id] : [];
  });
  const listeners = entry.listeners.map((listener, i): NlbListener => {
    const at = [...path, 'listeners', i];
    for (const [k, target] of listener.targets.entries()) {
      if (!reading.draft.enis.has(target)) {
        reading.reportUnknown('host', target, [...at, 'targets', k], reading.draft.enis.keys());
      }
    }
    return {
      protocol: listener.proto === 'udp' ? UDP : TCP,
      port: listener.port,
      targetPort: listener.targetPort ?? listener.port,
      targets: listener.targets,
      source: reading.source(at),
    };
  });
  reading.draft.links.set(id, {
    kind: 'nlb',
    id,
    ...nameOf(entry),
    vpc: entry.vpc,
    enis: [...claimed, ...own],
    listeners,
    unhealthy: entry.unhealthy ?? [],
    crossZone: entry.crossZone ?? true,
    preserveClientIp: entry.preserveClientIp ?? false,
    source: reading.source(path),
  });
}
