/**
 * Values of a template: functions evaluated, as far as anybody can before the stack is made.
 *
 * "Intrinsic function reference" (AWS CloudFormation). What is not known (a parameter without a value,
 * an import from a stack that is not among the inputs) is {@link UNKNOWN}, and so is all that is made of
 * it. Ids of resources are the names of the resources.
 */
import { formatPrefix, parsePrefix, prefixOf, type Prefix } from '../../ip/prefix.ts';
import { plus } from '../../ip/address.ts';
import { isJsonObject } from '../aws/json-object.ts';

export const UNKNOWN = Symbol('unknown');

/** What functions ask the template about. */
export interface Scope {
  /** `Ref`: a parameter, pseudo parameter or resource. */
  ref(name: string): unknown;
  attribute(resource: string, attribute: string): unknown;
  mapping(map: string, first: string, second: string): unknown;
  /** Undefined where it depends on something unknown. */
  condition(name: string, depth: number): boolean | undefined;
  imported(name: string): unknown;
  readonly zones: readonly string[];
  /** Takes one step; false when there were too many: aliases can make a small file endless. */
  step(): boolean;
}

/** Templates nest a few levels; more is a circle. */
const DEPTH_LIMIT = 40;

export function evaluate(value: unknown, scope: Scope, depth = 0): unknown {
  if (depth > DEPTH_LIMIT || !scope.step()) return UNKNOWN;
  if (Array.isArray(value)) {
    const parts: readonly unknown[] = value;
    return parts.map((part) => evaluate(part, scope, depth + 1)).filter((part) => part !== undefined);
  }
  // "Dynamic references": what a parameter store or secret holds is filled in when the stack is made.
  if (typeof value === 'string') return value.includes('{{resolve:') ? UNKNOWN : value;
  if (!isJsonObject(value)) return value;
  const [only, ...others] = Object.keys(value);
  if (only !== undefined && others.length === 0 && isFunction(only)) {
    return call(only, value[only], scope, depth + 1);
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      const found = evaluate(part, scope, depth + 1);
      return found === undefined ? [] : [[key, found] as const];
    }),
  );
}

function isFunction(key: string): boolean {
  return key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');
}

