/**
 * What a route's target resolves to, and whether it can carry anything.
 *
 * A dead target stays in the lookup: its route wins by length and drops, it never falls through to a
 * shorter one ("Configure route tables", Amazon VPC User Guide; "NAT gateways", ibid.). Equal next hops
 * are one object and one number, so tables that say the same freeze to the same words.
 */
import type { DropReason } from '../model/drop-reason.ts';
import type { LinkKind } from '../model/link.ts';
import type { RouteTable, Target } from '../model/route.ts';
import type { Assembly } from './assembly.ts';
import type { NextHop } from './compiled-network.ts';

type Dead = NextHop['dead'];

export class NextHops {
  readonly list: NextHop[] = [];
  private readonly indexByKey = new Map<string, number>();

  /** The one next hop of a key, made when it is first asked for. */
  intern(key: string, make: () => NextHop): NextHop {
    const known = this.indexByKey.get(key);
    if (known !== undefined) return this.list[known]!;
    const hop = make();
    this.indexByKey.set(key, this.list.length);
    this.indexOfHop.set(hop, this.list.length);
    this.list.push(hop);
    return hop;
  }

  private readonly indexOfHop = new Map<NextHop, number>();

  indexOf(hop: NextHop): number {
    const index = this.indexOfHop.get(hop);
    if (index === undefined) throw new Error(`next hop of kind ${hop.kind} was never interned`);
    return index;
  }

  /** The same next hop, marked as one of several the provider could have taken. */
  nondeterministic(hop: NextHop): NextHop {
    return this.intern(`?${this.indexOf(hop)}`, () => ({ ...hop, nondeterministic: true }));
  }

  simple(kind: 'local' | 'platform' | 'blackhole'): NextHop {
    return this.intern(kind, () => ({ kind, dead: SIMPLE_DEAD[kind], nondeterministic: false }));
  }

  /** A target of this kind that the table may not use. */
  invalid(target: 'eni' | LinkKind): NextHop {
    return this.intern(`invalid ${target}`, () => ({
      kind: 'invalid',
      target,
      dead: dead('route-target-invalid', 'this table may not use the target of the route'),
      nondeterministic: false,
    }));
  }
}

const SIMPLE_DEAD: Readonly<Record<'local' | 'platform' | 'blackhole', Dead>> = {
  local: undefined,
  platform: undefined,
  blackhole: { reason: 'route-blackhole', detail: 'the route is a blackhole' },
};

function dead(reason: DropReason, detail: string): Dead {
  return { reason, detail };
}

/** Id of the object a next hop stands for, or its kind where it stands for none. */
export function nextHopName(hop: NextHop): string {
  switch (hop.kind) {
    case 'peering':
      return hop.peering.record.id;
    case 'igw':
      return hop.igw.record.id;
    case 'eigw':
      return hop.eigw.record.id;
    case 'nat':
      return hop.nat.record.id;
    case 'site':
      return hop.gateway.record.id;
    case 'tgw':
      return hop.tgw.record.id;
    case 'gateway-endpoint':
    case 'gwlbe':
      return hop.endpoint.record.id;
    case 'eni':
      return hop.eni.record.id;
    case 'attachment':
      return hop.attachment.record.id;
    case 'unmodelled':
      return hop.id;
    case 'local':
    case 'platform':
    case 'blackhole':
    case 'invalid':
      return hop.kind;
  }
}

/** Resolves the target of a route in a table. */
export function resolveTarget(
  assembly: Assembly,
  hops: NextHops,
  table: RouteTable,
  target: Target,
): NextHop {
  switch (target.kind) {
    case 'local':
      return hops.simple('local');
    case 'blackhole':
      if (target.gone === undefined) return hops.simple('blackhole');
      return goneTarget(hops, target.gone);
    case 'unmodelled': {
      const object = assembly.network.unmodelled.get(target.id);
      return hops.intern(`unmodelled ${target.id}`, () => ({
        kind: 'unmodelled',
        object,
        id: target.id,
        dead: undefined,
        nondeterministic: false,
      }));
    }
    case 'eni':
      return resolveEni(assembly, hops, table, target.eni);
    case 'link':
      return resolveLink(assembly, hops, table, target.link);
  }
}

function goneTarget(hops: NextHops, id: string): NextHop {
  return hops.intern(`gone ${id}`, () => ({
    kind: 'blackhole',
    dead: dead('route-blackhole', `${id} is gone`),
    nondeterministic: false,
  }));
}

function resolveEni(assembly: Assembly, hops: NextHops, table: RouteTable, id: string): NextHop {
  const eni = assembly.enis.get(id);
  if (!eni) {
    return hops.intern(`gone ${id}`, () => ({
      kind: 'blackhole',
      dead: dead('route-target-unavailable', `interface ${id} is gone`),
      nondeterministic: false,
    }));
  }
  if (!mayUseEniOf(assembly, table, eni.record.vpc)) return hops.invalid('eni');
  return hops.intern(`eni ${id}`, () => ({
    kind: 'eni',
    eni,
    dead: eni.record.state === 'up' ? undefined : dead('route-target-unavailable', `interface ${id} is down`),
    nondeterministic: false,
  }));
}

