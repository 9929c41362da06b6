/**
 * A mend as changes of the network: what the control plane is asked for, and may refuse.
 */
import { formatPrefix, parsePrefix } from '../ip/prefix.ts';
import type { Amendment } from '../model/amendment.ts';
import type { Change, ChangeAction, NewRecords } from '../model/change.ts';
import { plainHalf, type Link } from '../model/link.ts';
import type { NetworkAcl } from '../model/filter.ts';
import { livePeeringState } from '../model/link-state.ts';
import type { Network } from '../model/network.ts';
import { ANY_SERVICE } from '../model/protocol.ts';
import { PROFILES } from '../model/profile/profiles.ts';
import type { Route, Target } from '../model/route.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { describeMend, type Mend } from './mend.ts';

/** Where proposed records say they come from. */
const PROPOSAL: SourceRef = { file: 'proposal', path: [] };

/** Changes that carry the mend out, in order. Throws when it names what the network does not have. */
export function changesOf(network: Network, mend: Mend): Change[] {
  const text = describeMend(mend);
  return actionsOf(network, mend).map((action) => ({ action, text, source: PROPOSAL }));
}

function actionsOf(network: Network, mend: Mend): ChangeAction[] {
  switch (mend.kind) {
    case 'route': {
      const { table, prefix, target } = mend;
      const route: Route = {
        destination: { kind: 'prefix', prefix },
        target: targetOf(target),
        origin: 'static',
        source: PROPOSAL,
      };
      return [{ kind: 'put-routes', table, routes: [route] }];
    }
    case 'remove-route':
      return [{ kind: 'remove-routes', table: mend.table, destinations: [formatPrefix(mend.prefix)] }];
    case 'accept':
      return [{ kind: 'accept', link: mend.link }];
    case 'state':
      return [{ kind: 'set-state', object: mend.object, state: mend.state }];
    case 'attachment-state':
      return [{ kind: 'set-attachment', tgw: mend.tgw, attachment: mend.attachment, state: mend.state }];
    case 'appliance-mode':
      return [{ kind: 'set-appliance-mode', attachment: mend.attachment, on: true }];
    case 'delete':
      return [{ kind: 'delete', object: mend.link }];
    case 'peering':
      return createPeering(network, mend);
    case 'new-acl':
      return [createAcl(network, mend)];
    default:
      return [{ kind: 'amend', amendment: amendmentOf(mend) }];
  }
}

type Amending = Exclude<
  Mend,
  {
    kind:
      | 'route'
      | 'remove-route'
      | 'accept'
      | 'state'
      | 'attachment-state'
      | 'appliance-mode'
      | 'delete'
      | 'peering'
      | 'new-acl';
  }
>;

function amendmentOf(mend: Amending): Amendment {
  switch (mend.kind) {
    case 'group-rule': {
      const { group, direction, service, prefix } = mend;
      const rule = { service, peer: { kind: 'prefix' as const, prefix }, source: PROPOSAL };
      return { kind: 'add-rules', group, direction, rules: [rule] };
    }
    case 'remove-group-rule': {
      const { group, direction, rule } = mend;
      return { kind: 'remove-rules', group, direction, rules: [rule] };
    }
    case 'acl-rule': {
      const { acl, direction, number, allow, service, prefix } = mend;
      const rule = { number, allow, service, prefix, source: PROPOSAL };
      return { kind: 'add-entries', acl, direction, rules: [rule] };
    }
    case 'check-off':
      return { kind: 'check', eni: mend.eni, on: false };
    case 'public-address':
      return {
        kind: 'public-address',
        eni: mend.eni,
        mapping: { private: mend.private, public: mend.public },
      };
    case 'peering-flag': {
      const { peering, vpc, flag } = mend;
      return { kind: 'peering-setting', peering, vpc, setting: flag, on: true };
    }
    case 'local-subnet':
      return { kind: 'admit-ranges', link: mend.gateway, ranges: [mend.prefix] };
    case 'whitelist':
      return { kind: 'admit-ranges', link: mend.endpoint, ranges: [mend.prefix] };
    case 'principal':
      return { kind: 'admit-account', endpoint: mend.endpoint, account: mend.account };
    case 'tgw-route': {
      const { tgw, table, prefix, attachment } = mend;
      const destination = { kind: 'prefix' as const, prefix };
      const route = { destination, attachment, origin: 'static' as const, source: PROPOSAL };
      return { kind: 'tgw-routes', tgw, table, routes: [route] };
    }
    case 'tgw-association':
    case 'tgw-subnet':
      return mend;
  }
}

function put(records: NewRecords): ChangeAction {
  return { kind: 'put', records };
}

function must<T>(part: T | undefined, id: string): T {
  if (part === undefined) throw new Error(`a proposal names "${id}", which the network does not have`);
  return part;
}

function targetOf({ kind, id }: Extract<Mend, { kind: 'route' }>['target']): Target {
  return kind === 'eni' ? { kind, eni: id } : { kind, link: id };
}

/** Asked for and accepted; where each side makes a half of its own, both halves. */
function createPeering(
  network: Network,
  { id, between }: Extract<Mend, { kind: 'peering' }>,
): ChangeAction[] {
  const [a, b] = between.map((vpc) => must(network.vpcs.get(vpc), vpc));
  if (!a || !b) throw new Error('a peering has two ends');
  const profile = PROFILES[a.profile];
  const { states, perHalf } = profile.peering;
  const pending = Object.keys(states).find((state) => states[state]?.on.accept !== undefined);
  const state = perHalf || pending === undefined ? livePeeringState(profile) : pending;
  const link: Link = {
    kind: 'peering',
    id,
    halves: [plainHalf(a.id, state), plainHalf(b.id, state)],
    source: PROPOSAL,
  };
  const ask = put({ links: new Map([[id, link]]) });
  return states[state]?.live === true ? [ask] : [ask, { kind: 'accept', link: id }];
}

function createAcl(network: Network, mend: Extract<Mend, { kind: 'new-acl' }>): ChangeAction {
  const subnet = must(network.subnets.get(mend.subnet), mend.subnet);
  const open = ['0.0.0.0/0', '::/0'].map((text, i) => ({
    number: 100 + i,
    allow: true,
    service: ANY_SERVICE,
    prefix: parsePrefix(text)!,
    source: PROPOSAL,
  }));
  const { service, prefix } = mend;
  const denial = { number: 90, allow: false, service, prefix, source: PROPOSAL };
  const acl: NetworkAcl = {
    id: subnet.id,
    vpc: subnet.vpc,
    ingress: open,
    egress: open,
    [mend.direction]: [denial, ...open],
    source: PROPOSAL,
  };
  return put({
    networkAcls: new Map([[acl.id, acl]]),
    subnets: new Map([[subnet.id, { ...subnet, networkAcl: acl.id }]]),
  });
}
