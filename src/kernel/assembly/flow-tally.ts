/**
 * How many flows of a block have each outcome, and which is the first; src/bulk/passes.ts in plain TypeScript.
 */
import { VALUE, CODES, LANES, FIRST_FLOWS, TALLY_HEAD } from './flow-block';

export class Tally {
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
