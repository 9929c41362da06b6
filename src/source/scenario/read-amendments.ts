/**
 * The parts of an event that change a little of what stands: a rule more, a setting off, a range admitted.
 */
import type { z } from 'zod';
import type { Amendment, Direction, PeeringSetting } from '../../model/amendment.ts';
import type { Path } from '../document.ts';
import { readAclRules, readGroupRules } from './read-filters.ts';
import { readTgwRoute } from './read-tgw.ts';
import type { Reading } from './reading.ts';
import type * as schema from './schema.ts';
import { readAddress, readCidr } from './values.ts';

type Event = z.output<typeof schema.event>;

export interface ReadAmendment {
  readonly amendment: Amendment;
  readonly text: string;
  readonly path: Path;
}

/** In the order of the grammar: filters, interfaces, links. */
export function readAmendments(reading: Reading, event: Event, path: Path): ReadAmendment[] {
  return [
    ...readRules(reading, event, path),
    ...readInterfaces(reading, event, path),
    ...readLinkSettings(reading, event, path),
    ...readAdmissions(reading, event, path),
    ...readAttachments(reading, event, path),
  ];
}

const DIRECTIONS: readonly (readonly [Direction, 'in' | 'out'])[] = [
  ['ingress', 'in'],
  ['egress', 'out'],
];

function* readRules(reading: Reading, event: Event, path: Path): Generator<ReadAmendment> {
  const { securityGroups, networkAcls } = reading.draft;
  const groupNames = new Set(securityGroups.keys());
  for (const [key, kind, verb] of [
    ['addRules', 'add-rules', 'add rules to'],
    ['removeRules', 'remove-rules', 'remove rules of'],
  ] as const) {
    for (const [group, value] of Object.entries(event[key] ?? {})) {
      const at = [...path, key, group];
      if (!knows(reading, securityGroups, 'security group', group, at)) continue;
      for (const [direction, word] of DIRECTIONS) {
        const rules = readGroupRules(reading, value[word] ?? [], groupNames, [...at, word]);
        if (rules.length === 0) continue;
        yield { amendment: { kind, group, direction, rules }, text: `${verb} ${group}`, path: at };
      }
    }
  }
  for (const [acl, value] of Object.entries(event.addEntries ?? {})) {
    const at = [...path, 'addEntries', acl];
    if (!knows(reading, networkAcls, 'network ACL', acl, at)) continue;
    for (const [direction, word] of DIRECTIONS) {
      const rules = readAclRules(reading, value[word] ?? [], [...at, word]);
      if (rules.length === 0) continue;
      yield {
        amendment: { kind: 'add-entries', acl, direction, rules },
        text: `add entries to ${acl}`,
        path: at,
      };
    }
  }
}

function* readInterfaces(reading: Reading, event: Event, path: Path): Generator<ReadAmendment> {
  const { enis } = reading.draft;
  for (const [eni, on] of Object.entries(event.srcDstCheck ?? {})) {
    const at = [...path, 'srcDstCheck', eni];
    if (!knows(reading, enis, 'host', eni, at)) continue;
    const text = `switch the source/destination check of ${eni} ${on ? 'on' : 'off'}`;
    yield { amendment: { kind: 'check', eni, on }, text, path: at };
  }
  for (const [eni, mappings] of Object.entries(event.publicAddresses ?? {})) {
    const at = [...path, 'publicAddresses', eni];
    if (!knows(reading, enis, 'host', eni, at)) continue;
    for (const [own, outside] of Object.entries(mappings)) {
      const from = readAddress(reading, own, [...at, own]);
      const to = readAddress(reading, outside, [...at, own]);
      if (from === undefined || to === undefined) continue;
      const mapping = { private: from, public: to };
      const text = `give ${own} of ${eni} the public address ${outside}`;
      yield { amendment: { kind: 'public-address', eni, mapping }, text, path: [...at, own] };
    }
  }
}

