/**
 * Hosts of a VPC, and interfaces of other owners that stand among them.
 */
import type { z } from 'zod';
import { familyOf } from '../../ip/address.ts';
import type { Range } from '../../ip/range.ts';
import {
  PLAIN_HOST,
  type Eni,
  type EniOwner,
  type HostBehaviour,
  type PublicMapping,
} from '../../model/eni.ts';
import type { Vpc } from '../../model/network.ts';
import type { Path } from '../document.ts';
import { subnetHolding, subnetNamed } from './find-subnet.ts';
import { readOwner } from './read-owner.ts';
import type { Reading } from './reading.ts';
import type * as schema from './schema.ts';
import { isList, listOf, pathOfItem, readAddress, readListener, readRange } from './values.ts';

export function readHost(
  reading: Reading,
  vpc: Vpc,
  name: string,
  raw: string | string[] | HostEntry,
  path: Path,
): void {
  const host: HostEntry = typeof raw === 'string' || isList(raw) ? { ip: raw } : raw;
  const ipPath = typeof raw === 'string' || isList(raw) ? path : [...path, 'ip'];
  const addresses = listOf(host.ip).flatMap(
    (text, i) => readRange(reading, text, pathOfItem(host.ip, ipPath, i)) ?? [],
  );
  const subnet =
    host.subnet === undefined
      ? subnetHolding(reading, vpc.id, addresses, ipPath)
      : subnetNamed(reading, vpc.id, host.subnet, [...path, 'subnet']);
  if (!subnet) return;
  if (reading.draft.enis.has(name) || reading.draft.siteHosts.has(name)) {
    reading.report('duplicate-name', `there is another host called "${name}"`, path);
    return;
  }
  const eni: Eni = {
    id: name,
    ...(host.name !== undefined && { name: host.name }),
    vpc: vpc.id,
    subnet: subnet.id,
    addresses,
    securityGroups: listOf(host.sg),
    sourceDestCheck: host.srcDstCheck ?? host.forwards !== true,
    state: host.state === 'stopped' ? 'down' : 'up',
    publicMappings: readPublicMapping(reading, addresses, host.eip, [...path, 'eip']),
    owner: readOwner(reading, host.owner, [...path, 'owner']) ?? readMachine(reading, host, path),
    source: reading.source(path),
  };
  reading.draft.enis.set(name, eni);
}

type HostEntry = z.output<typeof schema.hostObject>;

function readMachine(reading: Reading, host: HostEntry, path: Path): EniOwner {
  const behaviour: HostBehaviour = {
    ...PLAIN_HOST,
    forwards: host.forwards ?? false,
    stateful: host.stateful ?? false,
    policy: host.policy ?? 'allow',
    ...(host.listens && {
      listens: host.listens.flatMap((text, i) => readListener(reading, text, [...path, 'listens', i]) ?? []),
    }),
    ...(host.proxyTo !== undefined && { proxyTo: host.proxyTo }),
  };
  const { instance } = host;
  return { kind: 'host', ...(instance !== undefined && { instance }), host: behaviour };
}

/** The public addresses of an interface, mapped to its private ones of the same family in order. */
export function readPublicMapping(
  reading: Reading,
  addresses: readonly Range[],
  texts: string | readonly string[] | Readonly<Record<string, string>> | undefined,
  path: Path,
): PublicMapping[] {
  if (typeof texts === 'object' && !isList(texts)) return readMappings(reading, texts, path);
  const privates = addresses.map((range) => range.first);
  return listOf(texts).flatMap((text, i) => {
    const at = texts === undefined ? path : pathOfItem(texts, path, i);
    const address = readAddress(reading, text, at);
    if (address === undefined) return [];
    const candidates = privates.filter((candidate) => familyOf(candidate) === familyOf(address));
    const partner = candidates[Math.min(i, candidates.length - 1)];
    if (partner === undefined) {
      reading.report('bad-address', `${text} has no private address of its family to map to`, at);
      return [];
    }
    return [{ private: partner, public: address }];
  });
}

/** Public addresses with the private one of each. */
function readMappings(
  reading: Reading,
  texts: Readonly<Record<string, string>>,
  path: Path,
): PublicMapping[] {
  return Object.entries(texts).flatMap(([outside, inside]) => {
    const at = [...path, outside];
    const pair = { private: readAddress(reading, inside, at), public: readAddress(reading, outside, at) };
    return pair.private === undefined || pair.public === undefined
      ? []
      : [{ private: pair.private, public: pair.public }];
  });
}

/** Hosts that hand conversations to other hosts: known only when all hosts are read. */
export function checkProxies(reading: Reading, vpcsPath: Path): void {
  for (const eni of reading.draft.enis.values()) {
    if (eni.owner.kind !== 'host' || eni.owner.host.proxyTo === undefined) continue;
    const target = eni.owner.host.proxyTo;
    if (!reading.draft.enis.has(target)) {
      const path = [...vpcsPath, eni.vpc, 'hosts', eni.id, 'proxyTo'];
      reading.reportUnknown('host', target, path, reading.draft.enis.keys());
    }
  }
}
