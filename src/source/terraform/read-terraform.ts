/**
 * A document of Terraform → the resources it declares, once or, of a plan, before and after.
 */
import type { Doubt } from '../aws/record-reading.ts';
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import type { HuaweiRecords } from '../huawei/records.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import type { Problem } from '../problem.ts';
import { faultOf } from './check-document.ts';
import { Configuration } from './configuration.ts';
import { AwsDeclarations, isReadable } from './declare-aws.ts';
import { CloudDeclarations, isReadableCloud } from './declare-cloud.ts';
import { HuaweiDeclarations, isReadableHuawei } from './declare-huawei.ts';
import type { OwnedParts } from './parts.ts';
import { readPlan, type ResourceDifference } from './read-plan.ts';
import { resourcesOfModule, resourcesOfRawState } from './read-state.ts';
import { References } from './references.ts';
import type { TerraformResource } from './resource.ts';
import { unmodelledIn } from './unmodelled.ts';

/** What a document declares at one time. */
export interface DeclaredSide {
  readonly aws: readonly DeclaredResource[];
  readonly huawei: HuaweiRecords;
  readonly azure: readonly DeclaredResource[];
  readonly google: readonly DeclaredResource[];
  readonly doubts: readonly Doubt[];
  /** Resources per type, looked-up ones left out. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface TerraformDocument {
  readonly kind: 'plan' | 'state';
  /** As it is, or as it was before the plan. */
  readonly prior: DeclaredSide;
  /** After the plan; the same for a state. */
  readonly planned: DeclaredSide;
  readonly differences: readonly ResourceDifference[];
}

/** Reads a document; what makes it of no use goes to `problems`. */
export function readTerraform(
  file: string,
  value: unknown,
  problems: Problem[],
): TerraformDocument | undefined {
  if (!isJsonObject(value)) return undefined;
  const fault = faultOf(value);
  if (fault) {
    problems.push({ ...fault, file });
    return undefined;
  }
  const document = isPlan(value) ? plan(file, value) : state(file, value);
  const isEmpty = document.prior.counts.size === 0 && document.planned.counts.size === 0;
  if (!isEmpty) return document;
  problems.push({
    code: 'not-an-input',
    message: `there is no resource in this ${document.kind}`,
    hint: 'name the plan or state of a configuration that has been planned or applied',
    file,
    path: [],
  });
  return undefined;
}

/** A plan repeats that an expression names `count.index`, but not what it does with it. */
const PICK =
  'an expression picks one of them; a plan does not say how, and the one of the same index is taken';

const BESIDE_LOCALS =
  'its expression names locals beside one object, which is taken; a plan does not say what they do';

/** What is taken for granted, and touches no verdict by itself. */
function presumptions(of: ReadonlyMap<string, TerraformResource>, why: string): Doubt[] {
  return [...of].map(([id, { type, source }]) => ({ id, kind: type, why, source }));
}

function isPlan(document: JsonObject): boolean {
  return 'planned_values' in document || 'resource_changes' in document;
}

function state(file: string, document: JsonObject): TerraformDocument {
  const isRaw = typeof document['version'] === 'number';
  const values = isJsonObject(document['values']) ? document['values'] : {};
  const resources = isRaw
    ? resourcesOfRawState(file, document)
    : resourcesOfModule(file, values['root_module'], ['values', 'root_module']);
  const { side } = declaredBy(resources, new Configuration({}));
  return { kind: 'state', prior: side, planned: side, differences: [] };
}

function plan(file: string, document: JsonObject): TerraformDocument {
  const { prior, planned, differences } = readPlan(file, document);
  const before = declaredBy(prior, new Configuration({}));
  const after = declaredBy(planned, new Configuration(document), before.owned);
  return { kind: 'plan', prior: before.side, planned: after.side, differences };
}

function declaredBy(
  resources: readonly TerraformResource[],
  configuration: Configuration,
  owned?: OwnedParts,
): { readonly side: DeclaredSide; readonly owned: OwnedParts } {
  const references = new References(resources, configuration);
  const declarations = new AwsDeclarations(resources, configuration, references, owned);
  const aws = declarations.all();
  const clouds = new CloudDeclarations(configuration, references);
  const huawei = new HuaweiDeclarations(configuration, references).all(resources);
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const notes = [...references.notes].flatMap(([address, whys]) => {
    const resource = byAddress.get(address)!;
    const id = references.idOf(resource);
    return [...whys].map((why) => ({ id, kind: resource.type, why, source: resource.source }));
  });
  const presumed = [
    ...presumptions(references.evaluation.picked, PICK),
    ...presumptions(references.besideLocals, BESIDE_LOCALS),
  ];
  const counts = new Map<string, number>();
  for (const { type, isData } of resources) {
    if (!isData) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const unmodelled = resources
    .filter((resource) => !isReadable(resource) && !isReadableHuawei(resource) && !isReadableCloud(resource))
    .flatMap((resource) => unmodelledIn(resource, references));
  return {
    side: {
      aws,
      huawei,
      azure: clouds.azure(resources),
      google: clouds.google(resources),
      doubts: [...notes, ...presumed, ...unmodelled],
      counts,
    },
    owned: declarations.ownedParts(),
  };
}
