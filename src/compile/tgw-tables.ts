/**
 * Transit gateway tables: static routes, and what attachments propagate.
 *
 * "How transit gateways work" (Amazon VPC Transit Gateways): static routes first, then prefix list
 * references, then propagated ones: VPC, Direct Connect, VPN. A propagated duplicate of a static route
 * is hidden behind it. A second VPC with an identical range does not propagate ("Transit gateway
 * attachments to a VPC"). Peering attachments propagate nothing.
 */
import { formatPrefix, type Prefix } from '../ip/prefix.ts';
import type { TgwTable } from '../model/link.ts';
import type { RouteClass } from '../model/profile/profile.ts';
import type { Route } from '../model/route.ts';
import type { Assembly } from './assembly.ts';
import { chooseRoutes, type Candidate, type ChoiceRules } from './best-route.ts';
import type { CompiledAttachment, NextHop } from './compiled-network.ts';
import { localPrefixes } from './implied-routes.ts';
import type { NextHops } from './next-hop.ts';
import { addTable, prefixesOf } from './tables.ts';

const RULES: ChoiceRules = {
  preference: ['static', 'static-list', 'system', 'propagated-dx', 'propagated-vpn'],
};

export function compileTgwTables(assembly: Assembly, hops: NextHops): void {
  for (const tgw of assembly.tgws.values()) {
    for (const table of tgw.record.tables.values()) {
      const hop = `tgw:${tgw.record.id}/${table.id}`;
      const candidates = candidatesOf(assembly, hops, tgw.attachments, table);
      const { routes, shadowed } = chooseRoutes(RULES, candidates, hops);
      addTable(assembly, hops, hop, routes, shadowed);
    }
  }
}

function candidatesOf(
  assembly: Assembly,
  hops: NextHops,
  attachments: ReadonlyMap<string, CompiledAttachment>,
  table: TgwTable,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const row of table.routes) {
    const attachment = row.attachment === undefined ? undefined : attachments.get(row.attachment);
    const nextHop = attachment ? hopTo(hops, attachment) : hops.simple('blackhole');
    const route: Route = {
      destination: row.destination,
      target: { kind: 'blackhole' },
      origin: row.origin,
      source: row.source,
    };
    for (const prefix of prefixesOf(assembly, row.destination)) {
      candidates.push({
        prefix,
        nextHop,
        class:
          row.origin === 'propagated' && attachment
            ? propagatedClass(attachment)
            : row.destination.kind === 'prefix-list'
              ? 'static-list'
              : 'static',
        route,
        implied: undefined,
        tieBreak: row.attachment ?? 'blackhole',
      });
    }
  }
  const taken = new Set<string>();
  for (const name of table.propagations) {
    const attachment = attachments.get(name);
    if (!attachment || attachment.record.state.toLowerCase() === 'deleted') continue;
    for (const prefix of propagatedPrefixes(assembly, attachment)) {
      const key = `${attachment.vpc ? 'vpc' : name} ${formatPrefix(prefix)}`;
      if (attachment.vpc && taken.has(key)) continue;
      taken.add(key);
      candidates.push({
        prefix,
        nextHop: hopTo(hops, attachment),
        class: propagatedClass(attachment),
        route: undefined,
        implied: `propagated by ${name}`,
        tieBreak: name,
      });
    }
  }
  return candidates;
}

function hopTo(hops: NextHops, attachment: CompiledAttachment): NextHop {
  const id = attachment.record.id;
  return hops.intern(`attachment ${attachment.tgw.record.id} ${id}`, () => ({
    kind: 'attachment',
    attachment,
    dead: attachment.live
      ? undefined
      : {
          reason: 'tgw-attachment-unavailable',
          detail: `attachment ${id} is ${attachment.record.state}`,
        },
    nondeterministic: false,
  }));
}

function propagatedClass(attachment: CompiledAttachment): RouteClass {
  if (attachment.vpc) return 'system';
  return attachment.record.attached.kind === 'dx' ? 'propagated-dx' : 'propagated-vpn';
}

function propagatedPrefixes(assembly: Assembly, attachment: CompiledAttachment): readonly Prefix[] {
  if (attachment.vpc) {
    const { profile, record } = attachment.vpc;
    return profile.tgwPropagates === 'subnets'
      ? assembly.subnetsOf(record.id).flatMap((subnet) => subnet.prefixes)
      : localPrefixes(assembly, { ...profile, local: { ...profile.local, granularity: 'vpc' } }, record.id);
  }
  return attachment.site?.record.prefixes ?? [];
}
