/**
 * One template: its parameters, conditions and resources, evaluated.
 *
 * "Template anatomy" (AWS CloudFormation). A resource goes by its logical name, with the name of the
 * stack in front when there are several. A condition that cannot be evaluated counts as met, and is noted.
 */
import type { SourceRef } from '../../model/source-ref.ts';
import type { Doubt } from '../aws/record-reading.ts';
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import { evaluate, truth, UNKNOWN, type Scope } from './functions.ts';
import { own } from '../../model/own.ts';

export interface TemplateOptions {
  readonly file: string;
  readonly stack: string;
  /** In front of logical names, where several stacks have to be told apart. */
  readonly prefix: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly imported: (name: string) => unknown;
}

export interface TemplateResource {
  /** `AWS::EC2::VPC`. */
  readonly type: string;
  readonly id: string;
  readonly properties: JsonObject;
  /** Properties of which not everything is known. */
  readonly unknown: readonly string[];
  readonly source: SourceRef;
}

/** A template has 1 MB at most; this is many times the values in one. */
const MAX_STEPS = 2_000_000;

export class Template implements Scope {
  readonly doubts: Doubt[] = [];
  readonly region: string | undefined;
  readonly account: string | undefined;
  private readonly template: JsonObject;
  private readonly options: TemplateOptions;
  private readonly resourcesByName: JsonObject;
  private readonly truths = new Map<string, boolean | undefined>();
  private readonly missing = new Set<string>();
  /** Attributes that are copied from properties, once evaluated. */
  private readonly copied = new Map<string, unknown>();
  private steps = 0;

  constructor(template: JsonObject, options: TemplateOptions) {
    this.template = template;
    this.options = options;
    this.resourcesByName = objectIn(template, 'Resources');
    this.region = options.parameters.get('AWS::Region');
    this.account = options.parameters.get('AWS::AccountId');
  }

