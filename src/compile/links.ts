/**
 * Links with references to what they join and their states weighed.
 */
import { plus } from '../ip/address.ts';
import { isLivePeering, isLiveState, isPathDown } from '../model/link-state.ts';
import type {
  InterfaceEndpoint,
  LoadBalancer,
  NatGateway,
  SiteGateway,
  TransitGateway,
} from '../model/link.ts';
import { PROFILES } from '../model/profile/profiles.ts';
import { prefixSet, rangeMaps } from './address-set.ts';
import { Assembly, type Open } from './assembly.ts';
import type {
  ByFamily,
  CompiledAttachment,
  CompiledEndpoint,
  CompiledVpc,
  PublicOwner,
} from './compiled-network.ts';
import type { RangeMap } from '../ip/range-map.ts';

export function compileLinks(assembly: Assembly): void {
  const { network } = assembly;
  const links = [...network.links.values()];
  // Endpoints stand in front of load balancers; everything else only needs VPCs and interfaces.
  for (const link of links) {
    switch (link.kind) {
      case 'peering': {
        const ends = [assembly.vpc(link.halves[0].vpc), assembly.vpc(link.halves[1].vpc)] as const;
        const live = isLivePeering(ends[0].profile, link);
        const peering = { record: link, live, ends };
        assembly.peerings.set(link.id, peering);
        for (const vpc of new Set(ends)) vpc.peerings = [...vpc.peerings, peering];
        break;
      }
      case 'igw': {
        const vpc = assembly.vpc(link.vpc);
        const igw = { record: link, vpc, live: isLiveState('igw', link.state), edgeTable: undefined };
        assembly.igws.set(link.id, igw);
        vpc.igw = preferLive(vpc.igw, igw);
        break;
      }
      case 'eigw': {
        const vpc = assembly.vpc(link.vpc);
        const eigw = { record: link, vpc, live: isLiveState('eigw', link.state) };
        assembly.eigws.set(link.id, eigw);
        vpc.eigw = preferLive(vpc.eigw, eigw);
        break;
      }
      case 'nat':
        compileNat(assembly, link);
        break;
      case 'vgw':
      case 'dx':
      case 'vpn':
        compileSiteGateway(assembly, link);
        break;
      case 'gateway-endpoint':
        assembly.gatewayEndpoints.set(link.id, {
          record: link,
          vpc: assembly.vpc(link.vpc),
          live: isLiveState('gateway-endpoint', link.state),
        });
        break;
      case 'gwlbe':
        assembly.gwlbes.set(link.id, {
          record: link,
          subnet: assembly.subnet(link.subnet),
          live: isLiveState('gwlbe', link.state),
        });
        break;
      case 'nlb':
        compileBalancer(assembly, link);
        break;
      case 'tgw':
        assembly.tgws.set(link.id, { record: link, attachments: new Map(), profile: PROFILES[link.profile] });
        break;
      case 'endpoint':
        break;
    }
  }
  for (const link of links) {
    if (link.kind === 'endpoint') compileEndpoint(assembly, link);
    if (link.kind === 'tgw') compileTgw(assembly, link);
  }
  for (const eni of assembly.enis.values()) eni.owner = ownerOf(assembly, eni.record.id);
}

function preferLive<T extends { live: boolean }>(current: T | undefined, candidate: T): T {
  return current && (current.live || !candidate.live) ? current : candidate;
}

function compileNat(assembly: Assembly, record: NatGateway): void {
  assembly.nats.set(record.id, {
    record,
    eni: assembly.eni(record.eni),
    live: isLiveState('nat', record.state),
    snatSources: prefixSet(record.snatSources),
    dnat: record.dnat.map((rule) => ({
      protocol: rule.protocol,
      port: rule.port,
      target: assembly.eni(rule.eni),
      targetPort: rule.targetPort,
    })),
  });
}

function compileSiteGateway(assembly: Assembly, record: SiteGateway): void {
  const vpc = assembly.vpc(record.vpc);
  const gateway = {
    record,
    vpc,
    site: Assembly.must(assembly.sites.get(record.site), 'site', record.site),
    prefixes: prefixSet(record.prefixes),
    localSubnets: record.localSubnets ? prefixSet(record.localSubnets) : vpc.range,
    attached: isLiveState(record.kind, record.state),
    pathDown: isPathDown(record.state),
    edgeTable: undefined,
  };
  assembly.siteGateways.set(record.id, gateway);
  vpc.siteGateways = [...vpc.siteGateways, gateway];
}

function compileBalancer(assembly: Assembly, record: LoadBalancer): void {
  assembly.balancers.set(record.id, {
    record,
    vpc: assembly.vpc(record.vpc),
    enis: record.enis.map((eni) => assembly.eni(eni)),
    listeners: record.listeners.map((listener) => ({
      protocol: listener.protocol,
      port: listener.port,
      targetPort: listener.targetPort,
      targets: listener.targets.map((target) => assembly.eni(target)),
    })),
  });
}