function call(name: string, argument: unknown, scope: Scope, depth: number): unknown {
  const parts = (): unknown[] => {
    const found = evaluate(argument, scope, depth);
    return Array.isArray(found) ? (found as unknown[]) : [];
  };
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? scope.ref(argument) : UNKNOWN;
    case 'Fn::GetAtt':
      return getAttribute(argument, scope);
    case 'Fn::If':
      return choose(argument, scope, depth);
    case 'Fn::Join':
      return join(parts());
    case 'Fn::Sub':
      return substitute(argument, scope, depth);
    case 'Fn::FindInMap': {
      const [map, first, second, more] = parts();
      const isKnown = [map, first, second].every((part) => typeof part === 'string');
      const found = isKnown ? scope.mapping(String(map), String(first), String(second)) : undefined;
      const otherwise = isJsonObject(more) ? more['DefaultValue'] : undefined;
      return found ?? (isKnown ? otherwise : undefined) ?? UNKNOWN;
    }
    case 'Fn::Select': {
      const [index, list] = parts();
      const at = numberOf(index);
      if (!Array.isArray(list) || !Number.isInteger(at)) return UNKNOWN;
      return list[at] ?? UNKNOWN;
    }
    case 'Fn::Split': {
      const [separator, text] = parts();
      return typeof separator === 'string' && typeof text === 'string' ? text.split(separator) : UNKNOWN;
    }
    case 'Fn::Length': {
      const list = evaluate(argument, scope, depth);
      return Array.isArray(list) ? list.length : UNKNOWN;
    }
    case 'Fn::Cidr':
      return subnets(parts());
    case 'Fn::GetAZs':
      return scope.zones;
    case 'Fn::ImportValue': {
      const exported = evaluate(argument, scope, depth);
      return typeof exported === 'string' ? scope.imported(exported) : UNKNOWN;
    }
    case 'Condition':
    case 'Fn::And':
    case 'Fn::Or':
    case 'Fn::Not':
    case 'Fn::Equals':
      return truth({ [name]: argument }, scope, depth) ?? UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** Truth of a condition; undefined where it is not known. */
export function truth(condition: unknown, scope: Scope, depth = 0): boolean | undefined {
  if (depth > DEPTH_LIMIT || !isJsonObject(condition) || !scope.step()) return undefined;
  const [name, argument] = Object.entries(condition)[0] ?? [];
  const list: readonly unknown[] = Array.isArray(argument) ? argument : [];
  const truths = (): (boolean | undefined)[] => list.map((part) => truth(part, scope, depth + 1));
  switch (name) {
    case 'Condition':
      return typeof argument === 'string' ? scope.condition(argument, depth + 1) : undefined;
    case 'Fn::Equals': {
      const [a, b] = list.map((part) => evaluate(part, scope, depth + 1));
      if (isUnknown(a) || isUnknown(b)) return undefined;
      return isScalar(a) && isScalar(b) ? String(a) === String(b) : JSON.stringify(a) === JSON.stringify(b);
    }
    case 'Fn::Not': {
      const [only] = truths();
      return only === undefined ? undefined : !only;
    }
    case 'Fn::And': {
      const all = truths();
      if (all.includes(false)) return false;
      return all.includes(undefined) ? undefined : true;
    }
    case 'Fn::Or': {
      const all = truths();
      if (all.includes(true)) return true;
      return all.includes(undefined) ? undefined : false;
    }
    default:
      return undefined;
  }
}

function getAttribute(argument: unknown, scope: Scope): unknown {
  const [resource, ...attribute] = Array.isArray(argument)
    ? (argument as unknown[])
    : String(argument).split('.');
  if (typeof resource !== 'string') return UNKNOWN;
  return scope.attribute(resource, attribute.map(String).join('.'));
}

function choose(argument: unknown, scope: Scope, depth: number): unknown {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string') return UNKNOWN;
  const holds = scope.condition(argument[0], depth);
  if (holds === undefined) return UNKNOWN;
  return evaluate(argument[holds ? 1 : 2], scope, depth);
}

function join([separator, list]: readonly unknown[]): unknown {
  if (typeof separator !== 'string' || !Array.isArray(list)) return UNKNOWN;
  const parts: readonly unknown[] = list;
  return parts.every(isScalar) ? parts.map(String).join(separator) : UNKNOWN;
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isUnknown(value: unknown): boolean {
  return value === UNKNOWN || (Array.isArray(value) && value.some(isUnknown));
}

/** Templates write numbers as texts, too; anything else is none. */
function numberOf(value: unknown): number {
  return typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
}

/** `${Name}`, `${Resource.Attribute}`; `${!Name}` is left as it is. */
function substitute(argument: unknown, scope: Scope, depth: number): unknown {
  const [text, own] = Array.isArray(argument) ? (argument as unknown[]) : [argument, {}];
  if (typeof text !== 'string') return UNKNOWN;
  const values = isJsonObject(own) ? own : {};
  let isKnown = true;
  const result = text.replaceAll(/\$\{([^}]*)\}/g, (whole, inner: string) => {
    const name = inner.trim();
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const found = Object.hasOwn(values, name)
      ? evaluate(values[name], scope, depth)
      : name.includes('.')
        ? getAttribute(name, scope)
        : scope.ref(name);
    if (isScalar(found)) return String(found);
    isKnown = false;
    return whole;
  });
  return isKnown ? result : UNKNOWN;
}

/** "Fn::Cidr": so many ranges of so many bits out of a range; at most 256. */
function subnets([range, count, bits]: readonly unknown[]): unknown {
  const prefix = typeof range === 'string' ? parsePrefix(range) : undefined;
  const wanted = numberOf(count);
  if (!prefix || !Number.isInteger(wanted) || wanted < 1 || wanted > 256) return UNKNOWN;
  const width = typeof prefix.address === 'number' ? 32 : 128;
  const length = width - numberOf(bits ?? (width === 32 ? 8 : 64));
  if (!Number.isInteger(length) || length < prefix.length || length > width) return UNKNOWN;
  if (wanted > 2 ** (length - prefix.length)) return UNKNOWN;
  return Array.from({ length: wanted }, (_, i) => formatPrefix(nthPart(prefix, length, width, i)));
}

function nthPart(prefix: Prefix, length: number, width: number, i: number): Prefix {
  const { address } = prefix;
  const first =
    typeof address === 'number'
      ? plus(address, i * 2 ** (width - length))
      : address + BigInt(i) * (1n << BigInt(width - length));
  return prefixOf(first, length);
}
