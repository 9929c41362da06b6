/**
 * What a record says against what the network says: agreement, or the class of the disagreement.
 */
import { ACTION } from '../source/flow-log/flow-columns.ts';
import type { Entry } from './ledger.ts';
import type { UnjudgedClass } from './story.ts';

/** Ways in which a log and a network disagree, and what that means. */
export const DISAGREEMENTS = {
  'filter-denies': 'logged ACCEPT, and a security group or network ACL of the network refuses it',
  'filter-admits': 'logged REJECT, and the security groups and network ACLs of the network let it pass',
  'never-arrives': 'logged, and in the network the packet never comes to this interface',
  'rule-changed': 'the log itself shows the change: up to a moment this, from then on what the network says',
  'older-connection':
    'logged ACCEPT without a SYN: the connection is older than the rules that would refuse a new one',
  'closed-connection':
    'logged REJECT without a SYN: the platform refuses what comes after a connection was closed',
  'gateway-drops': 'logged as carried, and the transit gateway of the network drops it',
  'gateway-carries': 'logged as lost, and the transit gateway of the network carries it',
} as const;

export type DisagreementClass = keyof typeof DISAGREEMENTS;

export type LogVerdict =
  | { readonly kind: 'agrees' }
  | { readonly kind: 'disagrees'; readonly class: DisagreementClass }
  | { readonly kind: 'unjudged'; readonly class: UnjudgedClass };

/** Times at which a story was logged as the network has it. */
export type AgreedSince = (entry: Entry) => number | undefined;

export function verdictOfLog(entry: Entry, agreedSince: AgreedSince): LogVerdict {
  const { story, action } = entry;
  const { expected } = story;
  if (action === ACTION.blockedPublicAccess) return { kind: 'unjudged', class: 'public-access-blocked' };
  if (action === ACTION.encryptionControls) return { kind: 'unjudged', class: 'encryption-enforced' };
  if (story.unjudged) return { kind: 'unjudged', class: story.unjudged };
  if (action === ACTION.none) return { kind: 'unjudged', class: 'action-not-logged' };
  const isAccepted = action === ACTION.accept;
  if (expected === (isAccepted ? 'accept' : 'reject')) return { kind: 'agrees' };
  if (story.conditional.length > 0) return { kind: 'unjudged', class: 'not-modelled' };
  return { kind: 'disagrees', class: disagreementOf(entry, isAccepted, agreedSince) };
}

function disagreementOf(entry: Entry, isAccepted: boolean, agreedSince: AgreedSince): DisagreementClass {
  const { story, volume } = entry;
  if (story.expected === 'never') return 'never-arrives';
  if (story.watched === 'gateway') return isAccepted ? 'gateway-drops' : 'gateway-carries';
  const since = agreedSince(entry);
  if (since !== undefined && volume.end !== undefined && volume.end <= since) return 'rule-changed';
  // "action" of "Flow log records" (Amazon VPC User Guide): REJECT also stands for packets that come after
  // a connection was closed.
  if (!isAccepted) return story.isMiddle ? 'closed-connection' : 'filter-admits';
  // "Amazon EC2 security group connection tracking": a connection outlives the rule that let it in.
  const isByGroup = story.decision?.reason?.startsWith('sg-') === true;
  return story.isMiddle && isByGroup ? 'older-connection' : 'filter-denies';
}