  get zones(): readonly string[] {
    return ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `${this.region ?? 'region-'}${letter}`);
  }

  resources(): TemplateResource[] {
    return Object.entries(this.resourcesByName).flatMap(([name, resource]) => {
      if (name.startsWith('Fn::')) this.noteMacro(name);
      if (!isJsonObject(resource) || typeof resource['Type'] !== 'string' || !this.exists(name, resource))
        return [];
      const id = this.idOf(name);
      const evaluated = evaluate(resource['Properties'] ?? {}, this);
      const properties = known(evaluated, id);
      const unknown = isJsonObject(evaluated)
        ? Object.keys(evaluated).filter((key) => holdsUnknown(evaluated[key]))
        : [];
      return [
        {
          type: resource['Type'],
          id,
          properties: isJsonObject(properties) ? properties : {},
          unknown,
          source: this.sourceOf(name),
        },
      ];
    });
  }

  /** Values that other stacks may import, by name. */
  exports(): Map<string, unknown> {
    const exports = new Map<string, unknown>();
    for (const output of Object.values(objectIn(this.template, 'Outputs'))) {
      if (!isJsonObject(output)) continue;
      const name = evaluate(objectIn(output, 'Export')['Name'], this);
      if (typeof name === 'string') exports.set(name, evaluate(output['Value'], this));
    }
    return exports;
  }

  ref(name: string): unknown {
    if (name === 'AWS::NoValue') return undefined;
    const given = this.options.parameters.get(name);
    if (name.startsWith('AWS::')) return given ?? this.pseudo(name);
    const parameter = own(objectIn(this.template, 'Parameters'), name);
    if (isJsonObject(parameter)) return this.parameter(name, parameter, given);
    return Object.hasOwn(this.resourcesByName, name) ? this.idOf(name) : UNKNOWN;
  }

  attribute(resource: string, attribute: string): unknown {
    const declared = own(this.resourcesByName, resource);
    if (!isJsonObject(declared)) return UNKNOWN;
    const id = this.idOf(resource);
    const given = own(objectIn(declared, 'Properties'), attribute);
    switch (attribute) {
      case 'DefaultSecurityGroup':
        return `${id}/default-security-group`;
      case 'DefaultNetworkAcl':
        return `${id}/default-network-acl`;
      case 'PrimaryNetworkInterfaceId':
        return `${id}/eth0`;
      case 'Arn':
      case 'LoadBalancerArn':
      case 'TargetGroupArn':
      case 'ListenerArn':
        return id;
      default:
        break;
    }
    if (given !== undefined) return this.copy(`${resource}.${attribute}`, given);
    // An attribute of a custom resource or nested stack is whatever that makes of it.
    const isOwn = typeof declared['Type'] === 'string' && declared['Type'].startsWith('AWS::EC2::');
    return isOwn && attribute.endsWith('Id') ? id : UNKNOWN;
  }

  mapping(map: string, first: string, second: string): unknown {
    return own(objectIn(objectIn(objectIn(this.template, 'Mappings'), map), first), second);
  }

  condition(name: string, depth: number): boolean | undefined {
    if (this.truths.has(name)) return this.truths.get(name);
    // Asked for again on the way, it is a circle.
    this.truths.set(name, undefined);
    const value = truth(own(objectIn(this.template, 'Conditions'), name), this, depth);
    this.truths.set(name, value);
    return value;
  }

  imported(name: string): unknown {
    return this.options.imported(name);
  }

  step(): boolean {
    this.steps += 1;
    return this.steps <= MAX_STEPS;
  }

  private copy(name: string, property: unknown): unknown {
    if (this.copied.has(name)) return this.copied.get(name);
    // Asked for again on the way, it is a circle.
    this.copied.set(name, UNKNOWN);
    const value = evaluate(property, this);
    this.copied.set(name, value);
    return value;
  }

  private exists(name: string, resource: JsonObject): boolean {
    const condition = resource['Condition'];
    if (typeof condition !== 'string') return true;
    const holds = this.condition(condition, 0);
    if (holds === undefined) {
      const why = `whether it is made depends on the condition ${condition}, which is not known; it counts as made`;
      this.doubts.push({ id: this.idOf(name), kind: kindOf(resource), why, source: this.sourceOf(name) });
    }
    return holds !== false;
  }

  private pseudo(name: string): unknown {
    if (name === 'AWS::StackName') return this.options.stack;
    if (name === 'AWS::Partition') return 'aws';
    if (name === 'AWS::URLSuffix') return 'amazonaws.com';
    if (name === 'AWS::Region' || name === 'AWS::AccountId') this.note(name);
    return UNKNOWN;
  }

  private parameter(name: string, parameter: JsonObject, given: string | undefined): unknown {
    const value: unknown = given ?? parameter['Default'];
    const type = String(parameter['Type']);
    const isLookup = type.startsWith('AWS::SSM::') && given === undefined;
    if (value === undefined || value === null || isLookup) {
      this.note(name);
      return UNKNOWN;
    }
    const text = textOf(value);
    const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
    return isList ? text.split(',').map((part) => part.trim()) : text;
  }

  private note(name: string): void {
    if (this.missing.has(name)) return;
    this.missing.add(name);
    const { file, prefix } = this.options;
    const why = `the parameter has no value; give one with --parameter ${name}=…`;
    this.doubts.push({
      id: `${prefix}${name}`,
      kind: 'Parameter',
      why,
      source: { file, path: ['Parameters', name], address: name },
    });
  }

  /** "Fn::ForEach" and "Fn::Transform" make resources that are not in the template. */
  private noteMacro(name: string): void {
    const why = 'what it makes is known only after the template is processed; give the processed one';
    this.doubts.push({ id: this.idOf(name), kind: 'Macro', why, source: this.sourceOf(name) });
  }

  private idOf(name: string): string {
    return `${this.options.prefix}${name}`;
  }

  private sourceOf(name: string): SourceRef {
    return { file: this.options.file, path: ['Resources', name], address: this.idOf(name) };
  }
}

function kindOf(resource: JsonObject): string {
  return String(resource['Type']).replace(/^.*::/, '');
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isJsonObject(value) ? value : {};
}

/** Lists of security groups: one that is not known is still one. */
const GROUPS: ReadonlySet<string> = new Set(['SecurityGroupIds', 'GroupSet']);

/** A value without what is not known in it; `id` and `key`: whose it is. */
function known(value: unknown, id: string, key = ''): unknown {
  if (value === UNKNOWN) return GROUPS.has(key) ? [`${id}/${key}`] : undefined;
  if (Array.isArray(value)) {
    const parts = value.map((part) => known(part, id, key)).filter((part) => part !== undefined);
    return GROUPS.has(key) ? parts.flat() : parts;
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      const found = known(part, id, key);
      return found === undefined ? [] : [[key, found] as const];
    }),
  );
}

function holdsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnknown);
}

/** Defaults are texts, numbers or truths. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
