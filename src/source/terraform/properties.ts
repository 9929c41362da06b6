/**
 * Attributes of Terraform by the names of CloudFormation's properties.
 */
import type { JsonObject } from '../aws/json-object.ts';
import { own } from '../../model/own.ts';

/** `vpc_id` → `VpcId`. */
export function camel(attribute: string): string {
  return attribute.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A block by the names of properties. */
export function renamed(block: JsonObject, take: string): JsonObject {
  const properties: Record<string, unknown> = {};
  for (const term of take.split(' ')) {
    const [attribute, name] = term.split('=');
    const value = own(block, attribute!);
    if (value !== undefined && value !== null && value !== '') properties[name ?? camel(attribute!)] = value;
  }
  return properties;
}

export function routeKey(table: string | undefined, route: JsonObject): string {
  const destination =
    route['DestinationCidrBlock'] ?? route['DestinationIpv6CidrBlock'] ?? route['DestinationPrefixListId'];
  return JSON.stringify(['route', table, destination]);
}
