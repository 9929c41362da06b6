/**
 * Records of a flow log as columns: what every reader fills and the evaluation reads.
 */
import type { Address, Family } from '../../ip/address.ts';

/** Stands for whatever a record does not say. */
export const ABSENT = -1;

/** Stands for an interface or transit gateway that nobody knows. */
export const UNKNOWN = -2;

/** Values of addresses from here on are places of IPv6 ones. */
export const IPV6 = 2 ** 32;

/** Values of the column `action`. */
export const ACTION = {
  none: 0,
  accept: 1,
  reject: 2,
  blockedPublicAccess: 3,
  encryptionControls: 4,
} as const;

/** Values of the column `direction`. */
export const DIRECTION = { none: 0, ingress: 1, egress: 2 } as const;

export class FlowColumns {
  count = 0;
  /** Records without data: nothing flowed, or the platform skipped some. */
  noData = 0;
  skipData = 0;
  /** Line, message or row of each record, from 1 within what was read. */
  line = new Uint32Array(0);
  /** Number of the interface or transit gateway; {@link ABSENT} when it is not logged, or {@link UNKNOWN}. */
  observer = new Int32Array(0);
  /** 4 or 6. */
  family = new Uint8Array(0);
  /** An IPv4 address, or the place of an IPv6 one in `wide`. */
  source = new Uint32Array(0);
  destination = new Uint32Array(0);
  wide: bigint[] = [];
  /** {@link ABSENT} where it is not logged, as with ports. */
  protocol = new Int16Array(0);
  sourcePort = new Int32Array(0);
  destinationPort = new Int32Array(0);
  packets = new Float64Array(0);
  bytes = new Float64Array(0);
  /** Seconds since 1970. */
  start = new Float64Array(0);
  end = new Float64Array(0);
  action = new Uint8Array(0);
  tcpFlags = new Int16Array(0);
  direction = new Uint8Array(0);

  clear(): void {
    this.count = 0;
    this.noData = 0;
    this.skipData = 0;
    this.wide.length = 0;
  }

  /** A new row with room for its values. */
  add(line: number): number {
    if (this.count === this.line.length) this.grow();
    this.line[this.count] = line;
    return this.count++;
  }

  addressAt(family: Family, value: number): Address {
    return family === 4 ? value : this.wide[value]!;
  }

  /** Place of an IPv6 address. */
  placeOf(address: bigint): number {
    this.wide.push(address);
    return this.wide.length - 1;
  }

  private grow(): void {
    const size = Math.max(1024, this.line.length * 2);
    const larger = <T extends { set(values: T): void }>(column: T, make: (length: number) => T): T => {
      const next = make(size);
      next.set(column);
      return next;
    };
    this.line = larger(this.line, (length) => new Uint32Array(length));
    this.observer = larger(this.observer, (length) => new Int32Array(length));
    this.family = larger(this.family, (length) => new Uint8Array(length));
    this.source = larger(this.source, (length) => new Uint32Array(length));
    this.destination = larger(this.destination, (length) => new Uint32Array(length));
    this.protocol = larger(this.protocol, (length) => new Int16Array(length));
    this.sourcePort = larger(this.sourcePort, (length) => new Int32Array(length));
    this.destinationPort = larger(this.destinationPort, (length) => new Int32Array(length));
    this.packets = larger(this.packets, (length) => new Float64Array(length));
    this.bytes = larger(this.bytes, (length) => new Float64Array(length));
    this.start = larger(this.start, (length) => new Float64Array(length));
    this.end = larger(this.end, (length) => new Float64Array(length));
    this.action = larger(this.action, (length) => new Uint8Array(length));
    this.tcpFlags = larger(this.tcpFlags, (length) => new Int16Array(length));
    this.direction = larger(this.direction, (length) => new Uint8Array(length));
  }
}
