// The timeline: a private copy of the document, changed by events, and the world rebuilt after each one.
// Rebuilding gives the order inside one instant for free: object states first, then what routes make of
// them. A refused change leaves everything as it was.
// A deleted object stays behind with the state `deleted`; what its routes become is the provider's matter
// ("Delete a VPC peering connection", "Deleting a VPC Peering Connection").
import { covers, overlaps, readPrefix } from './address.ts';
import { type Fields, fields, isFields, text, textOr, texts } from './field.ts';
import type { World } from './model.ts';
import { PENDING, REFUSED_STATE, REJECTED_STATE, isFinal } from './peerings.ts';
import { buildWorld } from './world.ts';

type Draft = Record<string, unknown>;

/** States of an endpoint that is not there any more to be turned away. */
const ENDED_ENDPOINT = new Set(['failed', 'deleting', 'deleted', 'expired']);

/** What remains of a peering one owner has deleted, where the other half survives. */
const HALF_LEFT: Readonly<Record<string, string>> = {
  jd: 'Disconnected',
  azure: 'Disconnected',
  gcp: 'INACTIVE',
};

function isDraft(value: unknown): value is Draft {
  return isFields(value);
}

function child(parent: Draft, key: string): Draft {
  const held = parent[key];
  if (isDraft(held)) return held;
  const fresh: Draft = {};
  parent[key] = fresh;
  return fresh;
}

export class Timeline {
  #document: Draft;
  #world: World;
  readonly #deleted = new Set<string>();
  readonly #settled = new Map<string, boolean>();

  constructor(document: Fields) {
    this.#document = { ...structuredClone(document) };
    this.#world = buildWorld(this.#document);
    this.#settle();
  }

