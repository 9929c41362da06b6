/**
 * Flows by the block: generated, looked up in trees of cache lines, counted.
 *
 * A block is 512 flows: few enough for its columns to stay in the nearest cache. Every step is a loop of its own
 * over the block, short and free of branches, so that the reads of many flows are under way at the same time.
 * Four batches are generated side by side, one in each lane of a vector, because each has a sequence of random
 * numbers of its own; flow 4i + l of a block is row i of lane l.
 *
 * The same in plain TypeScript: src/workload/generator.ts, src/bulk/look-up.ts, src/bulk/passes.ts. Trees are
 * described in src/bulk/tree-layout.ts, the words of a job in src/bulk/job.ts.
 */

const BLOCK: u32 = 512;
const ROWS: u32 = BLOCK / 4;
/** Bytes of a column of a block. */
const COLUMN: usize = (<usize>BLOCK) << 2;

// Columns of a block. The first four hold keys, in the order in which trees name their fields.
const PLACE: usize = 0;
const OFFSET: usize = COLUMN;
const DESTINATION_PORT: usize = 2 * COLUMN;
const SOURCE_PORT: usize = 3 * COLUMN;
const SENDER: usize = 4 * COLUMN;
/** Address of the line where the look-up of a flow is; the level of its tree in the low bits. */
const LINE: usize = 5 * COLUMN;
const VALUE: usize = 6 * COLUMN;
const PENDING: usize = 7 * COLUMN;
/** Random numbers, a vector per draw, row by row. */
const DRAWS: usize = 8 * COLUMN;

// Byte offsets of a job's words.
const LINES: usize = 0;
const ROOTS: usize = 4;
const GUIDE: usize = 8;
const GUIDE_SHIFT: usize = 12;
const STARTS: usize = 16;
const SENDERS: usize = 20;
const DESTINATIONS: usize = 24;
const PICK: usize = 28;
const SOURCE_PORT_FIRST: usize = 32;
const SOURCE_PORT_COUNT: usize = 36;
const PORT_RANGES: usize = 40;
const PORT_RANGE_COUNT: usize = 44;
const ASKED: usize = 48;
const DRAWS_TIME: usize = 52;
const LEVELS: usize = 56;
const TOUCHES: usize = 60;
const WEIGHTS: usize = 64;
const WEIGHT_COUNT: usize = 68;
const WEIGHT_GUIDE: usize = 72;
const BLOCK_AT: usize = 76;
const CODES: usize = 80;
const LANES: usize = 96;
const FIRST_FLOWS: usize = 112;
const STATE: usize = 128;
const ROUND: usize = 192;

const UNIFORM: u32 = 0;
const ZIPF: u32 = 1;

const ASKS_OFFSET: u32 = 1;
const ASKS_DESTINATION_PORT: u32 = 2;
const ASKS_SOURCE_PORT: u32 = 4;

/** Turns a value of a field into a key, and back. */
const BIAS: u32 = 0x80000000;

const LINE_BITS: u32 = 6;
const LINE_MASK: u32 = 0x03ffffff;
const LEAF_VALUES: usize = 32;
/** Bytes of a tally in front of its cells. */
const TALLY_HEAD: usize = 64;

class Line {
  /** How many of the 16 separators of a branch are less than a key. */
  @inline
  static rank16(line: usize, key: v128): usize {
    const low = i16x8.narrow_i32x4_s(i32x4.gt_s(key, v128.load(line)), i32x4.gt_s(key, v128.load(line, 16)));
    const high = i16x8.narrow_i32x4_s(
      i32x4.gt_s(key, v128.load(line, 32)),
      i32x4.gt_s(key, v128.load(line, 48)),
    );
    return <usize>popcnt<i32>(i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)));
  }

  /** Value of a leaf for a key. */
  @inline
  static leaf(line: usize, key: v128): u32 {
    const below = i16x8.narrow_i32x4_s(
      i32x4.gt_s(key, v128.load(line)),
      i32x4.gt_s(key, v128.load(line, 16)),
    );
    const segment = <usize>popcnt<i32>(i16x8.bitmask(below));
    return load<u32>(line + (segment << 2), LEAF_VALUES);
  }
}

