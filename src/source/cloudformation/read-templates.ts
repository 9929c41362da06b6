/**
 * Templates → the resources they declare, several stacks together: what one exports another may import.
 */
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import type { Doubt } from '../aws/record-reading.ts';
import { isModelled } from '../declared/estate.ts';
import { declare, type DeclaredResource } from '../declared/resource.ts';
import { UNKNOWN } from './functions.ts';
import { Template, type TemplateResource } from './template.ts';

export interface TemplateFile {
  readonly file: string;
  readonly value: JsonObject;
}

export interface DeclaredStacks {
  readonly aws: readonly DeclaredResource[];
  readonly doubts: readonly Doubt[];
  readonly counts: ReadonlyMap<string, number>;
}

export function readTemplates(
  files: readonly TemplateFile[],
  parameters: ReadonlyMap<string, string>,
): DeclaredStacks {
  const exports = new Map<string, unknown>();
  const imported = (name: string): unknown => exports.get(name) ?? UNKNOWN;
  const names = stackNames(files.map(({ file }) => file));
  const make = (): Template[] =>
    files.map(({ file, value }, i) => {
      const stack = names[i]!;
      const prefix = files.length === 1 ? '' : `${stack}/`;
      return new Template(value, { file, stack, prefix, parameters, imported });
    });
  // Stacks may be given in any order: a first reading only collects what they export.
  for (const template of make()) for (const [name, value] of template.exports()) exports.set(name, value);
  const templates = make();
  const doubts: Doubt[] = [];
  const counts = new Map<string, number>();
  const aws = templates.flatMap((template) =>
    template.resources().flatMap((resource) => {
      counts.set(resource.type, (counts.get(resource.type) ?? 0) + 1);
      const type = resource.type.replace(/^AWS::/, '');
      if (isModelled(type)) {
        const properties = {
          ...resource.properties,
          ...adapted(type, resource.properties),
          ...unknownParts(type, resource),
        };
        const { id, source } = resource;
        const { region, account } = template;
        return [declare({ type, id, properties, source, isNew: true, region, account })];
      }
      doubts.push(...unmodelled(resource));
      return [];
    }),
  );
  doubts.push(...templates.flatMap((template) => template.doubts));
  return { aws, doubts, counts };
}

/** Properties that rules are made of; far ends that are not known are missed by themselves. */
const RULES: Readonly<Record<string, RegExp>> = {
  'EC2::SecurityGroup': /^SecurityGroup(?:Ingress|Egress)$/,
  'EC2::SecurityGroupIngress': /^(?:IpProtocol|FromPort|ToPort)$/,
  'EC2::SecurityGroupEgress': /^(?:IpProtocol|FromPort|ToPort)$/,
  'EC2::NetworkAclEntry': /^(?!NetworkAclId$)/,
};

function unknownParts(type: string, { unknown }: TemplateResource): JsonObject {
  const parts = unknown.filter((key) => RULES[type]?.test(key));
  return parts.length === 0 ? {} : { UnknownParts: parts.join(', ') };
}

/** Names of files without their ends, each once. */
function stackNames(files: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return files.map((file) => {
    const name = file.replace(/^.*[\\/]/, '').replace(/\.[a-z]+$/i, '');
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
}

/** Properties in the form in which the readers of declared resources want them. */
function adapted(type: string, properties: JsonObject): JsonObject {
  const policy = properties['PolicyDocument'];
  const actions = objectsIn(properties['DefaultActions']);
  switch (type) {
    case 'EC2::VPCEndpoint':
      return isJsonObject(policy) ? { PolicyDocument: JSON.stringify(policy) } : {};
    case 'EC2::TransitGatewayAttachment':
    case 'EC2::TransitGatewayVpcAttachment':
      return isJsonObject(properties['Options']) ? properties['Options'] : {};
    case 'ElasticLoadBalancingV2::Listener':
      return {
        TargetGroupArns: actions.flatMap((action) => {
          const forward = isJsonObject(action['ForwardConfig']) ? action['ForwardConfig'] : {};
          return [action, ...objectsIn(forward['TargetGroups'])].flatMap(
            (part) => part['TargetGroupArn'] ?? [],
          );
        }),
        ActionTypes: actions.flatMap((action) => action['Type'] ?? []),
      };
    case 'ElasticLoadBalancingV2::TargetGroup':
      return {
        Targets: objectsIn(properties['Targets']).flatMap((target) => target['Id'] ?? []),
        PreserveClientIp: attributeIn(properties['TargetGroupAttributes'], 'preserve_client_ip.enabled'),
        CrossZone: attributeIn(properties['TargetGroupAttributes'], 'load_balancing.cross_zone.enabled'),
      };
    case 'ElasticLoadBalancingV2::LoadBalancer': {
      const crossZone = attributeIn(
        properties['LoadBalancerAttributes'],
        'load_balancing.cross_zone.enabled',
      );
      return crossZone === undefined ? {} : { CrossZone: crossZone };
    }
    case 'EC2::SecurityGroup':
      return {
        SecurityGroupIngress: objectsIn(properties['SecurityGroupIngress']),
        ...('SecurityGroupEgress' in properties && {
          SecurityGroupEgress: objectsIn(properties['SecurityGroupEgress']),
        }),
      };
    default:
      return {};
  }
}

function attributeIn(list: unknown, key: string): unknown {
  return objectsIn(list).find((attribute) => attribute['Key'] === key)?.['Value'];
}

function objectsIn(value: unknown): JsonObject[] {
  if (isJsonObject(value)) return [value];
  return Array.isArray(value) ? value.filter((part: unknown) => isJsonObject(part)) : [];
}

const NETWORK_KEY =
  /(?:Vpc|VPC|Subnet|SecurityGroup|NetworkInterface)(?:s|Ids?|Config|Configuration|SecurityGroups)?$/;

/** Resources of other kinds, if they stand in a network. */
function unmodelled({ id, type, properties, source }: TemplateResource): Doubt[] {
  const touches =
    Object.keys(properties).some((key) => NETWORK_KEY.test(key)) || type.startsWith('AWS::EC2::Transit');
  const isNested = type === 'AWS::CloudFormation::Stack';
  if (!touches && !isNested) return [];
  if (/FlowLog|DHCPOptions|SubnetGroup/.test(type)) return [];
  const why = isNested
    ? 'a stack inside a stack is given as a template of its own'
    : 'resources of this kind are not modelled';
  return [{ id, kind: type, why, source }];
}
