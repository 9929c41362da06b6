/**
 * What a certificate says of a network: the records as their owner wrote them, nothing derived from them.
 *
 * Each fact is closed: the list of a VPC's subnets, a subnet's interfaces or a table's routes is the whole
 * list. Addresses, prefixes and ranges are text; services are `protocols` and `ports` as ranges, where ICMP
 * has type × 256 + code of the request as its destination port.
 */

/** Set where the network holds something about the object that is not modelled. */
interface Doubt {
  readonly doubtful?: true;
}

export interface VpcFact extends Doubt {
  readonly fact: 'vpc';
  readonly id: string;
  readonly profile: string;
  readonly region: string;
  /** The first IPv4 one is the primary. */
  readonly cidrs: readonly string[];
  readonly dns: boolean;
  readonly subnets: readonly string[];
  readonly peerings: readonly string[];
  /** Transit gateways it is attached to that make groups known across. */
  readonly referencing: readonly string[];
}

export interface SubnetFact extends Doubt {
  readonly fact: 'subnet';
  readonly id: string;
  readonly hop: string;
  readonly vpc: string;
  readonly prefixes: readonly string[];
  readonly table: string;
  readonly acl: string | null;
  /** All that are in it, and all of the VPC that own one of its addresses. */
  readonly interfaces: readonly string[];
}

export interface ServiceFact {
  readonly protocols: string;
  readonly ports: string;
}

export interface InterfaceFact extends Doubt {
  readonly fact: 'interface';
  readonly id: string;
  readonly hop: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly addresses: readonly string[];
  readonly groups: readonly string[];
  readonly up: boolean;
  readonly owner: string;
  /** Link it belongs to. */
  readonly link: string | null;
  /** The machine opens conversations of its own for others. */
  readonly proxy: boolean;
  /** Other interfaces of the same machine. */
  readonly siblings: readonly string[];
  /** What it listens on; null: everything. */
  readonly listens: readonly ServiceFact[] | null;
  /** Private address and the public one that stands for it outside. */
  readonly public: readonly (readonly [string, string])[];
}

export interface RouteFact {
  /** Prefix, or id of a prefix list. */
  readonly to: string;
  readonly origin: 'static' | 'propagated';
  /** `local`, `link`, `eni`, `blackhole`, `gone` (nothing bears the id any more) or `unmodelled`. */
  readonly target: string;
  readonly id: string | null;
}

export interface TableFact extends Doubt {
  readonly fact: 'table';
  readonly id: string;
  readonly routes: readonly RouteFact[];
  /** Gateways that write their prefixes into it. */
  readonly propagating: readonly string[];
}

export interface ListFact extends Doubt {
  readonly fact: 'prefix-list';
  readonly id: string;
  readonly prefixes: readonly string[];
}

export interface AclRuleFact extends ServiceFact {
  readonly number: number;
  readonly allow: boolean;
  readonly prefix: string;
}

export interface AclFact extends Doubt {
  readonly fact: 'acl';
  readonly id: string;
  readonly ingress: readonly AclRuleFact[];
  readonly egress: readonly AclRuleFact[];
}

export interface GroupRuleFact extends ServiceFact {
  readonly peer: 'prefix' | 'prefix-list' | 'group' | 'stale';
  readonly id: string;
}

export interface GroupFact extends Doubt {
  readonly fact: 'group';
  readonly id: string;
  readonly ingress: readonly GroupRuleFact[];
  readonly egress: readonly GroupRuleFact[];
  /** Interfaces that bear it. */
  readonly members: readonly string[];
}

export interface LinkFact extends Doubt {
  readonly fact: 'link';
  readonly id: string;
  readonly kind: string;
  /** VPCs at its ends: two of a peering. */
  readonly vpcs: readonly string[];
  /** One per end. */
  readonly states: readonly string[];
  /** The provider would not have made it. */
  readonly refused: boolean;
  /** Of a gateway to a site: what it knows behind it. */
  readonly prefixes: readonly string[];
  /** Of a NAT gateway: its interface, whether it is private, and how many inbound rules it has. */
  readonly nat: { readonly eni: string; readonly private: boolean; readonly inbound: number } | null;
}

/** Behaviour asked for against what the provider documents. */
export interface SettingsFact {
  readonly fact: 'settings';
  readonly id: 'network';
  readonly doubtful?: true;
  readonly flags: readonly string[];
}

export type Fact =
  VpcFact | SubnetFact | InterfaceFact | TableFact | ListFact | AclFact | GroupFact | LinkFact | SettingsFact;

export type FactKind = Fact['fact'];

export const keyOf = ({ fact, id }: Pick<Fact, 'fact' | 'id'>): string => `${fact} ${id}`;

/** The network is, or may be, beyond what the checker knows: neither accepted nor refuted. */
export class CannotCertify extends Error {
  override readonly name = 'CannotCertify';
}

/** The facts of a network, and which of them were asked for. */
export class Facts {
  private readonly byKey: ReadonlyMap<string, Fact>;
  readonly used = new Map<string, Fact>();

  constructor(facts: Iterable<Fact>) {
    this.byKey = new Map([...facts].map((fact) => [keyOf(fact), fact]));
  }

  /** Throws a RangeError for what the network does not have. */
  get<K extends FactKind>(kind: K, id: string): Extract<Fact, { fact: K }> {
    const key = `${kind} ${id}`;
    const fact = this.byKey.get(key);
    if (fact?.fact !== kind) throw new RangeError(`the network has no ${key}`);
    if (fact.doubtful) throw new CannotCertify(`${key} is not fully modelled`);
    if (fact.fact === 'vpc' && fact.profile !== 'aws') {
      throw new CannotCertify(`${id} obeys the rules of ${fact.profile}, and only those of aws are checked`);
    }
    this.used.set(key, fact);
    return fact as Extract<Fact, { fact: K }>;
  }
}
