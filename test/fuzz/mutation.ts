/**
 * A document with a few things wrong in it, from one number: values swapped for odd ones, moved, doubled,
 * taken out, nested; and texts cut, or with a character changed.
 */
import { Dice } from '../arbitrary/dice.ts';
import type { Notation } from './notation.ts';

const ODD: readonly unknown[] = [
  null,
  '',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  [null],
  'constructor',
  '__proto__',
  '10.0.0.0/99',
  '0.0.0.0/0',
  '::/0',
  'module.a.aws_vpc.b[0]',
  { Ref: 'VPC' },
  { 'Fn::GetAtt': ['VPC', 'VpcId'] },
  { references: ['aws_vpc.main.id', 'module.vpc.vpc_id', 'each.value.id', 'var.vpc_id'] },
];

type Step = string | number;

/** One place in a value, found by going down at random. */
function placeIn(value: unknown, dice: Dice): Step[] {
  const path: Step[] = [];
  let at: unknown = value;
  while (typeof at === 'object' && at !== null) {
    const keys: Step[] = Array.isArray(at) ? [...at.keys()] : Object.keys(at);
    if (keys.length === 0 || (path.length > 1 && dice.chance(0.15))) break;
    const key = dice.pick(keys)!;
    path.push(key);
    at = (at as Record<Step, unknown>)[key];
  }
  return path;
}

function valueAt(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<Step, unknown>)[key], value);
}

function change(value: unknown, dice: Dice): void {
  const path = placeIn(value, dice);
  const key = path.pop();
  if (key === undefined) return;
  const parent = valueAt(value, path) as Record<Step, unknown>;
  const put = (key: Step, part: unknown): void => {
    Object.defineProperty(parent, key, { value: part, enumerable: true, writable: true, configurable: true });
  };
  switch (dice.pick(['odd', 'odd', 'move', 'move', 'drop', 'double', 'nest'] as const)) {
    case 'odd':
      put(key, structuredClone(dice.pick(ODD)));
      return;
    case 'move':
      put(key, structuredClone(valueAt(value, placeIn(value, dice))));
      return;
    case 'drop':
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      return;
    case 'double':
      if (Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
      else put(`${key}2`, structuredClone(parent[key]));
      return;
    case 'nest':
      put(key, { [key]: [parent[key]] });
  }
}

/** Cut off, or with another character somewhere. */
function withOddText(text: string, dice: Dice): string {
  const at = dice.below(Math.max(1, text.length));
  if (dice.chance(0.5)) return text.slice(0, at);
  return `${text.slice(0, at)}${dice.pick(['"', '{', '}', '[', ',', ':', '&', '*', '!', '\t', '\u0000'])}${text.slice(at + 1)}`;
}

/** The text of a document with something wrong in it. */
export function mutated(text: string, seed: number, { parse, print }: Notation): string {
  const dice = new Dice(seed);
  if (dice.chance(0.15)) return withOddText(print(parse(text)), dice);
  const value = parse(text);
  for (let n = dice.pick([1, 1, 1, 2, 3, 6]); n > 0; n -= 1) change(value, dice);
  return print(value);
}
