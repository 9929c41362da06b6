/**
 * What the provider's matrix carries of an overreach: the conditions of `forward/transit.ts`, over sets of
 * destinations and of everybody who sends.
 */
import { RangeSet } from '../ip/range-set.ts';
import type { CompiledNetwork, NextHop } from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { ExitKind, TransitCell, TransitCondition } from '../model/profile/profile.ts';
import type { Overreach } from './overreach.ts';
import { rangeSetOf } from './routing.ts';

/** The matrix' word on packets that came in this way and would leave that way. */
export function cellOf({ edge, via }: Overreach, exit: ExitKind): TransitCell {
  return via.profile.transit[edge.kind][exit];
}

/** The part of some destinations that the matrix carries on to a next hop. */
export function carried(
  net: CompiledNetwork,
  overreach: Overreach,
  hop: NextHop,
  exit: ExitKind,
  ranges: RangeSet,
): RangeSet {
  const cell = cellOf(overreach, exit);
  if (cell === 'carry') return ranges;
  if ('drop' in cell) return RangeSet.empty;
  const { edge, family } = overreach;
  if (cell.carryIf === 'gateway-lists-range' && hop.kind !== 'site') {
    return 'gateway' in edge
      ? ranges.intersect(rangeSetOf(edge.gateway.localSubnets[family]))
      : RangeSet.empty;
  }
  return holds(net, overreach, hop, cell.carryIf) ? ranges : RangeSet.empty;
}

/** Does a condition of the matrix hold for everything a table sends? */
export function holds(
  net: CompiledNetwork,
  overreach: Overreach,
  hop: NextHop,
  condition: TransitCondition,
): boolean {
  const { edge, via, family, sources } = overreach;
  const lists = (map: Parameters<typeof rangeSetOf>[0]): boolean => sources.subtract(rangeSetOf(map)).isEmpty;
  switch (condition) {
    case 'gateway-lists-range':
      return hop.kind === 'site' && lists(hop.gateway.localSubnets[family]);
    case 'snat-rule':
      return hop.kind === 'nat' && lists(hop.nat.snatSources[family]);
    case 'nat-over-peering':
      return net.network.flags.natOverPeering === true;
    case 'gateway-transit':
    case 'custom-routes-exchanged': {
      const peering =
        edge.kind === 'peering' ? edge.peering : hop.kind === 'peering' ? hop.peering : undefined;
      if (!peering) return false;
      const { nearHalf, farHalf } = sideOf(peering, via);
      return condition === 'gateway-transit'
        ? nearHalf.allowGatewayTransit && farHalf.useRemoteGateways
        : nearHalf.exportCustomRoutes && farHalf.importCustomRoutes;
    }
  }
}
