import { describe, expect, it } from 'vitest';
import { RadixTree } from '../../src/fib/radix-tree.ts';

const key = (...words: number[]): Uint32Array => Uint32Array.from(words);

describe('a radix tree', () => {
  it('tells which of two nodes covers the other', () => {
    const tree = new RadixTree(4);
    tree.insert(key(0x0a000000), 16, 1);
    tree.insert(key(0x0a000000), 8, 2);
    tree.insert(key(0x0b000000), 8, 3);
    const [long, short, other] = [
      tree.find(key(0x0a000000), 16),
      tree.find(key(0x0a000000), 8),
      tree.find(key(0x0b000000), 8),
    ] as const;
    expect(tree.covers(short, long)).toBe(true);
    expect(tree.covers(long, short)).toBe(false);
    expect(tree.covers(short, other)).toBe(false);
    expect(tree.covers(short, short)).toBe(true);
  });

  it('reuses the memory of what was removed', () => {
    const tree = new RadixTree(6);
    const fillAndClear = (): void => {
      for (let i = 0; i < 50; i++) tree.insert(key(0x20010db8, i, 0, 0), 64, i);
      for (let i = 0; i < 50; i++) tree.remove(key(0x20010db8, i, 0, 0), 64);
    };
    fillAndClear();
    const once = tree.sizeBytes;
    for (let round = 0; round < 20; round++) fillAndClear();
    expect(tree.sizeBytes).toBe(once);
    expect(tree.nodeCount).toBe(1);
  });
});
