/**
 * Addresses for what has none yet.
 *
 * The provider picks the address of a new interface when it makes it. Until then a free address of the
 * subnet stands in, and a public one out of a range that nobody routes; both are noted. The same
 * declarations always get the same stand-ins.
 */
import { formatAddress, parseAddress, plus, type Address } from '../../ip/address.ts';
import { contains, lastOf, parsePrefix, type Prefix } from '../../ip/prefix.ts';

/** "Subnet sizing" (Amazon VPC User Guide): the first four addresses are the provider's. */
const FIRST_HOST = 4;

/** RFC 2544: for benchmarks, never on the internet. */
const PUBLIC = parsePrefix('198.18.0.0/15')!;

export class AddressBook {
  private readonly taken = new Set<Address>();
  private readonly next = new Map<string, Address>();
  private publicCount = 0;

  /** Notes an address that something declared has. */
  take(text: string | undefined): void {
    const address = text === undefined ? undefined : parseAddress(text);
    if (address !== undefined) this.taken.add(address);
  }

  /** A free address of a range; undefined when there is none, or no such range. */
  freeIn(range: string): string | undefined {
    const prefix = parsePrefix(range);
    if (!prefix) return undefined;
    let address = this.next.get(range) ?? plus(prefix.address, FIRST_HOST);
    while (this.taken.has(address)) address = plus(address, 1);
    if (!isUsable(prefix, address)) return undefined;
    this.next.set(range, plus(address, 1));
    this.taken.add(address);
    return formatAddress(address);
  }

  publicAddress(): string {
    this.publicCount += 1;
    return formatAddress(plus(PUBLIC.address, this.publicCount));
  }
}

function isUsable(prefix: Prefix, address: Address): boolean {
  return contains(prefix, address) && address < lastOf(prefix);
}
