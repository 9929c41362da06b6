/**
 * Ports in classes that nothing tells apart, as {@link AddressClasses} has them for addresses.
 */
import { ALL_PORTS, type NumberRange } from '../model/protocol.ts';

export class PortClasses {
  private readonly classes = new Uint16Array(ALL_PORTS.last + 1);
  private readonly starts: readonly number[];

  constructor(ranges: Iterable<NumberRange>) {
    const starts = new Set<number>([0]);
    for (const { first, last } of ranges) {
      starts.add(first);
      if (last < ALL_PORTS.last) starts.add(last + 1);
    }
    this.starts = [...starts].sort((a, b) => a - b);
    for (const [index, start] of this.starts.entries()) this.classes.fill(index, start);
  }

  classOf(port: number): number {
    return this.classes[port]!;
  }

  rangeOf(index: number): NumberRange {
    return { first: this.starts[index]!, last: (this.starts[index + 1] ?? ALL_PORTS.last + 1) - 1 };
  }
}
