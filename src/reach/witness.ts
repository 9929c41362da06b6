/**
 * The walk of one witness, with every step kept: the proof of a set of flows, hop by hop.
 */
import { familyOf, type Address } from '../ip/address.ts';
import { rangeHas } from '../ip/range.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { SOURCE } from '../forward/box.ts';
import { withCauses } from '../forward/hop-record.ts';
import { walkFlow } from '../forward/legs.ts';
import { drop, type Verdict } from '../forward/outcome.ts';
import type { End } from './end.ts';
import { fateAt, fateOf } from './fate.ts';
import { REACH_WALK } from './tiles.ts';

/** `witness`: source, destination, protocol, source port, destination port, as a flow set names it. */
export function traceWitness(
  net: CompiledNetwork,
  from: End,
  to: End,
  witness: readonly Address[],
): Verdict | undefined {
  const source = witness[SOURCE]!;
  const sender = from.senders.find(({ sources }) => sources.some((range) => isIn(range, source)));
  if (!sender) return undefined;
  const box = { family: familyOf(source), first: witness, last: witness };
  const walked = walkFlow(
    net,
    { origin: sender.origin, intent: { kind: 'anyone' }, unresolvedName: undefined, box },
    { ...REACH_WALK, recording: true },
  );
  const fate = fateOf(walked);
  const own = fateAt(fate, to);
  return own === fate ? withCauses(net, walked.verdict) : strayed(net, walked.verdict, own.hop!);
}

function isIn(range: Parameters<typeof rangeHas>[0], address: Address): boolean {
  return typeof range.first === typeof address && rangeHas(range, address);
}

/** The request came to somebody else who has the address: no reply to the flow in question. */
function strayed(net: CompiledNetwork, verdict: Verdict, hop: string): Verdict {
  const stray = drop('misdelivered', hop);
  return withCauses(net, {
    ...verdict,
    delivered: false,
    leg: 'forward',
    drop: stray,
    blockers: [{ leg: 'forward', drop: stray }],
    steps: verdict.steps.filter(({ leg }) => leg === 'forward'),
    notes: [],
  });
}
