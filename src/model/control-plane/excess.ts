/**
 * Where a network has more of something than its providers allow.
 *
 * Limits are those an account starts with. Many are raised on request, and nothing tells from outside
 * whether they were: of a network that exists, an excess is worth saying and changes nothing. A change
 * that would go beyond a limit is refused, unless the owner is beyond it already, which only somebody
 * with a raised limit can be.
 */
import { EMPTY_NETWORK, type Network } from '../network.ts';
import type { Quota, QuotaMeasure } from '../profile/quota.ts';
import type { ProfileId } from '../profile/profile.ts';
import { PROFILES } from '../profile/profiles.ts';
import type { Objection } from '../refusal.ts';
import type { SourceRef } from '../source-ref.ts';
import { talliesOf, type Tally } from './tally.ts';

interface Excess extends Tally {
  readonly quota: Quota;
}

/** `acl-rules-per-direction` → `ACL rules`. */
function nounOf(measure: QuotaMeasure): string {
  const noun = measure.slice(0, measure.indexOf('-per-')).replaceAll('-', ' ');
  return noun.replace(/ipv(\d)/, 'IPv$1').replace('acl', 'ACL');
}

/** `50, adjustable to 125`. */
function formatQuota({ limit, adjustableTo, advised }: Quota): string {
  if (advised) return `${limit} advised`;
  return adjustableTo === undefined ? `${limit} allowed` : `${limit} allowed, adjustable to ${adjustableTo}`;
}

function objectionTo({ owner, count, quota }: Excess): Objection {
  return {
    reason: quota.measure.startsWith('peering') ? 'peering-refused-quota' : 'quota-exceeded',
    detail: `${owner} has ${count} ${nounOf(quota.measure)}, ${formatQuota(quota)}`,
  };
}

function limitOf(network: Network, { limit, adjustableTo }: Quota): number {
  return network.flags.raisedQuotas ? (adjustableTo ?? limit) : limit;
}

function excessesOf(network: Network): Excess[] {
  const profiles = new Set([...network.vpcs.values()].map((vpc): ProfileId => vpc.profile));
  return [...profiles].flatMap((id) =>
    PROFILES[id].quotas.flatMap((quota) =>
      talliesOf(network, quota.measure)
        .filter((tally) => tally.profile === id && tally.count > limitOf(network, quota))
        .map((tally) => ({ ...tally, quota })),
    ),
  );
}

/** Everything in a network that is beyond a limit an account starts with. */
export function quotaObjections(network: Network): (Objection & { readonly source: SourceRef })[] {
  return excessesOf(network).map((excess) => ({ ...objectionTo(excess), source: excess.source }));
}

/** Why a change would be refused for the quantities it leads to. */
export function refuseExcess(before: Network, after: Network): Objection | undefined {
  const excess = excessesOf(after).find(({ quota, owner, profile, count }) => {
    if (quota.advised) return false;
    const had = talliesOf(before, quota.measure).find(
      (tally) => tally.owner === owner && tally.profile === profile,
    );
    if (!had || had.count <= limitOf(before, quota)) return true;
    return count > had.count && quota.adjustableTo !== undefined && count > quota.adjustableTo;
  });
  return excess && objectionTo(excess);
}

/** The same for a change of one route table, which no other owner's quantities depend on. */
export function refuseRouteExcess(before: Network, after: Network, table: string): Objection | undefined {
  const [old, young] = [before, after].map((network) => tableAlone(network, table));
  return refuseExcess(old!, young!);
}

function tableAlone({ flags, vpcs, prefixLists, routeTables }: Network, id: string): Network {
  const table = routeTables.get(id);
  const vpc = table && table.owner.kind !== 'site' ? vpcs.get(table.owner.vpc) : undefined;
  return {
    ...EMPTY_NETWORK,
    flags,
    prefixLists,
    vpcs: new Map(vpc && [[vpc.id, vpc]]),
    routeTables: new Map(table && [[id, table]]),
  };
}
