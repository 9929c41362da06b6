/**
 * Where packets of a certificate are, and what becomes of them there: the two halves of a state.
 */

export type Leg = 'forward' | 'return';

/** The kinds of places, and what `from` says of each. */
export const PLACES = {
  /** Leaves an interface. */
  interface: 'nothing',
  /** Leaves a subnet. */
  subnet: 'nothing',
  /** In a route table, from a subnet. */
  table: 'subnet',
  /** In front of a peering, from a VPC. */
  peering: 'vpc',
  /** For an address of a VPC, from a subnet of it or over a peering. */
  vpc: 'subnet or peering',
  /** In the subnet of the destination, from inside or outside. */
  delivery: 'inside or outside',
  /** In front of an internet gateway. */
  igw: 'nothing',
  /** In front of a NAT gateway, from a subnet. */
  nat: 'subnet',
} as const;

export interface Place {
  readonly leg: Leg;
  readonly at: keyof typeof PLACES;
  readonly id: string;
  readonly from: string;
}

/** On to another place, or dropped by somebody for a reason. */
export type Outcome = { readonly to: Place } | { readonly drop: string; readonly hop: string };

/** Same keys, same order: one text per place or outcome. */
export function placeText({ leg, at, id, from }: Place): string {
  return JSON.stringify([leg, at, id, from]);
}

export function outcomeText(outcome: Outcome): string {
  return 'to' in outcome ? `to ${placeText(outcome.to)}` : `drop ${outcome.drop} at ${outcome.hop}`;
}
