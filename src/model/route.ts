/**
 * Route tables as their owner wrote them. What a table does with a packet is decided when it is
 * compiled; local routes are implied by the profile and appear here only where their target was
 * replaced.
 */
import type { Prefix } from '../ip/prefix.ts';
import type { SourceRef } from './source-ref.ts';

export type Destination =
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  | { readonly kind: 'prefix-list'; readonly list: string };

/** What the user names behind a route. */
export type Target =
  | { readonly kind: 'local' }
  /** A link of any kind, by id. */
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'eni'; readonly eni: string }
  /** Asked to drop, or (in an export) a target that is known to be gone: `gone` names it. */
  | { readonly kind: 'blackhole'; readonly gone?: string }
  /** Something read but not modelled, by id in {@link Network.unmodelled}. */
  | { readonly kind: 'unmodelled'; readonly id: string };

/** Id of what a target names, or its kind. */
export function targetName(target: Target): string {
  switch (target.kind) {
    case 'link':
      return target.link;
    case 'eni':
      return target.eni;
    case 'unmodelled':
      return target.id;
    case 'blackhole':
      return target.gone ?? 'blackhole';
    case 'local':
      return 'local';
  }
}

export type RouteOrigin = 'static' | 'propagated';

export interface Route {
  readonly destination: Destination;
  readonly target: Target;
  readonly origin: RouteOrigin;
  /** Numeric priority of profiles that have one; lower is preferred. */
  readonly priority?: number;
  readonly source: SourceRef;
}

export type TableOwner =
  | { readonly kind: 'vpc'; readonly vpc: string }
  /** The router of an on-premises site. */
  | { readonly kind: 'site'; readonly site: string }
  /** A gateway (edge) route table: it routes what enters through that gateway. */
  | { readonly kind: 'edge'; readonly link: string; readonly vpc: string };

export interface RouteTable {
  /** Hop name behind `table:`; `A` for a main table, `A/s` for the one of subnet s. */
  readonly id: string;
  readonly name?: string;
  readonly owner: TableOwner;
  readonly routes: readonly Route[];
  /** Ids of gateways that write their known prefixes into this table. */
  readonly propagatingGateways: readonly string[];
  readonly source: SourceRef;
}
