/**
 * Random numbers of four batches at once; src/workload/random.ts in plain TypeScript.
 */
import { STATE } from './flow-block';

export class Random {
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
