/**
 * Resources that are about another one: accepters of peerings, and associations that extend an endpoint.
 */
import type { JsonObject } from '../aws/json-object.ts';
import { blocksIn, textsIn } from './aws-rules.ts';
import type { Blocks } from './blocks.ts';
import type { References } from './references.ts';
import type { TerraformResource } from './resource.ts';
import { own } from '../../model/own.ts';

/** Types that are about another object, with the attribute that names it. */
const COMPANIONS: Readonly<Record<string, string>> = {
  aws_vpc_peering_connection_accepter: 'vpc_peering_connection_id',
  aws_ec2_transit_gateway_peering_attachment_accepter: 'transit_gateway_attachment_id',
  aws_vpc_endpoint_route_table_association: 'vpc_endpoint_id',
  aws_vpc_endpoint_subnet_association: 'vpc_endpoint_id',
  aws_vpc_endpoint_security_group_association: 'vpc_endpoint_id',
  aws_vpc_endpoint_connection_accepter: 'vpc_endpoint_id',
  aws_vpc_endpoint_policy: 'vpc_endpoint_id',
  aws_vpc_endpoint_private_dns: 'vpc_endpoint_id',
};

export class Companions {
  private readonly references: References;
  private readonly blocks: Blocks;
  /** By the id of the object they are about. */
  private readonly companions = new Map<string, TerraformResource[]>();

  constructor(resources: readonly TerraformResource[], references: References, blocks: Blocks) {
    this.references = references;
    this.blocks = blocks;
    for (const resource of resources) {
      const about = own(COMPANIONS, resource.type);
      const [id] = about === undefined ? [] : textsIn(references.value(resource, about));
      if (id !== undefined) this.companions.set(id, [...(this.companions.get(id) ?? []), resource]);
    }
  }

  /**
   * A peering is active once it is accepted: by itself, by an accepter, or in the console. A state that
   * was not refreshed since may still call it pending.
   */
  peeringState(peering: TerraformResource, id: string): string {
    const companions = this.companions.get(id) ?? [];
    const accepts = [peering, ...companions].some((resource) => {
      const accept = this.references.value(resource, 'auto_accept');
      return accept === true || accept === 'true';
    });
    const states = [peering, ...companions].flatMap((resource) => [
      ...textsIn(resource.values['accept_status']),
      ...(resource.isData ? textsIn(resource.values['status']) : []),
    ]);
    if (states.includes('active')) return 'active';
    const known = states[0];
    if (known !== undefined && known !== 'pending-acceptance') return known;
    return accepts ? 'active' : 'pending-acceptance';
  }

  attachmentState(attachment: TerraformResource, id: string): string {
    const isAccepted = (this.companions.get(id) ?? []).length > 0;
    const state = textsIn(attachment.values['state'])[0];
    return isAccepted ? 'available' : (state ?? 'pendingAcceptance');
  }

  endpoint(resource: TerraformResource, id: string): JsonObject {
    const companions = this.companions.get(id) ?? [];
    const joined = (attribute: string, single: string): string[] => [
      ...new Set([
        ...textsIn(this.references.value(resource, attribute, true)),
        ...companions.flatMap((companion) => textsIn(this.references.value(companion, single))),
      ]),
    ];
    const said = (type: string, attribute: string): unknown => {
      const companion = companions.find((candidate) => candidate.type === type);
      return companion && this.references.value(companion, attribute);
    };
    const policy = said('aws_vpc_endpoint_policy', 'policy');
    const names = said('aws_vpc_endpoint_private_dns', 'private_dns_enabled');
    const isAccepted = companions.some(({ type }) => type === 'aws_vpc_endpoint_connection_accepter');
    return {
      ...(typeof policy === 'string' && { PolicyDocument: policy }),
      ...(typeof names === 'boolean' && { PrivateDnsEnabled: names }),
      ...(isAccepted && { AutoAccept: true }),
      RouteTableIds: joined('route_table_ids', 'route_table_id'),
      SubnetIds: joined('subnet_ids', 'subnet_id'),
      SecurityGroupIds: joined('security_group_ids', 'security_group_id'),
      Addresses: this.blocks.of(resource, 'subnet_configuration').map((block) => ({
        SubnetId: block['subnet_id'],
        Ipv4: block['ipv4'],
      })),
      DnsNames: blocksIn(resource.values['dns_entry']).flatMap((entry) => textsIn(entry['dns_name'])),
    };
  }
}
