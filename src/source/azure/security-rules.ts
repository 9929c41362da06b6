/**
 * Rules of network security groups as they are written: inside the group, or as resources of their own.
 */
import type { SourceRef } from '../../model/source-ref.ts';
import type { Item } from '../aws/item.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import { undetermined } from '../late-doubts.ts';
import type { AzureReading } from './reading.ts';

/** A rule as it is written, with the place that tells of it. */
export interface Written {
  readonly item: Item;
  readonly source: SourceRef;
}

/** Rules of a group, each once. */
export function writtenRules(reading: AzureReading, list: DeclaredResource): Written[] {
  const separate = reading
    .ofType('azurerm_network_security_rule')
    .filter((rule) => groupOf(reading, rule) === list.id)
    .map(({ properties: item, source }) => ({ item, source }));
  const names = new Set(separate.map(({ item }) => item.text('name')));
  const inline = list.properties
    .items('security_rule')
    // A group repeats the rules that resources of their own declare.
    .filter((block) => !names.has(block.text('name')))
    .map((item) => ({ item, source: list.source }));
  return [...inline, ...separate];
}

/** What is not known of a group and its rules before they are made. */
export function doubtsOf(
  reading: AzureReading,
  list: DeclaredResource,
): { readonly why: string; readonly source: SourceRef }[] {
  const own = undetermined(list.properties);
  const rules = reading
    .ofType('azurerm_network_security_rule')
    .filter((rule) => groupOf(reading, rule) === list.id)
    .flatMap((rule) => {
      const why = undetermined(rule.properties);
      return why === undefined ? [] : [{ why: `of the rule ${rule.id}, ${why}`, source: rule.source }];
    });
  return [...(own === undefined ? [] : [{ why: own, source: list.source }]), ...rules];
}

/** A rule of which nobody knows in which group it is could be in any. */
export function doubtOrphans(reading: AzureReading): void {
  for (const rule of reading.ofType('azurerm_network_security_rule')) {
    if (groupOf(reading, rule) !== undefined || rule.properties.has('network_security_group_name')) continue;
    const why = 'in which network security group it is is not known';
    reading.doubtOf(rule, why);
    reading.late.aboutGroups(`${rule.id} could be in it: ${why}`, rule.source);
  }
}

function groupOf(reading: AzureReading, rule: DeclaredResource): string | undefined {
  const parent = /^(.*\/networkSecurityGroups\/[^/]+)\/securityRules\//i.exec(rule.id)?.[1];
  const named = reading.namedBy(rule, 'network_security_group_name', 'azurerm_network_security_group');
  return named ?? (parent && reading.idOf(parent));
}

/** Does a rule name addresses on the side of the interface? */
export function namesNearEnd(item: Item): boolean {
  const near = item.text('direction')?.toLowerCase() === 'inbound' ? 'destination' : 'source';
  const texts = textsOf(item, `${near}_address_prefix`, `${near}_address_prefixes`);
  if (item.texts(`${near}_application_security_group_ids`).length > 0) return true;
  return texts.some((text) => !['*', 'any', 'virtualnetwork', '0.0.0.0/0'].includes(text.toLowerCase()));
}

export function namesVirtualNetwork(item: Item): boolean {
  const texts = ['source', 'destination'].flatMap((end) =>
    textsOf(item, `${end}_address_prefix`, `${end}_address_prefixes`),
  );
  return texts.some((text) => text.toLowerCase() === 'virtualnetwork');
}

export function textsOf(item: Item, single: string, several: string): string[] {
  const one = item.text(single);
  return [...(one === undefined ? [] : [one]), ...item.texts(several)];
}
