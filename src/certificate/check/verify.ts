/**
 * The checker of certificates: accepts one that proves that one end of a network cannot reach another,
 * and rejects everything else with the line and the reason.
 *
 * A certificate is a claim, the facts it leans on and a set of states: packets at a place, and what becomes
 * of them there. It is accepted when
 *   1. every fact is the network's own, word for word, and none is stated that the proof does not need;
 *   2. at the interfaces of the sending end the states hold every packet one may send to the other end;
 *   3. what the facts make of the packets of each state is what the state says, and where that is another
 *      place, the states there hold exactly what comes to it;
 *   4. no packet completes both legs.
 * By induction no flow of the pair is delivered. Everything has one text, so that no line can be written
 * in another way. Nothing here is shared with the engine that made the states.
 */
import { initialStates, pairOf, type Claim } from './claim.ts';
import { certificateLines, readCertificate, type Certificate } from './certificate-text.ts';
import { checkClosure, Rejected } from './closure.ts';
import { CannotCertify, Facts, keyOf, type Fact } from './fact.ts';
import { boxesOf, isEmpty, textOf } from './flow-set.ts';
import { Reaches } from './world.ts';

export type CheckResult =
  | {
      readonly verdict: 'accepted';
      readonly claim: Claim;
      /** Those the proof leans on. */
      readonly facts: readonly Fact[];
      readonly states: number;
    }
  | { readonly verdict: 'rejected'; readonly why: string }
  | { readonly verdict: 'cannot-certify'; readonly why: string };

/** Settings that change a rule which is checked here. */
const UNKNOWN_FLAGS: ReadonlySet<string> = new Set([
  'peeringSourceCheck false',
  'natReturnWithoutRoute true',
]);

/** The proof against the facts of a network; tells which of them it leans on. */
export function checkStates({ claim, states }: Certificate, network: Iterable<Fact>): CheckResult {
  const facts = new Facts(network);
  try {
    const { flags } = facts.get('settings', 'network');
    const unknown = flags.filter((flag) => UNKNOWN_FLAGS.has(flag));
    if (unknown.length > 0) throw new CannotCertify(`the network asks for ${unknown.join(', ')}`);
    const world = { facts, pair: pairOf(facts, claim) };
    const initial = initialStates(world, claim);
    if ([...initial.values()].every(isEmpty)) throw new CannotCertify('nobody there could open such a flow');
    checkClosure(world, states, initial);
    return { verdict: 'accepted', claim, facts: [...facts.used.values()].sort(byKey), states: states.length };
  } catch (error) {
    if (error instanceof CannotCertify) return { verdict: 'cannot-certify', why: error.message };
    if (error instanceof Reaches) {
      const [witness] = boxesOf(error.packets);
      return { verdict: 'rejected', why: `${error.message}: ${witness ? textOf(witness) : ''}` };
    }
    if (error instanceof Rejected || error instanceof RangeError)
      return { verdict: 'rejected', why: error.message };
    throw error;
  }
}

function byKey(a: Fact, b: Fact): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

/** Reads a certificate, checks it against the facts of the network it speaks of, and says what is wrong. */
export function verify(text: string, network: readonly Fact[]): CheckResult {
  const lines = text.split('\n');
  let certificate: Certificate;
  try {
    certificate = readCertificate(lines);
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) {
      return { verdict: 'rejected', why: error.message };
    }
    throw error;
  }
  const result = checkStates(certificate, network);
  if (result.verdict !== 'accepted') return result;
  const expected = [...certificateLines(certificate, result.facts), ''];
  const at = expected.findIndex((line, i) => line !== lines[i]);
  if (at < 0 && lines.length === expected.length) return result;
  const line = at < 0 ? expected.length : at;
  const wanted = expected[line] ?? 'the end';
  return { verdict: 'rejected', why: `line ${line + 1} should be: ${wanted === '' ? 'the end' : wanted}` };
}
