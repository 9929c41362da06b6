/**
 * What rules of network security groups say, and leave open.
 */
import type { SourceRef } from '../../model/source-ref.ts';
import type { Item } from '../aws/item.ts';
import { undetermined, type DeclaredResource } from '../declared/resource.ts';
import type { AzureReading } from './reading.ts';
import { RULE, separateParts } from './written.ts';

/** What is not known of a group and its rules before they are made. */
export function doubtsOf(
  reading: AzureReading,
  list: DeclaredResource,
): { readonly why: string; readonly source: SourceRef }[] {
  const own = undetermined(list.properties);
  const rules = separateParts(reading, RULE, list).flatMap((rule) => {
    const why = undetermined(rule.properties);
    return why === undefined ? [] : [{ why: `of the rule ${rule.id}, ${why}`, source: rule.source }];
  });
  return [...(own === undefined ? [] : [{ why: own, source: list.source }]), ...rules];
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
