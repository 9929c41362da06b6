// Outside the clouds: the internet, which always answers, and the sites on the premises with their own
// router.
// The internet knows every public address the document maps to an interface, so a packet for one of them
// comes in at that VPC's internet gateway, mapped or not; nothing else can start a conversation with a
// private address ("Enable internet access using internet gateways").
import { type Address, inAny, isPrivate, isSix, within } from './address.ts';
import type { Igw, Route, Site, Vpc } from './model.ts';
import { type Journey, type Step, drop, hopOf, revisits } from './packet.ts';
import { atHost } from './delivery.ts';
import { nameOf } from './lookup.ts';
import { tooBig, tunnelDrop } from './routing.ts';

const INTERNET = 'site:internet';

/** The gateway that reports a packet nobody is mapped to: the intended VPC's, or the first of the estate. */
function reporter(journey: Journey): string {
  const { goal, world } = journey;
  const wanted = goal.kind === 'host' ? goal.host.vpc : undefined;
  const door = wanted?.doors.find((item) => item.type === 'igw');
  if (door !== undefined) return hopOf(door);
  const ids = [...world.links.values()].flatMap((link) => (link.type === 'igw' ? [link.id] : []));
  const [first] = ids.sort();
  return first === undefined ? INTERNET : `igw:${first}`;
}

function enterSix(journey: Journey, vpc: Vpc): Step {
  const { leg, exits } = journey;
  const igw = vpc.doors.find((door) => door.type === 'igw' && door.attached);
  const eigw = vpc.doors.find((door) => door.type === 'eigw' && door.attached);
  const exit = leg === 'return' ? exits.get(vpc) : undefined;
  if (exit !== undefined) return { kind: 'igw-in', link: exit, vpc };
  if (igw !== undefined) return { kind: 'igw-in', link: igw, vpc };
  if (eigw === undefined) {
    const shut = vpc.doors.find((door) => door.type === 'igw');
    if (shut !== undefined) return drop('igw-not-attached', hopOf(shut));
    return drop('igw-unsolicited-no-mapping', `vpc:${vpc.id}`);
  }
  return drop(leg === 'return' ? 'return-state-missing' : 'eigw-inbound-denied', hopOf(eigw));
}

function enterFour(journey: Journey, vpc: Vpc, inside: Address): Step {
  const { packet } = journey;
  const doors = vpc.doors.filter((door) => door.type === 'igw');
  const open: Igw | undefined = doors.find((door) => door.attached);
  const [any] = doors;
  // The address is mapped, but nothing brings the packet in.
  if (open === undefined) return drop('igw-not-attached', any === undefined ? `vpc:${vpc.id}` : hopOf(any));
  if (isPrivate(packet.src)) return drop('igw-unsolicited-no-mapping', hopOf(open));
  packet.dst = inside;
  if (journey.leg === 'forward') journey.eipEntry = { link: open, inside };
  return { kind: 'igw-in', link: open, vpc };
}

/** The VPC a public address leads into, if the document has one. */
function entrance(journey: Journey): Step | undefined {
  const { packet, world } = journey;
  if (!isSix(packet.dst)) {
    const mapped = world.publics.get(packet.dst);
    return mapped === undefined ? undefined : enterFour(journey, mapped.vpc, mapped.inside);
  }
  for (const vpc of world.vpcs.values()) {
    if (inAny(vpc.ranges, packet.dst)) return enterSix(journey, vpc);
  }
  return undefined;
}

/** A packet somebody on the internet sends. */
export function fromInternet(journey: Journey): Step {
  return entrance(journey) ?? drop('igw-unsolicited-no-mapping', reporter(journey));
}

/** A packet that a gateway has handed to the internet. */
export function atInternet(journey: Journey): Step {
  const { packet, start, goal } = journey;
  const inward = entrance(journey);
  if (inward !== undefined) return inward;
  if (journey.leg === 'return') {
    const home = start.kind === 'internet' && start.address === packet.dst;
    return home ? { kind: 'reached', end: { kind: 'internet' } } : drop('misdelivered', INTERNET);
  }
  return goal.kind === 'any' || goal.kind === 'internet'
    ? { kind: 'reached', end: { kind: 'internet' } }
    : drop('misdelivered', INTERNET);
}

/** In the site's own network, behind its router. */
function inSite(journey: Journey, site: Site): Step {
  const { packet } = journey;
  const host = site.hosts.find((item) => inAny(item.spans, packet.dst));
  return host === undefined ? drop('dst-host-unknown', `site:${site.id}`) : atHost(journey, host);
}

/** What comes from a cloud meets the site's router like everything else; it is lost where that knows no way. */
export function atSite(journey: Journey, site: Site): Step {
  const step = siteRoute(journey, site);
  const lost = step.kind === 'drop' && step.reason === 'no-route';
  return lost ? drop('dst-host-unknown', `site:${site.id}`) : step;
}

/** The longest route; among equal ones a prefix list comes last, and a name decides. */
function longest(routes: readonly Route[], dst: Address): Route | undefined {
  const rival = (a: Route, b: Route): number =>
    b.prefix.length - a.prefix.length ||
    Number(a.list !== undefined) - Number(b.list !== undefined) ||
    (nameOf(a) < nameOf(b) ? -1 : 1);
  return routes.filter((route) => within(route.prefix, dst)).sort(rival)[0];
}

/** The site's own router: its prefixes are local, the rest follows the site's table. */
export function siteRoute(journey: Journey, site: Site): Step {
  const { packet } = journey;
  const { hop, routes } = site.table;
  if (revisits(journey, site)) return drop('routing-loop', hop);
  packet.entered = undefined;
  packet.crossedEdge = false;
  packet.emitter = undefined;
  const route = longest(routes, packet.dst);
  const own = site.prefixes.filter((prefix) => within(prefix, packet.dst));
  const ownLength = own.reduce((length, prefix) => Math.max(length, prefix.length), -1);
  if (ownLength >= 0 && ownLength >= (route?.prefix.length ?? -1)) return inSite(journey, site);
  if (route === undefined) return drop('no-route', hop);
  if (route.target.kind === 'local') return inSite(journey, site);
  if (route.target.kind === 'blackhole' || route.target.kind === 'missing')
    return drop('route-blackhole', hop);
  if (route.target.kind !== 'link') return drop('route-target-invalid', hop);
  const { link } = route.target;
  switch (link.type) {
    case 'tgw': {
      const ingress = link.attachments.get(site.id);
      if (ingress?.live !== true) return drop('tgw-attachment-unavailable', hop);
      return (
        tooBig(journey, link) ??
        tunnelDrop(journey, link, ingress) ?? { kind: 'tgw', tgw: link, ingress, az: undefined }
      );
    }
    case 'vgw':
    case 'dx':
    case 'vpn':
      if (link.site !== site) return drop('route-target-invalid', hop);
      if (!link.attached || link.vpc === undefined) return drop('route-target-unavailable', hop);
      return tooBig(journey, link) ?? { kind: 'gateway-in', link, vpc: link.vpc };
    default:
      return drop('route-target-invalid', hop);
  }
}
