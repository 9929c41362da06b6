/**
 * What the parts of the Google Cloud reader share. Resources refer to one another by self link, by the
 * path at its end, or by name alone.
 */
import type { NetworkDraft } from '../../model/network-draft.ts';
import { CloudReading, UNKNOWN } from '../declared/cloud-reading.ts';
import { undetermined, type DeclaredResource } from '../declared/resource.ts';
import { LateDoubts } from '../late-doubts.ts';

export class GoogleReading extends CloudReading {
  readonly late = new LateDoubts();
  private readonly resourcesByName = new Map<string, DeclaredResource[]>();

  constructor(draft: NetworkDraft, resources: readonly DeclaredResource[]) {
    super(draft, resources, pathOf);
    for (const resource of resources) {
      const why = undetermined(resource.properties);
      if (why !== undefined) this.doubtOf(resource, why);
      const name = resource.properties.text('name');
      if (name === undefined) continue;
      const key = `${resource.type} ${name}`;
      this.resourcesByName.set(key, [...(this.resourcesByName.get(key) ?? []), resource]);
    }
  }

  /** A resource by path, or by name where only one of the type bears it, of those the path can mean. */
  named(type: string, wanted: string | undefined): DeclaredResource | undefined {
    if (wanted === undefined) return undefined;
    const found = this.find(wanted);
    if (found?.type === type) return found;
    const name = wanted.split('/').at(-1);
    const bearers = (this.resourcesByName.get(`${type} ${name}`) ?? []).filter((resource) =>
      canMean(wanted, resource),
    );
    const [only, ...others] = bearers;
    return others.length === 0 ? only : undefined;
  }

  /** A network, which gets a stand-in when nothing declares it. */
  network(wanted: string, mentionedBy: DeclaredResource): string {
    const id = this.named('google_compute_network', wanted)?.id ?? pathOf(wanted);
    if (this.draft.vpcs.has(id)) return id;
    const { source } = mentionedBy;
    this.addNetwork(id, projectOf(id), undefined, source);
    const why = 'it is not declared here, so its subnets and routes are not known';
    this.doubt({ id, kind: 'Network', why, source, vpc: id });
    this.doubtElsewhere(id, source);
    return id;
  }

  /** A network that is not made here has routes and firewall rules of which no file tells. */
  doubtElsewhere(network: string, source: DeclaredResource['source']): void {
    this.late.aboutTables('routes of its network may be declared elsewhere', source, network);
    this.late.aboutGroups('firewall rules of its network may be declared elsewhere', source, network);
  }

  addNetwork(
    id: string,
    account: string | undefined,
    name: string | undefined,
    source: DeclaredResource['source'],
  ): void {
    this.draft.vpcs.set(id, {
      id,
      ...(name !== undefined && { name }),
      profile: 'gcp',
      account: account ?? UNKNOWN,
      // "VPC networks": a network stretches over all regions.
      region: 'global',
      cidrs: [],
      mainTable: `${id}/routes`,
      dnsSupport: true,
      source,
    });
  }
}

/** `projects/p/global/networks/n`, whatever API it was written for. */
function pathOf(text: string): string {
  return text.replace(/^https:\/\/[^/]+\/compute\/[^/]+\//, '');
}

/** Projects and regions tell apart what bears one name: `projects/other/global/networks/default`. */
function canMean(wanted: string, { id, properties }: DeclaredResource): boolean {
  return (['project', 'region'] as const).every((key) => {
    const part = new RegExp(`(?:^|/)${key}s/([^/]+)/`);
    const asked = part.exec(wanted)?.[1];
    const own = properties.text(key) ?? part.exec(id)?.[1];
    return asked === undefined || own === undefined || asked === own;
  });
}

export function projectOf(path: string): string | undefined {
  return /(?:^|\/)projects\/([^/]+)\//.exec(path)?.[1];
}
