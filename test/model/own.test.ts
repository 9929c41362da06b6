/**
 * Names that every object of JavaScript answers to are names like any other.
 */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { own } from '../../src/model/own.ts';
import { parseDocument } from '../../src/source/document.ts';
import type { Problem } from '../../src/source/problem.ts';
import { readScenario } from '../../src/source/scenario/read-scenario.ts';
import { SourceFile } from '../../src/source/source-file.ts';

const INHERITED = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__');

test.each(INHERITED)('%s is held only by who holds it', (name) => {
  expect(own({}, name)).toBeUndefined();
  expect(own({ [name]: 1 }, name)).toBe(1);
  expect(own(undefined, name)).toBeUndefined();
});

test.each(INHERITED)('a VPC, a subnet, a host and an attachment may be called %s', (name) => {
  const text = `
profile: aws
vpcs:
  ${name}:
    cidrs: [10.0.0.0/16]
    subnets: { ${name}: 10.0.0.0/24 }
    azs: { ${name}: eu-1b }
  other:
    cidrs: [10.1.0.0/16]
    subnets: { other: 10.1.0.0/24 }
    hosts: { ${name}: 10.1.0.10 }
links:
  both: { type: peering, between: [${name}, other], access: { other: true } }
  hub:
    type: tgw
    attachments: { ${name}: ${name}, other: other }
    tables: { t: [] }
    associations: { other: t }
`;
  const problems: Problem[] = [];
  const document = parseDocument(new SourceFile('net.yaml', text), problems);
  const read = document && readScenario(document, problems);
  expect(problems.map(({ message }) => message)).toEqual([]);
  expect(() => compile(read!.network)).not.toThrow();
});
