/**
 * Route tables that learn routes which nothing declares: over BGP, or from VPCs that are declared elsewhere.
 *
 * The doubt goes by the id of the table and `/learned`, and touches what no route of the table is for, or
 * only its default route.
 */
import type { Ec2Records } from './ec2-records.ts';
import type { DeclaredResource } from './resource.ts';

export function doubtLearnedRoutes(records: Ec2Records, resources: readonly DeclaredResource[]): void {
  const announcers = new Announcers(records, resources);
  for (const { id, by } of records.declared('RouteTables')) {
    const gateways = records.list('RouteTables', id, 'PropagatingVgws').map((entry) => entry['GatewayId']);
    doubtAll(records, id, by, gateways, (gateway) => announcers.isOpenGateway(gateway));
  }
  for (const { id, by } of records.declared('TransitGatewayRouteTables')) {
    const rows = records.list('TransitGatewayPropagations', id, 'TransitGatewayRouteTablePropagations');
    const attachments = rows.map((row) => row['TransitGatewayAttachmentId']);
    doubtAll(records, id, by, attachments, (attachment) => announcers.isOpenAttachment(attachment));
  }
}

/** Of a resource that propagates to a table by itself. */
export function readRouteServer(records: Ec2Records, propagation: DeclaredResource): void {
  const table = propagation.properties.text('RouteTableId');
  const why = 'what its route server writes into the table is in no file';
  if (table !== undefined) return records.doubt(propagation, why, { id: `${table}/learned` });
  records.doubtAny(propagation, { kind: 'RouteTables', may: 'may write into', part: '/learned' });
}

function doubtAll(
  records: Ec2Records,
  table: string,
  by: DeclaredResource,
  from: readonly unknown[],
  isOpen: (id: string) => boolean,
): void {
  for (const id of from) {
    if (typeof id !== 'string' || !isOpen(id)) continue;
    records.doubt(by, `what ${id} announces to it is in no file`, { id: `${table}/learned` });
  }
}

class Announcers {
  private readonly records: Ec2Records;
  /** VPN connections with static routes only: they learn nothing. */
  private readonly staticOnly = new Set<string>();
  private readonly connectionsOf = new Map<string, string[]>();

  constructor(records: Ec2Records, resources: readonly DeclaredResource[]) {
    this.records = records;
    for (const { id, type, properties } of resources) {
      if (type !== 'EC2::VPNConnection') continue;
      if (properties.flag('StaticRoutesOnly')) this.staticOnly.add(id);
      const gateway = properties.text('VpnGatewayId');
      if (gateway === undefined) continue;
      this.connectionsOf.set(gateway, [...(this.connectionsOf.get(gateway) ?? []), id]);
    }
  }

  isOpenGateway(gateway: string): boolean {
    const connections = this.connectionsOf.get(gateway) ?? [];
    return connections.length === 0 || connections.some((id) => !this.staticOnly.has(id));
  }

  /** Of a VPC the ranges are known where it is declared; of anything else what it is told over BGP is not. */
  isOpenAttachment(attachment: string): boolean {
    const { records } = this;
    const vpc = records.text('TransitGatewayVpcAttachments', attachment, 'VpcId');
    if (vpc !== undefined) return !records.has('Vpcs', vpc);
    const connection = records.text('TransitGatewayAttachments', attachment, 'ResourceId');
    return connection === undefined || !this.staticOnly.has(connection);
  }
}
