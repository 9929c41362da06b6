/**
 * A mend as changes of the network: what the control plane is asked for, and may refuse.
 */
import { parsePrefix } from '../ip/prefix.ts';
import type { Change, ChangeAction, NewRecords } from '../model/change.ts';
import {
  plainHalf,
  type InterfaceEndpoint,
  type Link,
  type LinkKind,
  type LinkOf,
  type PeeringHalf,
  type TransitGateway,
} from '../model/link.ts';
import type { NetworkAcl } from '../model/filter.ts';
import { livePeeringState } from '../model/link-state.ts';
import type { Network } from '../model/network.ts';
import { ANY_SERVICE } from '../model/protocol.ts';
import { PROFILES } from '../model/profile/profiles.ts';
import type { Route, Target } from '../model/route.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { describeMend, type Mend } from './mend.ts';

/** Where proposed records say they come from. */
const PROPOSAL: SourceRef = { file: 'proposal', path: [] };

/** Changes that carry the mend out, in order. Throws when it names what the network does not have. */
export function changesOf(network: Network, mend: Mend): Change[] {
  const text = describeMend(mend);
  return actionsOf(network, mend).map((action) => ({ action, text, source: PROPOSAL }));
}

function actionsOf(network: Network, mend: Mend): ChangeAction[] {
  switch (mend.kind) {
    case 'route': {
      const { table, prefix, target } = mend;
      const route: Route = {
        destination: { kind: 'prefix', prefix },
        target: targetOf(target),
        origin: 'static',
        source: PROPOSAL,
      };
      return [{ kind: 'put-routes', table, routes: [route] }];
    }
    case 'remove-route': {
      const table = must(network.routeTables.get(mend.table), mend.table);
      const routes = table.routes.filter((route) => !isTo(route, mend));
      return [{ kind: 'set-routes', table: mend.table, routes }];
    }
    case 'accept':
      return [{ kind: 'accept', link: mend.link }];
    case 'state':
      return [{ kind: 'set-state', object: mend.object, state: mend.state }];
    case 'attachment-state':
      return [{ kind: 'set-attachment', tgw: mend.tgw, attachment: mend.attachment, state: mend.state }];
    case 'appliance-mode':
      return [{ kind: 'set-appliance-mode', attachment: mend.attachment, on: true }];
    case 'delete':
      return [{ kind: 'delete', object: mend.link }];
    case 'peering':
      return createPeering(network, mend);
    case 'group-rule': {
      const group = must(network.securityGroups.get(mend.group), mend.group);
      const rule = {
        service: mend.service,
        peer: { kind: 'prefix' as const, prefix: mend.prefix },
        source: PROPOSAL,
      };
      const changed = { ...group, [mend.direction]: [...group[mend.direction], rule] };
      return [put({ securityGroups: new Map([[group.id, changed]]) })];
    }
    case 'remove-group-rule': {
      const group = must(network.securityGroups.get(mend.group), mend.group);
      const changed = { ...group, [mend.direction]: group[mend.direction].toSpliced(mend.rule, 1) };
      return [put({ securityGroups: new Map([[group.id, changed]]) })];
    }
    case 'acl-rule': {
      const acl = must(network.networkAcls.get(mend.acl), mend.acl);
      const { number, allow, service, prefix } = mend;
      const rule = { number, allow, service, prefix, source: PROPOSAL };
      const changed = { ...acl, [mend.direction]: [...acl[mend.direction], rule] };
      return [put({ networkAcls: new Map([[acl.id, changed]]) })];
    }
    case 'new-acl':
      return [createAcl(network, mend)];
    case 'check-off': {
      const eni = must(network.enis.get(mend.eni), mend.eni);
      return [put({ enis: new Map([[eni.id, { ...eni, sourceDestCheck: false }]]) })];
    }
    case 'public-address': {
      const eni = must(network.enis.get(mend.eni), mend.eni);
      const mapping = { private: mend.private, public: mend.public };
      const changed = { ...eni, publicMappings: [...eni.publicMappings, mapping] };
      return [put({ enis: new Map([[eni.id, changed]]) })];
    }
    default:
      return [put({ links: new Map([relinked(network, mend)]) })];
  }
}

function put(records: NewRecords): ChangeAction {
  return { kind: 'put', records };
}

function must<T>(part: T | undefined, id: string): T {
  if (part === undefined) throw new Error(`a proposal names "${id}", which the network does not have`);
  return part;
}

function targetOf({ kind, id }: Extract<Mend, { kind: 'route' }>['target']): Target {
  return kind === 'eni' ? { kind, eni: id } : { kind, link: id };
}

function isTo(route: Route, { prefix }: Extract<Mend, { kind: 'remove-route' }>): boolean {
  const { destination } = route;
  if (destination.kind !== 'prefix') return false;
  return destination.prefix.address === prefix.address && destination.prefix.length === prefix.length;
}

