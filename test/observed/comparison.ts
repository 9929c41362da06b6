/**
 * A lab: what the engine says about its export, against what the network did.
 *
 * A probe is left out only where the export does not know the address. Targets that never answer, such
 * as the interface of a NAT gateway, are compared like all others: the engine knows that they do not.
 */
import { readdirSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compile } from '../../src/compile/compile.ts';
import type { Verdict } from '../../src/forward/outcome.ts';
import { trace } from '../../src/forward/trace.ts';
import { firstAddress, parseAddress, type Address } from '../../src/ip/address.ts';
import { contains } from '../../src/ip/prefix.ts';
import { rangeHas } from '../../src/ip/range.ts';
import type { Eni } from '../../src/model/eni.ts';
import { FLOW_DEFAULTS, type Flow, type FlowPlace } from '../../src/model/flow.ts';
import type { Network } from '../../src/model/network.ts';
import { ECHO_REPLY, ECHO_REQUEST, ICMP, TCP } from '../../src/model/protocol.ts';
import { loadNetwork } from '../../src/source/load.ts';
import { readProbes, type Probe } from './probe.ts';

const LABS = relative('', join(import.meta.dirname, '..', 'data', 'aws'));
const TABLE = 'observed-reachability.tsv';

/** The host on the internet that labs probe, and probe from. */
export const OUTSIDE = parseAddress('8.8.8.8')!;

/** The one reason for leaving a probe out. */
const NOT_IN_EXPORT = 'the address is in no file of the export';

export interface Comparison {
  readonly lab: string;
  readonly agreed: number;
  readonly disagreements: readonly { readonly probe: Probe; readonly verdict: Verdict }[];
  readonly skipped: readonly { readonly probe: Probe; readonly why: string }[];
}

/** Folders with a table of observations. */
export function labNames(): string[] {
  return readdirSync(LABS)
    .filter((name) => existsSync(join(LABS, name, TABLE)))
    .toSorted();
}

export async function compareLab(lab: string): Promise<Comparison> {
  const folder = join(LABS, lab);
  const { network, problems } = await loadNetwork([folder]);
  if (problems.length > 0)
    throw new Error(`${lab}: ${problems.map((problem) => problem.message).join('; ')}`);
  const compiled = compile(network);
  const disagreements: Comparison['disagreements'][number][] = [];
  const skipped: Comparison['skipped'][number][] = [];
  let agreed = 0;
  for (const probe of readProbes(join(folder, TABLE))) {
    const question = flowOf(network, probe);
    if (!question) {
      skipped.push({ probe, why: NOT_IN_EXPORT });
      continue;
    }
    const verdict = trace(compiled, question, { internet: { 4: OUTSIDE, 6: firstAddress(6) } });
    if (verdict.delivered === probe.answered) agreed++;
    else disagreements.push({ probe, verdict });
  }
  return { lab, agreed, disagreements, skipped };
}

/** The probe as a flow; `undefined` when the export does not know one of its ends. */
function flowOf(network: Network, probe: Probe): Flow | undefined {
  const sender = ownerOf(network, probe.source);
  if (probe.source !== OUTSIDE && !sender) return undefined;
  const isKnown = probe.destination === OUTSIDE || ownerOf(network, probe.destination) !== undefined;
  if (!isKnown && !isPingOfService(network, probe)) return undefined;
  const isPing = probe.protocol === 'icmp';
  return {
    ...FLOW_DEFAULTS,
    from: sender ? { kind: 'eni', eni: sender.id } : { kind: 'internet', family: 4 },
    to: placeOf(probe.destination),
    ...(sender && { source: probe.source }),
    protocol: isPing ? ICMP : TCP,
    sourcePort: isPing ? ECHO_REPLY : FLOW_DEFAULTS.sourcePort,
    destinationPort: isPing ? ECHO_REQUEST : probe.port!,
    dontFragment: !isPing,
  };
}

function placeOf(address: Address): FlowPlace {
  return address === OUTSIDE ? { kind: 'internet', family: 4 } : { kind: 'address', address };
}

/** Services of the provider answer pings; on which ports they listen is in no export. */
function isPingOfService(network: Network, { protocol, destination }: Probe): boolean {
  const lists = [...network.prefixLists.values()];
  return (
    protocol === 'icmp' && lists.some((list) => list.prefixes.some((prefix) => contains(prefix, destination)))
  );
}

function ownerOf(network: Network, address: Address): Eni | undefined {
  for (const eni of network.enis.values()) {
    const isOwn = eni.addresses.some((range) => rangeHas(range, address));
    if (isOwn || eni.publicMappings.some((mapping) => mapping.public === address)) return eni;
  }
  return undefined;
}
