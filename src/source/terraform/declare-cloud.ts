/**
 * Resources of the Azure and Google Cloud providers → declarations in the providers' own words.
 */
import type { JsonObject } from '../aws/json-object.ts';
import { declare, type DeclaredResource } from '../declared/resource.ts';
import { textsIn } from './aws-rules.ts';
import { Blocks } from './blocks.ts';
import { AZURE_TYPES, GOOGLE_TYPES } from './cloud-types.ts';
import type { Configuration } from './configuration.ts';
import { whereaboutsOf } from './providers.ts';
import type { References } from './references.ts';
import type { TerraformResource } from './resource.ts';
import { own } from '../../model/own.ts';

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
    for (const term of take.split(' ')) {
      const [, attribute, mark] = /^(\w+)(\*|\[\])?$/.exec(term) ?? [];
      if (attribute === undefined) continue;
      if (mark === '[]') {
        properties[attribute] = this.blocks.of(resource, attribute);
        continue;
      }
      const value = this.references.value(resource, attribute, mark === '*');
      if (value === undefined || value === null || value === '') continue;
      properties[attribute] = mark === '*' ? textsIn(value) : value;
    }
    return properties;
  }
}
