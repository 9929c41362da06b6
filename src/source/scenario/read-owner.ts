/**
 * Whose an interface is, when it is not that of a host.
 */
import type { z } from 'zod';
import type { EniOwner } from '../../model/eni.ts';
import type { Path } from '../document.ts';
import type { Reading } from './reading.ts';
import type * as schema from './schema.ts';

type OwnerEntry = z.output<typeof schema.owner>;

/** Kinds of owners by the keys of an entry. */
export const OWNER_KINDS = {
  nat: 'nat',
  endpoint: 'endpoint',
  endpointNode: 'endpoint-node',
  loadBalancer: 'load-balancer',
  tgw: 'tgw',
  gwlbe: 'gwlbe',
  unmodelled: 'unmodelled',
} as const satisfies Record<keyof OwnerEntry, EniOwner['kind']>;

/** Names are checked when everything is read: links come after their interfaces. */
export function readOwner(reading: Reading, entry: OwnerEntry | undefined, path: Path): EniOwner | undefined {
  if (!entry) return undefined;
  const keys = Object.keys(entry) as (keyof OwnerEntry)[];
  const [key] = keys;
  const name = key && entry[key];
  if (keys.length !== 1 || name === undefined) {
    reading.report('wrong-shape', `an interface has one owner: ${Object.keys(OWNER_KINDS).join(', ')}`, path);
    return undefined;
  }
  const kind = OWNER_KINDS[key!];
  return kind === 'unmodelled' ? { kind, id: name } : { kind, link: name };
}
