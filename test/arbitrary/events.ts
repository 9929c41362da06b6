// Events of the timeline: what may happen to a network between two looks at it.
import { ENDPOINT_STATES, ENDPOINT_STATES_OTC } from './endpoints.ts';
import type { Entry, LinkEntry } from './document.ts';
import type { Draft } from './draft.ts';
import { aclEntry, groupEntry } from './filters.ts';
import {
  DOOR_STATES,
  GATEWAY_ENDPOINT_STATES,
  GWLBE_STATES,
  NAT_STATES,
  SITE_GATEWAY_STATES,
} from './gateways.ts';
import { PEERING_STATES } from './peerings.ts';
import { anyDestination, edgeLines, siteLines, tableLines } from './routes.ts';
import { ATTACHMENT_STATES } from './transit-gateways.ts';

function statesOf(draft: Draft, entry: LinkEntry): readonly string[] {
  switch (entry.type) {
    case 'peering': {
      const { live, dead } = PEERING_STATES[draft.profile];
      return [live, ...dead];
    }
    case 'igw':
    case 'eigw':
      return DOOR_STATES;
    case 'nat':
      return NAT_STATES;
    case 'vgw':
    case 'vpn':
    case 'dx':
      return SITE_GATEWAY_STATES;
    case 'gwlbe':
      return GWLBE_STATES;
    case 'gateway-endpoint':
      return GATEWAY_ENDPOINT_STATES;
    case 'endpoint':
      return draft.profile === 'otc' ? ENDPOINT_STATES_OTC : ENDPOINT_STATES;
    default:
      return [];
  }
}

function newState(draft: Draft): Entry | undefined {
  const { dice, profile } = draft;
  const host = dice.pick(draft.vpcHosts());
  if (host !== undefined && dice.chance(0.25)) {
    return { set: { [host.name]: dice.pick(['running', 'stopped', 'stopped']) } };
  }
  const [id, entry] = dice.pick(Object.entries(draft.document.links)) ?? [];
  if (id === undefined || entry === undefined || gone(draft).includes(id)) return undefined;
  if (entry.type === 'tgw') {
    const name = dice.pick(Object.keys(entry['attachments'] as object));
    return name === undefined
      ? undefined
      : { set: { [id]: { [name]: dice.pick(ATTACHMENT_STATES) ?? 'failed' } } };
  }
  const states = statesOf(draft, entry);
  const state = dice.chance(0.4) ? states[0] : dice.pick(states);
  if (state === undefined) return undefined;
  const halved = entry.type === 'peering' && ['jd', 'azure', 'gcp'].includes(profile);
  if (halved && dice.chance(0.4)) {
    const half = dice.pick(entry['between'] as string[]);
    return half === undefined ? undefined : { set: { [id]: { [half]: state } } };
  }
  return { set: { [id]: state } };
}

/** Nothing brings a deleted object back; what takes its place has another name. */
function gone(draft: Draft): string[] {
  return draft.document.steps.flatMap(({ event }) =>
    typeof event['delete'] === 'string' ? [event['delete']] : [],
  );
}

function deletion(draft: Draft): Entry | undefined {
  const { dice } = draft;
  const links = Object.entries(draft.document.links).filter(([, entry]) => entry.type !== 'nlb');
  const id = dice.pick(links)?.[0];
  return id === undefined || gone(draft).includes(id) ? undefined : { delete: id };
}

function answer(draft: Draft): Entry | undefined {
  const { dice } = draft;
  const open = draft.linksOf('peering', 'endpoint').filter(([id, { type, state }]) => {
    if (gone(draft).includes(id)) return false;
    // An endpoint that failed or is gone has nobody left to answer.
    if (type === 'endpoint')
      return ['pendingAcceptance', 'rejected', 'available', 'accepted'].includes(String(state));
    return state !== undefined || dice.chance(0.2);
  });
  const id = dice.pick(open)?.[0];
  if (id === undefined) return undefined;
  return dice.chance(0.75) ? { accept: id } : { reject: id };
}

function routes(draft: Draft): Entry | undefined {
  const { dice, document } = draft;
  const key = dice.pick(Object.keys(document.routes));
  if (key === undefined) return undefined;
  const vpc = draft.vpc(key.split('/')[0] ?? '');
  const link = document.links[key];
  const edge = link === undefined ? undefined : draft.vpc(String(link['vpc']));
  const lines =
    vpc !== undefined
      ? tableLines(draft, vpc)
      : edge !== undefined
        ? edgeLines(draft, edge)
        : siteLines(draft, key);
  return { routes: { [key]: lines } };
}

function mode(draft: Draft): Entry | undefined {
  const { dice } = draft;
  const hubs = draft.linksOf('tgw').flatMap(([, entry]) => Object.keys(entry['attachments'] as object));
  const name = dice.pick(hubs);
  return name === undefined ? undefined : { applianceMode: { [name]: dice.chance(0.6) } };
}

function filters(draft: Draft): Entry | undefined {
  const { dice, document } = draft;
  if (dice.chance(0.5)) {
    const group = dice.pick([...draft.usedGroups]);
    return group === undefined ? undefined : { sgs: { [group]: groupEntry(draft) } };
  }
  const vpc = dice.pick(draft.vpcs);
  const subnet = dice.pick(vpc?.subnets ?? []);
  const key = dice.pick(Object.keys(document.acls)) ?? (subnet && `${subnet.vpc}/${subnet.name}`);
  return key === undefined ? undefined : { acls: { [key]: aclEntry(draft) } };
}

function lists(draft: Draft): Entry | undefined {
  const { dice, document } = draft;
  const id = dice.pick(Object.keys(document.prefixLists));
  if (id === undefined) return undefined;
  // Nobody but the provider changes what its services are reached by.
  if (id === 'pl-s3') return { prefixLists: { [id]: dice.some(['192.0.2.0/24', '198.18.0.0/24'], 0.6) } };
  const entries = [anyDestination(draft), anyDestination(draft)].filter((text) => text.includes('/'));
  return { prefixLists: { [id]: [...new Set(entries)] } };
}

export function arbitraryEvent(draft: Draft): Entry {
  const { dice } = draft;
  for (let tries = 0; tries < 20; tries += 1) {
    const make = dice.weighted(
      [6, newState],
      [2, deletion],
      [2, answer],
      [3, routes],
      [1, mode],
      [2, filters],
      [1, lists],
    );
    const event = make(draft);
    if (event !== undefined) return event;
  }
  return { set: {} };
}
