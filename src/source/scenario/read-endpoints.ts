/**
 * One-way endpoints: gateway endpoints (a route of one VPC) and interface endpoints (an address of it).
 */
import { contains } from '../../ip/prefix.ts';
import type { PortMapping, ServiceFront } from '../../model/link.ts';
import { ALL_PORTS } from '../../model/protocol.ts';
import type { Path } from '../document.ts';
import { addLinkEni, knownVpc, readState, type EntryOf } from './link-parts.ts';
import { subnetsOf } from './read-vpcs.ts';
import type { Reading } from './reading.ts';
import { listOf, pathOfItem, readAddress, readCidrs, readPorts } from './values.ts';

export function readGatewayEndpoint(
  reading: Reading,
  id: string,
  entry: EntryOf<'gateway-endpoint'>,
  path: Path,
): void {
  if (!knownVpc(reading, entry.vpc, path)) return;
  if (!reading.draft.prefixLists.has(entry.prefixList)) {
    const known = reading.draft.prefixLists.keys();
    reading.reportUnknown('prefix list', entry.prefixList, [...path, 'prefixList'], known);
    return;
  }
  reading.draft.links.set(id, {
    kind: 'gateway-endpoint',
    id,
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
  const enis = listOf(entry.ip).flatMap((text, i) => {
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
      pathOfItem(entry.ip, [...path, 'ip'], i),
    );
    return eni ? [eni.id] : [];
  });
  const node = readNode(reading, id, service, entry.nodeIp, [...path, 'nodeIp']);
  reading.draft.links.set(id, {
    kind: 'endpoint',
    id,
    vpc: entry.vpc,
    enis,
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

function readService(reading: Reading, text: string, path: Path): ServiceFront | undefined {
  if (/^[a-z]+:/.test(text)) return { kind: 'provider', service: text };
  if (reading.draft.enis.has(text)) return { kind: 'eni', eni: text };
  if (reading.draft.links.get(text)?.kind === 'nlb') return { kind: 'load-balancer', link: text };
  const known = [...reading.draft.enis.keys(), ...reading.draft.links.keys()];
  reading.reportUnknown('host or load balancer', text, path, known);
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

function readPortMap(
  reading: Reading,
  ports: Readonly<Record<string, number>> | undefined,
  path: Path,
): PortMapping[] {
  if (!ports) return [{ front: ALL_PORTS, back: ALL_PORTS.first }];
  return Object.entries(ports).flatMap(([text, back]) => {
    const front = readPorts(reading, text, [...path, text]);
    return front ? [{ front, back }] : [];
  });
}
