/**
 * Networks, subnetworks, and peerings between networks.
 *
 * Each network peers by itself; a peering is active when both have. Ranges of instances for their aliases
 * are ranges of the subnetwork like its first. "VPC networks", "VPC Network Peering" (Google Cloud).
 */
import { plainHalf, type PeeringHalf } from '../../model/link.ts';
import { UNKNOWN } from '../declared/cloud-reading.ts';
import { addPeerings, type DeclaredHalf } from '../declared/peering-halves.ts';
import { isLookedUp, type DeclaredResource } from '../declared/resource.ts';
import { projectOf, type GoogleReading } from './reading.ts';

export function readNetworks(reading: GoogleReading): void {
  for (const network of reading.ofType('google_compute_network')) {
    const { id, properties, source } = network;
    reading.addNetwork(id, properties.text('project') ?? projectOf(id), properties.text('name'), source);
    if (isLookedUp(network)) reading.doubtElsewhere(id, source);
    else if (properties.flag('auto_create_subnetworks') !== false) {
      reading.doubtOf(network, 'the subnetworks it gets by itself in every region are not declared', id);
    }
  }
  for (const subnet of reading.ofType('google_compute_subnetwork')) {
    const { id, properties, source } = subnet;
    const network = properties.text('network');
    if (network === undefined) {
      reading.doubtOf(subnet, 'in which network it is is not known');
      continue;
    }
    const vpc = reading.network(network, subnet);
    const name = properties.text('name');
    const prefixes = reading.prefixes(properties, 'ip_cidr_range', 'ipv6_cidr_range');
    reading.draft.subnets.set(id, {
      id,
      name: id,
      ...(name !== undefined && { label: name }),
      vpc,
      az: properties.text('region') ?? UNKNOWN,
      prefixes,
      source,
    });
    if (prefixes.length === 0) reading.doubtOf(subnet, 'its range is known only after it is made', vpc);
    addSecondaryRanges(reading, subnet, vpc);
  }
}

/** A subnetwork of the network for each range of aliases: packets go there like to any other. */
function addSecondaryRanges(reading: GoogleReading, subnet: DeclaredResource, vpc: string): void {
  for (const range of subnet.properties.items('secondary_ip_range')) {
    const prefixes = reading.prefixes(range, 'ip_cidr_range');
    const name = range.text('range_name');
    const id = `${subnet.id}/${name}`;
    if (name === undefined || prefixes.length === 0) continue;
    reading.draft.subnets.set(id, {
      id,
      name: id,
      label: name,
      vpc,
      az: subnet.properties.text('region') ?? UNKNOWN,
      prefixes,
      source: subnet.source,
    });
  }
}

export function readPeerings(reading: GoogleReading): void {
  const halves: DeclaredHalf[] = [];
  for (const resource of reading.ofType('google_compute_network_peering')) {
    const near = resource.properties.text('network');
    const far = resource.properties.text('peer_network');
    if (near === undefined || far === undefined) {
      const why = 'which networks it joins is not known';
      const end = near ?? far;
      const vpc = end === undefined ? undefined : reading.network(end, resource);
      reading.doubtOf(resource, why);
      reading.late.aboutTables(`${resource.id} could be about it: ${why}`, resource.source, vpc);
      continue;
    }
    halves.push({ near: reading.network(near, resource), far: reading.network(far, resource), resource });
  }
  const states = { live: 'ACTIVE', waiting: 'INACTIVE', absent: 'INACTIVE' };
  addPeerings(reading, halves, states, (half, state) => halfOf(reading, half, state));
}

function halfOf(reading: GoogleReading, { near, resource }: DeclaredHalf, state: string): PeeringHalf {
  const config = reading
    .ofType('google_compute_network_peering_routes_config')
    .find(
      ({ properties }) =>
        properties.text('peering') === resource.properties.text('name') &&
        reading.named('google_compute_network', properties.text('network'))?.id === near,
    );
  const flag = (key: string): boolean =>
    config?.properties.flag(key) ?? resource.properties.flag(key) ?? false;
  return {
    ...plainHalf(near, state),
    exportCustomRoutes: flag('export_custom_routes'),
    importCustomRoutes: flag('import_custom_routes'),
  };
}
