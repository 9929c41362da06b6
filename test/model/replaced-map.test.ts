import { array, assert, constantFrom, integer, property, tuple } from 'fast-check';
import { expect, it } from 'vitest';
import { replacedKeys, withValue } from '../../src/model/replaced-map.ts';

const KEYS = ['a', 'b', 'c', 'd'] as const;
const replacements = array(tuple(constantFrom(...KEYS), integer()), { maxLength: 100 });

it('reads like the copy it saves, and says where two of a family may differ', () => {
  assert(
    property(replacements, replacements, (shared, own) => {
      const base: ReadonlyMap<string, { value: number }> = new Map(KEYS.map((key) => [key, { value: 0 }]));
      const copy = new Map(base);
      let map = base;
      for (const [key, value] of shared) {
        map = withValue(map, key, { value });
        copy.set(key, { value });
      }
      const before = map;
      for (const [key, value] of own) {
        map = withValue(map, key, { value });
        copy.set(key, { value });
      }
      expect(map.size).toBe(copy.size);
      expect([...map]).toEqual([...copy]);
      expect([...map.keys()]).toEqual([...copy.keys()]);
      expect([...map.values()]).toEqual([...copy.values()]);
      const visited: unknown[] = [];
      map.forEach((value, key) => visited.push([key, value]));
      expect(visited).toEqual([...copy]);
      for (const key of [...KEYS, 'z']) {
        expect(map.get(key)).toEqual(copy.get(key));
        expect(map.has(key)).toBe(copy.has(key));
      }
      const keys = replacedKeys(before, map);
      for (const key of KEYS) {
        if (before.get(key) !== map.get(key) && keys) expect(keys).toContain(key);
      }
    }),
  );
});

it('replaces nothing that is not there', () => {
  expect(() => withValue(new Map<string, object>(), 'a', {})).toThrow('there is no a');
});
