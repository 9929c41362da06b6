/**
 * Attachments of transit gateways that come with something else: a VPN connection that ends at a gateway,
 * and a Direct Connect gateway that is associated with one ("Transit gateway attachments", Amazon VPC
 * Transit Gateways).
 */
import { declare, type DeclaredResource } from './resource.ts';

const ATTACHMENT = 'EC2::TransitGatewayOtherAttachment';

/** The resources, with the attachments that some of them are, too. */
export function withAttachments(resources: readonly DeclaredResource[]): DeclaredResource[] {
  const gateways = new Set<string>();
  const declared = new Set<string>();
  for (const { type, id, properties } of resources) {
    if (type === 'EC2::TransitGateway') gateways.add(id);
    if (type === ATTACHMENT) {
      declared.add(pairOf(properties.text('TransitGatewayId'), properties.text('ResourceId')));
    }
  }
  return resources.flatMap((resource) => {
    const { type, properties } = resource;
    if (type === 'EC2::VPNConnection') {
      const gateway = properties.text('TransitGatewayId');
      const id = properties.text('TransitGatewayAttachmentId');
      return gateway === undefined ? [resource] : [resource, attachment(resource, gateway, 'vpn', { id })];
    }
    if (type !== 'DirectConnect::GatewayAssociation') return [resource];
    const gateway = properties.text('AssociatedGatewayId');
    const direct = properties.text('DirectConnectGatewayId');
    if (gateway === undefined || direct === undefined || declared.has(pairOf(gateway, direct))) {
      return [resource];
    }
    if (!gateways.has(gateway) && !gateway.startsWith('tgw-')) return [resource];
    return [resource, attachment(resource, gateway, 'direct-connect-gateway', { what: direct })];
  });
}

function pairOf(gateway: string | undefined, what: string | undefined): string {
  return JSON.stringify([gateway, what]);
}

/** `what`: id of what is attached, if not of the resource that says so. */
function attachment(
  by: DeclaredResource,
  gateway: string,
  kind: string,
  { id = `${by.id}/attachment`, what = by.id }: { readonly id?: string | undefined; readonly what?: string },
): DeclaredResource {
  const properties = { TransitGatewayId: gateway, ResourceType: kind, ResourceId: what };
  const { source, isNew, place } = by;
  return declare({ type: ATTACHMENT, id, properties, source, isNew, ...place });
}
