// Filters: security groups on interfaces and access lists on subnets.
// Groups only allow and are united over all groups of an interface; a group the document does not define is
// open. Access lists are read in order of their numbers, the first match decides, the end denies.
// Groups always track connections; access lists track them on Open Telekom Cloud, Azure and Google Cloud,
// and judge every packet on AWS and JD Cloud ("Control traffic to subnets using network ACLs", "ACL",
// "Firewall Overview").
import { type Prefix, inAny, parsePrefix, within } from './address.ts';
import type { Subnet, Vpc, World } from './model.ts';
import { type Drop, type Journey, drop, isQuestion, remember, remembers } from './packet.ts';
import { livePeering } from './peerings.ts';
import { speaks } from './rules.ts';

/** Destinations a firewall of Open Telekom Cloud never stops ("Firewall Overview"). */
const FIREWALL_EXEMPT: readonly Prefix[] = [
  '224.0.0.0/24',
  '169.254.169.254/32',
  '100.64.0.0/10',
  '198.19.128.0/17',
  '255.255.255.255/32',
].map((prefix) => parsePrefix(prefix));

function sharedReferencing(world: World, a: Vpc, b: Vpc): boolean {
  for (const link of world.links.values()) {
    if (link.type !== 'tgw' || !link.sgReferencing) continue;
    if (link.attachments.get(a.id)?.live === true && link.attachments.get(b.id)?.live === true) return true;
  }
  return false;
}

/** Whether a rule of `here` may mean an interface of `there` by its group. */
function inScope(world: World, here: Vpc, there: Vpc, overTgw: boolean): boolean {
  switch (world.profile) {
    case 'aws':
      if (here === there || overTgw) return true;
      return here.region === there.region && livePeering(world, here, there);
    case 'otc':
      return here.account === there.account && here.region === there.region;
    case 'jd':
      return false;
    default:
      return here === there;
  }
}

type Reference = 'match' | 'unresolvable' | 'none';

function ingressReference(journey: Journey, group: string, here: Vpc): Reference {
  const { origin, lost, overTgw } = journey.packet;
  if (origin?.vpc === undefined || !origin.groups.includes(group)) return 'none';
  return !lost && inScope(journey.world, here, origin.vpc, overTgw) ? 'match' : 'unresolvable';
}

function egressReference(journey: Journey, group: string, here: Vpc): Reference {
  const { world, packet } = journey;
  let found: Reference = 'none';
  for (const member of world.members.get(group) ?? []) {
    if (!inAny(member.spans, packet.dst)) continue;
    if (inScope(world, here, member.vpc, sharedReferencing(world, here, member.vpc))) return 'match';
    found = 'unresolvable';
  }
  return found;
}

/** Judges a packet by the groups of one interface; undefined lets it pass. */
export function groupDrop(
  journey: Journey,
  ids: readonly string[],
  direction: 'in' | 'out',
  here: Vpc,
): Drop | undefined {
  const { world, packet } = journey;
  const far = direction === 'in' ? packet.src : packet.dst;
  let unresolvable: string | undefined;
  for (const id of ids) {
    const group = world.groups.get(id);
    if (group === undefined) return undefined;
    for (const rule of group[direction]) {
      if (!speaks(rule, packet.proto, packet.dport)) continue;
      if (inAny(rule.ranges, far)) return undefined;
      if (rule.group === undefined) continue;
      const seek = direction === 'in' ? ingressReference : egressReference;
      const reference = seek(journey, rule.group, here);
      if (reference === 'match') return undefined;
      if (reference === 'unresolvable') unresolvable ??= id;
    }
  }
  const [first] = ids;
  if (first === undefined) return undefined;
  if (unresolvable !== undefined) return drop('sg-reference-unresolvable', `sg:${unresolvable}`);
  return drop(direction === 'in' ? 'sg-ingress-denied' : 'sg-egress-denied', `sg:${first}`);
}

/** True where a rule was written for this packet, as opposed to a provider's default letting it pass. */
export function explicitlyAllowed(journey: Journey, subnet: Subnet | undefined): boolean {
  const { src, proto, dport } = journey.packet;
  const rule = subnet?.acl?.in.find((item) => speaks(item, proto, dport) && within(item.prefix, src));
  return rule?.allow === true;
}

/** Judges a packet that crosses the boundary of a subnet; undefined lets it pass. */
export function aclDrop(
  journey: Journey,
  subnet: Subnet | undefined,
  direction: 'in' | 'out',
): Drop | undefined {
  const { world, packet } = journey;
  const acl = subnet?.acl;
  if (subnet === undefined || acl === undefined) return undefined;
  const stateless = world.profile === 'aws' || world.profile === 'jd';
  if (!stateless) {
    // The list that saw the request lets its reply pass; another one takes the reply for a first packet.
    if (journey.leg === 'return' && remembers(journey, acl)) return undefined;
    if (journey.leg === 'forward') remember(journey, acl);
  }
  // Queries to the resolver and its answers pass every list.
  const { resolver } = subnet.vpc;
  if (resolver !== undefined && packet.dst === resolver && isQuestion(packet)) return undefined;
  if (world.profile === 'otc' && direction === 'out' && inAny(FIREWALL_EXEMPT, packet.dst)) return undefined;
  const far = direction === 'in' ? packet.src : packet.dst;
  const rule = acl[direction].find(
    (item) => speaks(item, packet.proto, packet.dport) && within(item.prefix, far),
  );
  if (rule?.allow === true) return undefined;
  return drop(direction === 'in' ? 'nacl-ingress-denied' : 'nacl-egress-denied', acl.hop);
}
