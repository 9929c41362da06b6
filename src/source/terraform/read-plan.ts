/**
 * Both sides of a plan: the resources before it is applied, those after, and what it does to each.
 *
 * "Plan Representation", "Change Representation" (Terraform JSON output format). Values come from the
 * changes, which also say what is not known yet; where a plan has none, from `planned_values`.
 */
import type { SourceRef } from '../../model/source-ref.ts';
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import { parseResourceAddress } from './address.ts';
import { objectAt } from './configuration.ts';
import { listIn, resourcesOfModule, textIn } from './read-state.ts';
import type { TerraformResource } from './resource.ts';

/** What applying a plan does to one resource. */
export interface ResourceDifference {
  /** `module.net.aws_route.out[0]`. */
  readonly address: string;
  readonly type: string;
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  /** Names of the attributes that change; their values may be secrets. */
  readonly attributes: readonly string[];
  readonly source: SourceRef;
}

export interface PlanSides {
  readonly prior: readonly TerraformResource[];
  readonly planned: readonly TerraformResource[];
  readonly differences: readonly ResourceDifference[];
}

interface Change {
  readonly before: TerraformResource | undefined;
  readonly after: TerraformResource | undefined;
  readonly difference: ResourceDifference | undefined;
}

export function readPlan(file: string, plan: JsonObject): PlanSides {
  const changes = listIn(plan, 'resource_changes').flatMap(([i, entry]) => {
    const change = changeOf(file, entry, ['resource_changes', i]);
    return change ? [change] : [];
  });
  const planned = new Map<string, TerraformResource>();
  const prior = new Map<string, TerraformResource>();
  const put = (side: Map<string, TerraformResource>, resource: TerraformResource | undefined): void => {
    if (resource) side.set(resource.address, resource);
  };
  const recorded = objectAt(objectAt(plan, 'prior_state'), 'values')['root_module'];
  const before = resourcesOfModule(file, recorded, ['prior_state', 'values', 'root_module']);
  const after = resourcesOfModule(
    file,
    objectAt(plan, 'planned_values')['root_module'],
    ['planned_values', 'root_module'],
    true,
  );
  for (const resource of before) {
    put(prior, resource);
    // What is only looked up stays as it is.
    if (resource.isData) put(planned, resource);
  }
  for (const resource of after) put(planned, resource);
  for (const change of changes) {
    if (before.length === 0) put(prior, change.before);
    put(planned, change.after);
  }
  return {
    prior: [...prior.values()],
    planned: [...planned.values()],
    differences: changes.flatMap(({ difference }) => difference ?? []),
  };
}

function changeOf(file: string, entry: unknown, path: readonly (string | number)[]): Change | undefined {
  // The old object of a replacement that was cut short goes without being of any account.
  if (!isJsonObject(entry) || entry['deposed'] !== undefined) return undefined;
  const address = textIn(entry['address']);
  const parsed = address === undefined ? undefined : parseResourceAddress(address);
  if (address === undefined || !parsed || !isJsonObject(entry['change'])) return undefined;
  const { change } = entry;
  const actions = listIn(change, 'actions').flatMap(([, action]) => textIn(action) ?? []);
  const action = actionOf(actions);
  const source = { file, path, address };
  const base = { ...parsed, address, provider: textIn(entry['provider_name']), source };
  const values = (key: 'before' | 'after'): JsonObject | undefined => {
    const side = change[key];
    return isJsonObject(side) ? side : undefined;
  };
  const before = values('before');
  const isMade = action === 'create' || action === 'replace';
  const gone = action === 'delete' || actions.includes('forget');
  return {
    before: before && { ...base, values: before, unknown: {}, isNew: false },
    after: gone
      ? undefined
      : { ...base, values: values('after') ?? {}, unknown: change['after_unknown'] ?? {}, isNew: isMade },
    difference: action && {
      address,
      type: parsed.type,
      action,
      attributes: changedAttributes(change),
      source,
    },
  };
}

function actionOf(actions: readonly string[]): ResourceDifference['action'] | undefined {
  if (actions.includes('create')) return actions.includes('delete') ? 'replace' : 'create';
  if (actions.includes('delete')) return 'delete';
  return actions.includes('update') ? 'update' : undefined;
}

function changedAttributes(change: JsonObject): string[] {
  const { before, after, after_unknown: unknown } = change;
  if (!isJsonObject(before) || !isJsonObject(after)) return [];
  const known = Object.keys({ ...before, ...after }).filter(
    (key) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null),
  );
  const open = isJsonObject(unknown) ? Object.keys(unknown).filter((key) => unknown[key] === true) : [];
  return [...new Set([...known, ...open])].toSorted();
}
