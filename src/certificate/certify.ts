/**
 * Certificates: a proof, for others to check, that one end of a network cannot reach another.
 *
 * The engine finds the states, the checker works out which facts they lean on; what the checker would not
 * accept is never handed out.
 */
import { compile } from '../compile/compile.ts';
import { witnessOf } from '../reach/flow-set.ts';
import type { Address } from '../ip/address.ts';
import type { Network } from '../model/network.ts';
import { ALL_PORTS, ALL_PROTOCOLS, type NumberRange } from '../model/protocol.ts';
import { withoutRefused } from '../model/refusals.ts';
import { endOf, type EndName } from '../reach/end.ts';
import type { Traffic } from '../reach/tiles.ts';
import { CannotCertify } from './check/fact.ts';
import { certificateLines } from './check/certificate-text.ts';
import type { Claim } from './check/claim.ts';
import { checkStates, verify, type CheckResult } from './check/verify.ts';
import { factsOf } from './facts-of.ts';
import { statesOf } from './states.ts';

export type Certification =
  | { readonly kind: 'certificate'; readonly text: string }
  /** Source, destination, protocol, source port and destination port of a flow that is delivered. */
  | { readonly kind: 'reaches'; readonly witness: readonly Address[] }
  /** Flows of the pair come to objects that the checker has no rules for. */
  | { readonly kind: 'cannot-certify'; readonly why: string };

/** Proves that no flow from one end is delivered to the other, both legs. Ends must be of the network. */
export function certify(network: Network, from: EndName, to: EndName, traffic: Traffic = {}): Certification {
  const marked = withoutRefused(network);
  const net = compile(marked);
  const end = endOf(net, to);
  if (!end) throw new RangeError(`there is no ${to.kind} ${to.id}`);
  const facts = factsOf(marked);
  const claim = claimOf(network, from, to, traffic);
  try {
    if (!claim) throw new CannotCertify('an end is outside of the VPCs');
    const states = statesOf(net, from, end, traffic);
    if ('box' in states) return { kind: 'reaches', witness: witnessOf(states.box) };
    const result = checkStates({ claim, states }, facts);
    if (result.verdict === 'cannot-certify') throw new CannotCertify(result.why);
    if (result.verdict === 'rejected') throw new Error(`a certificate would be rejected: ${result.why}`);
    const text = `${certificateLines({ claim, states }, result.facts).join('\n')}\n`;
    return { kind: 'certificate', text };
  } catch (error) {
    if (error instanceof CannotCertify) return { kind: 'cannot-certify', why: error.message };
    throw error;
  }
}

/** Checks a certificate against a network, trusting neither the engine nor whoever wrote it. */
export function verifyCertificate(text: string, network: Network): CheckResult {
  return verify(text, factsOf(withoutRefused(network)));
}

function claimOf(network: Network, from: EndName, to: EndName, traffic: Traffic): Claim | undefined {
  const [sender, receiver] = [from, to].map(({ kind, id }) => {
    if (kind === 'host') return network.enis.has(id) ? { kind, id } : undefined;
    return kind === 'subnet' || kind === 'vpc' ? { kind, id } : undefined;
  });
  if (!sender || !receiver) return undefined;
  return {
    from: sender,
    to: receiver,
    protocols: numbersText(traffic.protocols ?? ALL_PROTOCOLS),
    sourcePorts: numbersText(traffic.sourcePorts ?? ALL_PORTS),
    ports: numbersText(traffic.destinationPorts ?? ALL_PORTS),
  };
}

function numbersText({ first, last }: NumberRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}
