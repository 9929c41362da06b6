/**
 * How a leg ends, and what is kept of the way there.
 */
import type { Address } from '../ip/address.ts';
import type {
  CompiledEndpoint,
  CompiledEni,
  CompiledGatewayEndpoint,
  CompiledSite,
  CompiledVpc,
} from '../compile/compiled-network.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { SiteHost } from '../model/network.ts';
import type { Leg } from '../model/scenario.ts';
import type { SourceRef } from '../model/source-ref.ts';

/** Who a packet reached. */
export type Receiver =
  | { readonly kind: 'eni'; readonly eni: CompiledEni }
  | { readonly kind: 'site-host'; readonly site: CompiledSite; readonly host: SiteHost }
  | { readonly kind: 'internet' }
  /** A service of the provider, behind a gateway endpoint or an interface endpoint. */
  | { readonly kind: 'gateway-service'; readonly endpoint: CompiledGatewayEndpoint }
  | { readonly kind: 'endpoint-service'; readonly endpoint: CompiledEndpoint }
  /** The platform inside a VPC: resolver, time, metadata, or the router that answers a ping. */
  | { readonly kind: 'platform'; readonly vpc: CompiledVpc };

/** What decided a step: a record of the input, to be shown with its line. */
export interface Cause {
  /** The deciding route, rule or state in words. */
  readonly text: string;
  readonly source: SourceRef | undefined;
}

export interface Drop {
  readonly kind: 'drop';
  readonly reason: DropReason;
  /** `kind:id` of the node that reports. */
  readonly hop: string;
  readonly detail: string | undefined;
  readonly cause: Cause | undefined;
  /** VPCs of a transitivity violation: the packet came from one, through another, for a third. */
  readonly transit: { readonly from: string; readonly via: string; readonly to: string } | undefined;
}

export interface Arrival {
  readonly kind: 'arrival';
  readonly receiver: Receiver;
}

export type Outcome = Drop | Arrival;

/** Explanations that attach to a verdict without changing it. */
export const NOTES = {
  'nondeterministic-route': 'several equal routes exist and the provider does not say which one it takes',
  'asymmetric-path': 'request and reply take different paths',
  'transit-by-proxy': 'a proxy joins two conversations; nothing is forwarded, so this is legal',
  'undocumented-behaviour': 'works as observed, but no document promises it',
} as const;

export type Note = keyof typeof NOTES;

/** One decision on the way. */
export interface TraceStep {
  readonly leg: Leg;
  readonly hop: string;
  /** What happened there, as a clause. */
  readonly action: string;
  readonly cause: Cause | undefined;
  /** The packet as it was there. */
  readonly packet: PacketFields;
}

/** Header fields as numbers and addresses; ICMP as in {@link ../model/protocol}. */
export interface PacketFields {
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** The answer for one flow, or for every flow of a box. */
export interface Verdict {
  readonly delivered: boolean;
  /** Leg, reason and hop of the drop; absent when delivered. */
  readonly leg: Leg | undefined;
  readonly drop: Drop | undefined;
  /** What stands in the way on both legs, in order; only in explain mode more than one. */
  readonly blockers: readonly { readonly leg: Leg; readonly drop: Drop }[];
  readonly notes: readonly Note[];
  /** Links and appliances crossed, in order, per leg. */
  readonly path: Readonly<Record<Leg, readonly string[]>>;
  /** Links and attachments the request crossed, in order: what its volume loads. */
  readonly carriers: readonly string[];
  /** Devices that hold state of the flow, in order: a flow that changes them is another flow. */
  readonly devices: readonly string[];
  /** Filters keep no state of it; only known where somebody watches. */
  readonly isUntracked: boolean;
  /** Source address the receiver of the forward leg saw. */
  readonly seenSource: Address | undefined;
  /** The packet as it was where the walk ended: at the drop, or back at the sender. */
  readonly packet: PacketFields;
  /** Unmodelled objects the verdict depends on. If they let nothing through, nothing is delivered. */
  readonly conditional: readonly string[];
  /** Delivered, if they let everything through. */
  readonly ifOpen: boolean;
  readonly steps: readonly TraceStep[];
}

export interface DropContext {
  readonly detail?: string | undefined;
  readonly cause?: Cause | undefined;
  readonly transit?: Drop['transit'];
}

export function drop(reason: DropReason, hop: string, context: DropContext = {}): Drop {
  return {
    kind: 'drop',
    reason,
    hop,
    detail: context.detail,
    cause: context.cause,
    transit: context.transit,
  };
}

export function arrived(receiver: Receiver): Outcome {
  return { kind: 'arrival', receiver };
}
