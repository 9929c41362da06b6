/**
 * A change applied to a network: a new network that shares every record the change does not touch.
 *
 * `set` states a fact and always holds. Requests (accept, reject, delete, new objects) go through the
 * rules of the provider, which may refuse them; a refused request changes nothing.
 */
import { formatPrefix } from '../ip/prefix.ts';
import type { Change, ChangeAction } from './change.ts';
import { isLiveState } from './link-state.ts';
import type { InterfaceEndpoint, Link, Peering, TransitGateway } from './link.ts';
import type { Network } from './network.ts';
import { PROFILES } from './profile/profiles.ts';
import type { Profile } from './profile/profile.ts';
import type { Refusal, RefusalReason } from './refusal.ts';
import { refuseRoute, refusedPeerings, withoutRefused } from './refusals.ts';
import type { Route } from './route.ts';

export interface Applied {
  readonly network: Network;
  readonly refusals: readonly Refusal[];
}

/** Applies changes in order; what is refused is reported and left out. */
export function applyChanges(network: Network, changes: readonly Change[]): Applied {
  let current = network;
  const refusals: Refusal[] = [];
  for (const change of changes) {
    const result = applyOne(current, change.action);
    if ('reason' in result) {
      refusals.push({
        reason: result.reason,
        detail: `${change.text}: ${result.detail}`,
        source: change.source,
      });
    } else {
      current = result;
    }
  }
  return { network: current, refusals };
}

type Result = Network | { readonly reason: RefusalReason; readonly detail: string };

function applyOne(network: Network, action: ChangeAction): Result {
  switch (action.kind) {
    case 'set-state':
      return setState(network, action.object, action.state);
    case 'set-half':
      return mapLink(network, action.peering, (link) =>
        link.kind === 'peering' ? withHalf(link, action.vpc, action.state) : link,
      );
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
    case 'set-routes':
      return setRoutes(network, action.table, action.routes);
    case 'put-routes':
      return putRoutes(network, action.table, action.routes);
    case 'remove-routes':
      return removeRoutes(network, action.table, action.destinations);
    case 'put':
      return putRecords(network, action.records);
  }
}

function mapLink(network: Network, id: string, change: (link: Link) => Link): Network {
  const link = network.links.get(id);
  if (!link) return network;
  return { ...network, links: new Map(network.links).set(id, change(link)) };
}

function withHalf(peering: Peering, vpc: string | undefined, state: string): Peering {
  const [a, b] = peering.halves;
  const changed = (half: typeof a): typeof a =>
    vpc === undefined || half.vpc === vpc ? { ...half, state } : half;
  return { ...peering, halves: [changed(a), changed(b)] };
}

function withAttachment(
  tgw: TransitGateway,
  id: string,
  change: { readonly state?: string; readonly applianceMode?: boolean },
): TransitGateway {
  const attachment = tgw.attachments.get(id);
  if (!attachment) return tgw;
  return { ...tgw, attachments: new Map(tgw.attachments).set(id, { ...attachment, ...change }) };
}

