/**
 * Changes to a network, as a timeline or a what-if question states them.
 */
import type { Prefix } from '../ip/prefix.ts';
import type { Amendment } from './amendment.ts';
import type { Network } from './network.ts';
import type { Route } from './route.ts';
import type { SourceRef } from './source-ref.ts';

/** Sections of a network whose records a change may add or replace. */
export type RecordSection = Exclude<keyof Network, 'flags'>;

export type NewRecords = { readonly [S in RecordSection]?: Network[S] };

export type ChangeAction =
  /** Puts a link or interface into a state of its life cycle. */
  | { readonly kind: 'set-state'; readonly object: string; readonly state: string }
  /** Puts one half of a peering into a state. */
  | { readonly kind: 'set-half'; readonly peering: string; readonly vpc: string; readonly state: string }
  | {
      readonly kind: 'set-attachment';
      readonly tgw: string;
      readonly attachment: string;
      readonly state: string;
    }
  | { readonly kind: 'delete'; readonly object: string }
  | { readonly kind: 'accept'; readonly link: string }
  | { readonly kind: 'reject'; readonly link: string }
  /** Replaces all routes of a table. */
  | { readonly kind: 'set-routes'; readonly table: string; readonly routes: readonly Route[] }
  /** Adds routes, each replacing one with the same destination and origin. */
  | { readonly kind: 'put-routes'; readonly table: string; readonly routes: readonly Route[] }
  /** Takes ranges away from a VPC. */
  | { readonly kind: 'remove-ranges'; readonly vpc: string; readonly ranges: readonly Prefix[] }
  | { readonly kind: 'remove-routes'; readonly table: string; readonly destinations: readonly string[] }
  | { readonly kind: 'set-appliance-mode'; readonly attachment: string; readonly on: boolean }
  | { readonly kind: 'amend'; readonly amendment: Amendment }
  /** Adds records, or replaces those of the same id. */
  | { readonly kind: 'put'; readonly records: NewRecords };

export interface Change {
  readonly action: ChangeAction;
  /** The words of the user, for reports. */
  readonly text: string;
  readonly source: SourceRef;
}
