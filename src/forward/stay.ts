/**
 * A packet at a place on its way, as it was there.
 */
import type { Leg } from '../model/scenario.ts';
import type { Header } from './packet.ts';
import type { Entry, Place } from './place.ts';

export interface Stay {
  readonly leg: Leg;
  readonly place: Place;
  /** Edge over which it came into the VPC it is in. */
  readonly entry: Entry | undefined;
  readonly fields: Header;
}
