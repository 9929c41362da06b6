/**
 * What the parts of the Azure reader share. Ids are those of Azure Resource Manager, which are compared
 * without case, or addresses of resources that do not exist yet.
 */
import type { Subnet } from '../../model/network.ts';
import type { NetworkDraft } from '../../model/network-draft.ts';
import type { Item } from '../aws/item.ts';
import { Grouping } from '../aws/grouping.ts';
import { CloudReading, UNKNOWN } from '../declared/cloud-reading.ts';
import { undetermined, type DeclaredResource } from '../declared/resource.ts';
import { LateDoubts } from '../late-doubts.ts';

export class AzureReading extends CloudReading {
  /** Interfaces of each application security group. */
  readonly membersOf = new Grouping<string>();
  readonly late = new LateDoubts();
  /** Virtual networks by resource group and name, as other resources refer to them. */
  private readonly named = new Map<string, string>();

  constructor(draft: NetworkDraft, resources: readonly DeclaredResource[]) {
    super(draft, resources, (id) => id.toLowerCase());
    for (const resource of resources) {
      const { id, type, properties } = resource;
      const name = properties.text('name');
      if (name !== undefined) this.named.set(nameKey(type, groupOf(properties, id), name), id);
      const why = undetermined(properties);
      if (why !== undefined) this.doubtOf(resource, why);
    }
  }

  /** Id of a resource that another one refers to by name, in the same resource group. */
  namedBy(by: DeclaredResource, key: string, type: string): string | undefined {
    const name = by.properties.text(key);
    if (name === undefined) return undefined;
    const meant = this.find(name);
    if (meant?.type === type) return meant.id;
    return this.named.get(nameKey(type, groupOf(by.properties, by.id), name));
  }

  /** A subnet by its id, in whatever case that is written. */
  subnet(wanted: string | undefined): Subnet | undefined {
    if (wanted === undefined) return undefined;
    const known = this.draft.subnets.get(this.idOf(wanted));
    if (known) return known;
    const text = wanted.toLowerCase();
    return [...this.draft.subnets.values()].find(({ id }) => id.toLowerCase() === text);
  }

  /** An association of which one end or both are known only after it is made. */
  doubtHalfKnown(association: DeclaredResource, ownerKey: string, partKey: string): void {
    const { id, properties, source } = association;
    const owner = properties.text(ownerKey);
    const part = properties.text(partKey);
    if (owner !== undefined && part !== undefined) return;
    const why = 'what it joins is not known';
    this.doubtOf(association, why);
    const about = `${id} could be about it: ${why}`;
    if (owner === undefined) this.late.aboutSubnets(about, source);
    else this.doubt({ id: this.subnet(owner)?.id ?? this.idOf(owner), kind: 'Subnet', why: about, source });
  }

  /** A virtual network, which gets a stand-in when nothing declares it. */
  network(wanted: string, mentionedBy: DeclaredResource): string {
    const id = this.idOf(wanted);
    if (this.draft.vpcs.has(id)) return id;
    const { source } = mentionedBy;
    this.draft.vpcs.set(id, {
      id,
      profile: 'azure',
      account: subscriptionOf(id) ?? UNKNOWN,
      region: UNKNOWN,
      cidrs: [],
      mainTable: mainTableOf(id),
      dnsSupport: true,
      source,
    });
    const why = 'it is not declared here, so its ranges are not known';
    this.doubt({ id, kind: 'VirtualNetwork', why, source, vpc: id });
    this.late.aboutTables('the ranges and peerings of its network are declared elsewhere', source, id);
    return id;
  }
}

function nameKey(type: string, group: string, name: string): string {
  return `${type} ${group} ${name}`.toLowerCase();
}

function groupOf(properties: Item, id: string): string {
  return properties.text('resource_group_name') ?? /\/resourceGroups\/([^/]+)\//i.exec(id)?.[1] ?? '';
}

export function subscriptionOf(id: string): string | undefined {
  return /^\/subscriptions\/([^/]+)\//i.exec(id)?.[1];
}

/** Table of subnets without one of their own: nothing but what the platform writes. */
export function mainTableOf(network: string): string {
  return `${network}/system-routes`;
}
