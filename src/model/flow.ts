/**
 * A flow: the conversation one end opens towards another, as the user asks about it.
 */
import type { Address, Family } from '../ip/address.ts';
import { TCP } from './protocol.ts';

/** Where a flow starts or is meant to end. */
export type FlowPlace =
  /** That very interface: another one with the same address does not count. */
  | { readonly kind: 'eni'; readonly eni: string }
  | { readonly kind: 'site-host'; readonly host: string }
  | { readonly kind: 'internet'; readonly family: Family }
  /** An endpoint or load balancer, by its first address. */
  | { readonly kind: 'link'; readonly link: string }
  /** Whoever owns it where the packet arrives. */
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'name'; readonly name: string };

export interface Flow {
  readonly from: FlowPlace;
  readonly to: FlowPlace;
  readonly protocol: number;
  /** For ICMP: the types of answer and request (`protocol.ts`). */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Source address, where it is not the sender's own. */
  readonly source?: Address;
  /** Hop budget: route tables the packet may visit on one leg. */
  readonly ttl: number;
  readonly bytes: number;
  /** Nobody waits for a reply. */
  readonly oneWay: boolean;
  readonly dontFragment: boolean;
  /** How long both ends were silent before the reply; trackers may have forgotten the flow by then. */
  readonly idleMs?: number;
  /**
   * The flow was opened before the last change. `flow`: does it live on? `reply`: the receiver speaks
   * first; what becomes of its packet?
   */
  readonly established?: 'flow' | 'reply';
}

/** "Control traffic to subnets using network ACLs": a Linux client's first ephemeral ports. */
export const EPHEMERAL_PORTS = { first: 32768, last: 61000 };

export const FLOW_DEFAULTS = {
  protocol: TCP,
  sourcePort: 40000,
  destinationPort: 443,
  ttl: 64,
  bytes: 64,
  oneWay: false,
} as const;

/** The hosts called `internet`, unless a scenario gives them other addresses. */
export const INTERNET_HOSTS = { 4: '198.51.100.7', 6: '2001:db8:ffff::7' } as const;
