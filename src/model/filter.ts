/**
 * Security groups and network ACLs.
 */
import type { Prefix } from '../ip/prefix.ts';
import type { Service } from './protocol.ts';
import type { SourceRef } from './source-ref.ts';

/** The far end a security group rule speaks of. */
export type RulePeer =
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'prefix-list'; readonly list: string };

export interface SecurityGroupRule {
  readonly service: Service;
  readonly peer: RulePeer;
  readonly source: SourceRef;
}

/** Allow rules only; an interface admits what any rule of any of its groups admits. */
export interface SecurityGroup {
  readonly id: string;
  readonly name?: string;
  /** Absent where groups belong to an account and region instead of a VPC. */
  readonly vpc?: string;
  readonly ingress: readonly SecurityGroupRule[];
  readonly egress: readonly SecurityGroupRule[];
  readonly source: SourceRef;
}

export interface AclRule {
  /** Lowest number is looked at first. */
  readonly number: number;
  readonly allow: boolean;
  readonly service: Service;
  readonly prefix: Prefix;
  readonly source: SourceRef;
}

/** First match wins, in order of number; what matches nothing is denied. */
export interface NetworkAcl {
  readonly id: string;
  readonly name?: string;
  readonly vpc: string;
  readonly ingress: readonly AclRule[];
  readonly egress: readonly AclRule[];
  readonly source: SourceRef;
}
