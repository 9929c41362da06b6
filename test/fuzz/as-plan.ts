/**
 * The plan that makes what a state has: what one resource knows of another is known only after it is
 * applied, and is a reference in the configuration.
 */
import { planOf, ref, type Planned } from '../source/terraform/estate.ts';

interface State {
  readonly resources: readonly {
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly attributes: Values }[];
  }[];
}

type Values = Readonly<Record<string, unknown>>;

export function asPlan(state: State): unknown {
  const resources = state.resources.map(({ type, name, instances: [instance] }) => ({
    address: `${type}.${name}`,
    attributes: instance!.attributes,
  }));
  const referenceTo = new Map(
    resources.flatMap(({ address, attributes }) =>
      ['id', 'self_link'].flatMap((key) =>
        typeof attributes[key] === 'string' ? [[attributes[key], `${address}.${key}`] as const] : [],
      ),
    ),
  );
  const planned = resources.map(({ address, attributes }): [string, Planned] => {
    const { id: _, self_link: __, ...own } = attributes;
    const { after, unknown, configured } = split(own, referenceTo);
    return [address, { after, unknown: { ...unknown, id: true, self_link: true }, configured }];
  });
  return planOf(Object.fromEntries(planned));
}

interface Split {
  readonly after: Values;
  readonly unknown: Values;
  readonly configured: Values;
}

function split(attributes: Values, referenceTo: ReadonlyMap<string, string>): Split {
  const after: Record<string, unknown> = {};
  const unknown: Record<string, unknown> = {};
  const configured: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(attributes)) {
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    const names = all.flatMap((one) => referenceTo.get(String(one)) ?? []);
    const areBlocks = Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null);
    if (names.length > 0) {
      unknown[key] = true;
      configured[key] = ref(...names);
    } else if (areBlocks) {
      const blocks = value.map((one) => split(one as Values, referenceTo));
      after[key] = blocks.map((block) => block.after);
      unknown[key] = blocks.map((block) => block.unknown);
      configured[key] = blocks.map((block) => block.configured);
    } else {
      after[key] = value;
      configured[key] = { constant_value: value };
    }
  }
  return { after, unknown, configured };
}
