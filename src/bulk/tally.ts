/**
 * Counters of a run. Merged by addition and by the lowest flow number, both of which forget the order:
 * the result is the same however the batches were shared out.
 */

/** No flow has this number. */
const NO_SAMPLE = Number.MAX_SAFE_INTEGER;

export interface Tally {
  /** Flows per outcome; exact up to 2⁵³. */
  readonly flows: Float64Array;
  /** Bytes per outcome: carried where it delivers, wanted where it drops. */
  readonly bytes: Float64Array;
  /** Bytes carried per window of time. */
  readonly windowBytes: Float64Array;
  /** Flows that start per window and are dropped, or are cut in it. */
  readonly windowDrops: Float64Array;
  /** Lowest flow per outcome: workload × 2³² is left to the caller, see {@link sampleOf}. */
  readonly sampleFlow: Float64Array;
  readonly sampleWorkload: Uint32Array;
}

export function emptyTally(outcomeCount: number, windowCount: number): Tally {
  return {
    flows: new Float64Array(outcomeCount),
    bytes: new Float64Array(outcomeCount),
    windowBytes: new Float64Array(windowCount),
    windowDrops: new Float64Array(windowCount),
    sampleFlow: new Float64Array(outcomeCount).fill(NO_SAMPLE),
    sampleWorkload: new Uint32Array(outcomeCount),
  };
}

/** Keeps a flow as the sample of an outcome if no earlier one is known: by workload, then by number. */
export function sample(tally: Tally, code: number, workload: number, flow: number): void {
  const known = tally.sampleFlow[code]!;
  const knownWorkload = tally.sampleWorkload[code]!;
  if (known !== NO_SAMPLE && (workload > knownWorkload || (workload === knownWorkload && flow >= known)))
    return;
  tally.sampleFlow[code] = flow;
  tally.sampleWorkload[code] = workload;
}

/** Adds one tally to another. */
export function mergeInto(total: Tally, part: Tally): void {
  for (const column of ['flows', 'bytes', 'windowBytes', 'windowDrops'] as const) {
    const sum = total[column];
    const addend = part[column];
    for (let i = 0; i < addend.length; i++) sum[i]! += addend[i]!;
  }
  for (let code = 0; code < part.sampleFlow.length; code++) {
    if (part.sampleFlow[code] !== NO_SAMPLE) {
      sample(total, code, part.sampleWorkload[code]!, part.sampleFlow[code]!);
    }
  }
}

/** The lowest flow of an outcome, or `undefined` when it has none. */
export function sampleOf(tally: Tally, code: number): { workload: number; flow: number } | undefined {
  const flow = tally.sampleFlow[code];
  if (flow === undefined || flow === NO_SAMPLE) return undefined;
  return { workload: tally.sampleWorkload[code]!, flow };
}
