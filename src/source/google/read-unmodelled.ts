/**
 * What is read of a network, but not modelled: routes that come by BGP or lead past all others, firewall
 * policies. Verdicts that it could touch are conditional.
 *
 * "Cloud Router", "Policy-based routes", "Private services access", "Firewall policies" (Google Cloud).
 */
import type { DeclaredResource } from '../declared/resource.ts';
import type { GoogleReading } from './reading.ts';

/** Routes of their network that yield to those of its subnetworks. */
const LEARNING = [
  'google_compute_router_peer',
  'google_compute_interconnect_attachment',
  'google_service_networking_connection',
  'google_network_connectivity_spoke',
];

const POLICIES = [
  'google_compute_network_firewall_policy_association',
  'google_compute_region_network_firewall_policy_association',
  'google_compute_firewall_policy_association',
];

export function doubtUnread(reading: GoogleReading): void {
  const { late } = reading;
  for (const resource of reading.ofType(...LEARNING)) {
    const why = 'the routes that come by it are in no file';
    const vpc = networkOf(reading, resource);
    reading.doubtOf(resource, why, vpc);
    late.aboutLearned(`${resource.id}: ${why}`, resource.source, vpc);
  }
  for (const route of reading.ofType('google_compute_policy_based_route')) {
    const why = 'policy-based routes are not modelled';
    const vpc = networkOf(reading, route);
    reading.doubtOf(route, why, vpc);
    late.aboutTables(`${route.id}: ${why}`, route.source, vpc);
  }
  for (const association of reading.ofType(...POLICIES)) {
    const why = 'firewall policies are not modelled';
    const vpc = networkOf(reading, association);
    reading.doubtOf(association, why, vpc);
    late.aboutGroups(`${association.id}: ${why}`, association.source, vpc);
  }
}

/** The network a resource is about; nothing where that is not said, or it is about a folder of them. */
function networkOf(reading: GoogleReading, resource: DeclaredResource): string | undefined {
  const { properties } = resource;
  const router = reading.named('google_compute_router', properties.text('router'));
  const network =
    properties.text('network') ?? router?.properties.text('network') ?? properties.text('attachment_target');
  if (network === undefined || /(?:^|\/)(?:folders|organizations)\//.test(network)) return undefined;
  return reading.network(network, resource);
}
