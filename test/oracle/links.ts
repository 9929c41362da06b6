// Links: everything of the document that is neither a network nor a host, read into its own shape.
// A link's state defaults to the live one of its kind. A deleted link stays in the world with the state
// `deleted`, because routes that name it may still be there ("Delete a VPC peering connection").
import { parseAddress } from './address.ts';
import { subnetNamed } from './estate.ts';
import {
  type Fields,
  address,
  count,
  fields,
  flag,
  half,
  isFields,
  list,
  prefixes,
  text,
  textOr,
  texts,
  textsIfAny,
} from './field.ts';
import type { Endpoint, Half, Igw, Link, Listener, Nat, Nlb, Peering, Profile } from './model.ts';
import type { Vgw, Vpc, World } from './model.ts';
import { TCP, protocol } from './rules.ts';
import { readTgw } from './tgw.ts';

const LIVE_PEERING: Readonly<Record<Profile, readonly string[]>> = {
  aws: ['active'],
  otc: ['active', 'accepted'],
  jd: ['connected'],
  azure: ['connected'],
  gcp: ['active'],
};

function readHalf(entry: Fields, vpc: string): Half {
  return {
    access: half(entry['access'], vpc, true),
    forwarded: half(entry['allowForwardedTraffic'], vpc, false),
    allowGateway: half(entry['allowGatewayTransit'], vpc, false),
    useGateway: half(entry['useRemoteGateways'], vpc, false),
    exportRoutes: half(entry['exportCustomRoutes'], vpc, false),
    importRoutes: half(entry['importCustomRoutes'], vpc, false),
  };
}

function readPeering(world: World, id: string, entry: Fields): Peering {
  const live = LIVE_PEERING[world.profile];
  const between = texts(entry['between']);
  const states = entry['state'];
  const stateOf = (name: string): string => textOr(isFields(states) ? states[name] : states, live[0] ?? '');
  const ends = between.flatMap((name) => world.vpcs.get(name) ?? []);
  return {
    type: 'peering',
    id,
    state: isFields(states) ? 'halves' : stateOf(''),
    states: between.map((name) => stateOf(name)),
    ends,
    halves: new Map(ends.map((vpc) => [vpc, readHalf(entry, vpc.id)])),
    live: ends.length === 2 && between.every((name) => live.includes(stateOf(name).toLowerCase())),
    refused: false,
  };
}

function readIgw(id: string, type: Igw['type'], vpc: Vpc | undefined, entry: Fields): Igw {
  const state = textOr(entry['state'], 'attached');
  return { type, id, state, vpc, attached: state === 'attached' };
}

function readNat(id: string, vpc: Vpc | undefined, entry: Fields): Nat {
  const eips = texts(entry['eip']).map((item) => parseAddress(item));
  return {
    type: 'nat',
    id,
    state: textOr(entry['state'], 'available'),
    vpc,
    subnet: subnetNamed(vpc, entry['subnet']),
    addresses: texts(entry['ip']).map((item) => parseAddress(item)),
    eips,
    public: textOr(entry['kind'], eips.length > 0 ? 'public' : 'private') === 'public',
  };
}

function readVgw(world: World, id: string, type: Vgw['type'], vpc: Vpc | undefined, entry: Fields): Vgw {
  const state = textOr(entry['state'], 'attached');
  const locals = entry['localSubnets'];
  const site = world.sites.get(textOr(entry['site'], ''));
  return {
    type,
    id,
    state,
    vpc,
    site,
    prefixes: entry['prefixes'] === undefined ? (site?.prefixes ?? []) : prefixes(entry['prefixes']),
    locals: locals === undefined ? undefined : prefixes(locals),
    attached: state === 'attached' || state === 'path-down',
    pathUp: state === 'attached',
  };
}

function readEndpoint(id: string, vpc: Vpc | undefined, entry: Fields): Endpoint {
  const ports = Object.entries(fields(entry['ports']));
  return {
    type: 'endpoint',
    id,
    state: textOr(entry['state'], 'available'),
    vpc,
    address: parseAddress(text(entry['ip'])),
    service: text(entry['service']),
    ports:
      entry['ports'] === undefined
        ? undefined
        : new Map(ports.map(([front, back]) => [Number(front), Number(back)])),
    nodeIp: address(entry['nodeIp']),
    healthy: textsIfAny(entry['healthyTargets']),
    crossZone: flag(entry['crossZone'], true),
    groups: texts(entry['sg']),
    whitelist: entry['whitelist'] === undefined ? undefined : prefixes(entry['whitelist']),
    principals: textsIfAny(entry['allowedPrincipals']),
    allows: entry['policy'] !== 'deny',
    privateDns: textOr(entry['privateDns'], undefined),
    dnsName: textOr(entry['dnsName'], undefined),
  };
}

function readListener(value: unknown): Listener {
  const entry = fields(value);
  const port = count(entry['port'], 0);
  return {
    port,
    proto: entry['proto'] === undefined ? TCP : (protocol(entry['proto']) ?? TCP),
    targets: texts(entry['targets']),
    targetPort: count(entry['targetPort'], port),
  };
}

function readNlb(id: string, vpc: Vpc | undefined, entry: Fields): Nlb {
  return {
    type: 'nlb',
    id,
    state: textOr(entry['state'], 'active'),
    vpc,
    nodes: Object.entries(fields(entry['ips'])).map(([subnet, value]) => ({
      subnet: subnetNamed(vpc, subnet),
      address: parseAddress(text(value)),
    })),
    listeners: list(entry['listeners']).map((item) => readListener(item)),
    crossZone: flag(entry['crossZone'], true),
    preserve: flag(entry['preserveClientIp'], false),
    unhealthy: texts(entry['unhealthy']),
  };
}

export function readLink(world: World, id: string, value: unknown): Link {
  const entry = fields(value);
  const vpc = world.vpcs.get(textOr(entry['vpc'], ''));
  const type = text(entry['type']);
  switch (type) {
    case 'peering':
      return readPeering(world, id, entry);
    case 'igw':
    case 'eigw':
      return readIgw(id, type, vpc, entry);
    case 'nat':
      return readNat(id, vpc, entry);
    case 'vgw':
    case 'dx':
    case 'vpn':
      return readVgw(world, id, type, vpc, entry);
    case 'tgw':
      return readTgw(world, id, entry);
    case 'gateway-endpoint': {
      const state = textOr(entry['state'], 'available');
      return { type, id, state, vpc, allows: entry['policy'] !== 'deny' };
    }
    case 'endpoint':
      return readEndpoint(id, vpc, entry);
    case 'gwlbe': {
      const state = textOr(entry['state'], 'available');
      const subnet = subnetNamed(vpc, entry['subnet']);
      const stateful = flag(entry['stateful'], false);
      return { type, id, state, vpc, subnet, drops: entry['policy'] === 'drop', stateful };
    }
    case 'nlb':
      return readNlb(id, vpc, entry);
    default:
      throw new Error(`not a link type: ${type}`);
  }
}
