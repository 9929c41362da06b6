/**
 * Doubts about objects that do not stand yet when their reason is read: a route whose table nobody names
 * could be in any of them, a rule whose group nobody names in any group.
 */
import type { SourceRef } from '../model/source-ref.ts';
import type { RecordReading } from './aws/record-reading.ts';

const KINDS = { routeTables: 'RouteTable', securityGroups: 'SecurityGroup', subnets: 'Subnet' } as const;

type Section = keyof typeof KINDS;

interface Late {
  readonly section: Section;
  readonly why: string;
  readonly source: SourceRef;
  /** All networks where it is not said. */
  readonly vpc: string | undefined;
  /** Routes that are learned yield to those that are written. */
  readonly isLearned: boolean;
}

export class LateDoubts {
  private readonly all: Late[] = [];

  /** Any table of a network, or of every one, could hold a route that is not known. */
  aboutTables(why: string, source: SourceRef, vpc?: string): void {
    this.all.push({ section: 'routeTables', why, source, vpc, isLearned: false });
  }

  /** Tables of a network learn routes that are in no file. */
  aboutLearned(why: string, source: SourceRef, vpc?: string): void {
    this.all.push({ section: 'routeTables', why, source, vpc, isLearned: true });
  }

  aboutGroups(why: string, source: SourceRef, vpc?: string): void {
    this.all.push({ section: 'securityGroups', why, source, vpc, isLearned: false });
  }

  aboutSubnets(why: string, source: SourceRef): void {
    this.all.push({ section: 'subnets', why, source, vpc: undefined, isLearned: false });
  }

  /** Notes them with every object that stands by now. */
  apply(reading: RecordReading): void {
    const { draft } = reading;
    for (const { section, why, source, vpc: wanted, isLearned } of this.all) {
      for (const record of draft[section].values()) {
        // Tables of sites and edges are no network's own.
        const owner = 'owner' in record ? record.owner : { kind: 'vpc' as const, vpc: record.vpc };
        if (owner.kind !== 'vpc') continue;
        const { vpc } = owner;
        if (wanted !== undefined && vpc !== wanted) continue;
        const id = isLearned ? `${record.id}/learned` : record.id;
        reading.doubt({ id, kind: KINDS[section], why, source, vpc });
      }
    }
  }
}
