/**
 * Rules that name a group: who its members are, and how far they are known.
 */
import type { CompiledEni, CompiledGroup, CompiledVpc } from '../compile/compiled-network.ts';
import { DESTINATION } from './box.ts';
import type { Walk } from './walk.ts';

/**
 * "Update your security groups to reference peer security groups" (Amazon VPC Peering Guide): members
 * in the same VPC, or in a peered VPC of the same region. Open Telekom Cloud: "Creating a VPC Peering
 * Connection to Connect Two VPCs in Different Accounts": same account and region.
 */
function canSeeGroupsOf(here: CompiledVpc, there: CompiledVpc): boolean {
  switch (here.profile.securityGroup.references) {
    case 'none':
      return false;
    case 'same-vpc':
      return here === there;
    case 'same-account-and-region':
      return here.record.account === there.record.account && here.record.region === there.record.region;
    case 'same-region-peers':
      if (here === there) return true;
      if (here.record.region !== there.record.region) return false;
      return here.peerings.some((peering) => peering.live && peering.ends.includes(there));
  }
}

/** "Security group referencing" of transit gateways (Amazon VPC Transit Gateways). */
function seesThroughTgw(vpc: CompiledVpc): boolean {
  return vpc.profile.securityGroup.references === 'same-region-peers';
}

/** A transit gateway with security group referencing joins the two. */
function shareGroups(here: CompiledVpc, there: CompiledVpc): boolean {
  if (!seesThroughTgw(here)) return false;
  return here.attachments.some(
    ({ live, tgw }) =>
      live && tgw.record.sgReferencing && there.attachments.some((other) => other.live && other.tgw === tgw),
  );
}

/** Whether a group counts the originator among its members, and whether that is known here. */
export function seesOriginIn(
  walk: Walk,
  eni: CompiledEni,
  group: CompiledGroup,
): 'member' | 'hidden-member' | 'not-a-member' {
  const { identity } = walk;
  if (!identity || !walk.originGroups.includes(group)) return 'not-a-member';
  if (identity.lost) return 'hidden-member';
  if (identity.keptByTgw && seesThroughTgw(eni.vpc)) return 'member';
  if (canSeeGroupsOf(eni.vpc, identity.eni.vpc)) return 'member';
  return 'hidden-member';
}

/** A group as destination stands for the private addresses of its members. */
export function seesDestinationIn(
  walk: Walk,
  eni: CompiledEni,
  group: CompiledGroup,
): 'member' | 'hidden-member' | 'not-a-member' {
  let hidden = false;
  for (const [vpc, addresses] of group.members) {
    if (!walk.packet.inSet(DESTINATION, addresses)) continue;
    if (canSeeGroupsOf(eni.vpc, vpc) || shareGroups(eni.vpc, vpc)) return 'member';
    hidden = true;
  }
  return hidden ? 'hidden-member' : 'not-a-member';
}
