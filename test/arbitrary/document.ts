// The scenario document as the generator writes it: the same plain objects a YAML file would hold.
// Only the parts that are built piece by piece have a shape of their own; links and events are plain maps,
// because the shrinker takes them apart without knowing them.
export type Profile = 'aws' | 'otc' | 'jd' | 'azure' | 'gcp';

export const PROFILES: readonly [Profile, ...Profile[]] = ['aws', 'otc', 'jd', 'azure', 'gcp'];

export type Entry = Record<string, unknown>;

export interface VpcEntry {
  cidrs?: string[];
  subnets: Record<string, string | string[]>;
  azs?: Record<string, string>;
  hosts: Record<string, string | string[] | Entry>;
  account?: string;
  region?: string;
  dnsSupport?: boolean;
}

export interface SiteEntry {
  prefixes: string[];
  hosts: Record<string, string | string[]>;
}

export type LinkEntry = Entry & { type: string };

/** [from, to, delivered, options]: the verdict is a placeholder until somebody judges the flow. */
export type FlowRow = [from: string, to: string, ...rest: (string | Entry)[]];

export interface StepEntry {
  at: string;
  event: Entry;
  flows: FlowRow[];
}

export interface ScenarioDocument {
  id: string;
  title: string;
  profile: Profile;
  vpcs: Record<string, VpcEntry>;
  sites: Record<string, SiteEntry>;
  prefixLists: Record<string, string[]>;
  links: Record<string, LinkEntry>;
  routes: Record<string, string[]>;
  sgs: Record<string, Entry>;
  acls: Record<string, Entry>;
  flags: Record<string, boolean>;
  flows: FlowRow[];
  steps: StepEntry[];
}

export function emptyDocument(id: string, profile: Profile): ScenarioDocument {
  return {
    id,
    title: `random network ${id}`,
    profile,
    vpcs: {},
    sites: {},
    prefixLists: {},
    links: {},
    routes: {},
    sgs: {},
    acls: {},
    flags: {},
    flows: [],
    steps: [],
  };
}
