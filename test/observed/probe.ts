/**
 * What a real network answered: the rows of `observed-reachability.tsv` beside a lab's export.
 *
 * A row is one probe and what came back: `open` (SYN-ACK), `closed` (RST) or `filtered` (nothing) for
 * TCP, `reply` or `no-reply` for ICMP. Open, closed and a reply all prove a round trip.
 */
import { readFileSync } from 'node:fs';
import { parseAddress, type Address } from '../../src/ip/address.ts';

export interface Probe {
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: 'tcp' | 'icmp';
  /** Absent for ICMP. */
  readonly port: number | undefined;
  readonly answered: boolean;
  /** The row as it was written. */
  readonly text: string;
}

export function readProbes(file: string): Probe[] {
  const [, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return rows.map(readProbe);
}

function readProbe(row: string): Probe {
  const [from = '', to = '', protocol = '', port = '', observed = ''] = row.split('\t');
  const source = parseAddress(from);
  const destination = parseAddress(to);
  const answered = ['open', 'closed', 'reply'].includes(observed);
  const isKnown = answered || ['filtered', 'no-reply'].includes(observed);
  if (source === undefined || destination === undefined || !isKnown) throw new Error(`not a probe: ${row}`);
  if (protocol !== 'tcp' && protocol !== 'icmp') throw new Error(`not a protocol: ${row}`);
  const text = row.trim().split('\t').join(' ');
  const number = port === '-' ? undefined : Number(port);
  return { source, destination, protocol, port: number, answered, text };
}