function setState(network: Network, object: string, state: string): Network {
  const eni = network.enis.get(object);
  if (eni) {
    const enis = new Map(network.enis).set(object, { ...eni, state: state === 'stopped' ? 'down' : 'up' });
    return { ...network, enis };
  }
  return mapLink(network, object, (link) => {
    if (link.kind === 'peering') return withHalf(link, undefined, state);
    return link.kind === 'tgw' || link.kind === 'nlb' ? link : { ...link, state };
  });
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

function profileOf(network: Network, vpc: string): Profile {
  const record = network.vpcs.get(vpc);
  if (!record) throw new Error(`a link joins "${vpc}", which the network does not have`);
  return PROFILES[record.profile];
}

function deleteObject(network: Network, id: string): Result {
  const link = network.links.get(id);
  if (link) return deleteLink(network, link);
  if (network.enis.has(id)) return setState(network, id, 'stopped');
  return deleteVpc(network, id);
}

function deleteLink(network: Network, link: Link): Result {
  switch (link.kind) {
    case 'peering': {
      const { peering } = profileOf(network, link.halves[0].vpc);
      const ended = mapLink(network, link.id, () => withHalf(link, undefined, peering.deleted));
      // "Deleting a VPC Peering Connection" (Open Telekom Cloud): the routes go with it; with AWS they
      // stay as blackholes ("Delete a VPC peering connection", Amazon VPC Peering Guide).
      return peering.routesOnDeletion === 'withdrawn' ? withoutRoutesTo(ended, link.id) : ended;
    }
    case 'igw':
    case 'eigw':
    case 'vgw':
    case 'dx':
    case 'vpn':
      return mapLink(network, link.id, () => ({ ...link, state: 'detached' }));
    case 'gateway-endpoint':
      return withoutRoutesTo(
        mapLink(network, link.id, () => ({ ...link, state: 'deleted' })),
        link.id,
      );
    case 'nat':
    case 'endpoint':
    case 'gwlbe':
      return mapLink(network, link.id, () => ({ ...link, state: 'deleted' }));
    case 'tgw': {
      const attachments = [...link.attachments.values()];
      return mapLink(network, link.id, () =>
        attachments.reduce(
          (tgw, attachment) => withAttachment(tgw, attachment.id, { state: 'deleted' }),
          link,
        ),
      );
    }
    case 'nlb': {
      const user = [...network.links.values()].find((other) => isServedBy(other, link.id));
      if (user) return { reason: 'service-in-use', detail: `${user.id} is connected to it` };
      return mapLink(network, link.id, () => ({ ...link, listeners: [] }));
    }
  }
}

function isServedBy(link: Link, balancer: string): boolean {
  return (
    link.kind === 'endpoint' &&
    link.service.kind === 'load-balancer' &&
    link.service.link === balancer &&
    isLiveState('endpoint', link.state)
  );
}

function withoutRoutesTo(network: Network, link: string): Network {
  const routeTables = new Map(network.routeTables);
  for (const [id, table] of network.routeTables) {
    const routes = table.routes.filter((route) => route.target.kind !== 'link' || route.target.link !== link);
    if (routes.length < table.routes.length) routeTables.set(id, { ...table, routes });
  }
  return { ...network, routeTables };
}

/** Its peerings go with it; a pending request of somebody else stands in the way (AWS). */
function deleteVpc(network: Network, id: string): Result {
  const vpc = network.vpcs.get(id);
  if (!vpc) return network;
  const profile = PROFILES[vpc.profile];
  const peerings = [...network.links.values()].filter(
    (link): link is Peering => link.kind === 'peering' && link.halves.some((half) => half.vpc === id),
  );
  const pending = peerings.find(
    (peering) =>
      peering.halves[1].vpc === id &&
      peering.halves.some((half) => half.state === profile.peering.created.otherAccount) &&
      !profile.peering.states[peering.halves[0].state]?.live,
  );
  if (pending) return { reason: 'vpc-in-use', detail: `request ${pending.id} is pending` };
  let current = network;
  for (const peering of peerings) {
    const ended = deleteLink(current, peering);
    if (!('reason' in ended)) current = ended;
  }
  const enis = new Map(current.enis);
  for (const [key, eni] of enis) if (eni.vpc === id) enis.set(key, { ...eni, state: 'down' });
  return { ...current, enis };
}

function answerRequest(network: Network, id: string, answer: 'accept' | 'reject'): Result {
  const link = network.links.get(id);
  if (link?.kind === 'peering') {
    const { peering } = profileOf(network, link.halves[0].vpc);
    const state = answer === 'accept' ? peering.accepted : peering.rejected;
    const stuck = link.halves.find(
      (half) => half.state !== state && !leadsTo(peering.states, half.state, state),
    );
    if (stuck) return { reason: 'peering-refused-state', detail: `${id} is ${stuck.state}` };
    return mapLink(network, id, () => withHalf(link, undefined, state));
  }
  if (link?.kind === 'endpoint') {
    const { profile } = network.vpcs.get(link.vpc) ?? { profile: 'aws' as const };
    const accepted = profile === 'otc' ? 'accepted' : 'available';
    const state = answer === 'accept' ? accepted : 'rejected';
    return mapLink(network, id, () => ({ ...link, state }) satisfies InterfaceEndpoint);
  }
  return network;
}

/** A state reached from another one, also through states that pass by themselves. */
function leadsTo(states: Profile['peering']['states'], from: string, to: string): boolean {
  const next = states[from]?.next ?? [];
  return (
    next.includes(to) ||
    next.some((state) => states[state]?.next.length === 1 && states[state].next[0] === to)
  );
}

function setRoutes(network: Network, id: string, routes: readonly Route[]): Network {
  const table = network.routeTables.get(id);
  if (!table) return network;
  return { ...network, routeTables: new Map(network.routeTables).set(id, { ...table, routes }) };
}

function destinationText(route: Route): string {
  return route.destination.kind === 'prefix'
    ? formatPrefix(route.destination.prefix)
    : route.destination.list;
}

/** Replacing a route keeps its place; one the provider would not take is refused. */
function putRoutes(network: Network, id: string, added: readonly Route[]): Result {
  const table = network.routeTables.get(id);
  if (!table) return network;
  let routes = [...table.routes];
  for (const route of added) {
    const text = destinationText(route);
    const at = routes.findIndex((other) => destinationText(other) === text && other.origin === route.origin);
    const others = routes.filter((_, i) => i !== at);
    const refusal = refuseRoute(network, table, route, others);
    if (refusal) return refusal;
    routes = at < 0 ? [...routes, route] : routes.with(at, route);
  }
  return setRoutes(network, id, routes);
}

function removeRoutes(network: Network, id: string, destinations: readonly string[]): Network {
  const table = network.routeTables.get(id);
  if (!table) return network;
  const routes = table.routes.filter((route) => !destinations.includes(destinationText(route)));
  return setRoutes(network, id, routes);
}

function putRecords(network: Network, records: Extract<ChangeAction, { kind: 'put' }>['records']): Result {
  const merged: Network = {
    ...network,
    ...Object.fromEntries(
      Object.entries(records).map(([section, added]) => [
        section,
        new Map([...(network[section as keyof typeof records] as ReadonlyMap<string, unknown>), ...added]),
      ]),
    ),
  };
  const before = new Set(refusedPeerings(network).map((refused) => refused.peering.id));
  const refused = refusedPeerings(merged).find(
    ({ peering }) => records.links?.has(peering.id) === true && !before.has(peering.id),
  );
  if (refused) return { reason: refused.refusal.reason, detail: refused.refusal.detail };
  return withoutRefused(merged);
}
