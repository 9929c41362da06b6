/**
 * What it costs to build tables and to change one route: the mutable tree, the frozen intervals, the bulk form.
 */
import { withTables } from '../../src/fib/append.ts';
import { bulkTableOf } from '../../src/fib/bulk-table.ts';
import { freeze } from '../../src/fib/freeze.ts';
import { intervalsOf } from '../../src/fib/intervals.ts';
import { wordsPerAddress } from '../../src/fib/layout.ts';
import { KernelMemory } from '../../src/kernel/memory.ts';
import type { Contestant, Question } from '../harness.ts';
import { ribOf, type Routes } from './routes.ts';

const CHANGES = 1024;

/** Every step from routes to the form that is asked, per route. */
export function buildQuestion(routes: Routes): Question {
  const { family } = routes;
  const rib = ribOf(routes);
  const intervals = intervalsOf(rib, family);
  const step = (name: string, run: () => number): Contestant => ({ name, run, doesLess: true });
  return {
    operations: routes.lengths.length,
    unit: 'routes',
    contestants: [
      step('intervals to the bulk form', () => bulkTableOf(intervals, new KernelMemory(1 << 20))!.sizeBytes),
      step('routes to the radix tree', () => ribOf(routes).size),
      step('radix tree to intervals', () => intervalsOf(rib, family).nextHops.length),
      step('radix tree to frozen intervals', () => freeze([rib]).words.length),
    ],
  };
}

/** A route taken out and put in again: in the tree, in the frozen form, and with the bulk form built anew. */
export function changeQuestion(routes: Routes): Question {
  const { family, addresses, lengths, nextHops } = routes;
  const rib = ribOf(routes);
  const tree = rib.tree(family);
  const width = wordsPerAddress(family);
  const key = new Uint32Array(width);
  const fib = freeze([rib]);
  const changes =
    (apply: () => number) =>
    (count: number): number => {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const route = Math.imul(i, 7919) % lengths.length;
        key.set(addresses.subarray(route * width, (route + 1) * width));
        tree.remove(key, lengths[route]!);
        tree.insert(key, lengths[route]!, nextHops[route]!);
        sum = (sum + apply()) | 0;
      }
      return sum;
    };
  const rebuild = (): number => bulkTableOf(intervalsOf(rib, family), new KernelMemory(1 << 20))!.sizeBytes;
  return {
    operations: CHANGES,
    unit: 'changes',
    contestants: [
      { name: 'radix tree', run: changes(() => 0), doesLess: true },
      {
        name: 'and frozen intervals, appended',
        run: changes(() => withTables(fib, new Map([[0, rib]])).words.length),
        operations: 4,
        doesLess: true,
      },
      { name: 'and the bulk form, built anew', run: changes(rebuild), operations: 2, doesLess: true },
    ],
  };
}
