/**
 * Network ACLs with rules a provider would not take.
 */
import type { NetworkAcl } from '../filter.ts';
import type { Network } from '../network.ts';
import { PROFILES } from '../profile/profiles.ts';
import type { Objection } from '../refusal.ts';

export function refuseAcl(network: Network, acl: NetworkAcl): Objection | undefined {
  const vpc = network.vpcs.get(acl.vpc);
  const numbers = vpc && PROFILES[vpc.profile].aclNumbers;
  if (!numbers) return undefined;
  // Exports list the provider's own last rule, which denies what no other rule admits.
  const rule = [...acl.ingress, ...acl.egress].find(
    ({ number, allow }) => number < numbers.first || (number > numbers.last && allow),
  );
  return (
    rule && {
      reason: 'acl-refused-number',
      detail: `rule ${rule.number} of ACL ${acl.id} is not between ${numbers.first} and ${numbers.last}`,
    }
  );
}
