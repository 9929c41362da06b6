/**
 * Two networks → the changes between them, each of which can be undone by itself.
 *
 * A route is a change of its own. Other records that came or went together with records they name (a VPC
 * with its subnets, a NAT gateway with its interface) are one change, so that no version of the network
 * names anything it does not have.
 */
import { formatPrefix } from '../ip/prefix.ts';
import type { Network } from '../model/network.ts';
import type { RecordSection } from '../model/change.ts';
import { draftOf } from '../model/network-draft.ts';
import type { Route, RouteTable } from '../model/route.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { isSameRecord, recordDifferences, type RecordDifference } from '../forward/record-differences.ts';

export interface NetworkChange {
  /** `route 10.1.0.0/16 of A removed`, `links pcx-1 changed`. */
  readonly text: string;
  readonly source: SourceRef | undefined;
  /** The newer network as it would be without the change. */
  readonly undo: (network: Network) => Network;
}

const SECTIONS: readonly RecordSection[] = [
  'vpcs',
  'subnets',
  'enis',
  'links',
  'sites',
  'siteHosts',
  'securityGroups',
  'networkAcls',
  'prefixLists',
  'unmodelled',
];

interface RecordEdit extends RecordDifference<unknown> {
  readonly section: RecordSection;
}

export function networkChanges(before: Network, after: Network): NetworkChange[] {
  const edits: RecordEdit[] = SECTIONS.flatMap((section) =>
    recordDifferences<unknown>(before[section], after[section]).map((edit) => ({ ...edit, section })),
  );
  const routes: NetworkChange[] = [];
  for (const { id, from, to } of recordDifferences(before.routeTables, after.routeTables)) {
    const isRoutesOnly = from && to && isSameRecord({ ...from, routes: to.routes }, to);
    if (isRoutesOnly) routes.push(...routeChanges(from, to));
    else edits.push({ section: 'routeTables', id, from, to });
  }
  const flags = isSameRecord(before.flags, after.flags) ? [] : [flagChange(before)];
  return [...grouped(edits).map(recordChange), ...routes, ...flags];
}

function flagChange({ flags }: Network): NetworkChange {
  return { text: 'flags changed', source: undefined, undo: (network) => ({ ...network, flags }) };
}

function routeChanges(from: RouteTable, to: RouteTable): NetworkChange[] {
  const keyOf = ({ destination, origin }: Route): string =>
    `${destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list} ${origin}`;
  const group = (routes: readonly Route[]): Map<string, Route[]> => {
    const groups = new Map<string, Route[]>();
    for (const route of routes) groups.set(keyOf(route), [...(groups.get(keyOf(route)) ?? []), route]);
    return groups;
  };
  const [old, young] = [group(from.routes), group(to.routes)];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((key): NetworkChange[] => {
    const [was, is] = [old.get(key) ?? [], young.get(key) ?? []];
    if (isSameRecord(was, is)) return [];
    const word = is.length === 0 ? 'removed' : was.length === 0 ? 'added' : 'changed';
    return [
      {
        text: `route ${key.split(' ')[0]} of ${to.id} ${word}`,
        source: (is[0] ?? was[0])?.source,
        undo: (network) => {
          const table = network.routeTables.get(to.id);
          if (!table) return network;
          const routes = [...table.routes.filter((route) => keyOf(route) !== key), ...was];
          return { ...network, routeTables: new Map(network.routeTables).set(to.id, { ...table, routes }) };
        },
      },
    ];
  });
}

/** Edits that name one another, directly or through others, belong together. */
function grouped(edits: readonly RecordEdit[]): RecordEdit[][] {
  const groupOf = new Map<RecordEdit, RecordEdit[]>(edits.map((edit) => [edit, [edit]]));
  const byId = new Map<string, RecordEdit[]>();
  for (const edit of edits) {
    if (edit.from && edit.to) continue;
    byId.set(edit.id, [...(byId.get(edit.id) ?? []), edit]);
  }
  for (const edit of edits) {
    for (const name of [...namesIn(edit.from), ...namesIn(edit.to), edit.id]) {
      for (const other of byId.get(name) ?? []) join(groupOf, edit, other);
    }
  }
  return [...new Set(groupOf.values())];
}

function join(groupOf: Map<RecordEdit, RecordEdit[]>, a: RecordEdit, b: RecordEdit): void {
  const own = groupOf.get(a)!;
  const other = groupOf.get(b)!;
  if (own === other) return;
  own.push(...other);
  for (const edit of other) groupOf.set(edit, own);
}

/** Every text in a record: among them the ids of what it refers to. */
function* namesIn(record: unknown): Generator<string> {
  if (typeof record === 'string') yield record;
  if (typeof record !== 'object' || record === null) return;
  const parts =
    record instanceof Map
      ? [...record].flat()
      : Object.entries(record).flatMap(([key, part]) => (key === 'source' ? [] : [part as unknown]));
  for (const part of parts) yield* namesIn(part);
}

function recordChange(edits: readonly RecordEdit[]): NetworkChange {
  const [first] = edits;
  const { section, id, from, to } = first!;
  const word = to === undefined ? 'removed' : from === undefined ? 'added' : 'changed';
  const more = edits.length > 1 ? ` with ${edits.length - 1} more` : '';
  return {
    text: `${section} ${id} ${word}${more}`,
    source: ((to ?? from) as { source?: SourceRef }).source,
    undo: (network) => {
      const draft = draftOf(network);
      for (const edit of edits) {
        const records = draft[edit.section] as Map<string, unknown>;
        if (edit.from === undefined) records.delete(edit.id);
        else records.set(edit.id, edit.from);
      }
      return draft;
    },
  };
}
