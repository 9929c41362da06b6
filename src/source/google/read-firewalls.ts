/**
 * Firewall rules of a network, as the group of allow rules that each interface has of them.
 *
 * The lowest priority that matches decides, of equal ones a denial; what no rule matches may leave and may
 * not come in. Rules are about interfaces by tag or service account of their instance. "VPC firewall rules"
 * (Google Cloud).
 */
import type { Range } from '../../ip/range.ts';
import type { Eni } from '../../model/eni.ts';
import { ALL_PORTS, ALL_PROTOCOLS, hasPorts, parseProtocol, type Service } from '../../model/protocol.ts';
import type { Item } from '../aws/item.ts';
import { undetermined, type DeclaredResource } from '../declared/resource.ts';
import { EVERYWHERE, parsePorts, setsOfPrefixes, setsOfRanges, union, type FarSets } from '../far-sets.ts';
import { allowedBy, groupRulesOf, type OrderedRule } from '../ordered-rules.ts';
import type { GoogleReading } from './reading.ts';

type Direction = 'INGRESS' | 'EGRESS';

/** "Implied rules" have the priority behind all others. */
const EVERY_SERVICE: Service = { protocols: ALL_PROTOCOLS, ports: ALL_PORTS };

export function readFirewalls(reading: GoogleReading): void {
  const { draft } = reading;
  const rulesOf = new Map<string, DeclaredResource[]>();
  for (const rule of reading.ofType('google_compute_firewall')) {
    const { properties } = rule;
    const network = properties.text('network');
    if (properties.flag('disabled') === true) continue;
    if (network === undefined) {
      const why = 'to which network it belongs is not known';
      reading.doubtOf(rule, why);
      reading.late.aboutGroups(`${rule.id} could be in it: ${why}`, rule.source);
      continue;
    }
    const vpc = reading.network(network, rule);
    const open = openIn(properties);
    // Whom it is about may be what is not known.
    if (open !== undefined) reading.late.aboutGroups(`of the rule ${rule.id}, ${open}`, rule.source, vpc);
    rulesOf.set(vpc, [...(rulesOf.get(vpc) ?? []), rule]);
  }
  for (const eni of draft.enis.values()) {
    if (eni.owner.kind !== 'host') continue;
    const instance = reading.find(eni.owner.instance);
    if (!instance) continue;
    const rules = (rulesOf.get(eni.vpc) ?? []).filter((rule) =>
      isAbout(rule.properties, instance.properties),
    );
    const id = groupOf(reading, eni, rules);
    const open =
      undetermined(instance.properties) ?? openAccount(instance.properties, rulesOf.get(eni.vpc) ?? []);
    if (open !== undefined) {
      const why = `of its instance ${instance.id}, ${open}`;
      reading.doubt({ id, kind: 'Firewall', why, source: instance.source, vpc: eni.vpc });
    }
    draft.enis.set(eni.id, { ...eni, securityGroups: [id] });
  }
}

/** What is not known of a rule. */
function openIn(properties: Item): string | undefined {
  const hasAction = properties.items('allow').length + properties.items('deny').length > 0;
  return undetermined(properties) ?? (hasAction ? undefined : 'whether it allows or denies is not known');
}

/** A rule without targets is about every instance of its network. */
function isAbout(rule: Item, instance: Item): boolean {
  const tags = rule.texts('target_tags');
  const accounts = rule.texts('target_service_accounts');
  if (tags.length === 0 && accounts.length === 0) return true;
  const own = new Set([...instance.texts('tags'), ...accountsOf(instance)]);
  return [...tags, ...accounts].some((name) => own.has(name));
}

/** A service account that nobody knows could be one that a rule names. */
function openAccount(instance: Item, rules: readonly DeclaredResource[]): string | undefined {
  const isOpen = instance.items('service_account').some((part) => part.text('email') === undefined);
  const isAsked = rules.some(({ properties }) =>
    ['target', 'source'].some((end) => properties.texts(`${end}_service_accounts`).length > 0),
  );
  return isOpen && isAsked ? 'its service account is not known' : undefined;
}

function accountsOf(instance: Item): string[] {
  return instance.items('service_account').flatMap((part) => part.text('email') ?? []);
}

