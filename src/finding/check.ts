/**
 * All rules over one network.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Refusal } from '../model/refusal.ts';
import { applianceSameSubnet } from './appliance-same-subnet.ts';
import { asymmetricPath } from './asymmetric-path.ts';
import { blackholeRoute } from './blackhole-route.ts';
import { controlPlaneRefusal } from './control-plane-refusal.ts';
import { deadRange } from './dead-range.ts';
import { edgeToEdgeDns } from './edge-to-edge-dns.ts';
import { edgeToEdgeDx } from './edge-to-edge-dx.ts';
import { edgeToEdgeGatewayEndpoint } from './edge-to-edge-gateway-endpoint.ts';
import { edgeToEdgeIgw } from './edge-to-edge-igw.ts';
import { edgeToEdgeNat } from './edge-to-edge-nat.ts';
import { edgeToEdgeTgw } from './edge-to-edge-tgw.ts';
import { edgeToEdgeVpn } from './edge-to-edge-vpn.ts';
import type { Finding, Rule } from './finding.ts';
import { gatewayLocalSubnetMissing } from './gateway-local-subnet-missing.ts';
import { nondeterministicRoute } from './nondeterministic-route.ts';
import { oneSidedRoute } from './one-sided-route.ts';
import { overlapRisk } from './overlap-risk.ts';
import { overlayTransit } from './overlay-transit.ts';
import { responseRoutingHazard } from './response-routing-hazard.ts';
import { shadowedByHigherPriority } from './shadowed-by-higher-priority.ts';
import { shadowedByLocalRoute } from './shadowed-by-local-route.ts';
import { shadowedByMoreSpecific } from './shadowed-by-more-specific.ts';
import { transitByProxy } from './transit-by-proxy.ts';
import { transitivePeering } from './transitive-peering.ts';
import { unusedEndpoint } from './unused-endpoint.ts';
import { unusedPeering } from './unused-peering.ts';

export const RULES: readonly Rule[] = [
  controlPlaneRefusal,
  transitivePeering,
  edgeToEdgeIgw,
  edgeToEdgeNat,
  edgeToEdgeVpn,
  edgeToEdgeDx,
  edgeToEdgeTgw,
  edgeToEdgeGatewayEndpoint,
  edgeToEdgeDns,
  gatewayLocalSubnetMissing,
  deadRange,
  oneSidedRoute,
  responseRoutingHazard,
  blackholeRoute,
  shadowedByLocalRoute,
  shadowedByMoreSpecific,
  shadowedByHigherPriority,
  nondeterministicRoute,
  overlapRisk,
  applianceSameSubnet,
  asymmetricPath,
  overlayTransit,
  transitByProxy,
  unusedPeering,
  unusedEndpoint,
];

/**
 * Findings of some rules, in the order of the rules and of the input. `refusals` are those of the network
 * as it was written, before what was refused was taken out of it.
 */
export function checkNetwork(
  net: CompiledNetwork,
  refusals: readonly Refusal[],
  rules: readonly Rule[] = RULES,
): Finding[] {
  return rules.flatMap((rule) =>
    rule.check(net, refusals).map((observation): Finding => ({
      ...observation,
      rule: rule.id,
      level: observation.level ?? rule.level,
    })),
  );
}
