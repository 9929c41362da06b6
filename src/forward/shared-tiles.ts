/**
 * Tiles of senders that are alike, walked once.
 *
 * Two senders of a VPC are candidates when everything but their addresses that a step can look at is the
 * same: groups, the machine's behaviour, and the subnet, or else subnets that are plain and have the same
 * ACL, zone and forwarding. Where the walks of one ask about its address, the other must get the same
 * answers; then it fares the same, step by step. That goes for destinations outside the VPC: inside it the
 * two differ in where they are.
 */
import { byFamily } from '../compile/address-set.ts';
import type { ByFamily, CompiledEni, CompiledNetwork, CompiledVpc } from '../compile/compiled-network.ts';
import { blockOf } from '../fib/fib.ts';
import { familyOf, firstAddress, lastAddress } from '../ip/address.ts';
import { EVERYWHERE, rangeOf, type Range } from '../ip/range.ts';
import type { RangeMap } from '../ip/range-map.ts';
import { RangeSet } from '../ip/range-set.ts';
import { PlainSubnets } from './plain-subnets.ts';
import { SourceQuestions, type Twins } from './source-questions.ts';
import type { Origin } from './start.ts';

/** An interface or several equal ones, a site host, or everybody on the internet: who opens flows. */
export interface Sender {
  readonly origin: Origin;
  readonly sources: readonly Range[];
}

/** What becomes of everything that is sent from one range to some others; `T` is what is kept of a tile. */
export type WalkTo<T> = (
  sender: Sender,
  source: Range,
  to: readonly Range[],
  questions: SourceQuestions | undefined,
) => readonly T[];

export interface SharingOptions<T> {
  /** Walk senders that are alike once, as by default; the tiles are the same either way. */
  readonly sharing?: boolean;
  /**
   * Does a tile name the sender or its subnet? Such tiles are not shared, nor are those of senders with
   * tables of different names. Absent: nothing of what is kept of a tile names anybody.
   */
  readonly names?: (tile: T, eni: CompiledEni) => boolean;
}

interface Walked<T> {
  readonly origin: EniOrigin;
  readonly source: Range;
  readonly questions: SourceQuestions;
  readonly tiles: readonly T[];
}

/** Ranges of senders that differ in nothing but their addresses. */
interface Kind<T> {
  size: number;
  readonly walked: Walked<T>[];
}

/** `T` is what the asker keeps of a tile. */
export class SharedTiles<T> {
  /** Walks that another sender's have made unnecessary so far. */
  spared = 0;
  private readonly net: CompiledNetwork;
  private readonly walk: WalkTo<T>;
  private readonly isSharing: boolean;
  private readonly names: SharingOptions<T>['names'];
  private readonly plain: PlainSubnets;
  /** Candidates of the senders at hand, and what has been walked for them. */
  private readonly kinds = new Map<string, Kind<T>>();
  private vpc: CompiledVpc | undefined;
  private places = { inside: EVERYWHERE, outside: EVERYWHERE };

  constructor(net: CompiledNetwork, walk: WalkTo<T>, { sharing = true, names }: SharingOptions<T> = {}) {
    this.net = net;
    this.walk = walk;
    this.isSharing = sharing;
    this.names = names;
    this.plain = new PlainSubnets(net);
  }

  /** The senders, of one VPC if they are to share anything, whose tiles will be asked for next. */
  begin(senders: readonly Sender[]): void {
    this.kinds.clear();
    if (!this.isSharing) return;
    for (const { origin, sources } of senders) {
      for (const source of sources) {
        const key = origin.kind === 'eni' ? this.keyOf(origin.eni, source) : undefined;
        if (key === undefined) continue;
        const kind = this.kinds.get(key) ?? { size: 0, walked: [] };
        this.kinds.set(key, kind);
        kind.size++;
      }
    }
  }

  /** All tiles of a sender. */
  tilesOf(sender: Sender): readonly T[] {
    const { origin, sources } = sender;
    if (origin.kind !== 'eni') {
      return sources.flatMap((source) => this.walk(sender, source, EVERYWHERE, undefined));
    }
    this.enter(origin.eni.vpc);
    return sources.flatMap((source) => [
      ...this.tilesToOutside(sender, origin, source),
      ...this.walk(sender, source, this.places.inside, undefined),
    ]);
  }