class Random {
  /** Draws of xoshiro128**, four sequences at once. */
  static draw(job: usize, to: usize, count: u32): void {
    let a = v128.load(job, STATE);
    let b = v128.load(job, STATE + 16);
    let c = v128.load(job, STATE + 32);
    let d = v128.load(job, STATE + 48);
    const end = to + ((<usize>count) << 4);
    for (; to < end; to += 16) {
      const scrambled = Random.turned(i32x4.mul(b, i32x4.splat(5)), 7);
      v128.store(to, i32x4.mul(scrambled, i32x4.splat(9)));
      const shifted = i32x4.shl(b, 9);
      c = v128.xor(c, a);
      d = v128.xor(d, b);
      b = v128.xor(b, c);
      a = v128.xor(a, d);
      c = v128.xor(c, shifted);
      d = Random.turned(d, 11);
    }
    v128.store(job, a, STATE);
    v128.store(job, b, STATE + 16);
    v128.store(job, c, STATE + 32);
    v128.store(job, d, STATE + 48);
  }

  @inline
  static turned(value: v128, bits: i32): v128 {
    return v128.or(i32x4.shl(value, bits), i32x4.shr_u(value, 32 - bits));
  }

  /** base + draw × bound / 2³², for a column; a bound of 0 is 2³². */
  static scale(draws: usize, stride: usize, bound: u32, base: u32, to: usize, rows: u32): void {
    const end = to + ((<usize>rows) << 4);
    const bases = i32x4.splat(base);
    if (bound == 0) {
      for (; to < end; to += 16, draws += stride) v128.store(to, i32x4.add(v128.load(draws), bases));
      return;
    }
    const bounds = i32x4.splat(bound);
    for (; to < end; to += 16, draws += stride) {
      const draw = v128.load(draws);
      const low = i64x2.extmul_low_i32x4_u(draw, bounds);
      const high = i64x2.extmul_high_i32x4_u(draw, bounds);
      v128.store(to, i32x4.add(i32x4.shuffle(low, high, 1, 3, 5, 7), bases));
    }
  }

  @inline
  static below(draw: u32, bound: u32): u32 {
    return <u32>((<u64>draw * bound) >> 32);
  }
}

class Generate {
  /** Fills the columns of a block with the next rows of all four batches. */
  static block(job: usize, block: usize, rows: u32): void {
    const pick = load<u32>(job, PICK);
    const rangeCount = load<u32>(job, PORT_RANGE_COUNT);
    const weights = load<u32>(job, WEIGHT_COUNT);
    const destinations = load<u32>(job, DESTINATIONS);
    const picks: u32 = pick == UNIFORM ? 2 : pick == ZIPF ? (weights == destinations ? 2 : 3) : 0;
    const ports = picks + 1;
    const perRow = ports + (rangeCount > 1 ? 2 : 1) + load<u32>(job, DRAWS_TIME);
    const stride = (<usize>perRow) << 4;
    const draws = block + DRAWS;
    Random.draw(job, draws, rows * perRow);
    if (picks == 0) Generate.round(job, block, rows);
    else {
      Random.scale(draws, stride, load<u32>(job, SENDERS), 0, block + SENDER, rows);
      if (pick == UNIFORM) Random.scale(draws + 16, stride, destinations, BIAS, block + PLACE, rows);
      else Generate.ranked(job, draws + 16, stride, block + PLACE, rows);
    }
    const asked = load<u32>(job, ASKED);
    if ((asked & ASKS_SOURCE_PORT) != 0) {
      const first = load<u32>(job, SOURCE_PORT_FIRST);
      const count = load<u32>(job, SOURCE_PORT_COUNT);
      Random.scale(draws + ((<usize>picks) << 4), stride, count, first + BIAS, block + SOURCE_PORT, rows);
    }
    if ((asked & ASKS_DESTINATION_PORT) != 0) {
      Generate.ports(job, draws + ((<usize>ports) << 4), stride, block + DESTINATION_PORT, rows);
    }
  }

  /** Senders in turn, and the next destination after each round. */
  static round(job: usize, block: usize, rows: u32): void {
    const one = i32x4.splat(1);
    const bias = i32x4.splat(BIAS);
    const senders = i32x4.splat(load<u32>(job, SENDERS));
    const destinations = i32x4.splat(load<u32>(job, DESTINATIONS));
    let sender = v128.load(job, ROUND);
    let place = v128.load(job, ROUND + 16);
    const end = block + ((<usize>rows) << 4);
    for (; block < end; block += 16) {
      v128.store(block, sender, SENDER);
      v128.store(block, v128.xor(place, bias), PLACE);
      sender = i32x4.add(sender, one);
      const isRound = i32x4.eq(sender, senders);
      sender = v128.andnot(sender, isRound);
      place = i32x4.sub(place, isRound);
      place = v128.andnot(place, i32x4.eq(place, destinations));
    }
    v128.store(job, sender, ROUND);
    v128.store(job, place, ROUND + 16);
  }

