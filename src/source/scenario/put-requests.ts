/**
 * New records of an event in the portions a provider is asked for: a VPC with what is in it, a link with
 * its interfaces, a list, a group, each taken or refused on its own.
 */
import type { NewRecords } from '../../model/change.ts';
import type { Eni } from '../../model/eni.ts';
import type { NetworkDraft } from '../../model/network-draft.ts';

export interface PutRequest {
  readonly records: NewRecords;
  /** Section and key of the event the request comes from. */
  readonly section: string;
  readonly id: string;
}

/** Requests in an order in which each finds what it refers to. */
export function putRequests(before: NetworkDraft, after: NetworkDraft): PutRequest[] {
  const records = difference(before, after);
  const requests: PutRequest[] = [];
  const ask = (section: string, id: string, portion: NewRecords): void => {
    const filled = Object.entries(portion).filter(([, added]) => added.size > 0);
    requests.push({ section, id, records: Object.fromEntries(filled) });
  };
  for (const [id, list] of records.prefixLists ?? []) {
    ask('prefixLists', id, { prefixLists: new Map([[id, list]]) });
  }
  for (const [id, group] of records.securityGroups ?? []) {
    ask('sgs', id, { securityGroups: new Map([[id, group]]) });
  }
  for (const [id, vpc] of records.vpcs ?? []) {
    ask('vpcs', id, {
      vpcs: new Map([[id, vpc]]),
      subnets: pick(records.subnets, (subnet) => subnet.vpc === id),
      enis: pick(records.enis, (eni) => eni.vpc === id && linkOf(eni) === undefined),
      routeTables: pick(records.routeTables, ({ owner }) => owner.kind === 'vpc' && owner.vpc === id),
      networkAcls: pick(records.networkAcls, (acl) => acl.vpc === id),
    });
  }
  for (const [id, link] of records.links ?? []) {
    ask('links', id, {
      links: new Map([[id, link]]),
      enis: pick(records.enis, (eni) => linkOf(eni) === id),
    });
  }
  for (const [id, acl] of records.networkAcls ?? []) {
    if (records.vpcs?.has(acl.vpc)) continue;
    ask('acls', id, {
      networkAcls: new Map([[id, acl]]),
      subnets: pick(records.subnets, (subnet) => subnet.networkAcl === id),
    });
  }
  return requests;
}

/** Link whose interface it is. */
function linkOf(eni: Eni): string | undefined {
  return 'link' in eni.owner ? eni.owner.link : undefined;
}

function pick<V>(
  section: ReadonlyMap<string, V> | undefined,
  isMeant: (record: V) => boolean,
): Map<string, V> {
  return new Map([...(section ?? [])].filter(([, record]) => isMeant(record)));
}

/** Records that are new or were replaced. */
function difference(before: NetworkDraft, after: NetworkDraft): NewRecords {
  const changed = <V>(old: ReadonlyMap<string, V>, now: ReadonlyMap<string, V>): Map<string, V> =>
    new Map([...now].filter(([id, record]) => old.get(id) !== record));
  return {
    vpcs: changed(before.vpcs, after.vpcs),
    subnets: changed(before.subnets, after.subnets),
    enis: changed(before.enis, after.enis),
    routeTables: changed(before.routeTables, after.routeTables),
    links: changed(before.links, after.links),
    securityGroups: changed(before.securityGroups, after.securityGroups),
    networkAcls: changed(before.networkAcls, after.networkAcls),
    prefixLists: changed(before.prefixLists, after.prefixLists),
  };
}
