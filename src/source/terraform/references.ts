/**
 * Values that are known only after a plan is applied → the resources they will come from.
 *
 * An expression lists what it refers to, not how it picks among it. One candidate is an answer; several
 * are one when the expression counts along (`count.index`, `each.key`) or a list is wanted; else the
 * value stays unknown and a note says so. Ids that do not exist yet are the addresses of the resources.
 */
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
import { choose, knownMembers, mostExact, referencesIn, walk } from './expressions.ts';
import { attributeMeant, computedId, idOfPart, inferredReferent, isReference } from './referents.ts';
import { isUnknown, type TerraformResource } from './resource.ts';

/** Where an expression stands. */
interface Scope {
  readonly module: string;
  readonly index?: Index | undefined;
  readonly forEach?: unknown;
}

interface Wanted {
  readonly attribute: string;
  readonly isList: boolean;
}

/** Modules hand values on a few levels; more is a circle. */
const DEPTH_LIMIT = 24;

/** Expressions on the way to one value; references in a circle branch without end. */
const STEP_LIMIT = 10_000;

export class References {
  /** What could not be settled, by address of the resource. */
  readonly notes = new Map<string, Set<string>>();
  private readonly configuration: Configuration;
  /** Instances of each resource, by module instance, type and name. */
  private readonly instances = new Map<string, TerraformResource[]>();
  private readonly ofType = new Map<string, TerraformResource[]>();
  private readonly modules = new Set<string>();
  private readonly settled = new Map<TerraformResource, Map<string, unknown>>();
  private steps = 0;

  constructor(resources: readonly TerraformResource[], configuration: Configuration) {
    this.configuration = configuration;
    for (const resource of resources) {
      const key = keyOf(resource.module, resource.isData, resource.type, resource.name);
      listAt(this.instances, key).push(resource);
      if (!resource.isData) listAt(this.ofType, `${resource.module} ${resource.type}`).push(resource);
      for (let { module } = resource; module !== ''; module = parentModule(module)) this.modules.add(module);
    }
  }

  /** Id of the object a resource is. */
  idOf(resource: TerraformResource, depth = 0): string {
    const stands = computedId(resource.type);
    const meant = stands === undefined ? undefined : this.text(resource, stands, depth + 1);
    if (meant !== undefined) return meant;
    const own = resource.values['id'];
    if (typeof own === 'string' && own !== '') return own;
    if (resource.type !== 'aws_default_security_group') return resource.address;
    const vpc = this.text(resource, 'vpc_id', depth + 1) ?? '';
    return idOfPart('aws_vpc', 'default_security_group_id', vpc, undefined) ?? resource.address;
  }

  /** Value of an attribute, with what the configuration tells where the value does not exist yet. */
  value(resource: TerraformResource, attribute: string, isList = false, depth = 0): unknown {
    const settled = this.settled.get(resource) ?? new Map<string, unknown>();
    this.settled.set(resource, settled);
    const key = `${attribute}${isList ? '*' : ''}`;
    if (settled.has(key)) return settled.get(key);
    // Asked for again on the way, it is a circle.
    settled.set(key, undefined);
    if (depth === 0) this.steps = 0;
    const value = this.settle(resource, attribute, isList, depth);
    settled.set(key, value);
    return value;
  }

  private settle(resource: TerraformResource, attribute: string, isList: boolean, depth: number): unknown {
    const { values } = resource;
    const known = Object.hasOwn(values, attribute) ? values[attribute] : undefined;
    if (depth > DEPTH_LIMIT || !isReference(attribute) || !isUnknown(resource, attribute))
      return known ?? undefined;
    const { module, isData, type, name } = resource;
    const configured = this.configuration.resource(module, isData, type, name);
    const expressions = objectAt(configured, 'expressions');
    if (!Object.hasOwn(expressions, attribute)) return known ?? undefined;
    const scope = this.scopeOf(resource);
    const wanted = { attribute, isList };
    const found = this.evaluate(expressions[attribute], scope, wanted, depth + 1);
    if (isList && found.length > 0) return [...new Set([...knownMembers(known), ...found])];
    if (isList) return this.unsettledList(resource, attribute, known, expressions[attribute]);
    const distinct = [...new Set(found)];
    if (distinct.length === 1) return distinct[0];
    const inferred = distinct.length === 0 ? this.infer(resource, attribute) : undefined;
    if (inferred !== undefined) return inferred;
    const named = referencesIn(expressions[attribute]);
    if (named.length === 0) return known ?? undefined;
    const which = distinct.length > 1 ? `could be any of ${distinct.length} objects` : 'is not known';
    this.note(resource, `its ${attribute} ${which} before it is applied (it refers to ${named.join(', ')})`);
    return undefined;
  }

