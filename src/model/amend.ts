/**
 * An amendment carried out, if the provider takes it.
 */
import { samePrefix } from '../ip/prefix.ts';
import type { Amendment } from './amendment.ts';
import type { NewRecords } from './change.ts';
import type { RulePeer, SecurityGroupRule } from './filter.ts';
import type { Link, LinkKind, LinkOf, PeeringHalf, TgwAttachment, TransitGateway } from './link.ts';
import { putRecords } from './put-records.ts';
import type { Network } from './network.ts';
import type { Objection } from './refusal.ts';
import type { Destination } from './route.ts';

export function amend(network: Network, amendment: Amendment): Network | Objection {
  const records = amended(network, amendment);
  return 'reason' in records ? records : putRecords(network, records);
}

function notFound(id: string): Objection {
  return { reason: 'not-found', detail: `there is no ${id}` };
}

/** The record as it will be. */
function amended(network: Network, amendment: Amendment): NewRecords | Objection {
  switch (amendment.kind) {
    case 'add-rules':
    case 'remove-rules': {
      const { kind, group: id, direction, rules } = amendment;
      const group = network.securityGroups.get(id);
      if (!group) return notFound(id);
      const old = group[direction];
      const missing = rules.find((rule) => !old.some((other) => isSameRule(rule, other)));
      if (kind === 'remove-rules' && missing) return notFound(`such ${direction} rule of ${id}`);
      const left = old.filter((rule) => !rules.some((other) => isSameRule(rule, other)));
      const changed = { ...group, [direction]: kind === 'add-rules' ? [...old, ...rules] : left };
      return { securityGroups: new Map([[id, changed]]) };
    }
    case 'add-entries': {
      const acl = network.networkAcls.get(amendment.acl);
      if (!acl) return notFound(amendment.acl);
      const { direction, rules } = amendment;
      return {
        networkAcls: new Map([[acl.id, { ...acl, [direction]: [...acl[direction], ...rules] }]]),
      };
    }
    case 'check': {
      const eni = network.enis.get(amendment.eni);
      return eni
        ? { enis: new Map([[eni.id, { ...eni, sourceDestCheck: amendment.on }]]) }
        : notFound(amendment.eni);
    }
    case 'public-address': {
      const eni = network.enis.get(amendment.eni);
      if (!eni) return notFound(amendment.eni);
      const publicMappings = [...eni.publicMappings, amendment.mapping];
      return { enis: new Map([[eni.id, { ...eni, publicMappings }]]) };
    }
    default: {
      const link = amendedLink(network, amendment);
      return 'reason' in link ? link : { links: new Map([[link.id, link]]) };
    }
  }
}

type LinkAmendment = Exclude<
  Amendment,
  { kind: 'add-rules' | 'remove-rules' | 'add-entries' | 'check' | 'public-address' }
>;

function amendedLink(network: Network, amendment: LinkAmendment): Link | Objection {
  switch (amendment.kind) {
    case 'peering-setting': {
      const { vpc, setting, on } = amendment;
      const link = linkOf(network, 'peering', amendment.peering);
      if ('reason' in link) return link;
      const changed = (half: PeeringHalf): PeeringHalf =>
        half.vpc === vpc ? { ...half, [setting]: on } : half;
      return { ...link, halves: [changed(link.halves[0]), changed(link.halves[1])] };
    }
    case 'admit-ranges': {
      const { ranges } = amendment;
      const link = network.links.get(amendment.link);
      if (!link) return notFound(amendment.link);
      if (link.kind === 'endpoint') {
        // Without a list everyone who reaches the endpoint may use it.
        return link.whitelist ? { ...link, whitelist: [...link.whitelist, ...ranges] } : link;
      }
      if (link.kind !== 'vgw' && link.kind !== 'dx' && link.kind !== 'vpn')
        return notFound(`gateway ${link.id}`);
      const own = link.localSubnets ?? network.vpcs.get(link.vpc)?.cidrs ?? [];
      return { ...link, localSubnets: [...own, ...ranges] };
    }
    case 'admit-account': {
      const link = linkOf(network, 'endpoint', amendment.endpoint);
      if ('reason' in link || !link.allowedPrincipals) return link;
      return { ...link, allowedPrincipals: [...link.allowedPrincipals, amendment.account] };
    }
    case 'tgw-routes': {
      const link = linkOf(network, 'tgw', amendment.tgw);
      if ('reason' in link) return link;
      const table = link.tables.get(amendment.table);
      if (!table) return notFound(`table ${amendment.table} of ${link.id}`);
      const { routes } = amendment;
      const others = table.routes.filter(
        ({ destination, origin }) =>
          origin !== 'static' || !routes.some((route) => isSameDestination(route.destination, destination)),
      );
      const tables = new Map(link.tables).set(table.id, { ...table, routes: [...others, ...routes] });
      return { ...link, tables };
    }
    case 'tgw-association':
      return withAttachment(network, amendment, () => ({ table: amendment.table }));
    case 'tgw-subnet':
      return withAttachment(network, amendment, ({ attached }) => {
        if (attached.kind !== 'vpc') return {};
        return { attached: { ...attached, subnets: [...attached.subnets, amendment.subnet] } };
      });
  }
}

function withAttachment(
  network: Network,
  { tgw, attachment: id }: { readonly tgw: string; readonly attachment: string },
  change: (attachment: TgwAttachment) => Partial<TgwAttachment>,
): TransitGateway | Objection {
  const link = linkOf(network, 'tgw', tgw);
  if ('reason' in link) return link;
  const attachment = link.attachments.get(id);
  if (!attachment) return notFound(`attachment ${id} of ${tgw}`);
  const attachments = new Map(link.attachments).set(id, { ...attachment, ...change(attachment) });
  return { ...link, attachments };
}

function linkOf<K extends LinkKind>(network: Network, kind: K, id: string): LinkOf<K> | Objection {
  const link = network.links.get(id);
  return link?.kind === kind ? (link as LinkOf<K>) : notFound(`${kind} ${id}`);
}

function isSameRule(a: SecurityGroupRule, b: SecurityGroupRule): boolean {
  const [x, y] = [a.service, b.service];
  return (
    x.protocols.first === y.protocols.first &&
    x.protocols.last === y.protocols.last &&
    x.ports.first === y.ports.first &&
    x.ports.last === y.ports.last &&
    isSamePeer(a.peer, b.peer)
  );
}

function isSamePeer(a: RulePeer, b: RulePeer): boolean {
  if (a.kind === 'prefix') return b.kind === 'prefix' && samePrefix(a.prefix, b.prefix);
  if (a.kind === 'group') return b.kind === 'group' && a.group === b.group;
  return b.kind === 'prefix-list' && a.list === b.list;
}

function isSameDestination(a: Destination, b: Destination): boolean {
  if (a.kind === 'prefix') return b.kind === 'prefix' && samePrefix(a.prefix, b.prefix);
  return b.kind === 'prefix-list' && a.list === b.list;
}
