/**
 * Nested blocks of a resource, with what is not known yet filled in from the configuration.
 *
 * A plan lists blocks of a set in an order of its own, so a block is found in the configuration by what
 * is constant there. Blocks that the configuration makes dynamically are not repeated in a plan.
 */
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import { blocksIn } from './aws-rules.ts';
import { objectAt, type Configuration } from './configuration.ts';
import type { References } from './references.ts';
import { isReference } from './referents.ts';
import { holdsTrue, type TerraformResource } from './resource.ts';
import { own } from '../../model/own.ts';

const LISTS: ReadonlySet<string> = new Set([
  'cidr_blocks',
  'ipv6_cidr_blocks',
  'prefix_list_ids',
  'security_groups',
  'subnet_ids',
]);

/** Blocks of which every part says what passes, or where it goes. */
const RULES: ReadonlySet<string> = new Set(['ingress', 'egress', 'security_rule', 'allow', 'deny', 'route']);

export class Blocks {
  private readonly configuration: Configuration;
  private readonly references: References;

  constructor(configuration: Configuration, references: References) {
    this.configuration = configuration;
    this.references = references;
  }

  of(resource: TerraformResource, attribute: string): JsonObject[] {
    const { module, isData, type, name, unknown, values } = resource;
    const configured = this.configuration.resource(module, isData, type, name);
    const expression = own(objectAt(configured, 'expressions'), attribute);
    const open = isJsonObject(unknown) ? unknown[attribute] : unknown;
    const known = blocksIn(own(values, attribute));
    if (known.length === 0 && holdsTrue(open, 0)) {
      if (RULES.has(attribute) && blocksIn(expression).some((block) => Object.hasOwn(block, 'references'))) {
        this.references.note(resource, `its ${attribute} is not known before it is applied`);
      }
      return blocksIn(expression)
        .filter((block) => !Object.hasOwn(block, 'references'))
        .map((block) => this.fill(resource, attribute, {}, Object.keys(block), [block]));
    }
    return known.map((block, i) => {
      const part: unknown = Array.isArray(open) ? open[i] : open;
      const missing = isJsonObject(part) ? Object.keys(part).filter((key) => holdsTrue(part[key], 0)) : [];
      if (missing.length === 0) return block;
      return this.fill(resource, attribute, block, missing, candidates(block, expression));
    });
  }

  private fill(
    resource: TerraformResource,
    attribute: string,
    block: JsonObject,
    missing: readonly string[],
    configured: readonly JsonObject[],
  ): JsonObject {
    const scope = this.references.scopeOf(resource);
    const filled: Record<string, unknown> = { ...block };
    for (const key of missing) {
      const expression = configured
        .map((candidate) => own(candidate, key))
        .find((part) => part !== undefined);
      // Nobody has configured it: the provider fills it in.
      const isOpen = configured.length === 0 || configured.some((part) => Object.hasOwn(part, 'references'));
      if (expression === undefined && !isOpen && !RULES.has(attribute)) continue;
      const isConstant = isJsonObject(expression) && Object.hasOwn(expression, 'constant_value');
      if (!isReference(key) && !isConstant) {
        if (RULES.has(attribute)) this.noteUnknown(resource, attribute, key);
        continue;
      }
      const isList = LISTS.has(key);
      const found = new Set(
        configured.flatMap((candidate) =>
          this.references.evaluation.evaluate(
            Object.hasOwn(candidate, 'references') ? candidate : candidate[key],
            scope,
            { attribute: key, isList },
            0,
          ),
        ),
      );
      if (isList) filled[key] = [...blockTexts(block[key]), ...found];
      else if (found.size === 1) filled[key] = [...found][0];
      if (found.size === 0 || (!isList && found.size > 1)) {
        this.noteUnknown(resource, attribute, key);
      }
    }
    return filled;
  }

  private noteUnknown(resource: TerraformResource, attribute: string, key: string): void {
    this.references.note(resource, `${key} of its ${attribute} is not known before it is applied`);
  }
}

function blockTexts(value: unknown): unknown[] {
  return Array.isArray(value) ? value.filter((entry: unknown) => typeof entry === 'string') : [];
}

/** Blocks of the configuration that this one can have come from. */
function candidates(block: JsonObject, expression: unknown): JsonObject[] {
  return blocksIn(expression).filter((candidate) =>
    Object.entries(candidate).every(([key, part]) => {
      if (!isJsonObject(part) || !Object.hasOwn(part, 'constant_value')) return true;
      const constant = part['constant_value'];
      return constant === null || JSON.stringify(constant) === JSON.stringify(own(block, key) ?? constant);
    }),
  );
}