  /** Of a list that is not known yet, something can be said where it is one of security groups: it has some. */
  private unsettledList(
    resource: TerraformResource,
    attribute: string,
    known: unknown,
    expression: unknown,
  ): unknown {
    const named = referencesIn(expression);
    if (named.length === 0) return known;
    this.note(
      resource,
      `its ${attribute} are not known before it is applied (they refer to ${named.join(', ')})`,
    );
    if (!/security_group(?:s|_ids)$/.test(attribute)) return known;
    return [...knownMembers(known), `${resource.address}/${attribute}`];
  }

  scopeOf(resource: TerraformResource): Scope {
    const { module, isData, type, name, index } = resource;
    const forEach = this.configuration.resource(module, isData, type, name)['for_each_expression'];
    return { module, index, forEach };
  }

  /** All values an expression may stand for. */
  evaluate(expression: unknown, scope: Scope, wanted: Wanted, depth: number): unknown[] {
    if (depth === 0) this.steps = 0;
    this.steps += 1;
    if (depth > DEPTH_LIMIT || this.steps > STEP_LIMIT || !isJsonObject(expression)) return [];
    if (Object.hasOwn(expression, 'constant_value')) {
      const constant = expression['constant_value'];
      return constant === null ? [] : Array.isArray(constant) ? (constant as unknown[]) : [constant];
    }
    const references = mostExact(referencesIn(expression));
    const counts = references.some((reference) => /^(?:count|each)\./.test(reference));
    return references.flatMap((reference) => this.follow(tokensOf(reference), scope, wanted, counts, depth));
  }

  private follow(
    tokens: readonly Token[],
    scope: Scope,
    wanted: Wanted,
    counts: boolean,
    depth: number,
  ): unknown[] {
    const first = nameAt(tokens, 0);
    const name = nameAt(tokens, 1);
    if (first === undefined || name === undefined) return [];
    switch (first) {
      case 'var':
        return this.variable(name, tokens.slice(2), scope, wanted, depth);
      case 'module':
        return this.output(tokens, scope, wanted, counts, depth);
      case 'each':
        if (name !== 'value') return [];
        return this.each(tokens.slice(2), scope, wanted, depth);
      case 'count':
      case 'local':
      case 'path':
      case 'terraform':
      case 'self':
        return [];
      case 'data':
        return this.resources(tokens.slice(1), true, scope, wanted, counts, depth);
      default:
        return this.resources(tokens, false, scope, wanted, counts, depth);
    }
  }

  private variable(
    name: string,
    rest: readonly Token[],
    scope: Scope,
    wanted: Wanted,
    depth: number,
  ): unknown[] {
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
    const found = this.evaluate(objectAt(call, 'expressions')[name], parent, wanted, depth + 1);
    const at = indexAt(rest, 0);
    return typeof at === 'number' && found.length > 1 ? found.slice(at, at + 1) : found;
  }

