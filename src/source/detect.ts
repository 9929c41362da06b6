/**
 * Which kind of input a document is, found by looking at it.
 *
 * Every format has keys of its own on top; a name or folder proves nothing, because people rename files.
 * What carries none of these keys may still be an export of a cloud, whose reader decides for itself.
 */
export type InputKind = 'scenario' | 'terraform' | 'cloudformation';

/** What people call the kinds. */
export const INPUT_NAMES: Readonly<Record<InputKind, string>> = {
  scenario: 'a scenario',
  terraform: 'Terraform output',
  cloudformation: 'a CloudFormation template',
};

/** Keys on top of a document that only this kind has. */
export function detect(value: unknown): InputKind | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if ('profile' in value) return 'scenario';
  // "JSON Output Format" (Terraform): plans and states name their format; raw states their writer.
  if ('format_version' in value || 'terraform_version' in value) return 'terraform';
  if ('planned_values' in value || 'resource_changes' in value) return 'terraform';
  const isTemplate = 'AWSTemplateFormatVersion' in value || hasTypedResources(value);
  return isTemplate ? 'cloudformation' : undefined;
}

/** "Template anatomy" (AWS CloudFormation): resources by name, each with a type. */
function hasTypedResources(value: object): boolean {
  if (!('Resources' in value) || typeof value.Resources !== 'object' || value.Resources === null)
    return false;
  return Object.values(value.Resources).some(
    (resource: unknown) => typeof resource === 'object' && resource !== null && 'Type' in resource,
  );
}

/** YAML of a template, told before it is read: its short tags mean nothing elsewhere. */
export function looksLikeTemplate(text: string): boolean {
  return !/^profile\s*:/m.test(text) && /^["']?(?:AWSTemplateFormatVersion|Resources)["']?\s*:/m.test(text);
}
