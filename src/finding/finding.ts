/**
 * A finding: something about the network that its owner should know, found without any flow. And the
 * contract of the rules that find it, one per file.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { Refusal } from '../model/refusal.ts';
import type { SourceRef } from '../model/source-ref.ts';

/** Gravest first. */
export const LEVELS = ['error', 'warning', 'info'] as const;

/**
 * `error`: packets are lost, or nothing of the kind can exist. `warning`: some are lost, or will be.
 * `info`: legal and perhaps meant.
 */
export type Level = (typeof LEVELS)[number];

/** The least grave level that makes a check fail. */
export type FailOn = Level | 'never';

/** Does a finding of this level fail the check? */
export function fails(level: Level, failOn: FailOn): boolean {
  return failOn !== 'never' && LEVELS.indexOf(level) <= LEVELS.indexOf(failOn);
}

/** A way through a VPC that somebody counts on and nobody carries. */
export interface Violation {
  readonly kind: DropReason;
  readonly from: string;
  readonly via: string;
  readonly to: string;
  /** `confirmed` when the far end has a route back the same way; it is meant, not left over. */
  readonly severity: 'confirmed' | 'half-open';
  /** First prefix that is sent that way. */
  readonly prefix: string;
}

export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly level: Level;
  /** One sentence without a full stop at the end. */
  readonly message: string;
  readonly fix: string;
  /** The route or object it is about, in words that stay the same when lines move. */
  readonly subject: string;
  /** Ids of the objects concerned; the first is the one to look at. */
  readonly objects: readonly string[];
  readonly source: SourceRef;
  readonly violation?: Violation;
}

/** A finding as its rule reports it: of the rule's own level unless it says otherwise. */
export type Observation = Omit<Finding, 'rule' | 'level'> & { readonly level?: Level };

/** One rule per file; each looks at a whole network. */
export interface Rule {
  /** Stable, in kebab case. */
  readonly id: string;
  /** What it finds, as a clause. */
  readonly title: string;
  /** The gravest level it reports. */
  readonly level: Level;
  /** What it means for packets and why, in a few sentences. */
  readonly meaning: string;
  /** The documents it follows. */
  readonly documents: string;
  /** A small network that it fires on, in words. */
  readonly example: string;
  /** `refusals` is what the providers would not have accepted of the network as it was written. */
  readonly check: (net: CompiledNetwork, refusals: readonly Refusal[]) => Observation[];
}