  /** A request is judged once; one that was refused stays what it is then. */
  #settle(): void {
    let refused = false;
    for (const link of this.#world.links.values()) {
      if (link.type !== 'peering' || this.#settled.has(link.id)) continue;
      this.#settled.set(link.id, link.refused);
      const entry = this.#links()[link.id];
      const gone = link.state.toLowerCase() === 'deleted';
      if (!link.refused || gone || !isDraft(entry)) continue;
      entry['state'] = REFUSED_STATE[this.#world.profile];
      refused = true;
    }
    if (refused) this.#world = buildWorld(this.#document, this.#settled);
  }

  get world(): World {
    return this.#world;
  }

  apply(event: Fields): void {
    for (const [id, entry] of Object.entries(fields(event['vpcs']))) this.#grow(id, fields(entry));
    for (const key of ['links', 'prefixLists', 'sgs', 'acls']) this.#replace(key, fields(event[key]));
    for (const [id, state] of Object.entries(fields(event['set']))) this.#set(id, state);
    for (const id of texts(event['accept'])) this.#answer(id, true);
    for (const id of texts(event['reject'])) this.#answer(id, false);
    for (const id of texts(event['delete'])) this.#delete(id);
    this.#replace('routes', fields(event['routes']));
    for (const [name, mode] of Object.entries(fields(event['applianceMode']))) this.#pin(name, mode);
    this.#world = buildWorld(this.#document, this.#settled);
    this.#settle();
  }

  #links(): Draft {
    return child(this.#document, 'links');
  }

  #replace(key: string, entries: Fields): void {
    if (Object.keys(entries).length === 0) return;
    const held = child(this.#document, key);
    for (const [id, entry] of Object.entries(entries)) {
      // An empty entry takes the object away: a subnet goes back to its default list or table.
      if (entry === null) delete held[id];
      else held[id] = structuredClone(entry);
      if (key !== 'links') continue;
      this.#deleted.delete(id);
      this.#settled.delete(id);
    }
  }

  #pin(name: string, mode: unknown): void {
    for (const link of Object.values(this.#links())) {
      if (!isDraft(link) || link['type'] !== 'tgw') continue;
      if (name in fields(link['attachments'])) child(link, 'applianceMode')[name] = mode;
    }
  }

  #setHost(name: string, state: string): void {
    const owners = [child(this.#document, 'vpcs'), child(this.#document, 'sites')];
    for (const owner of owners.flatMap((held) => Object.values(held))) {
      if (!isDraft(owner)) continue;
      const hosts = child(owner, 'hosts');
      const host = hosts[name];
      if (host !== undefined) hosts[name] = isFields(host) ? { ...host, state } : { ip: host, state };
    }
  }

  #set(id: string, state: unknown): void {
    const link = this.#links()[id];
    if (!isDraft(link)) {
      this.#setHost(id, text(state));
      return;
    }
    // A new object would have a new id: nothing brings this one back.
    if (this.#deleted.has(id)) return;
    const held = this.#world.links.get(id);
    if (held?.type === 'peering' && isFinal(this.#world.profile, held)) return;
    if (link['type'] === 'tgw') {
      if (isFields(state)) Object.assign(child(link, 'attachmentState'), state);
      return;
    }
    const old = link['state'];
    const wasEach = Object.fromEntries(texts(link['between']).map((end) => [end, old]));
    const halves = isFields(state) ? { ...(isFields(old) ? old : wasEach), ...state } : state;
    link['state'] = halves;
  }

  #answer(id: string, yes: boolean): void {
    const link = this.#links()[id];
    if (!isDraft(link) || this.#deleted.has(id)) return;
    const { profile } = this.#world;
    if (link['type'] === 'endpoint') {
      // A request is accepted once; a provider may turn an endpoint away as long as there is one.
      const state = textOr(link['state'], 'available');
      if (yes ? state !== 'pendingAcceptance' : ENDED_ENDPOINT.has(state)) return;
      if (yes) delete link['state'];
      else link['state'] = 'rejected';
      return;
    }
    const held = this.#world.links.get(id);
    if (held?.type !== 'peering') return;
    // A peering is answered once, and both halves have to wait for it; where halves are mirrored, making
    // the missing one is the answer, and taking one back is the refusal.
    const waits = held.states.every((state) => {
      const word = state.toLowerCase();
      return PENDING[profile].includes(word) || (held.live && !yes && profile !== 'aws' && profile !== 'otc');
    });
    if (!waits) return;
    if (yes) delete link['state'];
    else link['state'] = REJECTED_STATE[profile];
  }

  #delete(id: string): void {
    const { profile } = this.#world;
    const link = this.#links()[id];
    if (isDraft(link)) {
      link['state'] = (link['type'] === 'peering' ? HALF_LEFT[profile] : undefined) ?? 'deleted';
      this.#deleted.add(id);
      if (link['type'] === 'peering' && profile === 'otc') this.#dropRoutes(id);
      return;
    }
    const vpcs = child(this.#document, 'vpcs');
    if (!(id in vpcs)) {
      this.#setHost(id, 'deleted');
      return;
    }
    delete vpcs[id];
    for (const [name, held] of Object.entries(this.#links())) {
      const entry = fields(held);
      if (entry['vpc'] === id || texts(entry['between']).includes(id)) this.#delete(name);
    }
  }

  /** The routes of both VPCs that name the peering go with it, and a namesake will not find them again. */
  #dropRoutes(id: string): void {
    const routes = child(this.#document, 'routes');
    for (const [key, lines] of Object.entries(routes)) {
      routes[key] = texts(lines).filter((line) => line.trim().split(/\s+/)[1] !== id);
    }
  }

  /** A VPC gets more CIDRs, subnets or hosts, unless the provider would refuse the range. */
  #grow(id: string, entry: Fields): void {
    const before = structuredClone(this.#document);
    const vpc = child(child(this.#document, 'vpcs'), id);
    const cidrs = texts(vpc['cidrs']);
    const added = texts(entry['cidrs']).filter((cidr) => !cidrs.includes(cidr));
    if (added.length > 0) vpc['cidrs'] = [...cidrs, ...added];
    for (const key of ['subnets', 'azs', 'hosts']) {
      if (entry[key] !== undefined) Object.assign(child(vpc, key), structuredClone(fields(entry[key])));
    }
    for (const key of ['account', 'region', 'dnsSupport']) {
      if (entry[key] !== undefined) vpc[key] = entry[key];
    }
    if (this.#world.profile === 'aws' && added.length > 0) this.#failPending(id, added);
    if (this.#refuses(id, added)) this.#document = before;
  }

  #pendingOf(id: string, place: number): Draft[] {
    return Object.values(this.#links()).filter((link): link is Draft => {
      const entry = fields(link);
      return entry['state'] === 'pending-acceptance' && texts(entry['between'])[place] === id;
    });
  }

  /** An accepter that takes an overlapping range makes the request fail ("VPC peering basics"). */
  #failPending(id: string, added: readonly string[]): void {
    for (const link of this.#pendingOf(id, 1)) {
      const requester = this.#world.vpcs.get(texts(link['between'])[0] ?? '');
      const clash = requester?.cidrs.some((held) =>
        added.some((cidr) => {
          const range = readPrefix(cidr);
          return range !== undefined && overlaps(range, held);
        }),
      );
      if (clash === true) link['state'] = 'failed';
    }
  }

  #refuses(id: string, added: readonly string[]): boolean {
    const { profile, vpcs, links } = this.#world;
    if (!vpcs.has(id)) return false;
    if (profile === 'aws' && added.length > 0) {
      // A requester may not grow while it waits, nobody may swallow a route of its own tables.
      if (this.#pendingOf(id, 0).length > 0) return true;
      for (const [key, lines] of Object.entries(child(this.#document, 'routes'))) {
        if (key !== id && !key.startsWith(`${id}/`)) continue;
        const routed = texts(lines).flatMap((line) => readPrefix(line.trim().split(/\s+/)[0] ?? '') ?? []);
        const ranges = added.flatMap((cidr) => readPrefix(cidr) ?? []);
        if (routed.some((route) => ranges.some((range) => covers(range, route)))) return true;
      }
    }
    for (const link of buildWorld(this.#document).links.values()) {
      const old = links.get(link.id);
      if (link.type === 'peering' && link.refused && old?.type === 'peering' && old.live) return true;
    }
    return false;
  }
}
