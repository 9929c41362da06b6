/**
 * Resources of a state: as `terraform show -json` prints it, or raw in its versions 3 and 4.
 */
import type { Path } from '../document.ts';
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import { bracketed, parseResourceAddress, type Index } from './address.ts';
import { unflatten } from './flat-attributes.ts';
import type { TerraformResource } from './resource.ts';
import { own } from '../../model/own.ts';

/** `values` of a state or plan: a module with resources and modules in it. */
export function resourcesOfModule(
  file: string,
  module: unknown,
  path: Path,
  isPlanned = false,
): TerraformResource[] {
  const found: TerraformResource[] = [];
  collect(file, module, path, isPlanned, found);
  return found;
}

/** Modules nest a few levels. */
const DEPTH_LIMIT = 64;

function collect(
  file: string,
  module: unknown,
  path: Path,
  isPlanned: boolean,
  found: TerraformResource[],
): void {
  if (!isJsonObject(module) || path.length > DEPTH_LIMIT) return;
  for (const [i, entry] of listIn(module, 'resources')) {
    const resource = resourceOf(file, entry, [...path, 'resources', i], isPlanned);
    if (resource) found.push(resource);
  }
  for (const [i, child] of listIn(module, 'child_modules')) {
    collect(file, child, [...path, 'child_modules', i], isPlanned, found);
  }
}

function resourceOf(
  file: string,
  entry: unknown,
  path: Path,
  isPlanned: boolean,
): TerraformResource | undefined {
  if (!isJsonObject(entry) || typeof entry['address'] !== 'string') return undefined;
  const parsed = parseResourceAddress(entry['address']);
  if (!parsed) return undefined;
  const { address } = entry;
  return {
    ...parsed,
    address,
    index: parsed.index ?? indexIn(entry['index']),
    provider: textIn(entry['provider_name']),
    values: isJsonObject(entry['values']) ? entry['values'] : {},
    // A state knows everything; of a plan without changes one can only tell that a value is missing.
    unknown: isPlanned ? undefined : {},
    isNew: false,
    source: { file, path, address },
  };
}

export function resourcesOfRawState(file: string, state: JsonObject): TerraformResource[] {
  return state['version'] === 3 ? resourcesOfVersion3(file, state) : resourcesOfVersion4(file, state);
}

function resourcesOfVersion4(file: string, state: JsonObject): TerraformResource[] {
  return listIn(state, 'resources').flatMap(([i, entry]) => {
    const type = textIn(isJsonObject(entry) ? entry['type'] : undefined);
    const name = textIn(isJsonObject(entry) ? entry['name'] : undefined);
    if (!isJsonObject(entry) || type === undefined || name === undefined) return [];
    const isData = entry['mode'] === 'data';
    const module = textIn(entry['module']) ?? '';
    const base = `${module === '' ? '' : `${module}.`}${isData ? 'data.' : ''}${type}.${name}`;
    return listIn(entry, 'instances').flatMap(([k, instance]) => {
      // A deposed object is about to be deleted; its replacement is listed beside it.
      if (!isJsonObject(instance) || instance['deposed'] !== undefined) return [];
      const flat = instance['attributes_flat'];
      const values = isJsonObject(instance['attributes'])
        ? instance['attributes']
        : isJsonObject(flat)
          ? unflatten(flat)
          : {};
      const index = indexIn(instance['index_key']);
      const address = `${base}${bracketed(index)}`;
      const path: Path = ['resources', i, 'instances', k];
      const provider = textIn(entry['provider']);
      const source = { file, path, address };
      return [
        { address, module, isData, type, name, index, provider, values, unknown: {}, isNew: false, source },
      ];
    });
  });
}

/** Modules by their names from the root; resources by `type.name` or `type.name.index`. */
function resourcesOfVersion3(file: string, state: JsonObject): TerraformResource[] {
  return listIn(state, 'modules').flatMap(([i, entry]) => {
    if (!isJsonObject(entry) || !isJsonObject(entry['resources'])) return [];
    const names = listIn(entry, 'path').flatMap(([, name]) => textIn(name) ?? []);
    const module = names
      .slice(1)
      .map((name) => `module.${name}`)
      .join('.');
    return Object.entries(entry['resources']).flatMap(([key, resource]) => {
      const path: Path = ['modules', i, 'resources', key];
      const found = version3Resource(file, module, key, resource, path);
      return found ? [found] : [];
    });
  });
}

function version3Resource(
  file: string,
  module: string,
  key: string,
  resource: unknown,
  path: Path,
): TerraformResource | undefined {
  const match = /^(data\.)?([\w-]+)\.([\w-]+)(?:\.(\d+))?$/.exec(key);
  if (!match || !isJsonObject(resource) || !isJsonObject(resource['primary'])) return undefined;
  const [, data, type, name, number] = match;
  const index = number === undefined ? undefined : Number(number);
  const flat = resource['primary']['attributes'];
  const address = `${module === '' ? '' : `${module}.`}${data ?? ''}${type}.${name}${bracketed(index)}`;
  return {
    address,
    module,
    isData: data !== undefined,
    type: type!,
    name: name!,
    index,
    provider: textIn(resource['provider']),
    values: isJsonObject(flat) ? unflatten(flat) : {},
    unknown: {},
    isNew: false,
    source: { file, path, address },
  };
}

export function listIn(object: JsonObject, key: string): [number, unknown][] {
  const list = own(object, key);
  return Array.isArray(list) ? [...list.entries()] : [];
}

export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function indexIn(value: unknown): Index | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
