/**
 * Region and account of a resource: what it says itself, else what its provider is set to.
 *
 * An alias of a provider stands for another region or account. "Provider Configuration" (Terraform).
 */
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import { regionOfZone } from '../aws/place.ts';
import { objectAt, type Configuration } from './configuration.ts';
import type { References } from './references.ts';
import type { TerraformResource } from './resource.ts';
import { own } from '../../model/own.ts';

export interface Whereabouts {
  readonly region?: string | undefined;
  readonly account?: string | undefined;
}

export function whereaboutsOf(
  resource: TerraformResource,
  configuration: Configuration,
  references: References,
): Whereabouts {
  const { values } = resource;
  const arn = typeof values['arn'] === 'string' ? values['arn'].split(':') : [];
  const zone = textAt(values, 'availability_zone');
  const { module, isData, type, name } = resource;
  const key = textAt(configuration.resource(module, isData, type, name), 'provider_config_key');
  const provider = providerOf(configuration, key);
  const setting = (attribute: string): string | undefined => {
    const expression = objectAt(provider, 'expressions')[attribute];
    const scope = { module: moduleOfKey(textAt(provider, 'module_address')) };
    const [value] = references.evaluation.evaluate(expression, scope, { attribute, isList: false }, 0);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    region:
      textAt(values, 'region') ??
      (arn[3] === '' ? undefined : arn[3]) ??
      (zone === undefined ? undefined : regionOfZone(zone)) ??
      setting('region'),
    account: textAt(values, 'owner_id') ?? (arn[4] === '' ? undefined : arn[4]) ?? accountOf(provider),
  };
}

/**
 * `module.net:aws.paris`, or `net:aws.paris` in old plans, is what the module calls `aws.paris`; unless it
 * sets that itself, it is that of the caller.
 */
function providerOf(configuration: Configuration, key: string | undefined): JsonObject {
  if (key === undefined) return {};
  const cut = key.lastIndexOf(':');
  const provider = key.slice(cut + 1);
  const modules = key.slice(0, Math.max(cut, 0)).split('.');
  for (let length = cut < 0 ? 0 : modules.length; length >= 0; length--) {
    const within = modules.slice(0, length).join('.');
    const found = objectAt(configuration.providers, within === '' ? provider : `${within}:${provider}`);
    if (isJsonObject(found['expressions'])) return found;
  }
  return {};
}

function moduleOfKey(address: string | undefined): string {
  return address ?? '';
}

/** Account of the role that the provider assumes, or the only one it accepts. */
function accountOf(provider: JsonObject): string | undefined {
  const expressions = objectAt(provider, 'expressions');
  return /(?<!\d)\d{12}(?!\d)/.exec(
    JSON.stringify([expressions['assume_role'] ?? null, expressions['allowed_account_ids'] ?? null]),
  )?.[0];
}

function textAt(object: JsonObject, key: string): string | undefined {
  const value = own(object, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