/** Interfaces that the same rules are about have one group. */
function groupOf(reading: GoogleReading, eni: Eni, rules: readonly DeclaredResource[]): string {
  const { draft } = reading;
  const names = rules.map(({ properties, id }) => properties.text('name') ?? id);
  const id = `${eni.vpc}/firewall${names.length === 0 ? '' : `(${names.join(',')})`}`;
  if (draft.securityGroups.has(id)) return id;
  const allowed = (direction: Direction) =>
    groupRulesOf(allowedBy(orderedRules(reading, id, eni, rules, direction)));
  draft.securityGroups.set(id, {
    id,
    vpc: eni.vpc,
    ingress: allowed('INGRESS'),
    egress: allowed('EGRESS'),
    source: rules[0]?.source ?? draft.vpcs.get(eni.vpc)!.source,
  });
  return id;
}

function orderedRules(
  reading: GoogleReading,
  group: string,
  { vpc }: Eni,
  rules: readonly DeclaredResource[],
  direction: Direction,
): OrderedRule[] {
  const priorityOf = ({ properties }: DeclaredResource): number => properties.integer('priority') ?? 1000;
  const isDenial = ({ properties }: DeclaredResource): boolean => properties.items('deny').length > 0;
  const own = rules
    .filter(({ properties }) => (properties.text('direction') ?? 'INGRESS') === direction)
    .toSorted((a, b) => priorityOf(a) - priorityOf(b) || Number(isDenial(b)) - Number(isDenial(a)))
    .flatMap((rule) => {
      const allow = !isDenial(rule);
      const services = rule.properties
        .items(allow ? 'allow' : 'deny')
        .flatMap((block) => servicesOf(reading, block, group, rule));
      const far = farOf(reading, rule, vpc, direction, group);
      return far ? [{ allow, services, far, source: rule.source }] : [];
    });
  const { source } = reading.draft.vpcs.get(vpc)!;
  const implied = { allow: direction === 'EGRESS', services: [EVERY_SERVICE], far: EVERYWHERE, source };
  return [...own, implied];
}

function servicesOf(
  reading: GoogleReading,
  block: Item,
  group: string,
  { properties, source }: DeclaredResource,
): Service[] {
  const text = block.text('protocol');
  if (text === 'all') return [EVERY_SERVICE];
  const protocol = text === undefined ? undefined : parseProtocol(text === 'ipip' ? 4 : text);
  const ports = block.texts('ports').map(parsePorts);
  if (protocol === undefined || ports.includes(undefined)) {
    const why = `the rule ${properties.text('name') ?? ''} names a protocol or port that is not known`;
    reading.doubt({ id: group, kind: 'Firewall', why, source });
    return [];
  }
  const protocols = { first: protocol, last: protocol };
  const ranges =
    ports.length === 0 || !hasPorts(protocol) ? [ALL_PORTS] : ports.filter((range) => range !== undefined);
  return ranges.map((range) => ({ protocols, ports: range }));
}

/** Ranges, or the addresses of the instances that tags and service accounts name; all when none is named. */
function farOf(
  reading: GoogleReading,
  { properties, source }: DeclaredResource,
  vpc: string,
  direction: Direction,
  group: string,
): FarSets | undefined {
  const key = direction === 'INGRESS' ? 'source_ranges' : 'destination_ranges';
  const ranges = properties.texts(key);
  const names = [...properties.texts('source_tags'), ...properties.texts('source_service_accounts')];
  const prefixes = ranges.flatMap((text) => reading.prefixOf(properties, key, text) ?? []);
  if (ranges.length > 0 && prefixes.length === 0) {
    const why = `the far end of the rule ${properties.text('name') ?? ''} is not known`;
    reading.doubt({ id: group, kind: 'Firewall', why, source });
    return undefined;
  }
  if (ranges.length === 0 && names.length === 0) return EVERYWHERE;
  return union(setsOfPrefixes(prefixes), membersOf(reading, new Set(names), vpc));
}

function membersOf(reading: GoogleReading, names: ReadonlySet<string>, vpc: string): FarSets {
  const ranges: Range[] = [...reading.draft.enis.values()].flatMap((eni) => {
    if (eni.vpc !== vpc || eni.owner.kind !== 'host') return [];
    const instance = reading.find(eni.owner.instance)?.properties;
    const own = instance ? [...instance.texts('tags'), ...accountsOf(instance)] : [];
    return own.some((name) => names.has(name)) ? eni.addresses : [];
  });
  return setsOfRanges(ranges);
}
