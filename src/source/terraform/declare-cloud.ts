/**
 * Resources of the Azure and Google Cloud providers → declarations in the providers' own words.
 */
import { own } from '../../model/own.ts';
import type { JsonObject } from '../aws/json-object.ts';
import { UNDETERMINED, declare, type DeclaredResource } from '../declared/resource.ts';
import { textsIn } from './aws-rules.ts';
import { Blocks } from './blocks.ts';
import { AZURE_TYPES, GOOGLE_TYPES } from './cloud-types.ts';
import { objectAt, type Configuration } from './configuration.ts';
import { whereaboutsOf } from './providers.ts';
import type { References } from './references.ts';
import { isReference } from './referents.ts';
import { isUnknown, type TerraformResource } from './resource.ts';

export function isReadableCloud({ type, isData }: TerraformResource): boolean {
  if (isData) return DATA.has(type);
  return Object.hasOwn(AZURE_TYPES, type) || Object.hasOwn(GOOGLE_TYPES, type);
}

/** Looked up, they say as much as when they are managed. */
const DATA: ReadonlySet<string> = new Set([
  'azurerm_virtual_network',
  'azurerm_subnet',
  'google_compute_network',
  'google_compute_subnetwork',
]);

/** They name and place, and decide nothing. */
const NAMING: ReadonlySet<string> = new Set([
  'name',
  'resource_group_name',
  'location',
  'project',
  'region',
  'zone',
  'self_link',
  'sku',
]);

/** What providers choose where nobody has asked for anything. */
const FILLED_IN: ReadonlySet<string> = new Set([
  'direction',
  'source_ranges',
  'destination_ranges',
  'ip_address',
  'address',
  'subnetwork',
  'private_ip_address',
  'address_prefix',
  'ipv6_cidr_range',
  'purpose',
  'state',
]);

export class CloudDeclarations {
  private readonly configuration: Configuration;
  private readonly references: References;
  private readonly blocks: Blocks;

  constructor(configuration: Configuration, references: References) {
    this.configuration = configuration;
    this.references = references;
    this.blocks = new Blocks(configuration, references);
  }

  azure(resources: readonly TerraformResource[]): DeclaredResource[] {
    return this.declared(resources, AZURE_TYPES);
  }

  google(resources: readonly TerraformResource[]): DeclaredResource[] {
    return this.declared(resources, GOOGLE_TYPES);
  }

  private declared(
    resources: readonly TerraformResource[],
    types: Readonly<Record<string, string>>,
  ): DeclaredResource[] {
    return resources.flatMap((resource) => {
      const take = own(types, resource.type);
      if (take === undefined || !isReadableCloud(resource)) return [];
      return [
        declare({
          type: resource.type,
          id: this.references.idOf(resource),
          properties: this.properties(resource, take),
          source: resource.source,
          isNew: resource.isNew,
          ...whereaboutsOf(resource, this.configuration, this.references),
        }),
      ];
    });
  }

  private properties(resource: TerraformResource, take: string): JsonObject {
    const properties: Record<string, unknown> = {};
    const unknown: string[] = [];
    for (const term of take.split(' ')) {
      const [, attribute, mark] = /^(\w+)(\*|\[\])?$/.exec(term) ?? [];
      if (attribute === undefined) continue;
      if (mark === '[]') {
        properties[attribute] = this.blocks.of(resource, attribute);
        continue;
      }
      const value = this.references.value(resource, attribute, mark === '*');
      if (this.isUndetermined(resource, attribute, value))
        unknown.push(`its ${attribute} is not known before it is applied`);
      if (value === undefined || value === null || value === '') continue;
      properties[attribute] = mark === '*' ? textsIn(value) : value;
    }
    const notes = this.references.notes.get(resource.address) ?? [];
    return { ...properties, [UNDETERMINED]: [...new Set([...notes, ...unknown])] };
  }

  /** Somebody has configured it, and it depends on what does not exist yet. */
  private isUndetermined(resource: TerraformResource, attribute: string, value: unknown): boolean {
    const { module, isData, type, name, unknown } = resource;
    if (NAMING.has(attribute) || unknown === undefined || !isUnknown(resource, attribute)) return false;
    const configured = this.configuration.resource(module, isData, type, name);
    if (Object.hasOwn(objectAt(configured, 'expressions'), attribute))
      return isNothing(value) || !isReference(attribute);
    // A plan without its configuration does not say what the provider fills in.
    return !Object.hasOwn(configured, 'expressions') && isNothing(value) && !FILLED_IN.has(attribute);
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