  /** Places by their rank; where there are more places than ranks, ranks are blocks of them. */
  static ranked(job: usize, draws: usize, stride: usize, to: usize, rows: u32): void {
    const weights = <usize>load<u32>(job, WEIGHTS);
    const guide = <usize>load<u32>(job, WEIGHT_GUIDE);
    const count = load<u32>(job, WEIGHT_COUNT);
    const places = load<u32>(job, DESTINATIONS);
    const total = load<f64>(weights + ((<usize>count - 1) << 3));
    for (let row: u32 = 0; row < rows; row++, draws += stride, to += 16) {
      for (let lane: usize = 0; lane < 16; lane += 4) {
        const draw = load<u32>(draws + lane);
        const share = (<f64>draw / 4294967296.0) * total;
        let rank = <u32>load<u16>(guide + (((<usize>draw) >> 16) << 1));
        while (rank < count - 1 && load<f64>(weights + ((<usize>rank) << 3)) <= share) rank++;
        let place = rank;
        if (count != places) {
          const all: f64 = places == 0 ? 4294967296.0 : <f64>places;
          const inside = <f64>load<u32>(draws + lane, 16) / 4294967296.0;
          place = <u32>floor<f64>(((<f64>rank + inside) * all) / <f64>count);
        }
        store<u32>(to + lane, place ^ BIAS);
      }
    }
  }

  static ports(job: usize, draws: usize, stride: usize, to: usize, rows: u32): void {
    const ranges = <usize>load<u32>(job, PORT_RANGES);
    const rangeCount = load<u32>(job, PORT_RANGE_COUNT);
    if (rangeCount == 1) {
      Random.scale(draws, stride, load<u32>(ranges, 4), load<u32>(ranges) + BIAS, to, rows);
      return;
    }
    for (let row: u32 = 0; row < rows; row++, draws += stride, to += 16) {
      for (let lane: usize = 0; lane < 16; lane += 4) {
        const range = ranges + ((<usize>Random.below(load<u32>(draws + lane), rangeCount)) << 3);
        const port = load<u32>(range) + Random.below(load<u32>(draws + lane, 16), load<u32>(range, 4));
        store<u32>(to + lane, port ^ BIAS);
      }
    }
  }
}

class Decide {
  /** Looks up the flows of a block: from their senders' places and keys to outcomes. */
  @inline
  static block(job: usize, block: usize, flows: u32): void {
    const touches = load<u32>(job, TOUCHES) != 0;
    Decide.locate(job, block, flows);
    if (touches) Decide.touch(block, flows);
    for (let level = load<u32>(job, LEVELS); level > 0; level--) {
      Decide.descend(block, flows, level);
      if (touches) Decide.touch(block, flows);
    }
    let pending = Decide.leaves(job, block, flows);
    const lines = <usize>load<u32>(job, LINES);
    while (pending > 0) pending = Decide.resolve(lines, block, pending);
  }

  /** Sender's place → line of its tree, and its offset where some tree asks for it. */
  static locate(job: usize, block: usize, flows: u32): void {
    const roots = <usize>load<u32>(job, ROOTS);
    const guide = <usize>load<u32>(job, GUIDE);
    const shift = <usize>load<u32>(job, GUIDE_SHIFT);
    const starts = <usize>load<u32>(job, STARTS);
    const end = block + ((<usize>flows) << 2);
    if ((load<u32>(job, ASKED) & ASKS_OFFSET) == 0) {
      for (let at = block; at < end; at += 16) {
        Decide.root(at, roots, guide, shift, starts);
        Decide.root(at + 4, roots, guide, shift, starts);
        Decide.root(at + 8, roots, guide, shift, starts);
        Decide.root(at + 12, roots, guide, shift, starts);
      }
      return;
    }
    for (let at = block; at < end; at += 16) {
      Decide.rootAndOffset(at, roots, guide, shift, starts);
      Decide.rootAndOffset(at + 4, roots, guide, shift, starts);
      Decide.rootAndOffset(at + 8, roots, guide, shift, starts);
      Decide.rootAndOffset(at + 12, roots, guide, shift, starts);
    }
  }

  /** Entry of a sender's place. The guide is made so that one step is nearly always enough. */
  @inline
  static entry(place: u32, guide: usize, shift: usize, starts: usize): usize {
    let entry = <usize>load<u32>(guide + (((<usize>place) >> shift) << 2));
    entry += <usize>(place >= load<u32>(starts + (entry << 2), 4));
    while (place >= load<u32>(starts + (entry << 2), 4)) entry++;
    return entry;
  }

