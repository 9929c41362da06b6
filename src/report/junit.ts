/**
 * JUnit XML, which build servers show as test results: a suite per rule with a case per finding, and for
 * a run a suite per kind of expectation with a case for each.
 *
 * A rule that found nothing is a passed case. Findings below the level that fails the command are skipped
 * cases, so that the report is red exactly when the exit code is. Places stand in the bodies: the schema that
 * Jenkins' xUnit plugin holds reports to (junit-10.xsd) knows no attributes for them.
 */
import { fails, type FailOn } from '../finding/finding.ts';
import type { CheckResult } from '../run/run-check.ts';
import { isUnproven, type Judgement } from '../run/expectations.ts';
import type { RunResult } from '../run/run-scenario.ts';
import { formatPlace, placed, type PlacedFinding, type PlaceOf } from './placed-finding.ts';
import { formatTime } from './quantity.ts';
import { element, renderXml, type Element } from './xml.ts';

export function renderCheckJunit(result: CheckResult, placeOf: PlaceOf, failOn: FailOn): string {
  const all = placed(result.findings, placeOf);
  const suites = result.rules.map((rule) => {
    const own = all.filter(({ finding }) => finding.rule === rule.id);
    const passed = element('testcase', { classname: rule.id, name: rule.title });
    return suite(rule.id, own.length === 0 ? [passed] : own.map((one) => findingCase(one, failOn)));
  });
  return renderSuites('vpcsim check', suites);
}

function findingCase({ finding, place }: PlacedFinding, failOn: FailOn): Element {
  const where = formatPlace(place);
  const message = `${finding.level}: ${finding.message}`;
  const body = `${where}\n${finding.subject}\nfix: ${finding.fix}\n`;
  return element('testcase', { classname: finding.rule, name: finding.subject }, [
    fails(finding.level, failOn)
      ? element('failure', { message, type: finding.level }, [body])
      : element('skipped', { message }),
  ]);
}

export function renderRunJunit(result: RunResult, placeOf: PlaceOf): string {
  const kinds = [...new Set(result.judgements.map((judgement) => judgement.kind))];
  const suites = kinds.map((kind) =>
    suite(
      `${result.id} ${kind}`.trim(),
      result.judgements
        .filter((judgement) => judgement.kind === kind)
        .map((one) => judgementCase(one, result, placeOf)),
    ),
  );
  const leftOut = (result.traffic?.impossible ?? []).map((name) =>
    element('testcase', { classname: 'workload', name }, [
      element('failure', {
        message: 'its ends have no address family in common, or nobody is there',
        type: 'workload',
      }),
    ]),
  );
  if (leftOut.length > 0) suites.push(suite('workload', leftOut));
  return renderSuites(`vpcsim run ${result.id}`.trim(), suites);
}

function judgementCase(judgement: Judgement, { id }: RunResult, placeOf: PlaceOf): Element {
  const { kind, text, atMs, expected, found } = judgement;
  const attributes = {
    classname: id === '' ? kind : `${id}.${kind}`,
    name: atMs > 0 ? `${text} at ${formatTime(atMs)}` : text,
  };
  switch (judgement.result) {
    case 'met': {
      if (!isUnproven(judgement)) return element('testcase', attributes);
      const message = `depends on ${judgement.conditional?.join(', ')}, not modelled`;
      return element('testcase', attributes, [element('skipped', { message })]);
    }
    case 'not-checked':
      return element('testcase', attributes, [
        element('skipped', { message: 'written in prose that nobody can execute' }),
      ]);
    case 'missed': {
      const message = `expected ${expected}, found ${found}`;
      const body = `${formatPlace(placeOf(judgement.source))}\nexpected  ${expected}\nfound     ${found}\n`;
      return element('testcase', attributes, [element('failure', { message, type: kind }, [body])]);
    }
  }
}

function suite(name: string, cases: readonly Element[]): Element {
  return element('testsuite', { name, ...countsOf(cases) }, cases);
}

function renderSuites(name: string, suites: readonly Element[]): string {
  const cases = suites.flatMap(({ children }) => children.filter((child) => typeof child !== 'string'));
  const { tests, failures, errors } = countsOf(cases);
  return renderXml(element('testsuites', { name, tests, failures, errors }, suites));
}

/** Times are not reported: the same input gives the same bytes. */
function countsOf(cases: readonly Element[]): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const having = (name: string): number =>
    cases.filter(({ children }) => children.some((child) => typeof child !== 'string' && child.name === name))
      .length;
  return { tests: cases.length, failures: having('failure'), errors: 0, skipped: having('skipped') };
}
