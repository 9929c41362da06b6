/**
 * Rules that allow and deny in an order of precedence → the allow rules that let the same packets through.
 *
 * Network security groups of Azure, firewall rules of Google Cloud and security groups of JD Cloud are
 * lists in which the first match decides. The network knows groups of allow rules. The translation is
 * exact: what a rule matches is taken out of what is left for the rules behind it. A box is a range of
 * protocols, one of ports, and a set of far addresses of one family.
 */
import type { Family } from '../ip/address.ts';
import type { RangeSet } from '../ip/range-set.ts';
import type { SecurityGroupRule } from '../model/filter.ts';
import { ALL_PORTS, ALL_PROTOCOLS, type NumberRange, type Service } from '../model/protocol.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { EVERYWHERE, type FarSets } from './far-sets.ts';

export interface OrderedRule {
  readonly allow: boolean;
  readonly services: readonly Service[];
  readonly far: FarSets;
  readonly source: SourceRef;
}

/** What a list lets through, and which of its rules does. */
export interface AllowedBox {
  readonly family: Family;
  readonly protocols: NumberRange;
  readonly ports: NumberRange;
  readonly far: RangeSet;
  readonly source: SourceRef;
}

type Box = Omit<AllowedBox, 'source'>;

const FAMILIES = [4, 6] as const;

/** What the rules allow, the first of them deciding; what none of them matches is denied. */
export function allowedBy(rules: readonly OrderedRule[]): AllowedBox[] {
  const allowed: AllowedBox[] = [];
  for (const family of FAMILIES) {
    let open: Box[] = [{ family, protocols: ALL_PROTOCOLS, ports: ALL_PORTS, far: EVERYWHERE[family] }];
    for (const { allow, services, far, source } of rules) {
      for (const { protocols, ports } of services) {
        const match = { family, protocols, ports, far: far[family] };
        const met = open.flatMap((box) => meet(box, match) ?? []);
        if (met.length === 0) continue;
        if (allow) allowed.push(...met.map((box) => ({ ...box, source })));
        open = open.flatMap((box) => subtract(box, match));
      }
    }
  }
  return allowed;
}

/** What two lists both let through; the rules of the first are named. */
export function allowedByBoth(a: readonly AllowedBox[], b: readonly AllowedBox[]): AllowedBox[] {
  return a.flatMap((box) =>
    b.flatMap((other) => {
      const met = box.family === other.family ? meet(box, other) : undefined;
      return met ? [{ ...met, source: box.source }] : [];
    }),
  );
}

/** As rules of a group, one per far range. */
export function groupRulesOf(boxes: readonly AllowedBox[]): SecurityGroupRule[] {
  return boxes.flatMap(({ protocols, ports, far, source }) =>
    far.toPrefixes().map((prefix) => ({
      service: { protocols, ports },
      peer: { kind: 'prefix', prefix } as const,
      source,
    })),
  );
}

function meet(a: Box, b: Box): Box | undefined {
  const protocols = overlap(a.protocols, b.protocols);
  const ports = overlap(a.ports, b.ports);
  if (!protocols || !ports) return undefined;
  const far = a.far.intersect(b.far);
  return far.isEmpty ? undefined : { family: a.family, protocols, ports, far };
}

/** What is left of a box without another one, as disjoint boxes. */
function subtract(box: Box, other: Box): Box[] {
  const met = meet(box, other);
  if (!met) return [box];
  const left: Box[] = outside(box.protocols, met.protocols).map((protocols) => ({ ...box, protocols }));
  const { protocols, ports } = met;
  left.push(...outside(box.ports, ports).map((range) => ({ ...box, protocols, ports: range })));
  const far = box.far.subtract(met.far);
  if (!far.isEmpty) left.push({ ...box, protocols, ports, far });
  return left;
}

function overlap(a: NumberRange, b: NumberRange): NumberRange | undefined {
  const first = Math.max(a.first, b.first);
  const last = Math.min(a.last, b.last);
  return first <= last ? { first, last } : undefined;
}

function outside(whole: NumberRange, part: NumberRange): NumberRange[] {
  const ranges: NumberRange[] = [];
  if (whole.first < part.first) ranges.push({ first: whole.first, last: part.first - 1 });
  if (part.last < whole.last) ranges.push({ first: part.last + 1, last: whole.last });
  return ranges;
}