/** An interface of the own VPC; Azure also routes to the address of an appliance in a peered network. */
function mayUseEniOf(assembly: Assembly, table: RouteTable, vpc: string): boolean {
  if (table.owner.kind === 'site') return false;
  if (table.owner.vpc === vpc) return true;
  const profile = assembly.profileOf(table.owner.vpc);
  if (!profile.peering.forwardedTrafficFlag) return false;
  const near = table.owner.vpc;
  return assembly
    .vpc(near)
    .peerings.some((peering) => peering.live && peering.ends.some((end) => end.record.id === vpc));
}

/** Kinds of targets an edge table may name besides `local` and interfaces. */
const EDGE_TARGETS: Readonly<Record<string, readonly string[]>> = {
  // "Configure route tables", gateway route tables: Gateway Load Balancer endpoints behind an
  // internet gateway only.
  igw: ['gwlbe'],
  vgw: [],
};

function resolveLink(assembly: Assembly, hops: NextHops, table: RouteTable, id: string): NextHop {
  const link = assembly.network.links.get(id);
  if (!link) return goneTarget(hops, id);
  if (table.owner.kind === 'edge') {
    const gateway = assembly.network.links.get(table.owner.link);
    const allowed = EDGE_TARGETS[gateway?.kind ?? ''] ?? [];
    if (!allowed.includes(link.kind)) return hops.invalid(link.kind);
  }
  const vpc = table.owner.kind === 'site' ? undefined : table.owner.vpc;
  const ownerKey = table.owner.kind === 'site' ? `site ${table.owner.site}` : table.owner.vpc;
  const own = (owner: string): boolean => owner === vpc;
  const intern = (hop: NextHop): NextHop => hops.intern(`${link.kind} ${id} ${ownerKey}`, () => hop);
  const nondeterministic = false;
  switch (link.kind) {
    case 'peering': {
      const peering = assembly.peerings.get(id)!;
      if (!link.halves.some((half) => own(half.vpc))) return hops.invalid(link.kind);
      const states = [...new Set(link.halves.map((half) => half.state))].join(' / ');
      return intern({
        nondeterministic,
        kind: 'peering',
        peering,
        dead: peering.live ? undefined : dead('peering-not-active', `peering ${id} is ${states}`),
      });
    }
    case 'igw': {
      if (!own(link.vpc)) return hops.invalid(link.kind);
      const igw = assembly.igws.get(id)!;
      const cause = igw.live
        ? undefined
        : dead('igw-not-attached', `internet gateway ${id} is ${link.state}`);
      return intern({ nondeterministic, kind: 'igw', igw, dead: cause });
    }
    case 'eigw': {
      if (!own(link.vpc)) return hops.invalid(link.kind);
      const eigw = assembly.eigws.get(id)!;
      const cause = eigw.live ? undefined : dead('igw-not-attached', `gateway ${id} is ${link.state}`);
      return intern({ nondeterministic, kind: 'eigw', eigw, dead: cause });
    }
    case 'nat': {
      if (!own(link.vpc)) return hops.invalid(link.kind);
      const nat = assembly.nats.get(id)!;
      const cause = nat.live
        ? undefined
        : dead('route-target-unavailable', `NAT gateway ${id} is ${link.state}`);
      return intern({ nondeterministic, kind: 'nat', nat, dead: cause });
    }
    case 'vgw':
    case 'dx':
    case 'vpn': {
      const gateway = assembly.siteGateways.get(id)!;
      const isOwnSite = table.owner.kind === 'site' && table.owner.site === link.site;
      if (!isOwnSite && !own(link.vpc)) return hops.invalid(link.kind);
      const cause = gateway.attached ? undefined : dead('route-target-unavailable', `${id} is ${link.state}`);
      return intern({ nondeterministic, kind: 'site', gateway, dead: cause });
    }
    case 'tgw': {
      const tgw = assembly.tgws.get(id)!;
      const attachment = [...tgw.attachments.values()].find((candidate) =>
        vpc === undefined
          ? table.owner.kind === 'site' && candidate.site?.record.id === table.owner.site
          : candidate.vpc?.record.id === vpc,
      );
      const state = attachment ? attachment.record.state : 'missing';
      const cause = attachment?.live
        ? undefined
        : dead('tgw-attachment-unavailable', `the attachment to ${id} is ${state}`);
      return intern({ nondeterministic, kind: 'tgw', tgw, dead: cause });
    }
    case 'gateway-endpoint': {
      if (!own(link.vpc)) return hops.invalid(link.kind);
      const endpoint = assembly.gatewayEndpoints.get(id)!;
      const cause = endpoint.live
        ? undefined
        : dead('endpoint-not-available', `endpoint ${id} is ${link.state}`);
      return intern({ nondeterministic, kind: 'gateway-endpoint', endpoint, dead: cause });
    }
    case 'gwlbe': {
      if (!own(link.vpc)) return hops.invalid(link.kind);
      const endpoint = assembly.gwlbes.get(id)!;
      const cause = endpoint.live
        ? undefined
        : dead('endpoint-not-available', `endpoint ${id} is ${link.state}`);
      return intern({ nondeterministic, kind: 'gwlbe', endpoint, dead: cause });
    }
    case 'endpoint':
    case 'nlb':
      return hops.invalid(link.kind);
  }
}
