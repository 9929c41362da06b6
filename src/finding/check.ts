/**
 * All rules over one network.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { applianceSameSubnet } from './appliance-same-subnet.ts';
import { asymmetricPath } from './asymmetric-path.ts';
import { blackholeRoute } from './blackhole-route.ts';
import type { Finding, Rule } from './finding.ts';
import { nondeterministicRoute } from './nondeterministic-route.ts';
import { oneSidedRoute } from './one-sided-route.ts';
import { overlapRisk } from './overlap-risk.ts';
import { responseRoutingHazard } from './response-routing-hazard.ts';
import { refusedRoute, shadowedByHigherPriority, shadowedByLocalRoute } from './shadowed-route.ts';
import { deadRange, transitivity } from './transitivity.ts';
import { unusedEndpoint, unusedPeering } from './unused-link.ts';

export const RULES: readonly Rule[] = [
  transitivity,
  deadRange,
  oneSidedRoute,
  responseRoutingHazard,
  shadowedByLocalRoute,
  shadowedByHigherPriority,
  refusedRoute,
  blackholeRoute,
  overlapRisk,
  nondeterministicRoute,
  asymmetricPath,
  applianceSameSubnet,
  unusedPeering,
  unusedEndpoint,
];

/** Findings of every rule, in the order of the rules and of the input. */
export function checkNetwork(net: CompiledNetwork): Finding[] {
  return RULES.flatMap((rule) => rule.check(net));
}
