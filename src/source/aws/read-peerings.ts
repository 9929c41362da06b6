/**
 * Peerings, once each, however many sides recorded them.
 *
 * A record names both VPCs; of one in an account that was not exported it tells no more than the ranges.
 * Deleted peerings stay listed for days ("VPC peering connection lifecycle", Amazon VPC Peering Guide)
 * and are kept only while a route still names them.
 */
import { plainHalf, type Peering } from '../../model/link.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';

const DEAD = new Set(['deleted', 'deleting', 'rejected', 'failed', 'expired']);

export function readPeerings(reading: ExportReading): void {
  for (const [id, item] of reading.inventory.all('VpcPeeringConnections')) {
    const { name, source } = item;
    const state = item.inner('Status')?.text('Code');
    if (state === undefined) {
      reading.doubt({ id, kind: 'VpcPeeringConnection', why: 'the record does not tell its state', source });
      continue;
    }
    if (DEAD.has(state) && !reading.routeNames.has(id)) continue;
    const requester = vpcOf(reading, item.inner('RequesterVpcInfo'));
    const accepter = vpcOf(reading, item.inner('AccepterVpcInfo'));
    if (requester === undefined || accepter === undefined) {
      const why = 'the record does not name both of its VPCs';
      reading.doubt({ id, kind: 'VpcPeeringConnection', why, source });
      continue;
    }
    const peering: Peering = {
      kind: 'peering',
      id,
      ...(name !== undefined && { name }),
      halves: [plainHalf(requester, state), plainHalf(accepter, state)],
      source,
    };
    reading.draft.links.set(id, peering);
  }
}

function vpcOf(reading: ExportReading, side: Item | undefined): string | undefined {
  const id = side?.text('VpcId');
  return side && id !== undefined ? reading.vpc(side.idOf(id, side.text('Region')), side) : undefined;
}
