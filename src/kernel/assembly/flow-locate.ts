/**
 * From senders' places to their trees: the entry that a place belongs to, by a guide; src/bulk/job.ts makes it.
 */
import {
  SENDER,
  OFFSET,
  LINE,
  ROOTS,
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
    const end = block + ((<usize>flows) << 2);
    const unrolledEnd = block + ((<usize>(flows & ~7)) << 2);
    let first: u32 = 0;
    let size: u32 = 0;
    let root: u32 = 0;
    let at = block;
    for (; at < unrolledEnd; at += 32) {
      if (load<u32>(at, SENDER) - first < size && Locate.areInside(at, first, size)) {
        v128.store(at, i32x4.splat(root), LINE);
        v128.store(at, i32x4.splat(root), LINE + 16);
        continue;
      }
      Locate.line(at, roots, guide, shift, starts);
      Locate.line(at + 4, roots, guide, shift, starts);
      Locate.line(at + 8, roots, guide, shift, starts);
      Locate.line(at + 12, roots, guide, shift, starts);
      Locate.line(at + 16, roots, guide, shift, starts);
      Locate.line(at + 20, roots, guide, shift, starts);
      Locate.line(at + 24, roots, guide, shift, starts);
      const entry = Locate.line(at + 28, roots, guide, shift, starts);
      first = load<u32>(starts + (entry << 2));
      size = load<u32>(starts + (entry << 2), 4) - first;
      root = load<u32>(at, LINE + 28);
    }
    for (; at < end; at += 4) Locate.line(at, roots, guide, shift, starts);
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

  /** An exact guide is at most one entry behind. */
  @inline
  static line(at: usize, roots: usize, guide: usize, shift: usize, starts: usize): usize {
    const place = load<u32>(at, SENDER);
    const guessed = <usize>load<u32>(guide + (((<usize>place) >> shift) << 2));
    const entry = guessed + <usize>(place >= load<u32>(starts + (guessed << 2), 4));
    store<u32>(at, load<u32>(roots + (entry << 2)), LINE);
    return entry;
  }

  static linesAndOffsets(job: usize, block: usize, flows: u32): void {
    const roots = <usize>load<u32>(job, ROOTS);
    const guide = <usize>load<u32>(job, GUIDE);
    const shift = <usize>load<u32>(job, GUIDE_SHIFT);
    const starts = <usize>load<u32>(job, STARTS);
    const end = block + ((<usize>flows) << 2);
    for (let at = block; at < end; at += 16) {
      Locate.lineAndOffset(at, roots, guide, shift, starts);
      Locate.lineAndOffset(at + 4, roots, guide, shift, starts);
      Locate.lineAndOffset(at + 8, roots, guide, shift, starts);
      Locate.lineAndOffset(at + 12, roots, guide, shift, starts);
    }
  }

  @inline
  static lineAndOffset(at: usize, roots: usize, guide: usize, shift: usize, starts: usize): void {
    const place = load<u32>(at, SENDER);
    let entry = <usize>load<u32>(guide + (((<usize>place) >> shift) << 2));
    entry += <usize>(place >= load<u32>(starts + (entry << 2), 4));
    while (place >= load<u32>(starts + (entry << 2), 4)) entry++;
    store<u32>(at, load<u32>(roots + (entry << 2)), LINE);
    store<u32>(at, (place - load<u32>(starts + (entry << 2))) ^ BIAS, OFFSET);
  }
}
