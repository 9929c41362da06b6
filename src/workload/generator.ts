/**
 * Flows by the batch, as columns: who sends (an index), to which address, on which ports, when.
 *
 * Everything comes from (seed, workload, batch), so a batch is the same in any thread and any order, and
 * a billion flows need the memory of one batch. Allocates nothing per flow.
 */
import { writeWords, type Family } from '../ip/address.ts';
import { rangeSize, type Range } from '../ip/range.ts';
import { Random } from './random.ts';

/**
 * Addresses to pick from: entries of consecutive addresses, numbered through. A number is called a place;
 * there are 2³² at most. Where there are more addresses, only every 2^`spreadBits`-th of an entry has one.
 */
export interface AddressPool {
  /** First address of each entry: 1 word (IPv4) or 4 (IPv6), most significant first. */
  readonly firstWords: Uint32Array;
  /** How many places come before each entry; one element more than there are entries. */
  readonly offsets: Float64Array;
  readonly spreadBits: number;
}

const PLACES_MAX = 2n ** 32n;

export function poolOf(family: Family, ranges: readonly Range[]): AddressPool {
  const words = family === 4 ? 1 : 4;
  const sizes = ranges.map(rangeSize);
  const placesAt = (bits: number): bigint => sizes.reduce((sum, size) => sum + placesOf(size, bits), 0n);
  let spreadBits = 0;
  while (placesAt(spreadBits) > PLACES_MAX) spreadBits++;
  const firstWords = new Uint32Array(ranges.length * words);
  const offsets = new Float64Array(ranges.length + 1);
  for (const [i, range] of ranges.entries()) {
    writeWords(range.first, firstWords, i * words);
    offsets[i + 1] = offsets[i]! + Number(placesOf(sizes[i]!, spreadBits));
  }
  return { firstWords, offsets, spreadBits };
}

/** Places of an entry of so many addresses: those whose distance from its first is a multiple of 2^bits. */
export function placesOf(size: bigint, spreadBits: number): bigint {
  return (size + (1n << BigInt(spreadBits)) - 1n) >> BigInt(spreadBits);
}

/** What a worker needs to know to generate the flows of one workload. */
export interface GeneratorPlan {
  readonly index: number;
  readonly family: Family;
  readonly flowCount: number;
  readonly pick: 'uniform' | 'zipf' | 'roundRobin';
  readonly senders: AddressPool;
  readonly destinations: AddressPool;
  /** Cumulative weights of the destinations' first addresses, for `zipf`. */
  readonly zipfWeights: Float64Array;
  /** Inclusive port ranges, first and last alternating. */
  readonly destinationPorts: Uint16Array;
  readonly sourcePortFirst: number;
  readonly sourcePortLast: number;
  readonly fromMs: number;
  readonly overMs: number;
  readonly process: 'even' | 'poisson';
}

/** Flows of one batch; row i is flow `firstFlow + i` of the workload. */
export class FlowColumns {
  /** Entry of the sender pool, and the sender's place inside that entry. */
  readonly sender: Uint32Array;
  readonly senderOffset: Uint32Array;
  /** Entry of the destination pool, and the place that is sent to. */
  readonly destination: Uint32Array;
  readonly destinationPlace: Uint32Array;
  /** Address words: 1 (IPv4) or 4 (IPv6) per flow. */
  readonly destinationWords: Uint32Array;
  readonly sourcePort: Uint16Array;
  readonly destinationPort: Uint16Array;
  /** Start of the flow in milliseconds. */
  readonly startMs: Float64Array;
  count = 0;
  firstFlow = 0;

  constructor(capacity: number) {
    this.sender = new Uint32Array(capacity);
    this.senderOffset = new Uint32Array(capacity);
    this.destination = new Uint32Array(capacity);
    this.destinationPlace = new Uint32Array(capacity);
    this.destinationWords = new Uint32Array(capacity * 4);
    this.sourcePort = new Uint16Array(capacity);
    this.destinationPort = new Uint16Array(capacity);
    this.startMs = new Float64Array(capacity);
  }
}

/**
 * Fills the columns with flows `firstFlow` … `firstFlow + count − 1` of a workload, which are a batch, or with
 * those rows alone that are asked for.
 */
export function generateFlows(
  plan: GeneratorPlan,
  seed: number,
  firstFlow: number,
  count: number,
  columns: FlowColumns,
  rows: { readonly from: number; readonly until: number } = { from: 0, until: count },
): void {
  const random = new Random(seed, plan.index, firstFlow);
  for (let draw = rows.from * drawsPerFlow(plan); draw > 0; draw--) random.next();
  const { senders, destinations } = plan;
  const senderTotal = totalOf(senders);
  const destinationTotal = totalOf(destinations);
  const words = plan.family === 4 ? 1 : 4;
  const portRangeCount = plan.destinationPorts.length / 2;
  const sourcePortCount = plan.sourcePortLast - plan.sourcePortFirst + 1;
  columns.count = count;
  columns.firstFlow = firstFlow;
  for (let i = rows.from; i < rows.until; i++) {
    const flow = firstFlow + i;
    const isRoundRobin = plan.pick === 'roundRobin';
    const senderAt = isRoundRobin ? flow % senderTotal : random.below(senderTotal);
    const destinationAt = isRoundRobin
      ? Math.floor(flow / senderTotal) % destinationTotal
      : plan.pick === 'zipf'
        ? pickRanked(random, plan.zipfWeights, destinationTotal)
        : random.below(destinationTotal);
    const sender = entryOf(senders.offsets, senderAt);
    columns.sender[i] = sender;
    columns.senderOffset[i] = senderAt - senders.offsets[sender]!;
    const entry = entryOf(destinations.offsets, destinationAt);
    columns.destination[i] = entry;
    columns.destinationPlace[i] = destinationAt;
    writeAddress(
      destinations,
      entry,
      destinationAt - destinations.offsets[entry]!,
      words,
      columns.destinationWords,
      i,
    );
    columns.sourcePort[i] = plan.sourcePortFirst + random.below(sourcePortCount);
    const range = portRangeCount === 1 ? 0 : random.below(portRangeCount);
    const firstPort = plan.destinationPorts[range * 2]!;
    columns.destinationPort[i] =
      firstPort + random.below(plan.destinationPorts[range * 2 + 1]! - firstPort + 1);
    columns.startMs[i] = startOfFlow(plan, random, flow, firstFlow, count);
  }
}

