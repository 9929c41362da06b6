/**
 * One thing a person could do to a network, small enough to be weighed against others: the vocabulary of
 * proposals. Each stands for one request to a control plane (a peering for two: ask and accept).
 */
import { formatAddress, type Address } from '../ip/address.ts';
import { formatPrefix, type Prefix } from '../ip/prefix.ts';
import type { Amendment, Direction, PeeringSetting } from '../model/amendment.ts';
import type { SecurityGroupRule } from '../model/filter.ts';
import { formatService, type Service } from '../model/protocol.ts';

/** What a route of a proposal leads to. */
export type MendTarget = { readonly kind: 'link' | 'eni'; readonly id: string };

export type Mend =
  /** Adds the route, or replaces the table's own to the same destination. */
  | { readonly kind: 'route'; readonly table: string; readonly prefix: Prefix; readonly target: MendTarget }
  | { readonly kind: 'remove-route'; readonly table: string; readonly prefix: Prefix }
  | { readonly kind: 'accept'; readonly link: string }
  /** Starts a host, or attaches a gateway. */
  | { readonly kind: 'state'; readonly object: string; readonly state: string }
  | {
      readonly kind: 'attachment-state';
      readonly tgw: string;
      readonly attachment: string;
      readonly state: string;
    }
  | { readonly kind: 'peering'; readonly id: string; readonly between: readonly [string, string] }
  | {
      readonly kind: 'peering-flag';
      readonly peering: string;
      readonly vpc: string;
      readonly flag: PeeringSetting;
    }
  | {
      readonly kind: 'group-rule';
      readonly group: string;
      readonly direction: Direction;
      readonly service: Service;
      readonly prefix: Prefix;
    }
  | {
      readonly kind: 'remove-group-rule';
      readonly group: string;
      readonly direction: Direction;
      readonly rule: SecurityGroupRule;
      readonly words: string;
    }
  | {
      readonly kind: 'acl-rule';
      readonly acl: string;
      readonly direction: Direction;
      readonly number: number;
      readonly allow: boolean;
      readonly service: Service;
      readonly prefix: Prefix;
    }
  /** A list of its own for a subnet that has none: this one denial, and everything else as before. */
  | {
      readonly kind: 'new-acl';
      readonly subnet: string;
      readonly direction: Direction;
      readonly service: Service;
      readonly prefix: Prefix;
    }
  | { readonly kind: 'check-off'; readonly eni: string }
  | {
      readonly kind: 'public-address';
      readonly eni: string;
      readonly private: Address;
      readonly public: Address;
    }
  | { readonly kind: 'local-subnet'; readonly gateway: string; readonly prefix: Prefix }
  | { readonly kind: 'whitelist'; readonly endpoint: string; readonly prefix: Prefix }
  | { readonly kind: 'principal'; readonly endpoint: string; readonly account: string }
  | {
      readonly kind: 'tgw-route';
      readonly tgw: string;
      readonly table: string;
      readonly prefix: Prefix;
      readonly attachment: string;
    }
  | Extract<Amendment, { kind: 'tgw-association' | 'tgw-subnet' }>
  | { readonly kind: 'appliance-mode'; readonly attachment: string }
  | { readonly kind: 'delete'; readonly link: string };

/**
 * How much a mend disturbs besides what it is for, low first: it decides between proposals of the same
 * size. An answer to a request that waits, or a narrow rule, comes before a new link or public address.
 */
const WEIGHTS: Readonly<Record<Mend['kind'], number>> = {
  accept: 1,
  state: 1,
  'attachment-state': 1,
  'group-rule': 2,
  route: 2,
  'tgw-route': 2,
  'acl-rule': 3,
  whitelist: 3,
  principal: 3,
  'local-subnet': 3,
  'peering-flag': 3,
  'appliance-mode': 4,
  'tgw-subnet': 4,
  'tgw-association': 4,
  'check-off': 5,
  'new-acl': 4,
  'remove-group-rule': 5,
  'remove-route': 6,
  'public-address': 8,
  peering: 9,
  delete: 12,
};

export function weightOf(mend: Mend): number {
  return WEIGHTS[mend.kind];
}

/** The mend as an order to a person. */
export function describeMend(mend: Mend): string {
  switch (mend.kind) {
    case 'route':
      return `route ${formatPrefix(mend.prefix)} to ${mend.target.id} in table ${mend.table}`;
    case 'remove-route':
      return `remove the route to ${formatPrefix(mend.prefix)} from table ${mend.table}`;
    case 'accept':
      return `accept ${mend.link}`;
    case 'state':
      return `bring ${mend.object} to the state ${mend.state}`;
    case 'attachment-state':
      return `bring attachment ${mend.attachment} of ${mend.tgw} to the state ${mend.state}`;
    case 'peering':
      return `peer ${mend.between.join(' with ')} (${mend.id})`;
    case 'peering-flag':
      return `set ${mend.flag} on the ${mend.vpc} side of ${mend.peering}`;
    case 'group-rule':
      return `let ${formatService(mend.service)} ${wayOf(mend.direction)} ${formatPrefix(mend.prefix)} in group ${mend.group}`;
    case 'remove-group-rule':
      return `remove ${mend.words} from group ${mend.group}`;
    case 'acl-rule': {
      const verb = mend.allow ? 'allow' : 'deny';
      return `${verb} ${formatService(mend.service)} ${wayOf(mend.direction)} ${formatPrefix(mend.prefix)} as rule ${mend.number} of ACL ${mend.acl}`;
    }
    case 'new-acl':
      return `deny ${formatService(mend.service)} ${wayOf(mend.direction)} ${formatPrefix(mend.prefix)} in an ACL for subnet ${mend.subnet}`;
    case 'check-off':
      return `switch the source/destination check of ${mend.eni} off`;
    case 'public-address':
      return `give ${formatAddress(mend.private)} of ${mend.eni} a public address`;
    case 'local-subnet':
      return `add ${formatPrefix(mend.prefix)} to the local subnets of ${mend.gateway}`;
    case 'whitelist':
      return `admit ${formatPrefix(mend.prefix)} to endpoint ${mend.endpoint}`;
    case 'principal':
      return `admit account ${mend.account} to the service of ${mend.endpoint}`;
    case 'tgw-route':
      return `route ${formatPrefix(mend.prefix)} to ${mend.attachment} in table ${mend.table} of ${mend.tgw}`;
    case 'tgw-association':
      return `associate attachment ${mend.attachment} of ${mend.tgw} with table ${mend.table}`;
    case 'tgw-subnet':
      return `add subnet ${mend.subnet} to attachment ${mend.attachment} of ${mend.tgw}`;
    case 'appliance-mode':
      return `switch appliance mode of attachment ${mend.attachment} on`;
    case 'delete':
      return `delete ${mend.link}`;
  }
}

function wayOf(direction: Direction): string {
  return direction === 'ingress' ? 'in from' : 'out to';
}

/** Order of mends, and their identity: equal texts are equal mends. */
export function compareMends(a: Mend, b: Mend): number {
  const [textA, textB] = [describeMend(a), describeMend(b)];
  return weightOf(a) - weightOf(b) || (textA < textB ? -1 : Number(textA > textB));
}
