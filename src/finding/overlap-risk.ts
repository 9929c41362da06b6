/**
 * VPCs that are joined although their ranges overlap: over a peering, with providers that allow it, or
 * over a transit gateway, where nobody stops it.
 *
 * "VPC Peering Connection Usage Examples" (Open Telekom Cloud): the clashing subnets cannot reach each
 * other. "Transit gateway attachments to a VPC" (Amazon VPC Transit Gateways): a range equal to that of
 * another attachment is not propagated. Attachments are sorted by address and each range is held against
 * the one that reaches furthest before it, so a thousand of them cost no more than their sorting.
 */
import { compareAddresses } from '../ip/address.ts';
import { formatPrefix } from '../ip/prefix.ts';
import { formatRange, type Range } from '../ip/range.ts';
import type { CompiledNetwork, CompiledTgw, CompiledVpc } from '../compile/compiled-network.ts';
import { overlapOf, rangesOf } from '../model/control-plane/refuse-peering.ts';
import type { Observation, Rule } from './finding.ts';
import { FAMILIES } from './overreach.ts';
import { rangeSetOf } from './routing.ts';

export const overlapRisk: Rule = {
  id: 'overlap-risk',
  title: 'VPCs with overlapping ranges are joined',
  level: 'warning',
  meaning:
    'An address that two joined VPCs have means the own one in either of them: hosts in the common part cannot reach each other, and a third VPC reaches one of the two at most. Some providers refuse such a peering, others accept it; a transit gateway accepts it and leaves the second range out.',
  documents:
    'VPC Peering Connection Usage Examples (Open Telekom Cloud); Transit gateway attachments to a VPC (Amazon VPC Transit Gateways)',
  example: 'On Open Telekom Cloud, A with 10.0.0.0/16 and B with 10.0.0.0/17 are peered.',
  check: (net) => [...overPeerings(net), ...[...net.tgws.values()].flatMap(overTransitGateway)],
};

function overPeerings(net: CompiledNetwork): Observation[] {
  return [...net.peerings.values()].flatMap((peering) => {
    const [a, b] = peering.ends;
    if (!peering.live) return [];
    const clash = overlapOf(rangesOf(net.network, a.record), rangesOf(net.network, b.record));
    if (!clash) return [];
    return [
      {
        message: `${formatPrefix(clash[0])} of ${a.record.id} overlaps ${formatPrefix(clash[1])} of ${b.record.id}, and ${peering.record.id} joins the two`,
        fix: 'route to subnets or hosts that do not clash, or use an endpoint',
        subject: `peering ${peering.record.id}`,
        objects: [peering.record.id, a.record.id, b.record.id],
        source: peering.record.source,
      },
    ];
  });
}

function overTransitGateway(tgw: CompiledTgw): Observation[] {
  const pairs = new Map<string, readonly [Owned, Owned]>();
  for (const [table, family] of [...tgw.record.tables.values()].flatMap((table) =>
    FAMILIES.map((family) => [table, family] as const),
  )) {
    // Attachments that no table has in common may well overlap.
    const named = new Set([
      ...table.propagations,
      ...table.routes.flatMap(({ attachment }) => attachment ?? []),
    ]);
    const vpcs = [...named].flatMap((id) => {
      const attachment = tgw.attachments.get(id);
      return attachment?.live && attachment.vpc ? [attachment.vpc] : [];
    });
    const owned = vpcs
      .flatMap((vpc) => rangeSetOf(vpc.range[family]).ranges.map((range): Owned => ({ vpc, range })))
      .sort((a, b) => compareAddresses(a.range.first, b.range.first));
    let widest: Owned | undefined;
    for (const next of owned) {
      if (widest && widest.vpc !== next.vpc && next.range.first <= widest.range.last) {
        pairs.set(`${widest.vpc.record.id} ${next.vpc.record.id}`, [widest, next]);
      }
      if (!widest || next.range.last > widest.range.last) widest = next;
    }
  }
  return [...pairs.values()].map(([a, b]) => ({
    message: `${formatRange(a.range)} of ${a.vpc.record.id} overlaps ${formatRange(b.range)} of ${b.vpc.record.id}, and a table of ${tgw.record.id} knows both`,
    fix: 'renumber one of them, keep them in tables that do not meet, or use an endpoint',
    subject: `attachments ${a.vpc.record.id} and ${b.vpc.record.id} of ${tgw.record.id}`,
    objects: [tgw.record.id, a.vpc.record.id, b.vpc.record.id],
    source: tgw.record.source,
  }));
}

interface Owned {
  readonly vpc: CompiledVpc;
  readonly range: Range;
}
