/**
 * The columns of a block of flows; src/workload/generator.ts in plain TypeScript.
 */
import {
  PLACE,
  DESTINATION_PORT,
  SOURCE_PORT,
  SENDER,
  DRAWS,
  SENDERS,
  DESTINATIONS,
  PICK,
  SOURCE_PORT_FIRST,
  SOURCE_PORT_COUNT,
  PORT_RANGES,
  PORT_RANGE_COUNT,
  ASKED,
  DRAWS_TIME,
  WEIGHTS,
  WEIGHT_COUNT,
  WEIGHT_GUIDE,
  ROUND,
  UNIFORM,
  ZIPF,
  ASKS_DESTINATION_PORT,
  ASKS_SOURCE_PORT,
  BIAS,
} from './flow-block';
import { Random } from './flow-random';

export class Generate {
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
