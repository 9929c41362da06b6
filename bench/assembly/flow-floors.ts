/**
 * What whole flows cost at least: the reads of src/kernel/assembly/flows.ts without its searches, and the stream of
 * flows without any reads of trees. Jobs and lines are the same.
 */

const BLOCK: u32 = 512;
const COLUMN: usize = (<usize>BLOCK) << 2;

const ROOTS: usize = 4;
const GUIDE: usize = 8;
const GUIDE_SHIFT: usize = 12;
const LEVELS: usize = 56;
const BLOCK_AT: usize = 76;
const CHILD_BYTES: usize = 88;
const END: u32 = 0x7fffffff;
/** Multiplier of a hash, so that reads go everywhere a look-up's may go: all children of a line are asked. */
const HASH: u32 = 0x9e3779b1;

class Floor {
  /** Sender's place → line of its tree, or of some child; the entry that the guide names is good enough. */
  @inline
  static root(roots: usize, guide: usize, shift: usize, place: u32, childBytes: u32): u32 {
    const entry = <usize>load<u32>(guide + (((<usize>place) >> shift) << 2));
    const root = roots + (entry << 4);
    // Trees with a choice here have three children as a rule.
    const child = (((place * HASH) >> 16) * 3) >> 16;
    return load<u32>(root, 12) + select<u32>(child * childBytes, 0, load<u32>(root) != END);
  }

  /** Some child, known only once the line has been read. */
  @inline
  static child(at: usize, place: u32, level: u32, full: u32): void {
    const line = load<u32>(at);
    const child = 1 + ((place * HASH) >> 28) * full + (load<u32>(<usize>(line & ~63)) >> 31);
    store<u32>(at, line + select<u32>(child << 6, 0, (line & 63) >= level));
  }
}

/** Reads the lines of each flow's look-up, one after the other, and writes an outcome. */
export function floorFlows(job: usize, senders: usize, places: usize, outcomes: usize, count: u32): void {
  const roots = <usize>load<u32>(job, ROOTS);
  const guide = <usize>load<u32>(job, GUIDE);
  const shift = <usize>load<u32>(job, GUIDE_SHIFT);
  const block = <usize>load<u32>(job, BLOCK_AT);
  const childBytes = load<u32>(job, CHILD_BYTES);
  const end = block + COLUMN;
  for (let first: u32 = 0; first < count; first += BLOCK) {
    for (let at = block, i: usize = 0; at < end; at += 16, i += 16) {
      store<u32>(at, Floor.root(roots, guide, shift, load<u32>(senders + i), childBytes));
      store<u32>(at, Floor.root(roots, guide, shift, load<u32>(senders + i, 4), childBytes), 4);
      store<u32>(at, Floor.root(roots, guide, shift, load<u32>(senders + i, 8), childBytes), 8);
      store<u32>(at, Floor.root(roots, guide, shift, load<u32>(senders + i, 12), childBytes), 12);
    }
    for (let level = load<u32>(job, LEVELS); level > 0; level--) {
      let full: u32 = 1;
      for (let below: u32 = 1; below < level; below++) full = 1 + 17 * full;
      for (let at = block, i: usize = 0; at < end; at += 16, i += 16) {
        Floor.child(at, load<u32>(places + i), level, full);
        Floor.child(at + 4, load<u32>(places + i, 4), level, full);
        Floor.child(at + 8, load<u32>(places + i, 8), level, full);
        Floor.child(at + 12, load<u32>(places + i, 12), level, full);
      }
    }
    for (let at = block, i: usize = 0; at < end; at += 16, i += 16) {
      store<u32>(outcomes + i, load<u32>(load<u32>(at) & ~63, 32));
      store<u32>(outcomes + i, load<u32>(load<u32>(at, 4) & ~63, 32), 4);
      store<u32>(outcomes + i, load<u32>(load<u32>(at, 8) & ~63, 32), 8);
      store<u32>(outcomes + i, load<u32>(load<u32>(at, 12) & ~63, 32), 12);
    }
    senders += COLUMN;
    places += COLUMN;
    outcomes += COLUMN;
  }
}

/** Reads the four columns and writes one. */
export function streamFlows(
  senders: usize,
  places: usize,
  destinationPorts: usize,
  sourcePorts: usize,
  outcomes: usize,
  count: u32,
): void {
  const bytes = (<usize>count) << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const ports = v128.xor(
      v128.load64_zero(destinationPorts + (i >> 1)),
      v128.load64_zero(sourcePorts + (i >> 1)),
    );
    const both = v128.xor(v128.load(senders + i), v128.load(places + i));
    v128.store(outcomes + i, v128.xor(both, ports));
  }
}
