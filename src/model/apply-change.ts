/**
 * A change applied to a network: a new network that shares every record the change does not touch.
 *
 * `set` states a fact and holds for everything that is still there. Requests (accept, reject, delete,
 * new objects and routes) go through the rules of the provider, which may refuse them; a refused request
 * changes nothing. A whole table (`set-routes`) is taken as it is, like one that was read.
 */
import { formatPrefix } from '../ip/prefix.ts';
import { amend } from './amend.ts';
import type { Change, ChangeAction } from './change.ts';
import { refuseExcess, refuseRouteExcess } from './control-plane/excess.ts';
import { refuseRoute } from './control-plane/refuse-route.ts';
import { deleteObject } from './delete-object.ts';
import type { InterfaceEndpoint, Link, Peering } from './link.ts';
import { endpointStanding, isEndpointOver } from './link-state.ts';
import { mapLink, withAttachment } from './map-link.ts';
import type { Network } from './network.ts';
import { afterRequest, isOver, withHalf } from './peering-life.ts';
import { PROFILES } from './profile/profiles.ts';
import type { Profile } from './profile/profile.ts';
import { putRecords } from './put-records.ts';
import type { Objection, Refusal } from './refusal.ts';
import { removeRanges } from './remove-ranges.ts';
import { withValue } from './replaced-map.ts';
import type { Route } from './route.ts';
import { own } from './own.ts';

export interface Applied {
  readonly network: Network;
  readonly refusals: readonly Refusal[];
}

/** Applies changes in order; what is refused is reported and left out. */
export function applyChanges(network: Network, changes: readonly Change[]): Applied {
  let current = network;
  const refusals: Refusal[] = [];
  for (const { action, text, source } of changes) {
    const { network: changed, objections } = applyOne(current, action);
    current = changed;
    for (const { reason, detail } of objections)
      refusals.push({ reason, detail: `${text}: ${detail}`, source });
  }
  return { network: current, refusals };
}

interface Outcome {
  readonly network: Network;
  readonly objections: readonly Objection[];
}

function applyOne(network: Network, action: ChangeAction): Outcome {
  if (action.kind === 'set-routes') return setRoutes(network, action.table, action.routes);
  const result = resultOf(network, action);
  return 'reason' in result ? { network, objections: [result] } : { network: result, objections: [] };
}

function resultOf(
  network: Network,
  action: Exclude<ChangeAction, { kind: 'set-routes' }>,
): Network | Objection {
  switch (action.kind) {
    case 'set-state':
      return setState(network, action.object, action.state);
    case 'set-half':
      return setPeering(network, action.peering, action.vpc, action.state);
    case 'set-attachment':
      return mapLink(network, action.tgw, (link) =>
        link.kind === 'tgw' ? withAttachment(link, action.attachment, { state: action.state }) : link,
      );
    case 'set-appliance-mode':
      return setApplianceMode(network, action.attachment, action.on);
    case 'delete':
      return deleteObject(network, action.object);
    case 'accept':
    case 'reject':
      return answerRequest(network, action.link, action.kind);
    case 'put-routes':
      return putRoutes(network, action.table, action.routes);
    case 'remove-routes':
      return removeRoutes(network, action.table, action.destinations);
    case 'remove-ranges':
      return removeRanges(network, action.vpc, action.ranges);
    case 'amend':
      return amend(network, action.amendment);
    case 'put':
      return putRecords(network, action.records);
  }
}

function notFound(id: string): Objection {
  return { reason: 'not-found', detail: `there is no ${id}` };
}

function profileOf(network: Network, peering: Peering): Profile {
  const vpc = network.vpcs.get(peering.halves[0].vpc);
  if (!vpc) throw new Error(`peering ${peering.id} joins a VPC that the network does not have`);
  return PROFILES[vpc.profile];
}

function setState(network: Network, object: string, state: string): Network | Objection {
  const eni = network.enis.get(object);
  if (eni) {
    const enis = new Map(network.enis).set(object, { ...eni, state: state === 'stopped' ? 'down' : 'up' });
    return { ...network, enis };
  }
  const link = network.links.get(object);
  if (!link) return notFound(object);
  if (link.kind === 'peering') return setPeering(network, object, undefined, state);
  return mapLink(network, object, () =>
    link.kind === 'tgw' || link.kind === 'nlb' ? link : ({ ...link, state } satisfies Link),
  );
}

