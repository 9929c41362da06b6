/**
 * What the parts of the Google Cloud reader share. Resources refer to one another by self link, by the
 * path at its end, or by name alone.
 */
import type { NetworkDraft } from '../../model/network-draft.ts';
import { CloudReading, UNKNOWN } from '../declared/cloud-reading.ts';
import type { DeclaredResource } from '../declared/resource.ts';

export class GoogleReading extends CloudReading {
  private readonly resourcesByName = new Map<string, DeclaredResource[]>();

  constructor(draft: NetworkDraft, resources: readonly DeclaredResource[]) {
    super(draft, resources, pathOf);
    for (const resource of resources) {
      const name = resource.properties.text('name');
      if (name === undefined) continue;
      const key = `${resource.type} ${name}`;
      this.resourcesByName.set(key, [...(this.resourcesByName.get(key) ?? []), resource]);
    }
  }

  /** A resource by path, or by name where only one of the type bears it. */
  named(type: string, wanted: string | undefined): DeclaredResource | undefined {
    const found = this.find(wanted);
    if (found?.type === type) return found;
    const name = wanted?.split('/').at(-1);
    const [only, ...others] = this.resourcesByName.get(`${type} ${name}`) ?? [];
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
    return id;
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

export function projectOf(path: string): string | undefined {
  return /(?:^|\/)projects\/([^/]+)\//.exec(path)?.[1];
}
