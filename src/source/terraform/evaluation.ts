/**
 * Expressions of a configuration → the values they may stand for, through variables, outputs of modules and
 * instances of resources.
 */
import { own } from '../../model/own.ts';
import { isJsonObject } from '../aws/json-object.ts';
import {
  childModule,
  indexAt,
  moduleSteps,
  nameAt,
  parentModule,
  tokensOf,
  type Index,
  type Token,
} from './address.ts';
import { objectAt, type Configuration } from './configuration.ts';
import { choose, mostExact, referencesIn, walk } from './expressions.ts';
import type { Instances } from './instances.ts';
import type { TerraformResource } from './resource.ts';

/** Where an expression stands. */
export interface Scope {
  readonly module: string;
  readonly index?: Index | undefined;
  readonly forEach?: unknown;
}

export interface Wanted {
  readonly attribute: string;
  readonly isList: boolean;
}

/** Modules hand values on a few levels; more is a circle. */
export const DEPTH_LIMIT = 24;

/** Expressions on the way to one value; references in a circle branch without end. */
const STEP_LIMIT = 10_000;

/** What is asked of an expression, and how deep in others it stands. */
interface Asked {
  readonly scope: Scope;
  readonly wanted: Wanted;
  /** Does it count along (`count.index`, `each.key`)? */
  readonly counts: boolean;
  readonly depth: number;
}

/** Values of an attribute, or of what `rest` names in it. */
type AttributeOf = (
  resource: TerraformResource,
  rest: readonly Token[],
  wanted: Wanted,
  depth: number,
) => unknown[];

export class Evaluation {
  /** Instances that were picked by an index which a plan does not repeat, by what the list is called. */
  readonly picked = new Map<string, TerraformResource>();
  private readonly configuration: Configuration;
  private readonly instances: Instances;
  private readonly attributeOf: AttributeOf;
  private steps = 0;

  constructor(configuration: Configuration, instances: Instances, attributeOf: AttributeOf) {
    this.configuration = configuration;
    this.instances = instances;
    this.attributeOf = attributeOf;
  }

  /** Where a value is asked for that is no part of another one. */
  begin(): void {
    this.steps = 0;
  }

  /** All values an expression may stand for. */
  evaluate(expression: unknown, scope: Scope, wanted: Wanted, depth: number): unknown[] {
    if (depth === 0) this.begin();
    this.steps += 1;
    if (depth > DEPTH_LIMIT || this.steps > STEP_LIMIT || !isJsonObject(expression)) return [];
    if (Object.hasOwn(expression, 'constant_value')) {
      const constant = expression['constant_value'];
      return constant === null ? [] : Array.isArray(constant) ? (constant as unknown[]) : [constant];
    }
    const references = mostExact(referencesIn(expression));
    const counts = references.some((reference) => /^(?:count|each)\./.test(reference));
    const asked = { scope, wanted, counts, depth };
    return references.flatMap((reference) => this.follow(tokensOf(reference), asked));
  }

  private follow(tokens: readonly Token[], asked: Asked): unknown[] {
    const first = nameAt(tokens, 0);
    const name = nameAt(tokens, 1);
    if (first === undefined || name === undefined) return [];
    switch (first) {
      case 'var':
        return this.variable(name, tokens.slice(2), asked);
      case 'module':
        return this.output(name, tokens, asked);
      case 'each':
        return name === 'value' ? this.each(tokens.slice(2), asked) : [];
      case 'count':
      case 'local':
      case 'path':
      case 'terraform':
      case 'self':
        return [];
      case 'data':
        return this.resources(tokens.slice(1), true, asked);
      default:
        return this.resources(tokens, false, asked);
    }
  }

  private variable(name: string, rest: readonly Token[], { scope, wanted, depth }: Asked): unknown[] {
    if (scope.module === '') {
      const value = walk(this.configuration.variable(name), rest);
      return value === undefined || value === null
        ? []
        : Array.isArray(value)
          ? (value as unknown[])
          : [value];
    }
    const call = this.configuration.call(scope.module);
    const index = moduleSteps(scope.module).at(-1)?.index;
    const parent = { module: parentModule(scope.module), index, forEach: call['for_each_expression'] };
    const expression = own(objectAt(call, 'expressions'), name);
    const found = this.evaluate(expression, parent, wanted, depth + 1);
    const at = indexAt(rest, 0);
    return typeof at === 'number' && found.length > 1 ? found.slice(at, at + 1) : found;
  }

  private output(name: string, tokens: readonly Token[], asked: Asked): unknown[] {
    const { scope, wanted, counts, depth } = asked;
    const index = indexAt(tokens, 2);
    const rest = tokens.slice(index === undefined ? 2 : 3);
    const output = nameAt(rest, 0);
    const base = childModule(scope.module, name);
    const all = this.instances.ofModule(scope.module, name);
    const chosen =
      index === undefined
        ? choose(all, (module) => moduleSteps(module).at(-1)!.index, scope.index, wanted.isList, counts)
        : [childModule(scope.module, name, index)];
    const at = indexAt(rest, 1);
    if (index === undefined && chosen.length < all.length) {
      this.pick(base, scope, this.instances.inModule(all[0]!));
    }
    // Old plans say which module, but not which of its outputs.
    const key = output ?? wanted.attribute;
    return (chosen.length === 0 ? [base] : chosen).flatMap((module) => {
      const of = at === undefined ? wanted : { ...wanted, isList: true };
      const found = this.evaluate(this.configuration.output(module, key), { module }, of, depth + 1);
      return typeof at === 'number' ? found.slice(at, at + 1) : found;
    });
  }

  /** `each.value` of a resource that is made once per instance of another one. */
  private each(rest: readonly Token[], asked: Asked): unknown[] {
    const { forEach, index } = asked.scope;
    if (!isJsonObject(forEach) || typeof index !== 'string') return [];
    return mostExact(referencesIn(forEach)).flatMap((reference) => {
      const tokens = tokensOf(reference);
      if (['var', 'local', 'each', 'count', 'module'].includes(nameAt(tokens, 0) ?? '')) return [];
      const isData = nameAt(tokens, 0) === 'data';
      const base = isData ? tokens.slice(1, 3) : tokens.slice(0, 2);
      return this.resources([...base, { index }, ...rest], isData, { ...asked, counts: false });
    });
  }

  private resources(tokens: readonly Token[], isData: boolean, asked: Asked): unknown[] {
    const { scope, wanted, counts, depth } = asked;
    const type = nameAt(tokens, 0);
    const name = nameAt(tokens, 1);
    if (type === undefined || name === undefined) return [];
    const index = indexAt(tokens, 2);
    const rest = tokens.slice(index === undefined ? 2 : 3);
    const all = this.instances.of(scope.module, isData, type, name);
    const chosen =
      index === undefined
        ? choose(all, (resource) => resource.index, scope.index, wanted.isList, counts)
        : all.filter((resource) => resource.index === index);
    if (index === undefined && chosen.length < all.length) {
      this.pick(`${inModule(scope.module, isData)}${type}.${name}`, scope, all[0]);
    }
    return chosen.flatMap((resource) => this.attributeOf(resource, rest, wanted, depth + 1));
  }

  private pick(list: string, scope: Scope, one: TerraformResource | undefined): void {
    const by = typeof scope.index === 'number' ? 'count.index' : 'each.key';
    if (one) this.picked.set(`${list}[${by}]`, one);
  }
}

function inModule(module: string, isData: boolean): string {
  return `${module === '' ? '' : `${module}.`}${isData ? 'data.' : ''}`;
}
