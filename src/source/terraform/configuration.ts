/**
 * The configuration a plan was made from, as far as the plan repeats it: expressions of resources, calls
 * of modules, outputs, providers. "Configuration Representation" (Terraform JSON output format).
 *
 * An expression is `constant_value` or the list of what it refers to; how it combines these is not said,
 * and what locals stand for neither.
 */
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import { moduleSteps } from './address.ts';
import { own } from '../../model/own.ts';

const NOTHING: JsonObject = {};

export class Configuration {
  private readonly root: JsonObject;
  private readonly variables: JsonObject;
  private readonly resources = new Map<JsonObject, Map<string, JsonObject>>();
  readonly providers: JsonObject;

  constructor(plan: JsonObject) {
    const configuration = objectAt(plan, 'configuration');
    this.root = objectAt(configuration, 'root_module');
    this.providers = objectAt(configuration, 'provider_config');
    this.variables = objectAt(plan, 'variables');
  }

  /** Is there any configuration to look into? */
  get isKnown(): boolean {
    return this.root !== NOTHING;
  }

  /** Configuration of a resource: `expressions`, `for_each_expression`, `provider_config_key`. */
  resource(module: string, isData: boolean, type: string, name: string): JsonObject {
    const configuration = this.module(module);
    let byName = this.resources.get(configuration);
    if (!byName) {
      const list = configuration['resources'];
      const all = Array.isArray(list) ? list.filter((entry: unknown) => isJsonObject(entry)) : [];
      byName = new Map(all.map((entry) => [String(entry['address']), entry]));
      this.resources.set(configuration, byName);
    }
    return byName.get(`${isData ? 'data.' : ''}${type}.${name}`) ?? NOTHING;
  }

  /** The call that makes a module. */
  call(module: string): JsonObject {
    const steps = moduleSteps(module);
    const last = steps.at(-1);
    let configuration = this.root;
    for (const { name } of steps.slice(0, -1)) {
      configuration = objectAt(objectAt(objectAt(configuration, 'module_calls'), name), 'module');
    }
    return last ? objectAt(objectAt(configuration, 'module_calls'), last.name) : NOTHING;
  }

  /** Expression of an output of a module. */
  output(module: string, name: string): unknown {
    return objectAt(objectAt(this.module(module), 'outputs'), name)['expression'];
  }

  /** Value of a variable of the root module. */
  variable(name: string): unknown {
    const given = objectAt(this.variables, name)['value'];
    return given ?? objectAt(objectAt(this.root, 'variables'), name)['default'];
  }

  private module(module: string): JsonObject {
    return module === '' ? this.root : objectAt(this.call(module), 'module');
  }
}

/** The object under a key; an empty one where there is none. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isJsonObject(value) ? value : NOTHING;
}
