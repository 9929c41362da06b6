/**
 * What a walk looked at: enough to tell whether a change of the network can alter its verdict.
 *
 * A lookup in a forwarding table is kept with the field that was looked up, so that a changed range of
 * the table only concerns walks whose address lies in it. Everything else is kept by the id of the
 * VPC, site, transit gateway or filter whose records the step could read.
 */
import type { Address } from '../ip/address.ts';
import type { CompiledEndpoint } from '../compile/compiled-network.ts';
import type { Place } from './place.ts';

/** Id that stands for the internet edge: public addresses, gateways, and who owns what out there. */
export const INTERNET = 'internet';

export interface Lookup {
  /** Index of the forwarding table. */
  readonly table: number;
  /** Field of the flow that was looked up, or nothing where it had been rewritten to a constant. */
  readonly field: number | undefined;
  readonly constant: Address | undefined;
}

export class Footprint {
  readonly lookups: Lookup[] = [];
  readonly ids = new Set<string>();

  /** The same so far, for a walk that goes its own way from here. */
  fork(): Footprint {
    const fork = new Footprint();
    fork.lookups.push(...this.lookups);
    for (const id of this.ids) fork.ids.add(id);
    return fork;
  }

  visit(place: Place): void {
    const { ids } = this;
    switch (place.at) {
      case 'eni':
      case 'received':
        ids.add(place.eni.vpc.record.id);
        break;
      case 'subnet':
      case 'delivery':
        ids.add(place.subnet.vpc.record.id);
        break;
      case 'table':
      case 'vpc':
        ids.add(place.vpc.record.id);
        break;
      case 'peering':
        for (const end of place.peering.ends) ids.add(end.record.id);
        break;
      case 'igw':
        ids.add(place.igw.vpc.record.id).add(INTERNET);
        break;
      case 'eigw':
        ids.add(place.eigw.vpc.record.id).add(INTERNET);
        break;
      case 'from-internet':
        ids.add(INTERNET);
        break;
      case 'nat':
        ids.add(place.nat.eni.vpc.record.id);
        break;
      case 'site-gateway':
      case 'from-site':
        ids.add(place.gateway.vpc.record.id).add(place.gateway.site.record.id);
        break;
      case 'site':
        ids.add(place.site.record.id);
        break;
      case 'tgw':
        ids.add(place.tgw.record.id);
        break;
      case 'tgw-door':
        ids.add(place.tgw.record.id).add(place.vpc.record.id);
        break;
      case 'appliance':
        ids.add(place.eni.vpc.record.id).add(place.vpc.record.id);
        break;
      case 'gateway-endpoint':
        ids.add(place.endpoint.vpc.record.id);
        break;
      case 'gwlbe':
        ids.add(place.endpoint.subnet.vpc.record.id);
        break;
      case 'endpoint':
      case 'endpoint-reply':
        this.visitEndpoint(place.endpoint);
        break;
    }
  }

  private visitEndpoint({ vpc, service }: CompiledEndpoint): void {
    this.ids.add(vpc.record.id);
    if (service.kind === 'eni') this.ids.add(service.eni.vpc.record.id);
    if (service.kind === 'load-balancer') this.ids.add(service.balancer.vpc.record.id);
  }
}
