/**
 * What there is to say about records that nothing tells apart: what the network would have logged, who
 * decides, what a change makes of them.
 */
import type { DropReason } from '../model/drop-reason.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { Expected } from './expectation.ts';

/** Why records cannot be held against the network. */
export const UNJUDGED = {
  'interface-unknown': 'the network has no interface or transit gateway of this id',
  'interface-not-logged':
    'the log does not name the interface, and the addresses do not settle which one it is',
  'fields-missing': 'the format leaves out the protocol or the ports',
  'action-not-logged': 'the format leaves out the action',
  'passes-through': 'neither address is the interface’s own: a gateway or appliance sees what others say',
  'gateway-interface':
    'an interface of a gateway, endpoint or load balancer sees other addresses than the ends do',
  'far-end-unknown': 'nobody in the network has the address of the far end',
  'far-end-ambiguous': 'several interfaces have the address of the far end',
  'opener-unknown': 'neither flags nor ports say who opened the conversation, and that matters',
  'icmp-type-unknown': 'flow logs do not say the type of ICMP messages, and that matters',
  'through-load-balancer': 'a load balancer that keeps the client’s address stands in between',
  'not-modelled': 'an object that is not modelled could have a say',
  'public-access-blocked': 'the account blocks public access (reject-reason BPA), which is not modelled',
  'encryption-enforced':
    'encryption controls of the VPC refused it (reject-reason EC), which are not modelled',
} as const;

export type UnjudgedClass = keyof typeof UNJUDGED;

/** Whose word it was: the drop, or the rule that admits. */
export interface Decision {
  readonly reason?: DropReason;
  readonly leg?: 'forward' | 'return';
  /** `kind:id`. */
  readonly hop: string;
  readonly text: string;
  readonly source?: SourceRef;
}

export type ReplayEffect = 'lost' | 'gained' | 'rerouted';

export interface Story {
  /** Absent when the records can be held against what is expected. */
  readonly unjudged?: UnjudgedClass;
  /** Ends of the conversation, whoever opened it first; of the packets, where that is unknown. */
  readonly from: string;
  readonly to: string;
  /** What logged it. */
  readonly watched: 'interface' | 'gateway';
  /** Absent when nothing can be expected. */
  readonly expected?: Expected;
  readonly openerBy: 'flags' | 'ports' | 'nothing';
  /** A TCP connection that was open already: no record of its SYN. */
  readonly isMiddle: boolean;
  readonly decision?: Decision;
  readonly effect?: ReplayEffect;
  /** Why it is dropped after the change, or what it was dropped by before. */
  readonly effectDecision?: Decision;
  /** Links and appliances on the way, where that is what changes. */
  readonly paths?: { readonly before: string; readonly after: string };
  /** Objects that are not modelled and could matter to the effect. */
  readonly conditional: readonly string[];
  /** False when the change could not be asked. */
  readonly isCompared: boolean;
  /** Routes and rules in use, by their numbers. */
  readonly uses: readonly number[];
}
