/**
 * Short forms of functions in YAML templates: `!Ref X` is `{Ref: X}`, `!Sub X` is `{Fn::Sub: X}`.
 *
 * "Intrinsic function reference" (AWS CloudFormation). Functions nobody has heard of keep their name, and
 * are not evaluated.
 */
import { defineMappingTag, defineScalarTag, defineSequenceTag } from 'js-yaml';
import { SCHEMA } from '../document.ts';

const LOAD_ONLY = { matchByTagPrefix: true, identify: () => false };

function longForm(tag: string, value: unknown): Record<string, unknown> {
  const name = tag.slice(1);
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}

interface Carrier<T> {
  readonly tag: string;
  readonly value: T;
}

const scalar = defineScalarTag('!', {
  ...LOAD_ONLY,
  resolve: (source, _isExplicit, tag) => longForm(tag, source),
});

const sequence = defineSequenceTag<Carrier<unknown[]>, unknown>('!', {
  ...LOAD_ONLY,
  create: (tag) => ({ tag, value: [] }),
  addItem: ({ value }, item) => {
    value.push(item);
  },
  finalize: ({ tag, value }) => longForm(tag, value),
});

const mapping = defineMappingTag<Carrier<Map<string, unknown>>, unknown>('!', {
  ...LOAD_ONLY,
  create: (tag) => ({ tag, value: new Map() }),
  addPair: ({ value }, key, part) => {
    value.set(String(key), part);
    return '';
  },
  has: () => false,
  keys: () => [],
  get: () => undefined,
  finalize: ({ tag, value }) => longForm(tag, Object.fromEntries(value)),
});

/** The schema of YAML templates. */
export const TEMPLATE_SCHEMA = SCHEMA.withTags(scalar, sequence, mapping);
