/**
 * What the parts of the reader share: the records, the draft, and the list of what is not known.
 */
import { parseAddress, type Address } from '../../ip/address.ts';
import { readPrefix, type Prefix } from '../../ip/prefix.ts';
import type { NetworkDraft } from '../../model/network-draft.ts';
import { formatPath, type SourceRef } from '../../model/source-ref.ts';
import type { Doubt } from '../aws/export-reading.ts';
import type { Item } from '../aws/item.ts';
import type { HuaweiRecords } from './records.ts';

/** Project or region that nothing tells. */
export const UNKNOWN = 'unknown';

export class HuaweiReading {
  readonly records: HuaweiRecords;
  readonly draft: NetworkDraft;

  constructor(records: HuaweiRecords, draft: NetworkDraft) {
    this.records = records;
    this.draft = draft;
  }

  doubt({ id, kind, why, source, vpc }: Doubt): void {
    const known = this.draft.unmodelled.get(id);
    if (known?.why.includes(why)) return;
    const all = known ? `${known.why}; ${why}` : why;
    this.draft.unmodelled.set(id, { id, kind, why: all, source, ...(vpc !== undefined && { vpc }) });
  }

  prefix(item: Item, key: string): Prefix | undefined {
    const text = item.text(key);
    return text === undefined ? undefined : this.prefixOf(item, key, text);
  }

  prefixOf(item: Item, key: string, text: string): Prefix | undefined {
    const reading = readPrefix(text);
    if (reading.ok) return reading.prefix;
    this.odd(item, key, `"${text}" is not a CIDR: ${reading.reason}`);
    return undefined;
  }

  address(item: Item, key: string): Address | undefined {
    const text = item.text(key);
    if (text === undefined) return undefined;
    const address = parseAddress(text);
    if (address === undefined) this.odd(item, key, `"${text}" is not an IPv4 or IPv6 address`);
    return address;
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

  private odd(item: Item, key: string, why: string): void {
    const source: SourceRef = { ...item.source, path: [...item.source.path, key] };
    this.doubt({ id: `${source.file}:${formatPath(source.path)}`, kind: key, why, source });
  }
}
