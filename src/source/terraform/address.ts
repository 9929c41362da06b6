/**
 * Resource addresses and references of Terraform, taken apart.
 *
 * `module.net["a"].aws_subnet.web[0]` names one instance of a resource; `aws_subnet.web[0].id`,
 * `var.name` and `each.value.id` are what expressions refer to. "Resource Addressing", "References to
 * Values" (Terraform).
 */
export type Index = string | number;

/** A name, or an index in brackets. */
export type Token = { readonly name: string } | { readonly index: Index };

/** Parts of an address or reference; what cannot be read ends it. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\.?([\w-]+|\*)|\[(?:(\d+)|"((?:[^"\\]|\\.)*)"|\*)\]/y;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) break;
    const [, name, number, key] = match;
    if (name !== undefined && name !== '*') tokens.push({ name });
    else if (number !== undefined) tokens.push({ index: Number(number) });
    else if (key !== undefined) tokens.push({ index: key.replaceAll(/\\(.)/g, '$1') });
  }
  return tokens;
}

export interface Address {
  /** Instance of the module it is in, as an address; empty for the root module. */
  readonly module: string;
  readonly isData: boolean;
  readonly type: string;
  readonly name: string;
  readonly index?: Index;
}

export function parseResourceAddress(text: string): Address | undefined {
  const tokens = tokensOf(text);
  let module = '';
  let i = 0;
  while (nameAt(tokens, i) === 'module') {
    const name = nameAt(tokens, i + 1);
    if (name === undefined) return undefined;
    const index = indexAt(tokens, i + 2);
    module = childModule(module, name, index);
    i += index === undefined ? 2 : 3;
  }
  const isData = nameAt(tokens, i) === 'data';
  if (isData) i += 1;
  const type = nameAt(tokens, i);
  const name = nameAt(tokens, i + 1);
  if (type === undefined || name === undefined) return undefined;
  const index = indexAt(tokens, i + 2);
  return { module, isData, type, name, ...(index !== undefined && { index }) };
}

export function nameAt(tokens: readonly Token[], i: number): string | undefined {
  const token = tokens[i];
  return token && 'name' in token ? token.name : undefined;
}

export function indexAt(tokens: readonly Token[], i: number): Index | undefined {
  const token = tokens[i];
  return token && 'index' in token ? token.index : undefined;
}

export function childModule(parent: string, name: string, index?: Index): string {
  return `${parent === '' ? '' : `${parent}.`}module.${name}${bracketed(index)}`;
}

export function bracketed(index: Index | undefined): string {
  if (index === undefined) return '';
  return typeof index === 'number' ? `[${index}]` : `[${JSON.stringify(index)}]`;
}

export interface ModuleStep {
  readonly name: string;
  readonly index?: Index;
}

/** Calls that lead to an instance of a module, the outermost first. */
export function moduleSteps(module: string): ModuleStep[] {
  const steps: ModuleStep[] = [];
  const tokens = tokensOf(module);
  for (let i = 0; nameAt(tokens, i) === 'module'; i += 2) {
    const name = nameAt(tokens, i + 1);
    if (name === undefined) break;
    const index = indexAt(tokens, i + 2);
    steps.push({ name, ...(index !== undefined && { index }) });
    if (index !== undefined) i += 1;
  }
  return steps;
}

/** The module instance that calls this one. */
export function parentModule(module: string): string {
  return moduleSteps(module)
    .slice(0, -1)
    .reduce((parent, { name, index }) => childModule(parent, name, index), '');
}
