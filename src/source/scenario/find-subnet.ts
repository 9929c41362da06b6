/**
 * Subnets of a VPC: by name, and by the addresses they hold.
 */
import { contains } from '../../ip/prefix.ts';
import { formatRange, type Range } from '../../ip/range.ts';
import type { Subnet } from '../../model/network.ts';
import type { Path } from '../document.ts';
import type { Reading } from './reading.ts';

export function subnetsOf(reading: Reading, vpc: string): Subnet[] {
  return [...reading.draft.subnets.values()].filter((subnet) => subnet.vpc === vpc);
}

/** The subnet of a VPC that holds every one of the ranges, or `undefined` after reporting. */
export function subnetHolding(
  reading: Reading,
  vpc: string,
  ranges: readonly Range[],
  path: Path,
): Subnet | undefined {
  const candidates = subnetsOf(reading, vpc);
  const holds = (subnet: Subnet, range: Range): boolean =>
    subnet.prefixes.some((prefix) => contains(prefix, range.first) && contains(prefix, range.last));
  const home = candidates.find((subnet) => ranges.every((range) => holds(subnet, range)));
  if (!home && ranges.length > 0) {
    const stray = ranges.find((range) => !candidates.some((subnet) => holds(subnet, range)));
    const message = stray
      ? `no subnet of ${vpc} holds ${formatRange(stray)}`
      : `the addresses ${ranges.map(formatRange).join(', ')} lie in different subnets of ${vpc}`;
    reading.report('outside-range', message, path);
  }
  return home;
}

/** A subnet by its name in a VPC, or by its id. */
export function subnetNamed(reading: Reading, vpc: string, name: string, path: Path): Subnet | undefined {
  const { subnets } = reading.draft;
  const subnet = subnets.get(`${vpc}/${name}`) ?? subnets.get(name);
  if (!subnet) {
    const known = subnetsOf(reading, vpc).map((candidate) => candidate.name);
    reading.reportUnknown(`subnet of ${vpc}`, name, path, known);
  }
  return subnet;
}