  private output(
    tokens: readonly Token[],
    scope: Scope,
    wanted: Wanted,
    counts: boolean,
    depth: number,
  ): unknown[] {
    const name = nameAt(tokens, 1)!;
    const index = indexAt(tokens, 2);
    const rest = tokens.slice(index === undefined ? 2 : 3);
    const output = nameAt(rest, 0);
    const base = childModule(scope.module, name);
    const all = [...this.modules].filter(
      (module) => parentModule(module) === scope.module && moduleSteps(module).at(-1)!.name === name,
    );
    const chosen =
      index === undefined
        ? choose(all, (module) => moduleSteps(module).at(-1)!.index, scope.index, wanted.isList, counts)
        : [childModule(scope.module, name, index)];
    const at = indexAt(rest, 1);
    return (chosen.length === 0 ? [base] : chosen).flatMap((module) => {
      // Old plans say which module, but not which of its outputs.
      const outputs = output === undefined ? [wanted.attribute] : [output];
      const found = outputs.flatMap((key) =>
        this.evaluate(
          this.configuration.output(module, key),
          { module },
          at === undefined ? wanted : { ...wanted, isList: true },
          depth + 1,
        ),
      );
      return typeof at === 'number' ? found.slice(at, at + 1) : found;
    });
  }

  /** `each.value` of a resource that is made once per instance of another one. */
  private each(rest: readonly Token[], scope: Scope, wanted: Wanted, depth: number): unknown[] {
    if (!isJsonObject(scope.forEach) || typeof scope.index !== 'string') return [];
    return mostExact(referencesIn(scope.forEach)).flatMap((reference) => {
      const tokens = tokensOf(reference);
      if (['var', 'local', 'each', 'count', 'module'].includes(nameAt(tokens, 0) ?? '')) return [];
      const isData = nameAt(tokens, 0) === 'data';
      const base = isData ? tokens.slice(1, 3) : tokens.slice(0, 2);
      return this.resources([...base, { index: scope.index! }, ...rest], isData, scope, wanted, false, depth);
    });
  }

  private resources(
    tokens: readonly Token[],
    isData: boolean,
    scope: Scope,
    wanted: Wanted,
    counts: boolean,
    depth: number,
  ): unknown[] {
    const type = nameAt(tokens, 0);
    const name = nameAt(tokens, 1);
    if (type === undefined || name === undefined) return [];
    const index = indexAt(tokens, 2);
    const rest = tokens.slice(index === undefined ? 2 : 3);
    const all = this.instances.get(keyOf(scope.module, isData, type, name)) ?? [];
    const chosen =
      index === undefined
        ? choose(all, (resource) => resource.index, scope.index, wanted.isList, counts)
        : all.filter((resource) => resource.index === index);
    return chosen.flatMap((resource) => this.attributeOf(resource, rest, wanted, depth + 1));
  }

  private attributeOf(
    resource: TerraformResource,
    rest: readonly Token[],
    wanted: Wanted,
    depth: number,
  ): unknown[] {
    const attribute = nameAt(rest, 0) ?? attributeMeant(resource.type, wanted.attribute);
    if (attribute === 'id') return [this.idOf(resource, depth)];
    const known = walk(this.value(resource, attribute, false, depth), rest.slice(1));
    if (known !== undefined && known !== null && known !== '') return Array.isArray(known) ? known : [known];
    const service = this.text(resource, 'service_name', depth + 1);
    const made = idOfPart(resource.type, attribute, this.idOf(resource, depth), service);
    return made === undefined ? [] : [made];
  }

  private text(resource: TerraformResource, attribute: string, depth: number): string | undefined {
    const value = this.value(resource, attribute, false, depth);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** Where only locals are named: the one object of the right type in the module, if it is one. */
  private infer(resource: TerraformResource, attribute: string): string | undefined {
    const type = inferredReferent(attribute);
    if (type === undefined) return undefined;
    const [only, ...others] = this.ofType.get(`${resource.module} ${type}`) ?? [];
    if (!only || others.length > 0) return undefined;
    this.note(resource, `its ${attribute} is taken to be ${only.address}, the only ${type} of the module`);
    return this.idOf(only);
  }

  note(resource: TerraformResource, why: string): void {
    const notes = this.notes.get(resource.address) ?? new Set();
    this.notes.set(resource.address, notes.add(why));
  }
}

function keyOf(module: string, isData: boolean, type: string, name: string): string {
  return `${module} ${isData ? 'data.' : ''}${type}.${name}`;
}

function listAt<V>(map: Map<string, V[]>, key: string): V[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