/** Random numbers that a flow takes: for its ends, its ports, and its start. */
function drawsPerFlow({ pick, zipfWeights: weights, destinations, ...plan }: GeneratorPlan): number {
  const forRank = totalOf(destinations) === weights.length ? 1 : 2;
  const forEnds = { uniform: 2, zipf: 1 + forRank, roundRobin: 0 }[pick];
  const forPorts = plan.destinationPorts.length / 2 === 1 ? 2 : 3;
  const forStart = plan.overMs > 0 && plan.process === 'poisson' ? 1 : 0;
  return forEnds + forPorts + forStart;
}

function totalOf(pool: AddressPool): number {
  return pool.offsets[pool.offsets.length - 1]!;
}

/** An address of the picked rank; where there are more addresses than ranks, ranks are blocks of them. */
function pickRanked(random: Random, weights: Float64Array, total: number): number {
  const rank = pickWeighted(random, weights);
  if (total === weights.length) return rank;
  return Math.floor(((rank + random.next() / 0x100000000) * total) / weights.length);
}

/** Index of the first weight above a random share of the total. */
function pickWeighted(random: Random, weights: Float64Array): number {
  const share = (random.next() / 0x100000000) * weights[weights.length - 1]!;
  let low = 0;
  let high = weights.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (weights[middle]! > share) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Entry that holds the address with a running number. */
function entryOf(offsets: Float64Array, at: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! <= at) low = middle;
    else high = middle;
  }
  return low;
}

function writeAddress(
  { firstWords, spreadBits }: AddressPool,
  entry: number,
  offset: number,
  words: number,
  out: Uint32Array,
  row: number,
): void {
  if (words === 1) {
    out[row] = firstWords[entry]! + offset * 2 ** spreadBits;
    return;
  }
  // The word that the lowest bit of a place belongs to, and how far up in it.
  const lowest = 3 - (spreadBits >>> 5);
  const shifted = offset * 2 ** (spreadBits & 31);
  let carry = 0;
  for (let word = 3; word >= 0; word--) {
    const part =
      word === lowest ? shifted % 0x100000000 : word === lowest - 1 ? Math.floor(shifted / 0x100000000) : 0;
    const sum = firstWords[entry * 4 + word]! + part + carry;
    out[row * 4 + word] = sum;
    carry = sum > 0xffffffff ? 1 : 0;
  }
}

/**
 * Even arrivals are spaced equally. A Poisson process, given how many arrive in all, puts each arrival
 * anywhere with equal chance; a batch keeps its share of the time, so batches stay in order.
 */
function startOfFlow(
  plan: GeneratorPlan,
  random: Random,
  flow: number,
  firstFlow: number,
  count: number,
): number {
  if (plan.overMs === 0 || plan.process === 'even') return startOfEvenFlow(plan, flow);
  return startOfEvenFlow(plan, firstFlow + (random.next() / 0x100000000) * count);
}

/** Start of a flow that has its even share of the time in front of it. */
export function startOfEvenFlow({ fromMs, overMs, flowCount }: GeneratorPlan, flow: number): number {
  return fromMs + Math.floor((flow * overMs) / flowCount);
}

/**
 * Flows `first` … `last` − 1 among which are all that start in [fromMs, untilMs). A Poisson process moves a
 * flow inside its batch, so whole batches have to be looked at.
 */
export function flowsStartingIn(
  plan: GeneratorPlan,
  fromMs: number,
  untilMs: number,
): { readonly first: number; readonly last: number } {
  if (plan.overMs === 0) {
    const isIn = fromMs <= plan.fromMs && plan.fromMs < untilMs;
    return { first: 0, last: isIn ? plan.flowCount : 0 };
  }
  // One more on either side: a start is rounded down to a millisecond.
  const flowAt = (ms: number): number =>
    Math.min(plan.flowCount, Math.max(0, ((ms - plan.fromMs) * plan.flowCount) / plan.overMs));
  const first = Math.max(0, Math.floor(flowAt(fromMs)) - 1);
  const last = Math.min(plan.flowCount, Math.ceil(flowAt(untilMs)) + 1);
  return { first: untilMs <= plan.fromMs || fromMs > plan.fromMs + plan.overMs ? last : first, last };
}

/** Ranks a Zipf pick tells apart. */
const ZIPF_RANKS = 65_536;

/** Cumulative weights 1, 1 + 1/2, 1 + 1/2 + 1/3, …; exact on every machine. */
export function zipfWeights(addressCount: number): Float64Array {
  const weights = new Float64Array(Math.min(addressCount, ZIPF_RANKS));
  let sum = 0;
  for (let rank = 0; rank < weights.length; rank++) {
    sum += 1 / (rank + 1);
    weights[rank] = sum;
  }
  return weights;
}
