/**
 * What is read and kept, but whose effect on packets this program does not know: kinds the catalogue
 * gives a reason for, resources it has never heard of, and records that do not say what they are about.
 */
import { formatPath } from '../../model/source-ref.ts';
import { KIND_BY_NAME, KINDS, type Kind, type KindName } from './catalogue.ts';
import type { ExportReading } from './export-reading.ts';

export function readUnmodelled(reading: ExportReading): void {
  const { inventory } = reading;
  for (const kind of KINDS as readonly (Kind & { name: KindName })[]) {
    if (kind.unmodelled === undefined) continue;
    for (const [id, item] of inventory.all(kind.name)) {
      const { unmodelled: why } = kind;
      reading.doubt({ id, kind: oneOf(kind.name), why, source: item.source, vpc: item.ref('VpcId') });
    }
  }
  for (const { kind, id, item } of inventory.strangers) {
    const why = 'resources of this kind are not modelled';
    reading.doubt({ id, kind: oneOf(kind), why, source: item.source, vpc: item.ref('VpcId') });
  }
  for (const { kind, source } of inventory.nameless) {
    const id = [source.file, formatPath(source.path)].filter((part) => part !== '').join(':');
    const why = 'the record does not say which object it is about';
    reading.doubt({ id, kind: oneOf(kind), why, source });
  }
}

/** What one object of a list is called. */
function oneOf(name: string): string {
  return KIND_BY_NAME.get(name)?.as ?? name.replace(/s$/, '');
}
