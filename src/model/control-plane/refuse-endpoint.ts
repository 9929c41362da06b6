/**
 * Endpoints a provider would not create, and services it would not delete.
 */
import { formatPrefix, overlaps } from '../../ip/prefix.ts';
import type { InterfaceEndpoint, ServiceFront } from '../link.ts';
import { isLiveState } from '../link-state.ts';
import { linksOf, type Network, type Vpc } from '../network.ts';
import { PROFILES } from '../profile/profiles.ts';
import type { Objection } from '../refusal.ts';

/** VPC of a service, where it is one of the network's own. */
function providerOf(network: Network, service: ServiceFront): Vpc | undefined {
  if (service.kind === 'eni') return network.vpcs.get(network.enis.get(service.eni)?.vpc ?? '');
  if (service.kind !== 'load-balancer') return undefined;
  const balancer = network.links.get(service.link);
  return balancer?.kind === 'nlb' ? network.vpcs.get(balancer.vpc) : undefined;
}

function isSameService(a: ServiceFront, b: ServiceFront): boolean {
  if (a.kind === 'eni') return b.kind === 'eni' && a.eni === b.eni;
  return a.kind === 'load-balancer' && b.kind === 'load-balancer' && a.link === b.link;
}

/** The accounts a service admits; endpoints that say nothing of it share what others of the service say. */
function principalsOf(network: Network, endpoint: InterfaceEndpoint): readonly string[] | undefined {
  if (endpoint.allowedPrincipals) return endpoint.allowedPrincipals;
  return linksOf(network, 'endpoint').find(
    (other) => other.allowedPrincipals && isSameService(other.service, endpoint.service),
  )?.allowedPrincipals;
}

/** Why a provider would not create an endpoint. */
export function refuseEndpoint(network: Network, endpoint: InterfaceEndpoint): Objection | undefined {
  const vpc = network.vpcs.get(endpoint.vpc);
  const provider = providerOf(network, endpoint.service);
  if (!vpc || !provider) return undefined;
  const principals = principalsOf(network, endpoint);
  const isAdmitted = principals?.some((name) => name === '*' || name === vpc.account) ?? true;
  if (!isAdmitted && provider.account !== vpc.account) {
    const detail = `endpoint ${endpoint.id}: the service admits ${principals?.join(', ') ?? ''}, not ${vpc.account}`;
    return { reason: 'endpoint-principal-not-allowed', detail };
  }
  if (provider.region !== vpc.region) {
    const detail = `endpoint ${endpoint.id} is in ${vpc.region}, its service in ${provider.region}`;
    return { reason: 'endpoint-cross-region', detail };
  }
  const reserved = PROFILES[vpc.profile].endpoint.translatedSources;
  if (!reserved) return undefined;
  const subnets = endpoint.enis.flatMap(
    (eni) => network.subnets.get(network.enis.get(eni)?.subnet ?? '')?.prefixes ?? [],
  );
  const clash = [...provider.cidrs, ...subnets].find((range) => overlaps(range, reserved));
  return (
    clash && {
      reason: 'endpoint-range-overlap',
      detail: `endpoint ${endpoint.id}: ${formatPrefix(clash)} overlaps ${formatPrefix(reserved)}`,
    }
  );
}

/** The first endpoint that is connected to a service on this load balancer or interface. */
export function endpointUsing(network: Network, front: ServiceFront): InterfaceEndpoint | undefined {
  return linksOf(network, 'endpoint').find(
    (endpoint) => isSameService(endpoint.service, front) && isLiveState('endpoint', endpoint.state),
  );
}
