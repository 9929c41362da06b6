/**
 * From senders and keys to outcomes, level by level; src/bulk/look-up.ts in plain TypeScript.
 */
import {
  COLUMN,
  PLACE,
  LINE,
  VALUE,
  PENDING,
  LINES,
  ASKED,
  LEVELS,
  TOUCHES,
  LINE_BITS,
  LINE_MASK,
} from './flow-block';
import { Line } from './flow-line';
import { Locate } from './flow-locate';

export class Decide {
  /** Looks up the flows of a block: from their senders' places and keys to outcomes. */
  @inline
  static block(job: usize, block: usize, flows: u32): void {
    const touches = load<u32>(job, TOUCHES) != 0;
    Locate.block(job, block, flows);
    if (touches) Decide.touch(block, flows);
    for (let level = load<u32>(job, LEVELS); level > 0; level--) {
      Decide.descend(block, flows, level);
      if (touches) Decide.touch(block, flows);
    }
    let pending = Decide.leaves(job, block, flows);
    const lines = <usize>load<u32>(job, LINES);
    while (pending > 0) pending = Decide.resolve(lines, block, pending);
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