/** Asked for and accepted; where each side makes a half of its own, both halves. */
function createPeering(
  network: Network,
  { id, between }: Extract<Mend, { kind: 'peering' }>,
): ChangeAction[] {
  const [a, b] = between.map((vpc) => must(network.vpcs.get(vpc), vpc));
  if (!a || !b) throw new Error('a peering has two ends');
  const profile = PROFILES[a.profile];
  const { states, perHalf } = profile.peering;
  const pending = Object.keys(states).find((state) => states[state]?.on.accept !== undefined);
  const state = perHalf || pending === undefined ? livePeeringState(profile) : pending;
  const link: Link = {
    kind: 'peering',
    id,
    halves: [plainHalf(a.id, state), plainHalf(b.id, state)],
    source: PROPOSAL,
  };
  const ask = put({ links: new Map([[id, link]]) });
  return states[state]?.live === true ? [ask] : [ask, { kind: 'accept', link: id }];
}

function createAcl(network: Network, mend: Extract<Mend, { kind: 'new-acl' }>): ChangeAction {
  const subnet = must(network.subnets.get(mend.subnet), mend.subnet);
  const open = ['0.0.0.0/0', '::/0'].map((text, i) => ({
    number: 100 + i,
    allow: true,
    service: ANY_SERVICE,
    prefix: parsePrefix(text)!,
    source: PROPOSAL,
  }));
  const { service, prefix } = mend;
  const denial = { number: 90, allow: false, service, prefix, source: PROPOSAL };
  const acl: NetworkAcl = {
    id: subnet.id,
    vpc: subnet.vpc,
    ingress: open,
    egress: open,
    [mend.direction]: [denial, ...open],
    source: PROPOSAL,
  };
  return put({
    networkAcls: new Map([[acl.id, acl]]),
    subnets: new Map([[subnet.id, { ...subnet, networkAcl: acl.id }]]),
  });
}

type LinkMend = Extract<
  Mend,
  {
    kind:
      | 'peering-flag'
      | 'local-subnet'
      | 'whitelist'
      | 'principal'
      | 'tgw-route'
      | 'tgw-association'
      | 'tgw-subnet';
  }
>;

/** The link with one of its settings changed. */
function relinked(network: Network, mend: LinkMend): [string, Link] {
  switch (mend.kind) {
    case 'peering-flag': {
      const link = linkOf(network, 'peering', mend.peering);
      const flagged = (half: PeeringHalf): PeeringHalf =>
        half.vpc === mend.vpc ? { ...half, [mend.flag]: true } : half;
      const [near, far] = link.halves;
      return [link.id, { ...link, halves: [flagged(near), flagged(far)] }];
    }
    case 'local-subnet': {
      const link = must(network.links.get(mend.gateway), mend.gateway);
      if (link.kind !== 'vgw' && link.kind !== 'dx' && link.kind !== 'vpn') throw wrongKind(link);
      const own = link.localSubnets ?? network.vpcs.get(link.vpc)?.cidrs ?? [];
      return [link.id, { ...link, localSubnets: [...own, mend.prefix] }];
    }
    case 'whitelist': {
      const link = linkOf(network, 'endpoint', mend.endpoint);
      const changed: InterfaceEndpoint = { ...link, whitelist: [...(link.whitelist ?? []), mend.prefix] };
      return [link.id, changed];
    }
    case 'principal': {
      const link = linkOf(network, 'endpoint', mend.endpoint);
      const admitted = [...(link.allowedPrincipals ?? []), mend.account];
      return [link.id, { ...link, allowedPrincipals: admitted }];
    }
    case 'tgw-route': {
      const link = linkOf(network, 'tgw', mend.tgw);
      const table = must(link.tables.get(mend.table), mend.table);
      const others = table.routes.filter(
        ({ destination, origin }) =>
          origin !== 'static' ||
          destination.kind !== 'prefix' ||
          destination.prefix.address !== mend.prefix.address ||
          destination.prefix.length !== mend.prefix.length,
      );
      const route = {
        destination: { kind: 'prefix' as const, prefix: mend.prefix },
        attachment: mend.attachment,
        origin: 'static' as const,
        source: PROPOSAL,
      };
      const tables = new Map(link.tables).set(table.id, { ...table, routes: [...others, route] });
      return [link.id, { ...link, tables }];
    }
    case 'tgw-association':
      return withAttachment(network, mend, { table: mend.table });
    case 'tgw-subnet': {
      const link = linkOf(network, 'tgw', mend.tgw);
      const { attached } = must(link.attachments.get(mend.attachment), mend.attachment);
      if (attached.kind !== 'vpc') throw wrongKind(link);
      return withAttachment(network, mend, {
        attached: { ...attached, subnets: [...attached.subnets, mend.subnet] },
      });
    }
  }
}

function withAttachment(
  network: Network,
  mend: { readonly tgw: string; readonly attachment: string },
  change: Partial<TransitGateway['attachments'] extends ReadonlyMap<string, infer A> ? A : never>,
): [string, Link] {
  const link = linkOf(network, 'tgw', mend.tgw);
  const attachment = must(link.attachments.get(mend.attachment), mend.attachment);
  const attachments = new Map(link.attachments).set(attachment.id, { ...attachment, ...change });
  return [link.id, { ...link, attachments }];
}

function linkOf<K extends LinkKind>(network: Network, kind: K, id: string): LinkOf<K> {
  const link = must(network.links.get(id), id);
  if (link.kind !== kind) throw wrongKind(link);
  return link as LinkOf<K>;
}

function wrongKind(link: Link): Error {
  return new Error(`a proposal takes ${link.id} for something else than a ${link.kind}`);
}
