/**
 * What makes a document of Terraform of no use: a format nobody knows yet, a plan without values, a plan
 * that ended in an error.
 */
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import type { Problem } from '../problem.ts';

type Fault = Omit<Problem, 'file'>;

/** How a plan is written that can be read. */
export const SHOW = 'write it with: terraform show -json plan.out > plan.json';

export function faultOf(document: JsonObject): Fault | undefined {
  return faultOfFormat(document) ?? faultOfRawState(document) ?? faultOfPlan(document);
}

/** "JSON Output Format": a new major version may mean anything. */
function faultOfFormat(document: JsonObject): Fault | undefined {
  const version = document['format_version'];
  if (version === undefined || (typeof version === 'string' && /^[01]\./.test(version))) return undefined;
  return {
    code: 'not-an-input',
    message: `Terraform's JSON format ${JSON.stringify(version)} is not known; 0.1 to 1.x are`,
    path: ['format_version'],
  };
}

function faultOfRawState(document: JsonObject): Fault | undefined {
  const { version } = document;
  if (document['format_version'] !== undefined || version === undefined) return undefined;
  if (version === 3 || version === 4) return undefined;
  return {
    code: 'not-an-input',
    message: `states of version ${JSON.stringify(version)} are not known; 3 and 4 are`,
    hint: 'terraform show -json prints any state in a format that is known',
    path: ['version'],
  };
}

function faultOfPlan(document: JsonObject): Fault | undefined {
  if (document['errored'] === true) {
    return {
      code: 'not-an-input',
      message: 'the plan ended with an error, so it is not the whole plan',
      hint: 'correct the configuration and plan again',
      path: ['errored'],
    };
  }
  const changes = document['resource_changes'];
  if (!Array.isArray(changes) || changes.length === 0 || document['planned_values'] !== undefined)
    return undefined;
  const index = changes.findIndex((entry: unknown) => !hasValues(entry));
  if (index < 0) return undefined;
  return {
    code: 'not-an-input',
    message: 'the values were taken out of this plan: it names resources and says nothing about them',
    hint: SHOW,
    path: ['resource_changes', index],
  };
}

function hasValues(entry: unknown): boolean {
  return isJsonObject(entry) && isJsonObject(entry['change']) && typeof entry['address'] === 'string';
}
