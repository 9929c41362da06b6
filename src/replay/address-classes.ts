/**
 * Addresses in classes that nothing in the networks tells apart: between two neighbouring boundaries of
 * ranges, routes and rules. One lookup per address, and what was found out about one member holds for
 * the class.
 */
import {
  compareAddresses,
  lastAddress,
  MAX_IPV4,
  predecessor,
  type Address,
  type Family,
} from '../ip/address.ts';
import type { Range } from '../ip/range.ts';

/** IPv4 addresses are found by their upper half first. */
const HALF = 65_536;

export class AddressClasses {
  private readonly four: Uint32Array;
  /** First class of each upper half. */
  private readonly byHalf: Uint32Array;
  private readonly six: readonly bigint[];

  /** Any ranges, of both families. */
  constructor(ranges: Iterable<Range>) {
    const four = new Set<number>([0]);
    const six = new Set<bigint>([0n]);
    for (const { first, last } of ranges) {
      if (typeof first === 'number') {
        four.add(first);
        if (last !== MAX_IPV4) four.add(Number(last) + 1);
      } else {
        six.add(first);
        if (last !== lastAddress(6)) six.add(BigInt(last) + 1n);
      }
    }
    this.four = Uint32Array.from(four).toSorted();
    this.six = [...six].sort(compareAddresses);
    this.byHalf = new Uint32Array(HALF + 1);
    let index = 0;
    for (let half = 0; half < HALF; half++) {
      while (index + 1 < this.four.length && this.four[index + 1]! <= half * HALF) index++;
      this.byHalf[half] = index;
    }
    this.byHalf[HALF] = this.four.length - 1;
  }

  /** Class of an address; those of IPv6 come behind those of IPv4. */
  classOf(address: Address): number {
    if (typeof address === 'number') return this.classOfIpv4(address);
    const { six } = this;
    let low = 0;
    let high = six.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (six[middle]! <= address) low = middle;
      else high = middle;
    }
    return this.four.length + low;
  }

  classOfIpv4(address: number): number {
    const { four, byHalf } = this;
    const half = address >>> 16;
    let low = byHalf[half]!;
    let high = byHalf[half + 1]! + 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (four[middle]! <= address) low = middle;
      else high = middle;
    }
    return low;
  }

  familyOf(index: number): Family {
    return index < this.four.length ? 4 : 6;
  }

  rangeOf(index: number): Range {
    const place = index - this.four.length;
    const starts: ArrayLike<Address> = place < 0 ? this.four : this.six;
    const at = place < 0 ? index : place;
    const next = starts[at + 1];
    return {
      first: starts[at]!,
      last: next === undefined ? lastAddress(place < 0 ? 4 : 6) : predecessor(next),
    };
  }

  /** First and last class of a range, whose ends are boundaries. */
  classesOf({ first, last }: Range): readonly [number, number] {
    return [this.classOf(first), this.classOf(last)];
  }
}

/** The range of one address. */
export function single(address: Address): Range {
  return { first: address, last: address };
}
