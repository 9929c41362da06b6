// Names of flow ends: what `from` and `to` of a flow row mean, and what the resolver answers.
// A private name of an endpoint exists inside its VPC only; the endpoint's own name resolves everywhere to
// the same address ("Connect VPCs using VPC peering"; "AWS PrivateLink" guide).
import { type Address, isSix, parseAddress, readAddress } from './address.ts';
import type { Endpoint, Host, Link, World } from './model.ts';
import { type Drop, type Goal, drop } from './packet.ts';

const INTERNET = parseAddress('198.51.100.7');
const INTERNET6 = parseAddress('2001:db8:ffff::7');

export interface Aim {
  readonly dst: Address;
  readonly goal: Goal;
}

export type Sender = { kind: 'host'; host: Host } | { kind: 'internet'; address: Address };

export function senderOf(world: World, name: string): Sender | Drop {
  if (name === 'internet') return { kind: 'internet', address: INTERNET };
  if (name === 'internet6') return { kind: 'internet', address: INTERNET6 };
  const host = world.hosts.get(name);
  if (host !== undefined && host.running) return { kind: 'host', host };
  const link = world.links.get(name);
  if (host === undefined && link?.type === 'endpoint') {
    return drop('endpoint-reverse-initiation', `endpoint:${link.id}`);
  }
  return drop('source-eni-unavailable', `eni:${name}`);
}

function speaksFamily(sender: Sender, six: boolean): boolean {
  if (sender.kind === 'internet') return isSix(sender.address) === six;
  return sender.host.spans.some((span) => isSix(span.low) === six);
}

function aimAtHost(sender: Sender, host: Host): Aim {
  const goal: Goal = { kind: 'host', host };
  if (sender.kind === 'internet' && !isSix(sender.address) && host.eip !== undefined) {
    return { dst: host.eip, goal };
  }
  const span = host.spans.find((held) => speaksFamily(sender, isSix(held.low))) ?? host.spans[0];
  if (span === undefined) throw new Error(`host without an address: ${host.name}`);
  return { dst: span.low, goal };
}

function aimAtLink(link: Link): Aim | undefined {
  const goal: Goal = { kind: 'link', link };
  if (link.type === 'endpoint') return { dst: link.address, goal };
  if (link.type !== 'nlb') return undefined;
  const [node] = link.nodes;
  return node === undefined ? undefined : { dst: node.address, goal };
}

function lookUp(world: World, sender: Sender, name: string): Aim | Drop {
  const vpc = sender.kind === 'host' ? sender.host.vpc : undefined;
  const site = sender.kind === 'host' ? sender.host.site : undefined;
  const hop = `resolver:${vpc?.id ?? site?.id ?? 'internet'}`;
  const known = [...world.links.values()].filter((link): link is Endpoint => link.type === 'endpoint');
  const asks = vpc?.dnsSupport === true;
  const found =
    known.find((link) => link.privateDns === name && asks && link.vpc === vpc) ??
    known.find((link) => link.dnsName === name);
  if (found === undefined) return drop('dns-unresolved', hop);
  return { dst: found.address, goal: { kind: 'link', link: found } };
}

export function aimOf(world: World, sender: Sender, name: string): Aim | Drop {
  if (name === 'internet') return { dst: INTERNET, goal: { kind: 'internet' } };
  if (name === 'internet6') return { dst: INTERNET6, goal: { kind: 'internet' } };
  if (name.startsWith('dns:')) return lookUp(world, sender, name.slice('dns:'.length));
  const host = world.hosts.get(name);
  if (host !== undefined) return aimAtHost(sender, host);
  const link = world.links.get(name);
  const aim = link === undefined ? undefined : aimAtLink(link);
  if (aim !== undefined) return aim;
  const dst = readAddress(name);
  if (dst === undefined) throw new Error(`no such destination: ${name}`);
  return { dst, goal: { kind: 'any' } };
}
