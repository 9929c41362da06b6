/**
 * Values that are known only after a plan is applied → the resources they will come from.
 *
 * An expression lists what it refers to, not how it picks among it. One candidate is an answer; several
 * are one when the expression counts along (`count.index`, `each.key`) or a list is wanted; else the
 * value stays unknown and a note says so. Ids that do not exist yet are the addresses of the resources.
 */
import { own } from '../../model/own.ts';
import { nameAt, type Token } from './address.ts';
import { objectAt, type Configuration } from './configuration.ts';
import { DEPTH_LIMIT, Evaluation, type Scope, type Wanted } from './evaluation.ts';
import { knownMembers, referencesIn, walk } from './expressions.ts';
import { Inference } from './inference.ts';
import { Instances } from './instances.ts';
import { attributeMeant, computedId, idOfPart, isReference } from './referents.ts';
import { isUnknown, type TerraformResource } from './resource.ts';

/** What stands in for a public address that is not known is said of the gateway that has it. */
const PUBLIC_ADDRESS = 'allocation_id';

export class References {
  /** What could not be settled, by address of the resource. */
  readonly notes = new Map<string, Set<string>>();
  /** Attributes whose expressions name locals beside the one object that is taken. */
  readonly besideLocals = new Map<string, TerraformResource>();
  readonly evaluation: Evaluation;
  private readonly configuration: Configuration;
  private readonly inference: Inference;
  private readonly settled = new Map<TerraformResource, Map<string, unknown>>();

  constructor(resources: readonly TerraformResource[], configuration: Configuration) {
    this.configuration = configuration;
    const instances = new Instances(resources);
    this.evaluation = new Evaluation(configuration, instances, (resource, rest, wanted, depth) =>
      this.attributeOf(resource, rest, wanted, depth),
    );
    this.inference = new Inference(configuration, instances, this.evaluation);
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
    if (depth === 0) this.evaluation.begin();
    const value = this.settle(resource, attribute, isList, depth);
    settled.set(key, value);
    return value;
  }

  private settle(resource: TerraformResource, attribute: string, isList: boolean, depth: number): unknown {
    const { values } = resource;
    const known = own(values, attribute);
    if (depth > DEPTH_LIMIT || !isReference(attribute) || !isUnknown(resource, attribute))
      return known ?? undefined;
    const expression = this.expressionOf(resource, attribute);
    if (expression === undefined) return known ?? undefined;
    const scope = this.scopeOf(resource);
    const found = this.evaluation.evaluate(expression, scope, { attribute, isList }, depth + 1);
    if (isList && found.length > 0) {
      if (found.some((value) => typeof value === 'boolean')) this.noteSwitch(resource, attribute);
      return [...new Set([...knownMembers(known), ...found])];
    }
    if (isList) return this.unsettledList(resource, attribute, known, expression);
    const distinct = [...new Set(found.filter(isId))];
    if (distinct.length === 1) {
      if (referencesIn(expression).some((name) => name.startsWith('local.'))) {
        this.besideLocals.set(`${resource.address.replace(/\[[^[]*\]$/, '')}.${attribute}`, resource);
      }
      return distinct[0];
    }
    const inferred = distinct.length === 0 ? this.infer(resource, attribute) : undefined;
    if (inferred !== undefined) return inferred;
    const named = referencesIn(expression);
    if (named.length === 0 || attribute === PUBLIC_ADDRESS) return known ?? undefined;
    const which = distinct.length > 1 ? `could be any of ${distinct.length} objects` : 'is not known';
    this.note(resource, `its ${attribute} ${which} before it is applied (it refers to ${named.join(', ')})`);
    return undefined;
  }

  /** What an attribute may refer to, where it is not known which of them it is. */
  candidates(resource: TerraformResource, attribute: string): unknown[] {
    const expression = this.expressionOf(resource, attribute);
    const wanted = { attribute, isList: true };
    return this.evaluation.evaluate(expression, this.scopeOf(resource), wanted, 0).filter(isId);
  }

  /**
   * Is an attribute given of which nothing is known yet? What is only computed counts as not given: of
   * that a plan says the same where nobody wants anything.
   */
  isOpen(resource: TerraformResource, attribute: string, isList = false): boolean {
    if (!isUnknown(resource, attribute)) return false;
    if (referencesIn(this.expressionOf(resource, attribute)).length === 0) return false;
    const value = this.value(resource, attribute, isList);
    return isList ? knownMembers(value).length === 0 : value === undefined;
  }

  private expressionOf({ module, isData, type, name }: TerraformResource, attribute: string): unknown {
    const configured = this.configuration.resource(module, isData, type, name);
    return own(objectAt(configured, 'expressions'), attribute);
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

  /** `var.open ? [a] : [b]`: a plan repeats the names, and not what is chosen. */
  private noteSwitch(resource: TerraformResource, attribute: string): void {
    this.note(resource, `its ${attribute} follow a switch; everything that the expression names counts`);
  }

  scopeOf(resource: TerraformResource): Scope {
    const { module, isData, type, name, index } = resource;
    const forEach = this.configuration.resource(module, isData, type, name)['for_each_expression'];
    return { module, index, forEach };
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
    const found = this.inference.referentOf(resource, attribute);
    if (!found) return undefined;
    const { referent, isSure } = found;
    // Whose a part is makes too much of a difference to be taken for granted.
    if (!isSure && attribute === 'security_group_id') return undefined;
    const { address, type } = referent;
    if (!isSure)
      this.note(resource, `its ${attribute} is taken to be ${address}, the only ${type} of the module`);
    return this.idOf(referent);
  }

  note(resource: TerraformResource, why: string): void {
    const notes = this.notes.get(resource.address) ?? new Set();
    this.notes.set(resource.address, notes.add(why));
  }
}

/** Beside what it picks among, an expression names what it picks by: switches, counts, names left empty. */
function isId(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
