/**
 * One-way endpoints: gateway endpoints (a route of one VPC) and interface endpoints (an address of it).
 */
import { contains } from '../../ip/prefix.ts';
import type { PortMapping, ServiceFront } from '../../model/link.ts';
import { ALL_PORTS } from '../../model/protocol.ts';
import type { Path } from '../document.ts';
import { addLinkEni, knownEnis, knownVpc, nameOf, readState, type EntryOf } from './link-parts.ts';
import { subnetsOf } from './find-subnet.ts';
import type { Reading } from './reading.ts';
import { listOf, pathOfItem, readAddress, readCidrs, readPorts } from './values.ts';

export function readGatewayEndpoint(
  reading: Reading,
  id: string,
  entry: EntryOf<'gateway-endpoint'>,
  path: Path,
): void {
  if (!knownVpc(reading, entry.vpc, path)) return;
  if (!reading.isKnown(reading.draft.prefixLists, entry.prefixList)) {
    const known = reading.draft.prefixLists.keys();
    reading.reportUnknown('prefix list', entry.prefixList, [...path, 'prefixList'], known);
    return;
  }
  reading.draft.links.set(id, {
    kind: 'gateway-endpoint',
    id,
    ...nameOf(entry),
    vpc: entry.vpc,
    prefixList: entry.prefixList,
    policy: entry.policy ?? 'allow',
    state: readState(reading, 'gateway-endpoint', entry.state, path),
    source: reading.source(path),
  });
}

export function readEndpoint(reading: Reading, id: string, entry: EntryOf<'endpoint'>, path: Path): void {
  if (!knownVpc(reading, entry.vpc, path)) return;
  const service = readService(reading, entry.service, [...path, 'service']);
  if (!service) return;
  if (entry.ip === undefined && entry.enis === undefined) {
    reading.report('wrong-shape', 'the key "ip" is missing', [...path, 'ip']);
    return;
  }
  const claimed = knownEnis(reading, entry.enis ?? [], [...path, 'enis']);
  const own = listOf(entry.ip).flatMap((text, i) => {
    const eni = addLinkEni(
      reading,
      {
        id: i === 0 ? `${id}/eni` : `${id}/eni${i + 1}`,
        vpc: entry.vpc,
        owner: { kind: 'endpoint', link: id },
        groups: reading.profile.endpoint.securityGroups ? listOf(entry.sg) : [],
      },
      text,
      undefined,
      pathOfItem(entry.ip ?? [], [...path, 'ip'], i),
    );
    return eni ? [eni.id] : [];
  });
  const node = entry.node ?? readNode(reading, id, service, entry.nodeIp, [...path, 'nodeIp']);
  reading.draft.links.set(id, {
    kind: 'endpoint',
    id,
    ...nameOf(entry),
    vpc: entry.vpc,
    enis: [...claimed, ...own],
    service,
    ports: readPortMap(reading, entry.ports, [...path, 'ports']),
    state: readState(reading, 'endpoint', entry.state, path),
    ...(node !== undefined && { node }),
    ...(entry.healthyTargets && { healthyZones: entry.healthyTargets }),
    crossZone: entry.crossZone ?? true,
    ...(entry.whitelist && { whitelist: readCidrs(reading, entry.whitelist, [...path, 'whitelist']) }),
    ...(entry.allowedPrincipals && { allowedPrincipals: entry.allowedPrincipals.map(String) }),
    ...(entry.privateDns !== undefined && { privateName: entry.privateDns }),
    ...(entry.dnsName !== undefined && { publicName: entry.dnsName }),
    source: reading.source(path),
  });
}

function readService(
  reading: Reading,
  text: EntryOf<'endpoint'>['service'],
  path: Path,
): ServiceFront | undefined {
  if (typeof text === 'object') return readFront(reading, text, path);
  if (/^[a-z]+:/.test(text)) return { kind: 'provider', service: text };
  if (reading.draft.enis.has(text)) return { kind: 'eni', eni: text };
  if (reading.draft.links.get(text)?.kind === 'nlb') return { kind: 'load-balancer', link: text };
  const known = [...reading.draft.enis.keys(), ...reading.draft.links.keys()];
  reading.reportUnknown('host or load balancer', text, path, known);
  return undefined;
}

/** A service whose kind is said. */
function readFront(
  reading: Reading,
  entry: Exclude<EntryOf<'endpoint'>['service'], string>,
  path: Path,
): ServiceFront | undefined {
  const { eni, nlb, provider, unmodelled } = entry;
  const { enis, links, unmodelled: objects } = reading.draft;
  if (eni !== undefined && enis.has(eni)) return { kind: 'eni', eni };
  if (nlb !== undefined && links.get(nlb)?.kind === 'nlb') return { kind: 'load-balancer', link: nlb };
  if (provider !== undefined) return { kind: 'provider', service: provider };
  if (unmodelled !== undefined && reading.isKnown(objects, unmodelled))
    return { kind: 'unmodelled', id: unmodelled };
  const known = [...enis.keys(), ...links.keys(), ...objects.keys()];
  reading.reportUnknown('service', eni ?? nlb ?? unmodelled ?? '', path, known);
  return undefined;
}

/** The load balancer node whose address the provider sees, as an interface of the provider's VPC. */
function readNode(
  reading: Reading,
  id: string,
  service: ServiceFront,
  text: string | undefined,
  path: Path,
): string | undefined {
  if (text === undefined || service.kind !== 'eni') return undefined;
  const address = readAddress(reading, text, path);
  const vpc = reading.draft.enis.get(service.eni)?.vpc;
  if (address === undefined || vpc === undefined) return undefined;
  const subnet = subnetsOf(reading, vpc).find((s) => s.prefixes.some((prefix) => contains(prefix, address)));
  if (!subnet) {
    reading.report('outside-range', `no subnet of ${vpc} holds the node address ${text}`, path);
    return undefined;
  }
  const eni = `${id}/node`;
  reading.draft.enis.set(eni, {
    id: eni,
    vpc,
    subnet: subnet.id,
    addresses: [{ first: address, last: address }],
    securityGroups: [],
    sourceDestCheck: true,
    state: 'up',
    publicMappings: [],
    owner: { kind: 'endpoint-node', link: id },
    source: reading.source(path),
  });
  return eni;
}

function readPortMap(reading: Reading, ports: EntryOf<'endpoint'>['ports'], path: Path): PortMapping[] {
  if (!ports) return [{ front: ALL_PORTS, back: ALL_PORTS.first }];
  if (Array.isArray(ports)) {
    return ports.flatMap((text, i) => {
      const [frontText = '', back] = text.split(':');
      const front = readPorts(reading, frontText, [...path, i]);
      return front ? [{ front, back: back === undefined ? front.first : Number(back) }] : [];
    });
  }
  return Object.entries(ports).flatMap(([text, back]) => {
    const front = readPorts(reading, text, [...path, text]);
    return front ? [{ front, back }] : [];
  });
}
