/**
 * JUnit XML as build servers read it: well-formed whatever the names, counts that add up, red when the
 * exit code is.
 */
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/finding/check.ts';
import { element, renderXml } from '../../src/report/xml.ts';
import { run } from '../cli/run-main.ts';

interface Node {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Node[];
  text: string;
}

/** Throws for anything that is not well-formed XML 1.0. */
function parse(xml: string): Node {
  const top: Node = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const node: Node = { name, attributes, children: [], text: '' };
    open.at(-1)!.children.push(node);
    open.push(node);
  });
  parser.on('text', (text) => {
    open.at(-1)!.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return top.children[0]!;
}

function casesOf(suites: Node, child: string): Node[] {
  return suites.children.flatMap((suite) =>
    suite.children.filter((one) => one.children.some(({ name }) => name === child)),
  );
}

describe('a check in JUnit XML', () => {
  it('has a suite per rule, a failed case per finding and a passed one for a rule without', async () => {
    const { stdout, exitCode } = await run('check', 'scenarios/hub-and-spoke.yaml', '--format', 'junit');
    const suites = parse(stdout);
    expect(exitCode).toBe(1);
    expect(suites.children.map((suite) => suite.attributes['name'])).toEqual(RULES.map((rule) => rule.id));
    expect(suites.attributes).toMatchObject({ tests: String(RULES.length + 1), failures: '2' });
    const [first] = casesOf(suites, 'failure');
    expect(first!.attributes).toMatchObject({ classname: 'transitive-peering' });
    expect(first!.children[0]!.text).toContain('scenarios/hub-and-spoke.yaml:45:');
  });

  it('skips what does not fail the command', async () => {
    const { stdout, exitCode } = await run(
      'check',
      'scenarios/findings/unused-peering.yaml',
      '--format',
      'junit',
    );
    const suites = parse(stdout);
    expect(exitCode).toBe(0);
    expect(suites.attributes).toMatchObject({ failures: '0' });
    expect(casesOf(suites, 'skipped')[0]!.attributes['classname']).toBe('unused-peering');
  });
});

describe('a run in JUnit XML', () => {
  it('has a case per expectation', async () => {
    const { stdout, exitCode } = await run('run', 'scenarios/cases/AWS-23.yaml', '--format', 'junit');
    const suites = parse(stdout);
    expect(exitCode).toBe(0);
    expect(suites.attributes).toMatchObject({ tests: '5', failures: '0' });
    expect(suites.children.map((suite) => suite.attributes['name'])).toEqual([
      'AWS-23 flow',
      'AWS-23 violation',
    ]);
  });
});

/** Elements and attributes of junit-10.xsd, the schema of the xUnit plugin of Jenkins, as far as they are used. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  testsuites: ['name', 'tests', 'failures', 'errors'],
  testsuite: ['name', 'tests', 'failures', 'errors', 'skipped'],
  testcase: ['name', 'classname'],
  failure: ['type', 'message'],
  skipped: ['type', 'message'],
};

describe('JUnit XML', () => {
  it.each([
    ['check', 'scenarios/hub-and-spoke.yaml'],
    ['check', 'scenarios/findings/unused-peering.yaml'],
    ['run', 'scenarios/cases/AWS-23.yaml'],
    ['run', 'scenarios/rush-hour.yaml'],
  ])('of %s %s has nothing that strict readers refuse', async (command, file) => {
    const visit = ({ name, attributes, children }: Node): void => {
      expect(KNOWN[name]).toEqual(expect.arrayContaining(Object.keys(attributes)));
      for (const child of children) visit(child);
    };
    visit(parse((await run(command, file, '--format', 'junit')).stdout));
  });
});

describe('XML', () => {
  it('keeps any text data, and drops what XML cannot say', () => {
    const nasty = `<a> & "b" 'c' ]]> \u0000\u0001\u001b\u{FFFE} \ud800 tab\t line\n return\r größer 🙂`;
    const node = parse(renderXml(element('x', { attribute: nasty }, [nasty])));
    const unsayable = new Set(['\0', '\u0001', '\u001b', '\u{FFFE}', '\ud800']);
    const readable = Array.from(nasty, (one) => (unsayable.has(one) ? '\u{FFFD}' : one)).join('');
    expect(node.attributes['attribute']).toBe(readable);
    expect(node.text).toBe(readable);
  });
});