  private enter(vpc: CompiledVpc): void {
    if (this.vpc === vpc) return;
    this.vpc = vpc;
    const inside = insideOf(vpc);
    const outside = byFamily((family) =>
      RangeSet.of([{ first: firstAddress(family), last: lastAddress(family) }]).subtract(inside[family]),
    );
    this.places = {
      inside: [...inside[4].ranges, ...inside[6].ranges],
      outside: [...outside[4].ranges, ...outside[6].ranges],
    };
  }

  private tilesToOutside(sender: Sender, origin: EniOrigin, source: Range): readonly T[] {
    const key = this.kinds.size > 0 ? this.keyOf(origin.eni, source) : undefined;
    const kind = key === undefined ? undefined : this.kinds.get(key);
    if (!kind || kind.size === 1) return this.walk(sender, source, this.places.outside, undefined);
    const known = kind.walked.find((other) =>
      other.questions.areAnsweredAlike(
        this.net.fib,
        other.source,
        source,
        twinsOf(this.net, other.origin, origin),
      ),
    );
    if (known) {
      this.spared++;
      return known.tiles;
    }
    const questions = new SourceQuestions();
    const tiles = this.walk(sender, source, this.places.outside, questions);
    const { names } = this;
    if (!names || !tiles.some((tile) => names(tile, origin.eni))) {
      kind.walked.push({ origin, source, questions, tiles });
    }
    return tiles;
  }

  /** Everything about a sender but its addresses; nothing where it is known to be one of a kind. */
  private keyOf(eni: CompiledEni, source: Range): string | undefined {
    const { record, subnet, owner, machine, vpc } = eni;
    if (owner.kind !== 'host' || owner.proxyTo || record.owner.kind !== 'host' || machine) return undefined;
    if (record.state !== 'up' || !isInside(source, subnet.record.prefixes.map(rangeOf))) return undefined;
    if (vpc.servedEndpoints.some(({ service }) => service.kind === 'eni' && service.eni === eni)) {
      return undefined;
    }
    const families = ([4, 6] as const).filter((family) =>
      record.addresses.some(({ first }) => familyOf(first) === family),
    );
    return JSON.stringify([
      this.placeOf(eni),
      record.securityGroups,
      record.sourceDestCheck,
      record.owner.host,
      families,
    ]);
  }

  private placeOf({ subnet }: CompiledEni): unknown {
    const { record, table, acl, vpc } = subnet;
    if (!this.plain.has(subnet)) return record.id;
    const blocks = [table.index, table.specificIndex].flatMap((index) =>
      ([4, 6] as const).map((family) => blockOf(this.net.fib, index, family)),
    );
    // Zones are asked for at the door of a transit gateway only.
    const zone = vpc.attachments.length > 0 ? record.az : undefined;
    const isNameless = !this.names && this.plain.haveAlone(table);
    return [zone, acl?.record.id, isNameless ? blocks : table.hop];
  }
}

function isInside({ first, last }: Range, ranges: readonly Range[]): boolean {
  return ranges.some(
    (range) => familyOf(range.first) === familyOf(first) && range.first <= first && last <= range.last,
  );
}

/** Addresses of a VPC and of its subnets. */
function insideOf(vpc: CompiledVpc): ByFamily<RangeSet> {
  return byFamily((family) =>
    RangeSet.of([...vpc.range[family].entries(), ...vpc.subnets[family].entries()].map(({ range }) => range)),
  );
}

type EniOrigin = Extract<Origin, { kind: 'eni' }>;

function twinsOf(net: CompiledNetwork, a: EniOrigin, b: EniOrigin): Twins {
  const maps = new Map<RangeMap<unknown>, RangeMap<unknown>>();
  for (const family of [4, 6] as const) {
    maps.set(a.eni.addresses[family], b.eni.addresses[family]);
    maps.set(a.eni.singles[family], b.eni.singles[family]);
    maps.set(a.eni.subnet.range[family], b.eni.subnet.range[family]);
    maps.set(a.eni.subnet.unusable[family], b.eni.subnet.unusable[family]);
  }
  const [own, others] = [enisOf(net, a), enisOf(net, b)];
  return {
    mapOf: (map) => maps.get(map) ?? map,
    areTwins: (part, other) =>
      part === other ||
      (part === a.eni.subnet && other === b.eni.subnet) ||
      (own.has(part) && others.has(other)),
  };
}

/** Interfaces a sender stands for. */
function enisOf(net: CompiledNetwork, { eni, twins }: EniOrigin): ReadonlySet<unknown> {
  return new Set(twins ? [...twins].map((id) => net.enis.get(id)) : [eni]);
}
