/**
 * Routes a provider implies: local ones everywhere, and with Azure and Google Cloud the routes that
 * peerings and gateways write by themselves.
 */
import type { Prefix } from '../ip/prefix.ts';
import type { Profile } from '../model/profile/profile.ts';
import type { RouteClass } from '../model/profile/profile.ts';
import type { Route } from '../model/route.ts';
import type { Assembly } from './assembly.ts';
import type { Candidate } from './best-route.ts';
import type { CompiledPeering, CompiledSiteGateway, CompiledVpc, NextHop } from './compiled-network.ts';
import type { NextHops } from './next-hop.ts';
import { rangeOfVpc } from './vpcs.ts';
import { isWithdrawn } from './withdrawn.ts';

/** Prefixes of the local routes of a VPC, one per range or one per subnet. */
export function localPrefixes(assembly: Assembly, profile: Profile, vpc: string): Prefix[] {
  const record = assembly.vpc(vpc).record;
  const subnets = assembly.subnetsOf(vpc);
  const own =
    profile.local.granularity === 'subnet'
      ? subnets.flatMap((subnet) => subnet.prefixes)
      : rangeOfVpc(profile, record, subnets);
  return [...own];
}

function implied(prefix: Prefix, nextHop: NextHop, routeClass: RouteClass, name: string): Candidate {
  return { prefix, nextHop, class: routeClass, route: undefined, implied: name, tieBreak: name };
}

export function localCandidates(profile: Profile, locals: readonly Prefix[], hops: NextHops): Candidate[] {
  const local = hops.simple('local');
  const platform = hops.simple('platform');
  return [
    ...locals.map((prefix) => implied(prefix, local, 'local', 'local')),
    ...profile.local.platform.map((prefix) => implied(prefix, platform, 'local', 'platform')),
  ];
}

/** Ends and halves of a peering as one VPC sees it. */
export function sideOf(peering: CompiledPeering, vpc: CompiledVpc) {
  const [requester, accepter] = peering.ends;
  const [requesterHalf, accepterHalf] = peering.record.halves;
  return requester === vpc
    ? { far: accepter, nearHalf: requesterHalf, farHalf: accepterHalf }
    : { far: requester, nearHalf: accepterHalf, farHalf: requesterHalf };
}

/** Routes the platform writes into every table of a VPC without being asked. */
export function automaticCandidates(assembly: Assembly, vpc: CompiledVpc, hops: NextHops): Candidate[] {
  const { profile } = vpc;
  const candidates: Candidate[] = profile.local.blackholes.map((prefix) =>
    implied(prefix, hops.simple('blackhole'), 'default', 'none'),
  );
  const { routes } = profile.peering;
  if (routes !== 'manual') {
    for (const peering of vpc.peerings) {
      if (peering.live) candidates.push(...peeringCandidates(assembly, vpc, peering, routes, hops));
    }
  }
  if (profile.siteGatewayRoutesAutomatic) {
    for (const gateway of vpc.siteGateways) {
      if (!gateway.attached || gateway.pathDown) continue;
      const id = gateway.record.id;
      const hop = hops.intern(`${gateway.record.kind} ${id} ${vpc.record.id}`, () => ({
        kind: 'site',
        gateway,
        dead: undefined,
        nondeterministic: false,
      }));
      const learnedAs = learnedClass(gateway);
      candidates.push(...gateway.record.prefixes.map((prefix) => implied(prefix, hop, learnedAs, id)));
    }
  }
  if (profile.internetRouteAutomatic && vpc.igw?.live) {
    const igw = vpc.igw;
    const hop = hops.intern(`igw ${igw.record.id} ${vpc.record.id}`, () => ({
      kind: 'igw',
      igw,
      dead: undefined,
      nondeterministic: false,
    }));
    candidates.push(implied({ address: 0, length: 0 }, hop, 'default', igw.record.id));
    candidates.push(implied({ address: 0n, length: 0 }, hop, 'default', igw.record.id));
  }
  return candidates;
}

function learnedClass({ record }: CompiledSiteGateway): RouteClass {
  return record.kind === 'dx' ? 'propagated-dx' : 'propagated-vpn';
}

function peeringCandidates(
  assembly: Assembly,
  vpc: CompiledVpc,
  peering: CompiledPeering,
  writtenAs: 'system' | 'imported',
  hops: NextHops,
): Candidate[] {
  const id = peering.record.id;
  const { far, nearHalf, farHalf } = sideOf(peering, vpc);
  const hop = hops.intern(`peering ${id} ${vpc.record.id}`, () => ({
    kind: 'peering',
    peering,
    dead: undefined,
    nondeterministic: false,
  }));
  const farRange = localPrefixes(assembly, far.profile, far.record.id);
  const candidates = farRange.map((prefix) => implied(prefix, hop, writtenAs, id));
  // "Configure VPN gateway transit for virtual network peering": both flags, one on each side.
  const usesGateway = nearHalf.useRemoteGateways && farHalf.allowGatewayTransit;
  const importsRoutes = nearHalf.importCustomRoutes && farHalf.exportCustomRoutes;
  if (usesGateway || importsRoutes) {
    for (const gateway of far.siteGateways) {
      if (!gateway.attached || gateway.pathDown) continue;
      const learnedAs = writtenAs === 'imported' ? 'imported' : learnedClass(gateway);
      candidates.push(...gateway.record.prefixes.map((prefix) => implied(prefix, hop, learnedAs, id)));
    }
  }
  if (importsRoutes) {
    for (const route of exportedRoutes(assembly, far)) {
      if (route.destination.kind === 'prefix') {
        const imported = implied(route.destination.prefix, hop, 'imported', id);
        candidates.push({ ...imported, priority: route.priority });
      }
    }
  }
  return candidates;
}

/** "VPC Network Peering": routes of one's own are exported, those to the default internet gateway never. */
function exportedRoutes(assembly: Assembly, { record, profile }: CompiledVpc): Route[] {
  const main = assembly.network.routeTables.get(record.mainTable);
  return (main?.routes ?? []).filter((route) => {
    if (route.target.kind === 'local' || isWithdrawn(assembly, profile, route)) return false;
    const link = route.target.kind === 'link' ? assembly.network.links.get(route.target.link) : undefined;
    return link?.kind !== 'igw' && link?.kind !== 'eigw' && link?.kind !== 'peering';
  });
}
