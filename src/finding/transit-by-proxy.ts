/**
 * Proxies and load balancers of one VPC whose targets are in another, where a third one can ask them:
 * transit that is legal, because two conversations take its place.
 */
import type { CompiledEni, CompiledNetwork, CompiledVpc } from '../compile/compiled-network.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { Observation, Rule } from './finding.ts';
import { FAMILIES } from './overreach.ts';
import { rangeSetOf, routingOf } from './routing.ts';

export const transitByProxy: Rule = {
  id: 'transit-by-proxy',
  title: 'A proxy or load balancer joins VPCs that no link joins',
  level: 'info',
  meaning:
    'A proxy or load balancer ends one conversation and opens another, from an address of its own VPC. So a peer of its VPC reaches its targets in another one, which no route could bring about. That is legal; whoever relies on the two being apart should know.',
  documents: 'Network Load Balancers; Connect VPCs using VPC peering (Amazon VPC User Guide)',
  example: 'A load balancer in A has a target in C. B, another peer of A, has a route to A.',
  check: (net) => relaysOf(net).flatMap((relay) => observe(net, relay)),
};

/** Something that answers in one VPC and asks in another. */
interface Relay {
  readonly id: string;
  readonly kind: string;
  readonly vpc: CompiledVpc;
  readonly enis: readonly CompiledEni[];
  readonly target: CompiledVpc;
  readonly source: SourceRef;
}

function relaysOf(net: CompiledNetwork): Relay[] {
  const proxies = [...net.enis.values()].flatMap((eni): Relay[] => {
    if (eni.owner.kind !== 'host' || !eni.owner.proxyTo) return [];
    const { id, source } = eni.record;
    return [{ id, kind: 'proxy', vpc: eni.vpc, enis: [eni], target: eni.owner.proxyTo.vpc, source }];
  });
  const balancers = [...net.balancers.values()].flatMap(({ record, vpc, enis, listeners }) => {
    const targets = new Set(listeners.flatMap((listener) => listener.targets.map((target) => target.vpc)));
    return [...targets].map((target): Relay => ({
      id: record.id,
      kind: 'load balancer',
      vpc,
      enis,
      target,
      source: record.source,
    }));
  });
  return [...proxies, ...balancers].filter(({ vpc, target }) => vpc !== target);
}

function observe(net: CompiledNetwork, { id, kind, vpc, enis, target, source }: Relay): Observation[] {
  const askers = [...net.vpcs.values()].filter(
    (asker) => asker !== vpc && asker !== target && canAsk(net, asker, vpc, enis) && !isJoined(asker, target),
  );
  const [first] = askers;
  if (!first) return [];
  const others = askers.length > 1 ? ` and ${askers.length - 1} more` : '';
  return [
    {
      message: `${kind} ${id} of ${vpc.record.id} lets ${first.record.id}${others} talk to ${target.record.id}, which no link joins`,
      fix: 'nothing, if that is what it is for',
      subject: `${kind} ${id} towards ${target.record.id}`,
      objects: [id, vpc.record.id, target.record.id, ...askers.map((asker) => asker.record.id)],
      source,
    },
  ];
}

function isJoined(a: CompiledVpc, b: CompiledVpc): boolean {
  return a.peerings.some((peering) => peering.live && peering.ends.includes(b));
}

/** Does a table of a VPC send the addresses of some interfaces to their VPC? */
function canAsk(
  net: CompiledNetwork,
  asker: CompiledVpc,
  vpc: CompiledVpc,
  enis: readonly CompiledEni[],
): boolean {
  return asker.tables.some((table) =>
    FAMILIES.some((family) =>
      enis.some((eni) =>
        routingOf(net, table.index, family)
          .towards(rangeSetOf(eni.addresses[family]))
          .some(({ hop }) => !hop.dead && hop.kind === 'peering' && hop.peering.ends.includes(vpc)),
      ),
    ),
  );
}
