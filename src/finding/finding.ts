/**
 * A finding: something about the network that its owner should know, found without any flow.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { SourceRef } from '../model/source-ref.ts';

/** A way through a VPC that somebody counts on and nobody carries. */
export interface Violation {
  readonly kind: DropReason;
  readonly from: string;
  readonly via: string;
  readonly to: string;
  /** `confirmed` when the far end has a route back the same way; it is meant, not left over. */
  readonly severity: 'confirmed' | 'half-open';
}

export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note';
  /** One sentence without a full stop at the end. */
  readonly message: string;
  readonly fix: string;
  /** Ids of the objects concerned; the first is the one to look at. */
  readonly objects: readonly string[];
  readonly source: SourceRef | undefined;
  readonly violation?: Violation;
}

/** One rule per file; each looks at a whole network. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly check: (net: CompiledNetwork) => Finding[];
}
