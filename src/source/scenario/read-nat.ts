/**
 * NAT gateways.
 */
import type { Eni } from '../../model/eni.ts';
import type { DnatRule } from '../../model/link.ts';
import { parseProtocol } from '../../model/protocol.ts';
import type { Path } from '../document.ts';
import { addLinkEni, knownSubnet, nameOf, readState, type EntryOf } from './link-parts.ts';
import type { Reading } from './reading.ts';
import { readCidrs } from './values.ts';

export function readNat(reading: Reading, id: string, entry: EntryOf<'nat'>, path: Path): void {
  const subnet = knownSubnet(reading, entry.vpc, entry.subnet, path);
  if (subnet === undefined) return;
  const eni = natInterface(reading, id, entry, path);
  if (!eni) return;
  if (eni.subnet !== subnet && entry.eni === undefined) {
    const message = `the address of ${id} does not lie in its subnet ${entry.subnet}`;
    reading.report('outside-range', message, [...path, 'ip']);
  }
  const dnat = (entry.dnat ?? []).flatMap((text, i) => readDnat(reading, text, [...path, 'dnat', i]) ?? []);
  reading.draft.links.set(id, {
    kind: 'nat',
    id,
    ...nameOf(entry),
    vpc: entry.vpc,
    subnet,
    eni: eni.id,
    connectivity: entry.kind ?? (entry.eip === undefined ? 'private' : 'public'),
    state: readState(reading, 'nat', entry.state, path),
    snatSources: readCidrs(reading, entry.snat, [...path, 'snat']),
    dnat,
    source: reading.source(path),
  });
}

/** The interface a NAT gateway names, or one of its own at the addresses it names. */
function natInterface(reading: Reading, id: string, entry: EntryOf<'nat'>, path: Path): Eni | undefined {
  if (entry.eni !== undefined) {
    const eni = reading.draft.enis.get(entry.eni);
    if (!eni) reading.reportUnknown('host', entry.eni, [...path, 'eni'], reading.draft.enis.keys());
    return eni;
  }
  if (entry.ip === undefined) {
    reading.report('wrong-shape', 'the key "ip" is missing', [...path, 'ip']);
    return undefined;
  }
  return addLinkEni(
    reading,
    { id: `${id}/eni`, vpc: entry.vpc, owner: { kind: 'nat', link: id }, sourceDestCheck: false },
    entry.ip,
    entry.eip,
    [...path, 'ip'],
  );
}

/** `tcp/8080 A1:80`. */
function readDnat(reading: Reading, text: string, path: Path): DnatRule | undefined {
  const match = /^(\w+)\/(\d+) (.+):(\d+)$/.exec(text);
  const protocol = match ? parseProtocol(match[1]!) : undefined;
  if (!match || protocol === undefined) {
    reading.report('bad-rule', `"${text}" is not an inbound rule such as "tcp/8080 A1:80"`, path);
    return undefined;
  }
  const eni = match[3]!;
  if (!reading.draft.enis.has(eni)) {
    reading.reportUnknown('host', eni, path, reading.draft.enis.keys());
    return undefined;
  }
  return { protocol, port: Number(match[2]), eni, targetPort: Number(match[4]) };
}
