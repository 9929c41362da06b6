/**
 * From the name of a hop back to the record it stands for, so that a drop whose rule is nobody's line (no
 * route matches, nobody has the address) still says which object of the input decided.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Network } from '../model/network.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { Cause, Verdict } from './outcome.ts';

const OBJECTS: Readonly<Record<string, string>> = {
  eni: 'interface',
  sg: 'security group',
  acl: 'network ACL',
  table: 'route table',
  vpc: 'VPC',
  resolver: 'resolver of',
  tgw: 'transit gateway',
  igw: 'internet gateway',
  eigw: 'egress-only gateway',
  nat: 'NAT gateway',
  nlb: 'load balancer',
  dx: 'Direct Connect',
  vpn: 'VPN',
  vgw: 'virtual private gateway',
};

/** `route table A`, with the line it is written in. */
function causeOfHop(network: Network, hop: string): Cause | undefined {
  const at = hop.indexOf(':');
  const kind = hop.slice(0, at);
  const id = hop.slice(at + 1);
  const source = sourceOf(network, kind, id);
  return source && { text: `${OBJECTS[kind] ?? kind} ${id}`, source };
}

function sourceOf(network: Network, kind: string, id: string): SourceRef | undefined {
  switch (kind) {
    case 'eni':
      return (network.enis.get(id) ?? network.siteHosts.get(id))?.source;
    case 'sg':
      return network.securityGroups.get(id)?.source;
    case 'acl':
      return network.networkAcls.get(id)?.source;
    case 'table':
      return network.routeTables.get(id)?.source;
    case 'vpc':
    case 'resolver':
    case 'site':
      return (network.vpcs.get(id) ?? network.sites.get(id))?.source;
    case 'subnet': {
      const named = [...network.subnets.values()].filter((subnet) => subnet.name === id);
      // Two VPCs may well have a subnet of the same name.
      return named.length === 1 ? named[0]!.source : undefined;
    }
    case 'tgw': {
      // `tgw:T/t` is a table of it.
      const slash = id.indexOf('/');
      return network.links.get(slash < 0 ? id : id.slice(0, slash))?.source;
    }
    default:
      return network.links.get(id)?.source;
  }
}

/** The verdict with a place in the input for every drop that has none yet. */
export function withCauses(net: CompiledNetwork, verdict: Verdict): Verdict {
  const blockers = verdict.blockers.map((blocker) => {
    const { drop } = blocker;
    if (drop.cause?.source) return blocker;
    const cause = causeOfHop(net.network, drop.hop);
    if (!cause) return blocker;
    // What was found about a route that has no line is kept; the line is that of its table.
    const text = drop.cause ? `${drop.cause.text}, ${cause.text}` : cause.text;
    return { ...blocker, drop: { ...drop, cause: { text, source: cause.source } } };
  });
  const first = blockers.find((_, i) => verdict.blockers[i]!.drop === verdict.drop);
  return { ...verdict, blockers, drop: first?.drop ?? verdict.drop };
}