/** What has ended, or is ending, is observed in no earlier state any more: a new peering has a new id. */
function setPeering(
  network: Network,
  id: string,
  vpc: string | undefined,
  state: string,
): Network | Objection {
  const peering = network.links.get(id);
  if (peering?.kind !== 'peering') return notFound(id);
  const changed = withHalf(peering, vpc, state);
  const profile = profileOf(network, peering);
  const { states, perHalf } = profile.peering;
  const goesOn = peering.halves.every(
    (half, i) =>
      half.state === changed.halves[i]?.state ||
      own(states, half.state)?.next.includes(changed.halves[i]?.state ?? '') === true,
  );
  if (!goesOn && !perHalf && isOver(profile, peering)) {
    const words = [...new Set(peering.halves.map((half) => half.state))].join(' / ');
    return { reason: 'peering-refused-state', detail: `${id} is ${words}` };
  }
  return mapLink(network, id, () => changed);
}

/** Every transit gateway with an attachment of that name: names of VPCs are unique. */
function setApplianceMode(network: Network, attachment: string, on: boolean): Network {
  let current = network;
  for (const link of network.links.values()) {
    if (link.kind === 'tgw' && link.attachments.has(attachment)) {
      current = mapLink(current, link.id, () => withAttachment(link, attachment, { applianceMode: on }));
    }
  }
  return current;
}

function answerRequest(network: Network, id: string, answer: 'accept' | 'reject'): Network | Objection {
  const link = network.links.get(id);
  if (!link) return notFound(id);
  if (link.kind === 'endpoint') return answerEndpoint(network, link, answer);
  if (link.kind !== 'peering') return network;
  const answered = afterRequest(profileOf(network, link), link, answer);
  if ('reason' in answered) return answered;
  const changed = mapLink(network, id, () => answered);
  return (answer === 'accept' ? refuseExcess(network, changed) : undefined) ?? changed;
}

/** A request is accepted once; the provider may turn an endpoint away as long as there is one. */
function answerEndpoint(
  network: Network,
  endpoint: InterfaceEndpoint,
  answer: 'accept' | 'reject',
): Network | Objection {
  const { profile } = network.vpcs.get(endpoint.vpc) ?? { profile: 'aws' as const };
  if (answer === 'accept' ? endpointStanding(endpoint.state) !== 'pending' : isEndpointOver(endpoint.state)) {
    return { reason: 'endpoint-refused-state', detail: `${endpoint.id} is ${endpoint.state}` };
  }
  const state = answer === 'accept' ? PROFILES[profile].endpoint.accepted : 'rejected';
  return mapLink(network, endpoint.id, () => ({ ...endpoint, state }));
}

function destinationText(route: Route): string {
  return route.destination.kind === 'prefix'
    ? formatPrefix(route.destination.prefix)
    : route.destination.list;
}

function withRoutes(network: Network, id: string, routes: readonly Route[]): Network {
  const table = network.routeTables.get(id);
  if (!table) return network;
  return { ...network, routeTables: withValue(network.routeTables, id, { ...table, routes }) };
}

/** Refused routes stay in the table and are passed over there, as in one that was read. */
function setRoutes(network: Network, id: string, routes: readonly Route[]): Outcome {
  const table = network.routeTables.get(id);
  if (!table) return { network, objections: [notFound(id)] };
  const changed = withRoutes(network, id, routes);
  const objections = routes.flatMap(
    (route, i) =>
      refuseRoute(network, table, route, routes.slice(0, i)) ?? refuseTarget(network, route) ?? [],
  );
  const excess = refuseRouteExcess(network, changed, id);
  return { network: changed, objections: excess ? [...objections, excess] : objections };
}

/** Replacing a route keeps its place; one the provider would not take is refused. */
function putRoutes(network: Network, id: string, added: readonly Route[]): Network | Objection {
  const table = network.routeTables.get(id);
  if (!table) return notFound(id);
  let routes = [...table.routes];
  for (const route of added) {
    const text = destinationText(route);
    const at = routes.findIndex((other) => destinationText(other) === text && other.origin === route.origin);
    const others = routes.filter((_, i) => i !== at);
    const refusal = refuseRoute(network, table, route, others) ?? refuseTarget(network, route);
    if (refusal) return refusal;
    routes = at < 0 ? [...routes, route] : routes.with(at, route);
  }
  const changed = withRoutes(network, id, routes);
  return refuseRouteExcess(network, changed, id) ?? changed;
}

/** A route to something that was refused before it came into being. */
function refuseTarget(network: Network, { target }: Route): Objection | undefined {
  if (target.kind === 'link') return network.links.has(target.link) ? undefined : notFound(target.link);
  if (target.kind === 'eni') return network.enis.has(target.eni) ? undefined : notFound(target.eni);
  return undefined;
}

function removeRoutes(network: Network, id: string, destinations: readonly string[]): Network | Objection {
  const table = network.routeTables.get(id);
  if (!table) return notFound(id);
  const routes = table.routes.filter((route) => !destinations.includes(destinationText(route)));
  return withRoutes(network, id, routes);
}