  @inline
  static root(at: usize, roots: usize, guide: usize, shift: usize, starts: usize): void {
    const entry = Decide.entry(load<u32>(at, SENDER), guide, shift, starts);
    store<u32>(at, load<u32>(roots + (entry << 2)), LINE);
  }

  @inline
  static rootAndOffset(at: usize, roots: usize, guide: usize, shift: usize, starts: usize): void {
    const place = load<u32>(at, SENDER);
    const entry = Decide.entry(place, guide, shift, starts);
    store<u32>(at, load<u32>(roots + (entry << 2)), LINE);
    store<u32>(at, (place - load<u32>(starts + (entry << 2))) ^ BIAS, OFFSET);
  }

  /** Reads the line of each flow once, so that it is near when it is needed: there is no other way to ask for it. */
  static touch(block: usize, flows: u32): void {
    let sum: u32 = 0;
    const end = block + ((<usize>flows) << 2);
    for (let at = block; at < end; at += 16) {
      sum ^= load<u32>(load<u32>(at, LINE) & ~63);
      sum ^= load<u32>(load<u32>(at, LINE + 4) & ~63);
      sum ^= load<u32>(load<u32>(at, LINE + 8) & ~63);
      sum ^= load<u32>(load<u32>(at, LINE + 12) & ~63);
    }
    store<u32>(block, sum, VALUE);
  }

  /** From a branch of a level to its child, for the flows whose tree is that high. */
  static descend(block: usize, flows: u32, level: u32): void {
    let full: u32 = 1;
    for (let below: u32 = 1; below < level; below++) full = 1 + 17 * full;
    const end = block + ((<usize>flows) << 2);
    for (let at = block; at < end; at += 16) {
      Decide.down(at, level, full);
      Decide.down(at + 4, level, full);
      Decide.down(at + 8, level, full);
      Decide.down(at + 12, level, full);
    }
  }

  @inline
  static down(at: usize, level: u32, full: u32): void {
    const line = load<u32>(at, LINE);
    const rank = <u32>Line.rank16(<usize>(line & ~63), v128.load32_splat(at, PLACE));
    const lines = 1 + rank * full;
    store<u32>(at, line + select<u32>(lines << LINE_BITS, 0, (line & 63) >= level), LINE);
  }

  /** Values of the leaves; where some are trees again, returns how many. */
  static leaves(job: usize, block: usize, flows: u32): u32 {
    const end = block + ((<usize>flows) << 2);
    if (load<u32>(job, ASKED) == 0) {
      for (let at = block; at < end; at += 16) {
        Decide.value(at);
        Decide.value(at + 4);
        Decide.value(at + 8);
        Decide.value(at + 12);
      }
      return 0;
    }
    let pending = block + PENDING;
    for (let at = block; at < end; at += 16) {
      pending = Decide.pend(pending, at, Decide.value(at));
      pending = Decide.pend(pending, at + 4, Decide.value(at + 4));
      pending = Decide.pend(pending, at + 8, Decide.value(at + 8));
      pending = Decide.pend(pending, at + 12, Decide.value(at + 12));
    }
    return <u32>((pending - block - PENDING) >> 2);
  }

  @inline
  static value(at: usize): u32 {
    const value = Line.leaf(<usize>(load<u32>(at, LINE) & ~63), v128.load32_splat(at, PLACE));
    store<u32>(at, value, VALUE);
    return value;
  }

  /** Puts a flow into the list of those that are pending if its value is a tree; returns the end of the list. */
  @inline
  static pend(list: usize, at: usize, value: u32): usize {
    store<u32>(list, <u32>at);
    return list + ((<usize>(value >> 31)) << 2);
  }

  /** One tree further for the flows that are pending; returns how many still are. */
  static resolve(lines: usize, block: usize, count: u32): u32 {
    let pending = block + PENDING;
    const end = pending + ((<usize>count) << 2);
    for (let from = pending; from < end; from += 4) {
      const at = <usize>load<u32>(from);
      const tree = load<u32>(at, VALUE);
      const key = v128.load32_splat(at + <usize>((tree >> 29) & 3) * COLUMN);
      let line = lines + <usize>((tree & LINE_MASK) << LINE_BITS);
      for (let level = (tree >> 26) & 7; level > 0; level--) {
        let full: u32 = 1;
        for (let below: u32 = 1; below < level; below++) full = 1 + 17 * full;
        line += (1 + Line.rank16(line, key) * <usize>full) << (<usize>LINE_BITS);
      }
      const value = Line.leaf(line, key);
      store<u32>(at, value, VALUE);
      pending = Decide.pend(pending, at, value);
    }
    return <u32>((pending - block - PENDING) >> 2);
  }
}