function compileEndpoint(assembly: Assembly, record: InterfaceEndpoint): void {
  const vpc = assembly.vpc(record.vpc);
  const service = ((): CompiledEndpoint['service'] => {
    switch (record.service.kind) {
      case 'eni':
        return { kind: 'eni', eni: assembly.eni(record.service.eni) };
      case 'load-balancer': {
        const balancer = assembly.balancers.get(record.service.link);
        return {
          kind: 'load-balancer',
          balancer: Assembly.must(balancer, 'load balancer', record.service.link),
        };
      }
      case 'provider':
        return { kind: 'provider' };
      case 'unmodelled':
        return { kind: 'unmodelled', id: record.service.id };
    }
  })();
  const translated = vpc.profile.endpoint.translatedSources;
  const endpoint: Open<CompiledEndpoint> = {
    record,
    vpc,
    enis: record.enis.map((eni) => assembly.eni(eni)),
    service,
    node: record.node === undefined ? undefined : assembly.eni(record.node),
    // Any address of the range stands for all; the first few are the range's own.
    translatedSource: translated && plus(translated.address, 10),
    translatedRange: prefixSet(translated ? [translated] : []),
    whitelist: record.whitelist && prefixSet(record.whitelist),
    ports: record.ports,
  };
  assembly.endpoints.set(record.id, endpoint);
  const provider = providerVpcOf(endpoint);
  if (provider) {
    const open = assembly.vpc(provider.record.id);
    open.servedEndpoints = [...open.servedEndpoints, endpoint].sort((a, b) =>
      a.record.id < b.record.id ? -1 : 1,
    );
  }
}

function providerVpcOf(endpoint: CompiledEndpoint): CompiledVpc | undefined {
  if (endpoint.service.kind === 'eni') return endpoint.service.eni.vpc;
  return endpoint.service.kind === 'load-balancer' ? endpoint.service.balancer.vpc : undefined;
}

function compileTgw(assembly: Assembly, record: TransitGateway): void {
  const tgw = Assembly.must(assembly.tgws.get(record.id), 'transit gateway', record.id);
  for (const attachment of record.attachments.values()) {
    const { attached } = attachment;
    const vpc = attached.kind === 'vpc' ? assembly.vpc(attached.vpc) : undefined;
    const compiled: Open<CompiledAttachment> = {
      record: attachment,
      tgw,
      live: isLiveState('attachment', attachment.state),
      vpc,
      subnets: attached.kind === 'vpc' ? attached.subnets.map((id) => assembly.subnet(id)) : [],
      site:
        'site' in attached
          ? Assembly.must(assembly.sites.get(attached.site), 'site', attached.site)
          : undefined,
      peer: attached.kind === 'peering' ? assembly.tgws.get(attached.tgw) : undefined,
      table: undefined,
    };
    tgw.attachments.set(attachment.id, compiled);
    if (vpc) {
      vpc.attachments = [...vpc.attachments, compiled];
    }
  }
}

function ownerOf(assembly: Assembly, id: string): Open<ReturnType<Assembly['eni']>>['owner'] {
  const { owner } = assembly.eni(id).record;
  switch (owner.kind) {
    case 'host': {
      const { proxyTo } = owner.host;
      return { kind: 'host', proxyTo: proxyTo === undefined ? undefined : assembly.enis.get(proxyTo) };
    }
    case 'nat':
      return { kind: 'nat', nat: Assembly.must(assembly.nats.get(owner.link), 'NAT gateway', owner.link) };
    case 'endpoint':
    case 'endpoint-node': {
      const endpoint = Assembly.must(assembly.endpoints.get(owner.link), 'endpoint', owner.link);
      return { kind: owner.kind, endpoint };
    }
    case 'load-balancer': {
      const balancer = Assembly.must(assembly.balancers.get(owner.link), 'load balancer', owner.link);
      return { kind: 'load-balancer', balancer };
    }
    case 'tgw':
    case 'gwlbe':
      return { kind: owner.kind };
    case 'unmodelled':
      return { kind: 'unmodelled', object: assembly.network.unmodelled.get(owner.id), id: owner.id };
  }
}

/** Public addresses of all interfaces; a NAT gateway that is gone has given its addresses back. */
export function publicOwners(assembly: Assembly): ByFamily<RangeMap<PublicOwner>> {
  const holders = [...assembly.enis.values()].filter((eni) => eni.owner.kind !== 'nat' || eni.owner.nat.live);
  return rangeMaps(
    holders.flatMap((eni) =>
      eni.record.publicMappings.map((mapping) => ({
        range: { first: mapping.public, last: mapping.public },
        value: { eni, private: mapping.private },
      })),
    ),
  );
}

/** IPv6 addresses need no mapping: whose range holds one owns it. */
export function publicVpcs(assembly: Assembly): ByFamily<RangeMap<CompiledVpc>> {
  return rangeMaps(
    [...assembly.vpcs.values()].flatMap((vpc) =>
      [...vpc.range[6].entries()].map(({ range }) => ({ range, value: vpc })),
    ),
  );
}
