/**
 * Plans and states written in a test: resources by address, with what is configured and what is known.
 */
type Values = Readonly<Record<string, unknown>>;

export interface Planned {
  /** Known after the plan; null where the resource goes. */
  readonly after: Values | null;
  readonly unknown?: unknown;
  readonly before?: Values;
  /** Expressions of the configuration. */
  readonly configured?: Values;
  readonly forEach?: unknown;
  readonly provider?: string;
}

/** `ref('aws_vpc.a.id')`: an expression that refers to a resource, as plans since 1.0 repeat it. */
export function ref(...names: string[]): { readonly references: string[] } {
  return { references: names.flatMap((name) => [name, name.replace(/\.\w+$/, '')]) };
}

export function constant(value: unknown): { readonly constant_value: unknown } {
  return { constant_value: value };
}

/** A resource that is made, its id with it. */
export function made(after: Values, unknown: Values = {}, configured: Values = {}): Planned {
  return { after, unknown: { id: true, ...unknown }, configured, provider: 'cloud' };
}

interface PlanParts {
  readonly modules?: Values;
  readonly providers?: Values;
  readonly variables?: Values;
}

function bare(address: string): { type: string; name: string } {
  const [type, name] = address
    .replace(/^(?:module\.\w+(?:\[[^\]]*\])?\.)+/, '')
    .replace(/\[[^\]]*\]$/, '')
    .split('.');
  return { type: type!, name: name! };
}

/** A plan whose root module is made of the resources that are in no module. */
export function planOf(resources: Readonly<Record<string, Planned>>, parts: PlanParts = {}): unknown {
  const entries = Object.entries(resources);
  const actionsOf = ({ before, after }: Planned): string[] => {
    if (after === null) return ['delete'];
    return before === undefined
      ? ['create']
      : JSON.stringify(before) === JSON.stringify(after)
        ? ['no-op']
        : ['update'];
  };
  const configured = new Map(
    entries.flatMap(([address, { configured, forEach, provider }]) => {
      const { type, name } = bare(address);
      if (configured === undefined || address.startsWith('module.')) return [];
      return [
        [
          `${type}.${name}`,
          {
            address: `${type}.${name}`,
            mode: 'managed',
            type,
            name,
            provider_config_key: provider ?? 'aws',
            expressions: configured,
            ...(forEach !== undefined && { for_each_expression: forEach }),
          },
        ] as const,
      ];
    }),
  );
  return {
    format_version: '1.2',
    terraform_version: '1.9.8',
    variables: parts.variables ?? {},
    planned_values: { root_module: {} },
    resource_changes: entries.map(([address, planned]) => ({
      address,
      mode: 'managed',
      ...bare(address),
      change: {
        actions: actionsOf(planned),
        before: planned.before ?? null,
        after: planned.after,
        after_unknown: planned.unknown ?? {},
      },
    })),
    configuration: {
      provider_config: parts.providers ?? {},
      root_module: { resources: [...configured.values()], module_calls: parts.modules ?? {} },
    },
  };
}

/** What a plan says of resources that are made: a VPC, and subnets that refer to it. */
export const NEW_VPC: Planned = {
  after: { cidr_block: '10.1.0.0/16', enable_dns_support: true, tags: { Name: 'main' } },
  unknown: { id: true, arn: true, main_route_table_id: true, default_security_group_id: true },
  configured: { cidr_block: constant('10.1.0.0/16') },
};

export function newSubnet(cidr: string, vpc: unknown = ref('aws_vpc.main.id')): Planned {
  return {
    after: { cidr_block: cidr, availability_zone: 'eu-central-1a', map_public_ip_on_launch: false },
    unknown: { id: true, vpc_id: true },
    configured: { vpc_id: vpc },
  };
}

/** A raw state of version 4 with one instance per resource. */
export function stateOf(resources: Readonly<Record<string, Values>>): unknown {
  return {
    version: 4,
    terraform_version: '1.9.8',
    serial: 1,
    lineage: 'test',
    resources: Object.entries(resources).map(([address, attributes]) => {
      const [type, name] = address.split('.');
      return { mode: 'managed', type, name, instances: [{ schema_version: 0, attributes }] };
    }),
  };
}
