/**
 * An end as people name it: id, name or label of a subnet, VPC, interface, host or site, `vpc/name`, an
 * instance, an address, `internet`, or `subnet:id`, `host:id` and so on. A name that several things bear is never guessed at.
 */
import { findSender } from '../model/find-place.ts';
import type { Network } from '../model/network.ts';
import { endNamesOf, type EndKind, type EndName } from './end.ts';

const KINDS: readonly EndKind[] = ['subnet', 'vpc', 'host', 'site'];

export type FoundEnd =
  | { readonly ok: true; readonly end: EndName }
  | { readonly ok: false; readonly problem: 'unknown' | 'ambiguous'; readonly candidates: readonly string[] };

export function findEnd(network: Network, text: string): FoundEnd {
  if (text === 'internet') return { ok: true, end: { kind: 'internet', id: 'internet' } };
  const kind = KINDS.find((candidate) => text.startsWith(`${candidate}:`));
  if (kind !== undefined) {
    const ids = endNamesOf(network, kind).map(({ id }) => id);
    const id = text.slice(kind.length + 1);
    return ids.includes(id)
      ? { ok: true, end: { kind, id } }
      : { ok: false, problem: 'unknown', candidates: ids.map((known) => `${kind}:${known}`) };
  }
  const found: EndName[] = [];
  for (const vpc of network.vpcs.values()) {
    if (vpc.id === text || vpc.name === text) found.push({ kind: 'vpc', id: vpc.id });
  }
  for (const { id, name, label, vpc } of network.subnets.values()) {
    const names = [id, name, label, label === undefined ? undefined : `${vpc}/${label}`, `${vpc}/${name}`];
    if (names.includes(text)) found.push({ kind: 'subnet', id });
  }
  for (const site of network.sites.values()) {
    if (site.id === text || site.name === text) found.push({ kind: 'site', id: site.id });
  }
  const host = findSender(network, text);
  if (host.ok && host.place.kind === 'eni') found.push({ kind: 'host', id: host.place.eni });
  if (host.ok && host.place.kind === 'site-host') found.push({ kind: 'host', id: host.place.host });
  // What bears the name as its id is meant before what is merely called so.
  const byId = found.filter(({ id }) => id === text);
  const [end] = byId.length > 0 ? byId : found;
  if (end && (byId.length === 1 || found.length === 1)) return { ok: true, end };
  if (found.length > 1) {
    return { ok: false, problem: 'ambiguous', candidates: found.map((one) => `${one.kind}:${one.id}`) };
  }
  if (!host.ok && host.problem === 'ambiguous') return host;
  const candidates = [network.vpcs, network.subnets, network.enis, network.sites].flatMap((section) => [
    ...section.keys(),
  ]);
  return { ok: false, problem: 'unknown', candidates: [...candidates, 'internet'] };
}
