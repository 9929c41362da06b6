/**
 * A drop, in the network in which it happened: what proposals start from.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Verdict } from '../forward/outcome.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { Network } from '../model/network.ts';

export interface Case {
  readonly network: Network;
  readonly net: CompiledNetwork;
  readonly verdict: Verdict;
  readonly reason: DropReason;
  /** `kind:id` of the node that reports, in two parts. */
  readonly hop: { readonly kind: string; readonly id: string };
}
