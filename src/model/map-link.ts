/**
 * One link of a network replaced by a changed one.
 */
import type { Link, TransitGateway } from './link.ts';
import type { Network } from './network.ts';

/** The same network where there is no such link. */
export function mapLink(network: Network, id: string, change: (link: Link) => Link): Network {
  const link = network.links.get(id);
  if (!link) return network;
  return { ...network, links: new Map(network.links).set(id, change(link)) };
}

export function withAttachment(
  tgw: TransitGateway,
  id: string,
  change: { readonly state?: string; readonly applianceMode?: boolean },
): TransitGateway {
  const attachment = tgw.attachments.get(id);
  if (!attachment) return tgw;
  return { ...tgw, attachments: new Map(tgw.attachments).set(id, { ...attachment, ...change }) };
}