function* readLinkSettings(reading: Reading, event: Event, path: Path): Generator<ReadAmendment> {
  for (const [peering, sides] of Object.entries(event.settings ?? {})) {
    const at = [...path, 'settings', peering];
    const link = reading.draft.links.get(peering);
    if (link?.kind !== 'peering') {
      reading.reportUnknown('peering', peering, at, namesOf(reading, 'peering'));
      continue;
    }
    for (const [vpc, settings] of Object.entries(sides)) {
      const ends = link.halves.map((half) => half.vpc);
      if (!ends.includes(vpc)) reading.reportUnknown(`end of ${peering}`, vpc, [...at, vpc], ends);
      for (const [setting, on] of Object.entries(settings)) {
        if (on === undefined) continue;
        yield {
          amendment: { kind: 'peering-setting', peering, vpc, setting: setting as PeeringSetting, on },
          text: `set ${setting} of ${vpc} on ${peering} ${on ? 'on' : 'off'}`,
          path: [...at, vpc, setting],
        };
      }
    }
  }
}

/** What has a length is a range; anything else is the name of an account. */
function* readAdmissions(reading: Reading, event: Event, path: Path): Generator<ReadAmendment> {
  for (const [id, admitted] of Object.entries(event.admit ?? {})) {
    const at = [...path, 'admit', id];
    const link = reading.draft.links.get(id);
    const kinds = ['vgw', 'dx', 'vpn', 'endpoint'];
    if (!link || !kinds.includes(link.kind)) {
      reading.reportUnknown('gateway or endpoint', id, at, namesOf(reading, ...kinds));
      continue;
    }
    for (const [i, text] of admitted.entries()) {
      const words = `admit ${text} to ${id}`;
      if (link.kind === 'endpoint' && !text.includes('/')) {
        const amendment = { kind: 'admit-account' as const, endpoint: id, account: text };
        yield { amendment, text: words, path: [...at, i] };
        continue;
      }
      const range = readCidr(reading, text, [...at, i]);
      if (!range) continue;
      yield { amendment: { kind: 'admit-ranges', link: id, ranges: [range] }, text: words, path: [...at, i] };
    }
  }
}

function* readAttachments(reading: Reading, event: Event, path: Path): Generator<ReadAmendment> {
  for (const [tgw, { addRoutes, associate, addSubnets }] of Object.entries(event.attachments ?? {})) {
    const at = [...path, 'attachments', tgw];
    const link = reading.draft.links.get(tgw);
    if (link?.kind !== 'tgw') {
      reading.reportUnknown('transit gateway', tgw, at, namesOf(reading, 'tgw'));
      continue;
    }
    const names = [...link.attachments.keys()];
    for (const [table, rows] of Object.entries(addRoutes ?? {})) {
      const here = [...at, 'addRoutes', table];
      if (!knows(reading, link.tables, `table of ${tgw}`, table, here)) continue;
      const routes = rows.flatMap((row, i) => readTgwRoute(reading, tgw, row, names, [...here, i]) ?? []);
      yield {
        amendment: { kind: 'tgw-routes', tgw, table, routes },
        text: `add routes to table ${table} of ${tgw}`,
        path: here,
      };
    }
    for (const [attachment, table] of Object.entries(associate ?? {})) {
      const here = [...at, 'associate', attachment];
      if (!knows(reading, link.attachments, `attachment of ${tgw}`, attachment, here)) continue;
      if (!knows(reading, link.tables, `table of ${tgw}`, table, here)) continue;
      yield {
        amendment: { kind: 'tgw-association', tgw, attachment, table },
        text: `associate attachment ${attachment} of ${tgw} with table ${table}`,
        path: here,
      };
    }
    for (const [attachment, subnets] of Object.entries(addSubnets ?? {})) {
      const here = [...at, 'addSubnets', attachment];
      if (!knows(reading, link.attachments, `attachment of ${tgw}`, attachment, here)) continue;
      for (const [i, subnet] of subnets.entries()) {
        if (!knows(reading, reading.draft.subnets, 'subnet', subnet, [...here, i])) continue;
        yield {
          amendment: { kind: 'tgw-subnet', tgw, attachment, subnet },
          text: `add subnet ${subnet} to attachment ${attachment} of ${tgw}`,
          path: [...here, i],
        };
      }
    }
  }
}

function knows(
  reading: Reading,
  section: ReadonlyMap<string, unknown>,
  what: string,
  id: string,
  path: Path,
): boolean {
  if (section.has(id)) return true;
  reading.reportUnknown(what, id, path, section.keys());
  return false;
}

function namesOf(reading: Reading, ...kinds: readonly string[]): string[] {
  return [...reading.draft.links.values()].flatMap(({ id, kind }) => (kinds.includes(kind) ? [id] : []));
}
