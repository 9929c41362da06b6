/**
 * What the page shows, as one JSON document: the page is one reader of it, any program may be another.
 *
 * Nothing here depends on the clock or the machine. Things on the map are named by places: `vpc:<id>`,
 * `subnet:<id>`, `site:<id>`, `service:<id>`, `link:<id>`, `internet`.
 */
export const PAGE_SCHEMA_VERSION = 1;

export type PageCommand = 'run' | 'trace' | 'reach' | 'check' | 'diff' | 'whatif' | 'serve';

export type Place = string;

export interface PageData {
  readonly schemaVersion: typeof PAGE_SCHEMA_VERSION;
  readonly kind: 'page';
  readonly command: PageCommand;
  readonly title: string;
  readonly subtitle: string;
  /** What has to be said before anything else: which side of a plan, an interrupted run. */
  readonly remarks: readonly string[];
  readonly inputs: readonly string[];
  /** The network once, before and after a change, or at every instant of a timeline; at least one. */
  readonly versions: readonly VersionData[];
  /** Every set of flows of some pairs of ends; all pairs where the network is small enough. */
  readonly pairs: readonly PairData[];
  readonly traces: readonly TraceData[];
  readonly diff: DiffData | null;
  readonly run: RunData | null;
  /** Of the first version of a timeline, of the last one otherwise. */
  readonly findings: readonly FindingData[];
  readonly refusals: readonly { readonly reason: string; readonly detail: string; readonly at: string }[];
  readonly unmodelled: readonly UnmodelledData[];
  readonly ignoredFiles: readonly { readonly name: string; readonly why: string }[];
  /** Present where the page may ask the server behind it. */
  readonly live: LiveData | null;
}

export interface VersionData {
  readonly label: string;
  /** Start of the version on a timeline. */
  readonly atMs: number | null;
  readonly map: MapData;
  /** Absent where there are too many ends to draw; `matrixNote` then says what to ask instead. */
  readonly matrix: MatrixData | null;
  readonly matrixNote: string | null;
}

export interface MapData {
  readonly vpcs: readonly MapVpc[];
  readonly subnets: readonly MapSubnet[];
  readonly sites: readonly {
    readonly id: string;
    readonly name: string;
    readonly cidrs: readonly string[];
  }[];
  readonly links: readonly MapLink[];
  /** Absent where there are too many routes to carry along. */
  readonly tables: readonly MapTable[] | null;
  /** Hosts by name, for the search; absent where there are too many. */
  readonly hosts:
    | readonly {
        readonly id: string;
        readonly name: string;
        readonly subnet: string;
        readonly address: string;
      }[]
    | null;
}

export interface MapVpc {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly account: string;
  readonly region: string;
  readonly cidrs: readonly string[];
}

export interface MapSubnet {
  readonly id: string;
  readonly name: string;
  readonly vpc: string;
  readonly az: string;
  readonly cidrs: readonly string[];
  readonly table: string;
  readonly hosts: number;
}

export interface MapLink {
  readonly id: string;
  readonly name: string;
  /** As in scenario files: `peering`, `igw`, `endpoint`, … */
  readonly kind: string;
  readonly state: string;
  readonly isLive: boolean;
  /** VPC in which it stands; null outside of all of them. */
  readonly vpc: string | null;
  /** A peering is a wire and nothing else. */
  readonly isNode: boolean;
  readonly wires: readonly MapWire[];
  /** `file:line`. */
  readonly at: string;
}

export interface MapWire {
  readonly from: Place;
  readonly to: Place;
  /** Flows can only be opened along the arrow. */
  readonly isOneWay: boolean;
  readonly isLive: boolean;
}

export interface MapTable {
  readonly id: string;
  readonly name: string;
  /** VPC, site or gateway whose table it is. */
  readonly owner: Place;
  readonly subnets: readonly string[];
  readonly at: string;
  readonly routes: readonly MapRoute[];
}

export interface MapRoute {
  readonly destination: string;
  readonly target: string;
  readonly origin: 'static' | 'propagated';
  readonly at: string;
}

export type CellState = 'no-sender' | 'blocked' | 'no-reply' | 'platform' | 'reaches';

/** One cell per ordered pair of ends. */
export interface MatrixData {
  readonly ends: readonly EndData[];
  /** The different cells there are. */
  readonly legend: readonly { readonly state: CellState; readonly reason: string | null }[];
  /** Row by row (who sends), the position of each cell in the legend. */
  readonly cells: readonly (readonly number[])[];
  /** Ways through a VPC that routes count on and nobody carries, between VPCs. */
  readonly violations: readonly ViolationData[];
  /** What the reasons in the legend mean. */
  readonly meanings: Readonly<Record<string, string>>;
}

export interface EndData {
  readonly kind: 'subnet' | 'vpc' | 'host' | 'site' | 'internet';
  readonly id: string;
  readonly place: Place;
  /** VPC of a subnet or host, and the VPC itself. */
  readonly vpc: string | null;
}

export interface ViolationData {
  readonly kind: string;
  readonly from: string;
  readonly via: string;
  readonly to: string;
  readonly severity: string;
}

export interface CauseData {
  readonly text: string;
  /** `file:line`, where a line decided. */
  readonly at: string | null;
}

export interface PairData {
  /** Position in {@link PageData.versions}. */
  readonly version: number;
  readonly from: Place;
  readonly to: Place;
  readonly sets: readonly SetData[];
}

