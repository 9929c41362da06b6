/**
 * From senders' places to lines of their trees: a guide leads to the root of a sender's tree, which may choose
 * between children at once; src/bulk/job.ts makes both.
 */
import {
  PLACE,
  SENDER,
  OFFSET,
  LINE,
  ROOTS,
  ROOT_BITS,
  ROOT_LINE,
  ROOT_SEPARATORS,
  CHILD_BYTES,
  GUIDE,
  GUIDE_SHIFT,
  GUIDE_EXACT,
  STARTS,
  ASKED,
  ASKS_OFFSET,
  BIAS,
} from './flow-block';

export class Locate {
  /** Sender's place → line of its tree, and its offset where some tree asks for it. */
  static block(job: usize, block: usize, flows: u32): void {
    const isExact = load<u32>(job, GUIDE_EXACT) != 0;
    const asksOffset = (load<u32>(job, ASKED) & ASKS_OFFSET) != 0;
    if (isExact && !asksOffset) Locate.lines(job, block, flows);
    else Locate.linesAndOffsets(job, block, flows);
  }

  /** Eight flows at a time: all of one sender, as in most orders but a random one, or each on its own. */
  static lines(job: usize, block: usize, flows: u32): void {
    const roots = <usize>load<u32>(job, ROOTS);
    const guide = <usize>load<u32>(job, GUIDE);
    const shift = <usize>load<u32>(job, GUIDE_SHIFT);
    const starts = <usize>load<u32>(job, STARTS);
    const childBytes = load<u32>(job, CHILD_BYTES);
    const end = block + ((<usize>flows) << 2);
    const unrolledEnd = block + ((<usize>(flows & ~7)) << 2);
    let first: u32 = 0;
    let size: u32 = 0;
    let root = roots;
    let at = block;
    for (; at < unrolledEnd; at += 32) {
      if (load<u32>(at, SENDER) - first < size && Locate.areInside(at, first, size)) {
        Locate.four(at, root, childBytes);
        Locate.four(at + 16, root, childBytes);
        continue;
      }
      Locate.line(at, roots, guide, shift, starts, childBytes);
      Locate.line(at + 4, roots, guide, shift, starts, childBytes);
      Locate.line(at + 8, roots, guide, shift, starts, childBytes);
      Locate.line(at + 12, roots, guide, shift, starts, childBytes);
      Locate.line(at + 16, roots, guide, shift, starts, childBytes);
      Locate.line(at + 20, roots, guide, shift, starts, childBytes);
      Locate.line(at + 24, roots, guide, shift, starts, childBytes);
      const entry = Locate.line(at + 28, roots, guide, shift, starts, childBytes);
      first = load<u32>(starts + (entry << 2));
      size = load<u32>(starts + (entry << 2), 4) - first;
      root = roots + (entry << ROOT_BITS);
    }
    for (; at < end; at += 4) Locate.line(at, roots, guide, shift, starts, childBytes);
  }

  /** Whether eight places are among the `size` from `first` on. */
  @inline
  static areInside(at: usize, first: u32, size: u32): bool {
    const firsts = i32x4.splat(first);
    const lasts = i32x4.splat(size - 1);
    const low = i32x4.sub(v128.load(at, SENDER), firsts);
    const high = i32x4.sub(v128.load(at, SENDER + 16), firsts);
    return i32x4.all_true(i32x4.eq(i32x4.max_u(i32x4.max_u(low, high), lasts), lasts));
  }

  /** Lines of four flows of one sender. */
  @inline
  static four(at: usize, root: usize, childBytes: u32): void {
    const keys = v128.load(at, PLACE);
    // A comparison that holds is −1.
    const rank = i32x4.add(
      i32x4.add(i32x4.gt_s(keys, v128.load32_splat(root)), i32x4.gt_s(keys, v128.load32_splat(root, 4))),
      i32x4.gt_s(keys, v128.load32_splat(root, 8)),
    );
    const behind = i32x4.mul(rank, i32x4.splat(childBytes));
    v128.store(at, i32x4.sub(v128.load32_splat(root, ROOT_LINE), behind), LINE);
  }

  /** An exact guide is at most one entry behind. */
  @inline
  static line(at: usize, roots: usize, guide: usize, shift: usize, starts: usize, childBytes: u32): usize {
    const place = load<u32>(at, SENDER);
    const guessed = <usize>load<u32>(guide + (((<usize>place) >> shift) << 2));
    const entry = guessed + <usize>(place >= load<u32>(starts + (guessed << 2), 4));
    Locate.choose(at, roots + (entry << ROOT_BITS), childBytes);
    return entry;
  }

  /** Begins at the child of a root that a flow belongs to. */
  @inline
  static choose(at: usize, root: usize, childBytes: u32): void {
    const below = i32x4.gt_s(v128.load32_splat(at, PLACE), v128.load(root));
    const rank = <u32>popcnt<i32>(i32x4.bitmask(below) & ROOT_SEPARATORS);
    store<u32>(at, load<u32>(root, ROOT_LINE) + rank * childBytes, LINE);
  }

  static linesAndOffsets(job: usize, block: usize, flows: u32): void {
    const roots = <usize>load<u32>(job, ROOTS);
    const guide = <usize>load<u32>(job, GUIDE);
    const shift = <usize>load<u32>(job, GUIDE_SHIFT);
    const starts = <usize>load<u32>(job, STARTS);
    const childBytes = load<u32>(job, CHILD_BYTES);
    const end = block + ((<usize>flows) << 2);
    for (let at = block; at < end; at += 16) {
      Locate.lineAndOffset(at, roots, guide, shift, starts, childBytes);
      Locate.lineAndOffset(at + 4, roots, guide, shift, starts, childBytes);
      Locate.lineAndOffset(at + 8, roots, guide, shift, starts, childBytes);
      Locate.lineAndOffset(at + 12, roots, guide, shift, starts, childBytes);
    }
  }

  @inline
  static lineAndOffset(
    at: usize,
    roots: usize,
    guide: usize,
    shift: usize,
    starts: usize,
    childBytes: u32,
  ): void {
    const place = load<u32>(at, SENDER);
    let entry = <usize>load<u32>(guide + (((<usize>place) >> shift) << 2));
    entry += <usize>(place >= load<u32>(starts + (entry << 2), 4));
    while (place >= load<u32>(starts + (entry << 2), 4)) entry++;
    Locate.choose(at, roots + (entry << ROOT_BITS), childBytes);
    store<u32>(at, (place - load<u32>(starts + (entry << 2))) ^ BIAS, OFFSET);
  }
}
