/**
 * Why a flow does not work: everything that stands in its way on both legs, in the order in which packets
 * meet it, each with what would mend it.
 */
import { compile } from '../compile/compile.ts';
import type { Verdict } from '../forward/outcome.ts';
import { trace } from '../forward/trace.ts';
import { explain as explainReason, type DropReason } from '../model/drop-reason.ts';
import type { Flow } from '../model/flow.ts';
import type { Network } from '../model/network.ts';
import type { Leg } from '../model/scenario.ts';
import { describeMend } from './mend.ts';
import { repair } from './repair.ts';
import type { SearchOptions } from './search.ts';

export interface Obstacle {
  readonly leg: Leg;
  readonly reason: DropReason;
  /** `kind:id` of the node that drops. */
  readonly hop: string;
  /** What the reason means, in a clause. */
  readonly meaning: string;
  /** What would mend it, in words; absent where nothing that may be changed does. */
  readonly mend: string | undefined;
}

export interface Explanation {
  /** What becomes of the flow, with every step of both legs. */
  readonly verdict: Verdict;
  /** Empty when the flow is delivered. */
  readonly obstacles: readonly Obstacle[];
}

/** The obstacles of the smallest repair; without one, those that can be told from filters alone. */
export function explain(network: Network, flow: Flow, options: SearchOptions = {}): Explanation {
  const { internet } = options;
  const verdict = trace(compile(network), flow, { explaining: true, ...(internet && { internet }) });
  if (verdict.delivered) return { verdict, obstacles: [] };
  const [best] = repair(network, flow, options).proposals;
  const obstacles = best
    ? best.obstacles.flatMap((met, i) => met.blockers.map(obstacleOf(describeMend(best.mends[i]!))))
    : verdict.blockers.map(obstacleOf(undefined));
  return { verdict, obstacles };
}

function obstacleOf(mend: string | undefined): (blocker: Verdict['blockers'][number]) => Obstacle {
  return ({ leg, drop: { reason, hop } }) => ({
    leg,
    reason,
    hop,
    meaning: explainReason(reason).meaning,
    mend,
  });
}
