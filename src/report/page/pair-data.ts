/**
 * Pairs of ends in full: every set of flows by what becomes of it, with a witness that can be stepped
 * through.
 */
import type { CompiledNetwork } from '../../compile/compiled-network.ts';
import { explain } from '../../model/drop-reason.ts';
import { endOf, type EndName } from '../../reach/end.ts';
import type { FlowSet, SetVerdict } from '../../reach/flow-set.ts';
import { reachPair } from '../../reach/reach.ts';
import type { Traffic } from '../../reach/tiles.ts';
import { traceWitness } from '../../reach/witness.ts';
import { flowBoxText, flowText } from '../flow-box-text.ts';
import { formatCount } from '../quantity.ts';
import type { OutcomeData, PairData, SetData } from './page-data.ts';
import { placeOfEnd, type At } from './place-of-hop.ts';
import { causeData, traceData } from './trace-data.ts';

/** Boxes and sets of a pair that are shown; `reach --format json` has all of them. */
const MOST_BOXES = 12;
const MOST_SETS = 40;

export interface PairQuestion {
  readonly version: number;
  readonly net: CompiledNetwork;
  readonly from: EndName;
  readonly to: EndName;
  readonly traffic?: Traffic;
}

/** Absent where the network has no such ends. */
export function pairData(
  { version, net, from, to, traffic = {} }: PairQuestion,
  at: At,
): PairData | undefined {
  const [sender, receiver] = [endOf(net, from), endOf(net, to)];
  if (!sender || !receiver) return undefined;
  const { sets } = reachPair(net, sender, receiver, traffic);
  return {
    version,
    from: placeOfEnd(from),
    to: placeOfEnd(to),
    sets: sets.slice(0, MOST_SETS).flatMap((set): SetData[] => {
      const verdict = traceWitness(net, sender, receiver, set.witness);
      return verdict ? [setData(set, traceData(net.network, verdict, flowText(set.witness), at), at)] : [];
    }),
  };
}

function setData(
  { verdict, boxes, size, witness, notes }: FlowSet,
  trace: SetData['trace'],
  at: At,
): SetData {
  return {
    ...outcomeData(verdict, at),
    flows: sizeText(size),
    ...boxesData(boxes),
    witness: flowText(witness),
    notes: [...notes],
    trace,
  };
}

export function boxesData(boxes: FlowSet['boxes']): Pick<SetData, 'boxes' | 'boxCount'> {
  return { boxes: boxes.slice(0, MOST_BOXES).map(flowBoxText), boxCount: boxes.length };
}

export function outcomeData(verdict: SetVerdict, at: At): OutcomeData {
  const { delivered, byPlatform, leg, reason, hop, detail, cause, conditional } = verdict;
  const explanation = reason === undefined ? undefined : explain(reason);
  return {
    isDelivered: delivered,
    byPlatform,
    leg: leg ?? null,
    reason: reason ?? null,
    meaning: explanation?.meaning ?? null,
    fix: explanation?.fix ?? null,
    hop: hop ?? null,
    detail: detail ?? null,
    cause: causeData(cause, at),
    conditional: [...conditional],
  };
}

/** Exact up to a million, then its magnitude. */
export function sizeText(size: bigint): string {
  return size < 1_000_000n ? formatCount(Number(size)) : Number(size).toExponential(1);
}
