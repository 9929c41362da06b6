/**
 * The instances there are of each resource and of each module, by what the configuration calls them.
 */
import { Grouping } from '../aws/grouping.ts';
import { moduleSteps, parentModule } from './address.ts';
import type { TerraformResource } from './resource.ts';

export class Instances {
  private readonly byName = new Grouping<TerraformResource>();
  private readonly byType = new Grouping<TerraformResource>();
  /** With a resource that is in it. */
  private readonly modules = new Map<string, TerraformResource>();

  constructor(resources: readonly TerraformResource[]) {
    for (const resource of resources) {
      const { isData, type, name } = resource;
      this.byName.add(nameIn(resource.module, isData, type, name), resource);
      this.byType.add(type, resource);
      for (let { module } = resource; module !== ''; module = parentModule(module)) {
        if (!this.modules.has(module)) this.modules.set(module, resource);
      }
    }
  }

  /** Of a resource in an instance of a module. */
  of(module: string, isData: boolean, type: string, name: string): readonly TerraformResource[] {
    return this.byName.of(nameIn(module, isData, type, name));
  }

  /** Resources of a type, also those that are looked up, in all modules. */
  ofType(type: string): readonly TerraformResource[] {
    return this.byType.of(type);
  }

  /** A resource that is in an instance of a module. */
  inModule(module: string): TerraformResource | undefined {
    return this.modules.get(module);
  }

  /** Instances of a module that an instance of another one calls. */
  ofModule(parent: string, name: string): string[] {
    return [...this.modules.keys()].filter(
      (module) => parentModule(module) === parent && moduleSteps(module).at(-1)!.name === name,
    );
  }
}

function nameIn(module: string, isData: boolean, type: string, name: string): string {
  return `${module} ${isData ? 'data.' : ''}${type}.${name}`;
}