export interface SetData extends OutcomeData {
  readonly flows: string;
  /** `10.0.1.0/24 → 10.1.0.10 tcp 443`; the first few. */
  readonly boxes: readonly string[];
  readonly boxCount: number;
  readonly witness: string;
  readonly notes: readonly string[];
  readonly trace: TraceData;
}

/** What becomes of a flow, or of all flows of a set. */
export interface OutcomeData {
  readonly isDelivered: boolean;
  readonly byPlatform: boolean;
  readonly leg: 'forward' | 'return' | null;
  readonly reason: string | null;
  readonly meaning: string | null;
  readonly fix: string | null;
  readonly hop: string | null;
  readonly detail: string | null;
  readonly cause: CauseData | null;
  readonly conditional: readonly string[];
}

export interface TraceData {
  readonly flow: string;
  readonly isDelivered: boolean;
  /** In order; a drop is the last of its leg, or stands where filters were passed over. */
  readonly steps: readonly StepData[];
  readonly blockers: readonly BlockerData[];
  readonly notes: readonly { readonly id: string; readonly meaning: string }[];
  readonly conditional: readonly string[];
  readonly seenSource: string | null;
  /** Absent where nobody has searched for one. */
  readonly fix: FixData | null;
}

export interface StepData {
  readonly leg: 'forward' | 'return';
  readonly hop: string;
  readonly action: string;
  readonly packet: string;
  readonly cause: CauseData | null;
  readonly places: readonly Place[];
}

export interface BlockerData {
  readonly leg: 'forward' | 'return';
  readonly hop: string;
  readonly reason: string;
  readonly meaning: string;
  readonly detail: string | null;
  readonly advice: string;
  readonly cause: CauseData | null;
  readonly transit: { readonly from: string; readonly via: string; readonly to: string } | null;
  readonly places: readonly Place[];
}

/** The smallest sets of changes that mend a flow. */
export interface FixData {
  /** False when the search ended at a limit. */
  readonly isComplete: boolean;
  readonly sets: readonly (readonly string[])[];
  /** What stands in the way in the order in which packets meet it, each with what would mend it. */
  readonly obstacles: readonly { readonly text: string; readonly mend: string | null }[];
}

export interface DiffData {
  readonly changes: readonly CauseData[];
  readonly entries: readonly DiffEntryData[];
  readonly newViolations: readonly ViolationData[];
  readonly removedViolations: readonly ViolationData[];
}

export type EffectData = 'lost' | 'gained' | 'rerouted' | 'reason-changed' | 'newly-asymmetric';

export interface DiffEntryData {
  readonly effect: EffectData;
  readonly from: Place;
  readonly to: Place;
  readonly before: OutcomeData & { readonly path: string };
  readonly after: OutcomeData & { readonly path: string };
  readonly flows: string;
  readonly boxes: readonly string[];
  readonly boxCount: number;
  readonly witness: string;
  /** Each explains the entry: undoing its changes takes it away. Positions in {@link DiffData.changes}. */
  readonly causes: readonly (readonly number[])[];
}

export interface RunData {
  readonly expectations: readonly ExpectationData[];
  readonly events: readonly { readonly atMs: number; readonly text: string }[];
  readonly traffic: TrafficData | null;
}

export interface ExpectationData {
  readonly text: string;
  readonly atMs: number;
  readonly result: 'met' | 'missed' | 'not-checked';
  readonly expected: string | null;
  readonly found: string | null;
  readonly at: string;
}

/** Counts of flows, bytes, and bit/s. */
export interface TrafficData {
  readonly flows: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly deliveredBytes: number;
  readonly throughputBps: number;
  readonly peakBps: number;
  readonly isComplete: boolean;
  readonly conditionalFlows: number;
  readonly impossible: readonly string[];
  readonly windows: readonly WindowData[];
  readonly drops: readonly DropData[];
  readonly links: readonly {
    readonly id: string;
    readonly bps: number;
    readonly peakBps: number;
    readonly refusedBytes: number;
  }[];
  readonly talkers: TalkersData;
}

export interface WindowData {
  readonly fromMs: number;
  readonly deliveredBps: number;
  readonly refusedBps: number;
  /** Flows by reason. */
  readonly drops: Readonly<Record<string, number>>;
}

export interface DropData {
  readonly reason: string;
  readonly leg: 'forward' | 'return';
  readonly hop: string;
  readonly flows: number;
  readonly meaning: string;
  readonly fix: string;
  readonly sample: string;
  readonly cause: CauseData | null;
  readonly places: readonly Place[];
}

/** Who sends most, by what they ask for, delivered or not. */
export interface TalkersData {
  /** Flows that were looked at, out of all; equal where nothing is estimated. */
  readonly sampledFlows: number;
  readonly flows: number;
  readonly rows: readonly {
    readonly from: string;
    readonly to: string;
    readonly flows: number;
    readonly bytes: number;
  }[];
}

export interface FindingData {
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly fix: string;
  readonly subject: string;
  readonly objects: readonly string[];
  readonly places: readonly Place[];
  readonly violation: ViolationData | null;
  readonly at: string;
}

export interface UnmodelledData {
  readonly id: string;
  readonly kind: string;
  readonly why: string;
  readonly at: string;
}

export interface LiveData {
  /** Goes into the header `x-vpcsim-token` of every change. */
  readonly token: string;
  /** Counts the versions of the input and the changes made to it. */
  readonly revision: number;
  /** Changes made since the input was read, oldest first. */
  readonly changes: readonly string[];
  /** Why the input could not be read again; the page then shows the last one that could. */
  readonly problem: string | null;
}
