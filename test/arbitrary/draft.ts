// The draft of a scenario: the document being written, and what the parts of the generator have to know
// about each other's work: which networks, subnets, hosts, sites and names there are, and which addresses
// are taken.
// One address of a VPC never belongs to two interfaces, and none sits on an address the provider keeps;
// two VPCs may well hold the same addresses.
import { type Block, showAddress, sizeOf } from './block.ts';
import type { Dice } from './dice.ts';
import { type LinkEntry, type Profile, type ScenarioDocument, emptyDocument } from './document.ts';

export interface SubnetPlan {
  readonly vpc: string;
  readonly name: string;
  readonly az: string;
  readonly four: Block | undefined;
  /** The first four groups of its /64. */
  readonly six: string | undefined;
  readonly taken: Set<number>;
}

export interface VpcPlan {
  readonly id: string;
  readonly cidrs: readonly Block[];
  readonly six: string | undefined;
  readonly region: string;
  readonly account: string;
  readonly subnets: SubnetPlan[];
}

export interface HostPlan {
  readonly name: string;
  readonly vpc: string | undefined;
  readonly subnet: SubnetPlan | undefined;
  readonly four: string | undefined;
  readonly six: string | undefined;
  readonly eip: string | undefined;
  readonly forwards: boolean;
}

export interface SitePlan {
  readonly id: string;
  readonly prefixes: readonly string[];
}

/** Offsets in a subnet that hosts like: few, so that twins in two VPCs are common. */
const FAVOURITES = [10, 11, 20, 66, 100];

export class Draft {
  readonly dice: Dice;
  readonly profile: Profile;
  readonly document: ScenarioDocument;
  readonly vpcs: VpcPlan[] = [];
  readonly hosts: HostPlan[] = [];
  readonly sites: SitePlan[] = [];
  readonly groups = ['g1', 'g2', 'g3', 'g4'];
  readonly usedGroups = new Set<string>();
  /** Addresses that are worth a visit and belong to no host: gateways, endpoints, nodes. */
  readonly landmarks: string[] = [];
  readonly names: string[] = [];
  #publics = 10;

  constructor(id: string, profile: Profile, dice: Dice) {
    this.dice = dice;
    this.profile = profile;
    this.document = emptyDocument(id, profile);
  }

  vpc(id: string): VpcPlan | undefined {
    return this.vpcs.find((plan) => plan.id === id);
  }

  vpcHosts(): HostPlan[] {
    return this.hosts.filter((host) => host.vpc !== undefined);
  }

  link(id: string, entry: LinkEntry): void {
    this.document.links[id] = entry;
  }

  linksOf(...types: string[]): [string, LinkEntry][] {
    return Object.entries(this.document.links).filter(([, entry]) => types.includes(entry.type));
  }

  publicAddress(): string {
    this.#publics += 1;
    return `203.0.113.${this.#publics}`;
  }

  /** A free place in a subnet, or several in a row; nothing when it is full. */
  takeOffset(subnet: SubnetPlan, count = 1): number | undefined {
    const size = subnet.four === undefined ? 256 : sizeOf(subnet.four);
    const free = (offset: number): boolean => {
      for (let i = offset; i < offset + count; i += 1) {
        if (i < 4 || i > size - 4 || subnet.taken.has(i)) return false;
      }
      return true;
    };
    const liked = this.dice.shuffled(FAVOURITES.filter((offset) => free(offset)));
    const others = Array.from({ length: Math.min(size, 40) }, (_, i) => i).filter((offset) => free(offset));
    const [found] = this.dice.chance(0.8) ? [...liked, ...others] : this.dice.shuffled(others);
    if (found === undefined) return undefined;
    for (let i = found; i < found + count; i += 1) subnet.taken.add(i);
    return found;
  }

  /** A free IPv4 address of a subnet, for whatever is no host. */
  takeFour(subnet: SubnetPlan): string | undefined {
    if (subnet.four === undefined) return undefined;
    const offset = this.takeOffset(subnet);
    if (offset === undefined) return undefined;
    const address = showAddress(subnet.four.base + offset);
    this.landmarks.push(address);
    return address;
  }
}

export function sixOf(prefix: string, offset: number): string {
  return `${prefix}::${offset.toString(16)}`;
}
