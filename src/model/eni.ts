/**
 * Interfaces: everything that owns addresses inside a subnet.
 */
import type { Address } from '../ip/address.ts';
import type { Range } from '../ip/range.ts';
import type { Service } from './protocol.ts';
import type { SourceRef } from './source-ref.ts';

/** How the machine behind an interface treats packets. */
export interface HostBehaviour {
  /** Forwards packets that are not for it (appliance, router, VPN server). */
  readonly forwards: boolean;
  /** Keeps state of the flows it forwards, so it must see both directions. */
  readonly stateful: boolean;
  /** What an appliance does with the packets it is handed. */
  readonly policy: 'allow' | 'drop';
  /** Absent: it listens on everything. */
  readonly listens?: readonly Service[];
  /** Terminates each conversation and opens a second one to this interface. */
  readonly proxyTo?: string;
}

/** Whose interface it is; a link's by the id of the link. */
export type EniOwner =
  | { readonly kind: 'host'; readonly instance?: string; readonly host: HostBehaviour }
  | { readonly kind: 'nat'; readonly link: string }
  | { readonly kind: 'endpoint'; readonly link: string }
  /** A load balancer node through which an endpoint's connections reach the provider's VPC. */
  | { readonly kind: 'endpoint-node'; readonly link: string }
  | { readonly kind: 'load-balancer'; readonly link: string }
  | { readonly kind: 'tgw'; readonly link: string }
  | { readonly kind: 'gwlbe'; readonly link: string }
  /** Read, but not modelled: its verdicts are conditional. */
  | { readonly kind: 'unmodelled'; readonly id: string };

/** A public address and the private one the internet edge translates it to, one to one. */
export interface PublicMapping {
  readonly private: Address;
  readonly public: Address;
}

export interface Eni {
  /** Hop name behind `eni:`. */
  readonly id: string;
  readonly name?: string;
  readonly vpc: string;
  readonly subnet: string;
  /**
   * All addresses, of both families; the first is the primary one. More than one address in a
   * range is a fleet: equal interfaces that differ in nothing but the address.
   */
  readonly addresses: readonly Range[];
  readonly securityGroups: readonly string[];
  readonly sourceDestCheck: boolean;
  readonly state: 'up' | 'down';
  readonly publicMappings: readonly PublicMapping[];
  readonly owner: EniOwner;
  readonly source: SourceRef;
}

export const PLAIN_HOST: HostBehaviour = { forwards: false, stateful: false, policy: 'allow' };

/** The interface of an endpoint, as far as nothing else is said of it: no group guards it. */
export function endpointEni(
  link: string,
  parts: Pick<Eni, 'id' | 'vpc' | 'subnet' | 'source'>,
  address: Address | undefined,
): Eni {
  return {
    ...parts,
    addresses: address === undefined ? [] : [{ first: address, last: address }],
    securityGroups: [],
    sourceDestCheck: true,
    state: 'up',
    publicMappings: [],
    owner: { kind: 'endpoint', link },
  };
}
