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
import {
  BLOCK,
  ROWS,
  PLACE,
  DESTINATION_PORT,
  SOURCE_PORT,
  SENDER,
  VALUE,
  ASKED,
  BLOCK_AT,
  BIAS,
} from './flow-block';
import { Generate } from './flow-generate';
import { Decide } from './flow-decide';
import { Tally } from './flow-tally';

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
