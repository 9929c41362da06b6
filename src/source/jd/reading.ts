/**
 * What the parts of the JD Cloud reader share.
 */
import type { NetworkDraft } from '../../model/network-draft.ts';
import type { Item } from '../aws/item.ts';
import { RecordReading } from '../aws/record-reading.ts';
import type { JdRecords } from './records.ts';

/** Account or region that nothing tells. */
export const UNKNOWN = 'unknown';

export class JdReading extends RecordReading {
  readonly records: JdRecords;
  /** Link of each half of a peering. */
  readonly linkOfHalf = new Map<string, string>();

  constructor(records: JdRecords, draft: NetworkDraft) {
    super(draft);
    this.records = records;
  }

  /** A VPC, which gets a stand-in when no file describes it. */
  vpc(id: string, mentionedBy: Item): string {
    if (this.draft.vpcs.has(id)) return id;
    this.addVpc(id, mentionedBy);
    const why = 'no file describes it';
    this.doubt({ id, kind: 'Vpc', why, source: mentionedBy.source, vpc: id });
    return id;
  }

  addVpc(id: string, item: Item): void {
    const name = item.text('vpcName');
    const ranges = item.texts('addressPrefix');
    const single = item.text('addressPrefix');
    const texts = ranges.length > 0 || single === undefined ? ranges : [single];
    this.draft.vpcs.set(id, {
      id,
      ...(name !== undefined && { name }),
      profile: 'jd',
      account: item.account ?? UNKNOWN,
      region: item.region ?? UNKNOWN,
      // "VPC": without a range of its own it has those of its subnets.
      cidrs: texts.flatMap((text) => this.prefixOf(item, 'addressPrefix', text) ?? []),
      mainTable: this.defaultTableOf(id),
      dnsSupport: true,
      source: item.source,
    });
  }

  private defaultTableOf(vpc: string): string {
    const table = this.records
      .all('routeTables')
      .find(([, item]) => item.text('vpcId') === vpc && item.text('routeTableType') === 'default');
    return table?.[0] ?? `${vpc}/default`;
  }
}