class Tally {
  /** Counts the outcomes of a block, each lane on its own. */
  static block(job: usize, block: usize, rows: u32, firstRow: u32): void {
    const lane0 = <usize>load<u32>(job, LANES);
    const lane1 = <usize>load<u32>(job, LANES + 4);
    const lane2 = <usize>load<u32>(job, LANES + 8);
    const lane3 = <usize>load<u32>(job, LANES + 12);
    for (let row: u32 = 0; row < rows; row++, block += 16) {
      Tally.count(job, lane0, load<u32>(block, VALUE), 0, firstRow + row);
      Tally.count(job, lane1, load<u32>(block, VALUE + 4), 4, firstRow + row);
      Tally.count(job, lane2, load<u32>(block, VALUE + 8), 8, firstRow + row);
      Tally.count(job, lane3, load<u32>(block, VALUE + 12), 12, firstRow + row);
    }
  }

  /** Counts one flow; the first of an outcome is remembered. */
  @inline
  static count(job: usize, tally: usize, code: u32, lane: usize, row: u32): void {
    const cell = tally + ((<usize>code) << 3);
    const known = load<u32>(cell, TALLY_HEAD);
    store<u32>(cell, known + 1, TALLY_HEAD);
    if (known == 0) Tally.first(job, tally, code, load<u32>(job + lane, FIRST_FLOWS) + row);
  }

  static first(job: usize, tally: usize, code: u32, flow: u32): void {
    store<u32>(tally + ((<usize>code) << 3), flow, TALLY_HEAD + 4);
    const count = load<u32>(tally);
    const list = tally + TALLY_HEAD + ((<usize>load<u32>(job, CODES)) << 3);
    store<u32>(list + ((<usize>count) << 2), code);
    store<u32>(tally, count + 1);
  }
}

/** Generates the next rows of four batches, looks them up and counts them. */
export function advanceFlows(job: usize, rows: u32): void {
  const block = <usize>load<u32>(job, BLOCK_AT);
  for (let row: u32 = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    Generate.block(job, block, count);
    Decide.block(job, block, count << 2);
    Tally.block(job, block, count, row);
  }
}

/**
 * Looks up `count` flows given as columns: the senders' places, the places sent to (a u32 each), ports (a u16
 * each). Writes outcomes, a u32 each. Reads up to three flows more than there are.
 */
export function decideFlows(
  job: usize,
  senders: usize,
  places: usize,
  destinationPorts: usize,
  sourcePorts: usize,
  outcomes: usize,
  count: u32,
): void {
  const block = <usize>load<u32>(job, BLOCK_AT);
  const asked = load<u32>(job, ASKED);
  const bias = i32x4.splat(BIAS);
  for (let first: u32 = 0; first < count; first += BLOCK) {
    const flows = min(BLOCK, count - first);
    const bytes = (<usize>flows) << 2;
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(block + i, v128.load(senders + i), SENDER);
      v128.store(block + i, v128.xor(v128.load(places + i), bias), PLACE);
    }
    if (asked != 0) {
      for (let i: usize = 0; i < bytes; i += 16) {
        const destinationPort = i32x4.extend_low_i16x8_u(v128.load64_zero(destinationPorts + (i >> 1)));
        const sourcePort = i32x4.extend_low_i16x8_u(v128.load64_zero(sourcePorts + (i >> 1)));
        v128.store(block + i, v128.xor(destinationPort, bias), DESTINATION_PORT);
        v128.store(block + i, v128.xor(sourcePort, bias), SOURCE_PORT);
      }
    }
    // Loops take four at a time: the last flow once more where they do not come out even.
    for (let i = bytes; (i & 15) != 0; i += 4) {
      store<u32>(block + i, load<u32>(block + bytes - 4, SENDER), SENDER);
      store<u32>(block + i, load<u32>(block + bytes - 4, PLACE), PLACE);
    }
    Decide.block(job, block, (flows + 3) & ~3);
    memory.copy(outcomes, block + VALUE, bytes);
    senders += bytes;
    places += bytes;
    destinationPorts += bytes >> 1;
    sourcePorts += bytes >> 1;
    outcomes += bytes;
  }
}
