/**
 * Pieces every kind of link is read with: the VPC and subnet it names, its state, its interfaces.
 */
import type { z } from 'zod';
import type { Range } from '../../ip/range.ts';
import type { Eni, EniOwner } from '../../model/eni.ts';
import { defaultState, isKnownState, statesOf, type StatefulKind } from '../../model/link-state.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import { subnetHolding, subnetNamed } from './find-subnet.ts';
import { readPublicMapping } from './read-hosts.ts';
import type { Reading } from './reading.ts';
import type * as schema from './schema.ts';
import { listOf, pathOfItem, readRange } from './values.ts';

export type LinkEntry = z.output<typeof schema.link>;
export type EntryOf<T extends LinkEntry['type']> = Extract<LinkEntry, { type: T }>;

export function knownVpc(reading: Reading, vpc: string, path: Path): boolean {
  if (reading.draft.vpcs.has(vpc)) return true;
  reading.reportUnknown('VPC', vpc, [...path, 'vpc'], reading.draft.vpcs.keys());
  return false;
}

/** Id of a subnet named inside a VPC. */
export function knownSubnet(reading: Reading, vpc: string, name: string, path: Path): string | undefined {
  if (!knownVpc(reading, vpc, path)) return undefined;
  return subnetNamed(reading, vpc, name, [...path, 'subnet'])?.id;
}

/** Interfaces among the hosts that a link claims for itself. */
export function knownEnis(reading: Reading, ids: readonly string[], path: Path): string[] {
  return ids.filter((id, i) => {
    const isKnown = reading.draft.enis.has(id);
    if (!isKnown) reading.reportUnknown('host', id, [...path, i], reading.draft.enis.keys());
    return isKnown;
  });
}

/** What the owner calls a link. */
export function nameOf({ name }: { readonly name?: string | undefined }): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

/** A state word of a link; one that nobody knows is reported, because it would silently be dead. */
export function readState(
  reading: Reading,
  kind: StatefulKind,
  state: string | undefined,
  path: Path,
): string {
  if (state === undefined) return defaultState(kind);
  if (!isKnownState(kind, state) && !reading.provenance.isObserved) {
    const known = statesOf(kind);
    const message = `"${state}" is no state for ${kind}; expected one of ${known.join(', ')}`;
    reading.report('impossible-state', message, [...path, 'state'], didYouMean(state, known));
  }
  return state;
}

/** Interface of a link inside a subnet; the addresses decide which. */
export function addLinkEni(
  reading: Reading,
  eni: { id: string; vpc: string; owner: EniOwner; sourceDestCheck?: boolean; groups?: readonly string[] },
  texts: string | readonly string[],
  eips: string | readonly string[] | undefined,
  path: Path,
): Eni | undefined {
  const addresses = listOf(texts).flatMap((text, i): Range[] => {
    const range = readRange(reading, text, pathOfItem(texts, path, i));
    return range ? [range] : [];
  });
  const subnet = subnetHolding(reading, eni.vpc, addresses, path);
  if (!subnet) return undefined;
  const record: Eni = {
    id: eni.id,
    vpc: eni.vpc,
    subnet: subnet.id,
    addresses,
    securityGroups: eni.groups ?? [],
    sourceDestCheck: eni.sourceDestCheck ?? true,
    state: 'up',
    publicMappings: readPublicMapping(reading, addresses, eips, [...path.slice(0, -1), 'eip']),
    owner: eni.owner,
    source: reading.source(path),
  };
  reading.draft.enis.set(record.id, record);
  return record;
}
