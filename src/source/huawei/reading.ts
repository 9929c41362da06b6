/**
 * What the parts of the reader share: the records, the draft, and the list of what is not known.
 */
import type { NetworkDraft } from '../../model/network-draft.ts';
import type { Item } from '../aws/item.ts';
import { RecordReading } from '../aws/record-reading.ts';
import { LateDoubts } from '../late-doubts.ts';
import type { HuaweiRecords } from './records.ts';

/** Project or region that nothing tells. */
export const UNKNOWN = 'unknown';

export class HuaweiReading extends RecordReading {
  readonly late = new LateDoubts();
  readonly records: HuaweiRecords;

  constructor(records: HuaweiRecords, draft: NetworkDraft) {
    super(draft);
    this.records = records;
  }

  /** A VPC, which gets a stand-in when no file describes it. */
  vpc(id: string, mentionedBy: Item, project?: string): string {
    if (this.draft.vpcs.has(id)) return id;
    const { source } = mentionedBy;
    this.draft.vpcs.set(id, {
      id,
      profile: 'otc',
      account: project ?? UNKNOWN,
      region: mentionedBy.region ?? UNKNOWN,
      cidrs: [],
      mainTable: this.defaultTableOf(id),
      dnsSupport: true,
      source,
    });
    this.doubt({ id, kind: 'Vpc', why: 'no file describes it', source, vpc: id });
    return id;
  }

  /** Table of all subnets of a VPC that have none of their own. */
  defaultTableOf(vpc: string): string {
    const table = this.records
      .all('routetables')
      .find(([, item]) => item.text('vpc_id') === vpc && item.flag('default') === true);
    return table?.[0] ?? `${vpc}/default`;
  }
}
