/**
 * A text that is no JSON says where it stops being so.
 */
import { describe, expect, test } from 'vitest';
import { readJson } from '../../src/source/json-text.ts';
import type { Problem } from '../../src/source/problem.ts';
import { SourceFile } from '../../src/source/source-file.ts';

function faultOf(text: string): string {
  const problems: Problem[] = [];
  expect(readJson(new SourceFile('x.json', text), problems)).toBeUndefined();
  return `${problems[0]!.code} at ${problems[0]!.offset}`;
}

describe('a text that is no JSON', () => {
  test.each([
    ['{"Vpcs": x}', 'not-json at 9'],
    [`[${'1,'.repeat(500)} x, ${'1,'.repeat(500)}1]`, 'not-json at 1002'],
    ['[1 2]', 'not-json at 3'],
    ['{"a": 1,}', 'not-json at 8'],
    ['[1]]', 'not-json at 3'],
    ['<html>', 'not-json at 0'],
    ['{"a": [1, 2', 'truncated at 11'],
    ['{"a": "bc', 'truncated at 9'],
    ['{"a": tru', 'truncated at 9'],
    ['{"a": 1,\n', 'truncated at 9'],
    ['', 'truncated at 0'],
    ['{"Tags": [{"Value": "not __proto__s"}], "Vpcs": [{"VpcId": "__proto__"}]}', 'reserved-name at 60'],
  ])('%j', (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });
});

test('a text that is JSON gives its value', () => {
  expect(readJson(new SourceFile('x.json', '{"a": [1]}'), [])!.value).toEqual({ a: [1] });
});
