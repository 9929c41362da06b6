/**
 * Links as the map draws them: a node inside or beside the VPCs, and the wires that leave it.
 */
import { isLivePeering, isLiveState } from '../../model/link-state.ts';
import type { InterfaceEndpoint, Link, SiteGateway, TransitGateway } from '../../model/link.ts';
import type { Network } from '../../model/network.ts';
import { PROFILES } from '../../model/profile/profiles.ts';
import type { MapLink, MapWire, Place } from './page-data.ts';
import type { At } from './place-of-hop.ts';

export function linksData(network: Network, at: At): MapLink[] {
  return [...network.links.values()].map((link) => linkData(network, link, at));
}

function linkData(network: Network, link: Link, at: At): MapLink {
  const state = stateOf(link);
  const isLive = isLiveLink(network, link);
  return {
    id: link.id,
    name: link.name ?? link.id,
    kind: link.kind,
    state,
    isLive,
    vpc: 'vpc' in link ? link.vpc : null,
    isNode: link.kind !== 'peering',
    wires: wiresOf(network, link, isLive),
    at: at(link.source),
  };
}

function stateOf(link: Link): string {
  if (link.kind === 'peering') {
    return [...new Set(link.halves.map((half) => half.state))].join(' / ');
  }
  return 'state' in link ? link.state : 'available';
}

function isLiveLink(network: Network, link: Link): boolean {
  switch (link.kind) {
    case 'peering': {
      const vpc = network.vpcs.get(link.halves[0].vpc);
      return vpc !== undefined && isLivePeering(PROFILES[vpc.profile], link);
    }
    case 'tgw':
    case 'nlb':
      return true;
    default:
      return isLiveState(link.kind, link.state);
  }
}

function wiresOf(network: Network, link: Link, isLive: boolean): MapWire[] {
  const own = `link:${link.id}`;
  const wire = (to: Place, isOneWay: boolean): MapWire => ({ from: own, to, isOneWay, isLive });
  switch (link.kind) {
    case 'peering': {
      const [near, far] = link.halves;
      return [{ from: `vpc:${near.vpc}`, to: `vpc:${far.vpc}`, isOneWay: false, isLive }];
    }
    case 'igw':
      return [wire('internet', false)];
    case 'eigw':
      return [wire('internet', true)];
    case 'vgw':
    case 'dx':
    case 'vpn':
      return [wire(`site:${(link satisfies SiteGateway).site}`, false)];
    case 'gateway-endpoint':
      return [wire(`service:${network.prefixLists.get(link.prefixList)?.name ?? link.prefixList}`, true)];
    case 'endpoint':
      return [wire(providerOf(network, link), true)];
    case 'tgw':
      return attachmentWires(link, own);
    case 'nat':
    case 'gwlbe':
    case 'nlb':
      return [];
  }
}

/** Where the service of an endpoint stands: a VPC among the inputs, or somewhere outside. */
function providerOf(network: Network, { service }: InterfaceEndpoint): Place {
  switch (service.kind) {
    case 'eni': {
      const vpc = network.enis.get(service.eni)?.vpc;
      return vpc === undefined ? `service:${service.eni}` : `vpc:${vpc}`;
    }
    case 'load-balancer':
      return network.links.has(service.link) ? `link:${service.link}` : `service:${service.link}`;
    case 'provider':
      return `service:${service.service}`;
    case 'unmodelled':
      return `service:${service.id}`;
  }
}

function attachmentWires({ attachments }: TransitGateway, own: Place): MapWire[] {
  return [...attachments.values()].flatMap(({ attached, state }): MapWire[] => {
    const isLive = isLiveState('attachment', state);
    switch (attached.kind) {
      case 'vpc':
        return [{ from: `vpc:${attached.vpc}`, to: own, isOneWay: false, isLive }];
      case 'vpn':
      case 'dx':
        return [{ from: own, to: `site:${attached.site}`, isOneWay: false, isLive }];
      case 'peering':
        // Both gateways list the attachment; one wire is enough.
        return own < `link:${attached.tgw}`
          ? [{ from: own, to: `link:${attached.tgw}`, isOneWay: false, isLive }]
          : [];
      case 'unmodelled':
        return [];
    }
  });
}
