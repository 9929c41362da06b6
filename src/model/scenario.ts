/**
 * A scenario: a network with what is asked of it and what is expected.
 */
import type { Address } from '../ip/address.ts';
import type { Prefix } from '../ip/prefix.ts';
import type { Change } from './change.ts';
import type { DropReason } from './drop-reason.ts';
import type { Flow, FlowPlace } from './flow.ts';
import type { Network } from './network.ts';
import type { NumberRange } from './protocol.ts';
import type { RefusalReason } from './refusal.ts';
import type { SourceRef } from './source-ref.ts';

export type Leg = 'forward' | 'return';

export type ExpectedVerdict =
  | { readonly delivered: true }
  | {
      readonly delivered: false;
      readonly leg?: Leg;
      readonly reason?: DropReason;
      /** `kind:id` of the hop that drops. */
      readonly hop?: string;
    };

export interface FlowExpectation {
  readonly flow: Flow;
  readonly expect: ExpectedVerdict;
  /** Link or appliance that must be on the path of either leg. */
  readonly via?: string;
  /** Range that must hold the source address the receiver sees. */
  readonly seenSource?: Prefix;
  /** Explanation that must be attached. */
  readonly note?: string;
  /** The row as it was written. */
  readonly text: string;
  readonly source: SourceRef;
}

export interface ViolationExpectation {
  readonly kind: DropReason;
  readonly from: string;
  readonly via: string;
  readonly to: string;
  readonly severity?: 'confirmed' | 'half-open';
  readonly source: SourceRef;
}

/** A rule that must report something, or exactly so many findings. */
export interface LintExpectation {
  readonly rule: string;
  readonly count?: number;
  readonly source: SourceRef;
}

export interface RefusedRouteExpectation {
  readonly table: string;
  readonly change: Change;
  readonly reason: RefusalReason;
  readonly source: SourceRef;
}

export interface ControlPlaneExpectation {
  /** What is attempted; absent where it is written in prose that nobody can execute. */
  readonly attempt?: readonly Change[];
  readonly text: string;
  /** Absent: the attempt is expected to be accepted. */
  readonly reason?: RefusalReason;
  /** Finding in the network the attempt leads to. */
  readonly lint?: string;
  readonly source: SourceRef;
}

export interface Step {
  readonly atMs: number;
  readonly changes: readonly Change[];
  readonly expectations: readonly FlowExpectation[];
  /** What the control plane must refuse of the changes. */
  readonly refused: readonly RefusalExpectation[];
  readonly source: SourceRef;
}

export interface RefusalExpectation {
  readonly reason: RefusalReason;
  readonly source: SourceRef;
}

export interface ScenarioChecks {
  readonly peerings?: number;
  readonly routesPerTable?: number;
  readonly orderedPairsDelivered?: number;
  readonly source: SourceRef;
}

export type WorkloadPlace =
  | FlowPlace
  | { readonly kind: 'vpc'; readonly vpc: string }
  | { readonly kind: 'subnet'; readonly subnet: string }
  | { readonly kind: 'site'; readonly site: string }
  | { readonly kind: 'prefix'; readonly prefix: Prefix };

/** Flows in quantity. */
export interface Workload {
  readonly name: string;
  readonly from: readonly WorkloadPlace[];
  readonly to: readonly WorkloadPlace[];
  readonly protocol: number;
  readonly destinationPorts: readonly NumberRange[];
  readonly sourcePorts: NumberRange;
  readonly flowCount: number;
  readonly pick: 'uniform' | 'zipf' | 'roundRobin';
  /** Bytes one flow carries in all. */
  readonly bytes: number;
  readonly arrival: {
    readonly fromMs: number;
    readonly overMs: number;
    readonly process: 'even' | 'poisson';
  };
  /** How long a flow stays open. */
  readonly durationMs: number;
  readonly oneWay: boolean;
  readonly source: SourceRef;
}

/** Volumes that are tried on the network as it starts, alone, and what has to come of them. */
export interface CapacityExpectation {
  readonly workload: Workload;
  /** Parts nothing was said about are not compared. */
  readonly expect: {
    readonly delivered?: number;
    readonly dropped?: number;
    readonly deliveredBps?: number;
    readonly reason?: DropReason;
    readonly hop?: string;
  };
  readonly text: string;
  readonly source: SourceRef;
}

/** What a network was read from, when a cloud or tool described it. */
export interface Observed {
  /** Which network of a plan it is. */
  readonly plan?: 'prior' | 'planned';
  /** Objects read, per kind, by the names of the source. */
  readonly counts: ReadonlyMap<string, number>;
  /** Files that were found and not read. */
  readonly ignored: readonly { readonly name: string; readonly why: string }[];
  /** Calls of a cloud's command line whose answers were not there, and the accounts and regions that lack them. */
  readonly missing: readonly { readonly command: string; readonly places: readonly string[] }[];
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** Documents the scenario is taken from, and its point, in the author's words. */
  readonly origin?: string;
  readonly why?: string;
  readonly network: Network;
  /** Absent: somebody wrote the network by hand. */
  readonly observed?: Observed;
  readonly expectations: readonly FlowExpectation[];
  readonly steps: readonly Step[];
  readonly workloads: readonly Workload[];
  /** Named change sets. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  readonly refused: readonly RefusalExpectation[];
  readonly refusedRoutes: readonly RefusedRouteExpectation[];
  readonly controlPlane: readonly ControlPlaneExpectation[];
  readonly lint: readonly LintExpectation[];
  /** Absent: nothing is expected. Empty: there must be none. */
  readonly violations?: readonly ViolationExpectation[];
  readonly checks?: ScenarioChecks;
  readonly capacity: readonly CapacityExpectation[];
  readonly internet: Readonly<Record<4 | 6, Address>>;
}
