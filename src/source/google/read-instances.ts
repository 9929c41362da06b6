/**
 * Instances with their interfaces, endpoints of Private Service Connect, and stand-ins for everybody else.
 *
 * "Network interfaces", "Alias IP ranges", "Private Service Connect" (Google Cloud).
 */
import type { Address } from '../../ip/address.ts';
import { rangeOf, type Range } from '../../ip/range.ts';
import { endpointEni, PLAIN_HOST } from '../../model/eni.ts';
import { ALL_PORTS } from '../../model/protocol.ts';
import { gcp } from '../../model/profile/gcp.ts';
import type { Item } from '../aws/item.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import type { GoogleReading } from './reading.ts';

export function readInstances(reading: GoogleReading): void {
  const instances = reading.ofType('google_compute_instance');
  // Addresses that are given come first, so that no stand-in takes one of them.
  for (const { properties } of instances) {
    for (const part of properties.items('network_interface')) {
      const given = reading.address(part, 'network_ip');
      if (given !== undefined) reading.take(given);
    }
  }
  for (const instance of instances) {
    if (instance.properties.items('network_interface').length === 0) {
      reading.doubtOf(instance, 'in which subnetwork it is is not known');
    }
    for (const [i, part] of instance.properties.items('network_interface').entries()) {
      addInterface(reading, instance, part, i);
    }
  }
}

function addInterface(reading: GoogleReading, instance: DeclaredResource, part: Item, index: number): void {
  const { id: machine, properties, source } = instance;
  const wanted = part.text('subnetwork');
  const declared = reading.named('google_compute_subnetwork', wanted);
  const subnet = declared && reading.draft.subnets.get(declared.id);
  if (!subnet) {
    reading.doubtOf(instance, `the subnetwork of its interface ${index} is not declared here`);
    return;
  }
  const own = reading.address(part, 'network_ip') ?? reading.freeAddress(subnet.prefixes, instance);
  const outside = externalAddress(reading, part, instance);
  const aliases = part
    .items('alias_ip_range')
    .flatMap((alias) => reading.prefix(alias, 'ip_cidr_range') ?? []);
  const name = properties.text('name');
  const forwards = properties.flag('can_ip_forward') ?? false;
  const id = index === 0 ? machine : `${machine}/nic${index}`;
  const addresses: Range[] = [
    ...(own === undefined ? [] : [{ first: own, last: own }]),
    ...aliases.map(rangeOf),
  ];
  reading.draft.enis.set(id, {
    id,
    ...(name !== undefined && { name: index === 0 ? name : `${name}/nic${index}` }),
    vpc: subnet.vpc,
    subnet: subnet.id,
    addresses,
    securityGroups: [],
    sourceDestCheck: !forwards,
    state: 'up',
    publicMappings: own === undefined || outside === undefined ? [] : [{ private: own, public: outside }],
    owner: { kind: 'host', instance: machine, host: forwards ? { ...PLAIN_HOST, forwards } : PLAIN_HOST },
    source,
  });
}

/** An access configuration without an address gets one. */
function externalAddress(reading: GoogleReading, part: Item, by: DeclaredResource): Address | undefined {
  const [access] = part.items('access_config');
  return access && (reading.address(access, 'nat_ip') ?? reading.publicStandIn(by));
}

/** Forwarding rules that lead to a service attachment, or to the APIs of Google. */
export function readEndpoints(reading: GoogleReading): void {
  for (const rule of reading.ofType('google_compute_forwarding_rule')) {
    const { id, properties, source } = rule;
    const target = properties.text('target');
    if (target === undefined || !isService(reading, target)) {
      reading.doubtOf(rule, 'load balancers of Google Cloud are not modelled');
      continue;
    }
    const address = reading.named('google_compute_address', properties.text('ip_address'));
    const wanted = properties.text('subnetwork') ?? address?.properties.text('subnetwork');
    const declared = reading.named('google_compute_subnetwork', wanted);
    const subnet = declared && reading.draft.subnets.get(declared.id);
    if (!subnet) {
      reading.doubtOf(rule, 'in which declared subnetwork it is is not known');
      continue;
    }
    const own =
      (address ? reading.address(address.properties, 'address') : undefined) ??
      (address ? undefined : literalAddress(reading, properties)) ??
      reading.freeAddress(subnet.prefixes, rule);
    const eni = `${id}/interface`;
    const { vpc } = subnet;
    reading.draft.enis.set(eni, endpointEni(id, { id: eni, vpc, subnet: subnet.id, source }, own));
    const name = properties.text('name');
    const service = reading.named('google_compute_service_attachment', target)?.id ?? target;
    reading.draft.links.set(id, {
      kind: 'endpoint',
      id,
      ...(name !== undefined && { name }),
      vpc,
      enis: [eni],
      service: { kind: 'unmodelled', id: service },
      ports: [{ front: ALL_PORTS, back: ALL_PORTS.first }],
      state: 'available',
      crossZone: true,
      source,
    });
    const why = 'what stands behind the service, and on which ports, is in no file';
    reading.doubt({ id: service, kind: 'ServiceAttachment', why, source });
  }
}

function isService(reading: GoogleReading, target: string): boolean {
  return (
    /serviceAttachments\//.test(target) ||
    reading.named('google_compute_service_attachment', target) !== undefined
  );
}

function literalAddress(reading: GoogleReading, properties: Item): Address | undefined {
  const text = properties.text('ip_address') ?? '';
  return /^[\d.]+$|:/.test(text) && !text.includes('/')
    ? reading.address(properties, 'ip_address')
    : undefined;
}

/** Declarations name no machines but their own. */
export function standInForHosts(reading: GoogleReading): void {
  for (const subnet of reading.draft.subnets.values()) {
    if (subnet.prefixes.length === 0) continue;
    const doubt = `${subnet.vpc}/hosts`;
    reading.unknownHosts(subnet, subnet.prefixes, gcp.subnet, doubt);
    const why = 'other hosts than those declared are not known; every address counts as a host that answers';
    reading.doubt({ id: doubt, kind: 'Instance', why, source: subnet.source, vpc: subnet.vpc });
  }
}
