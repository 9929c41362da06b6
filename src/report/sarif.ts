/**
 * Findings as SARIF 2.1.0, for code scanning services and editors.
 *
 * An alert keeps its identity while lines move: its fingerprint is made of the rule and of the route or
 * object it is about, never of a line or of wording. What was read but not modelled becomes a notification.
 * Paths are relative to where the program was started, as services expect of a checkout.
 */
import { isAbsolute, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  ArtifactLocation,
  Location,
  Log,
  LogicalLocation,
  Notification,
  ReportingDescriptor,
  Result,
} from 'sarif';
import type { Finding, Level, Rule } from '../finding/finding.ts';
import { FINGERPRINT, type NamedFinding } from '../finding/fingerprint.ts';
import type { CheckResult } from '../run/run-check.ts';
import type { MissingCall } from '../source/aws/calls.ts';
import type { IgnoredFile } from '../source/load.ts';
import { missingText } from './check-text.ts';
import { placed, type FilePlace, type PlacedFinding, type PlaceOf } from './placed-finding.ts';

const SARIF_LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Level,
  Result.level
>;

const SCHEMA_URI = 'https://json.schemastore.org/sarif-2.1.0.json';

export interface SarifContext {
  readonly placeOf: PlaceOf;
  /** Files that were found and not read. */
  readonly ignored: readonly IgnoredFile[];
  /** Calls whose answers an AWS export lacks. */
  readonly missing: readonly MissingCall[];
  /** Of the program. */
  readonly version: string;
}

export function renderSarif(
  result: CheckResult,
  { placeOf, ignored, missing, version }: SarifContext,
): string {
  const indexOf = new Map(result.rules.map((rule, i) => [rule.id, i]));
  const whyOf = new Map(result.accepted.map(({ finding, acceptance }) => [finding, acceptance.why]));
  const log: Log = {
    $schema: SCHEMA_URI,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'vpcsim',
            semanticVersion: version,
            rules: result.rules.map(descriptorOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...result.unmodelled.map(({ id, kind, why, source }) =>
                notificationOf(`${id} (${kind}) is not modelled, so not checked: ${why}`, placeOf(source)),
              ),
              ...ignored.map(({ name, why }) =>
                notificationOf(`this file was not read: ${why}`, {
                  file: name,
                  line: undefined,
                  column: undefined,
                }),
              ),
              ...missing.map((call): Notification => {
                const text = `not in the export, so not known: the answer of ${missingText(call)}`;
                return { level: 'note', message: { text } };
              }),
            ],
          },
        ],
        results: placed([...result.findings, ...whyOf.keys()], placeOf).map((one) =>
          resultOf(one, indexOf.get(one.finding.rule)!, whyOf.get(one.finding)),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function notificationOf(text: string, place: FilePlace): Notification {
  return { level: 'note', message: { text }, locations: [locationOf(place)] };
}

function descriptorOf(rule: Rule): ReportingDescriptor {
  return {
    id: rule.id,
    name: friendlyName(rule.id),
    shortDescription: { text: `${rule.title}.` },
    fullDescription: { text: rule.meaning },
    help: {
      text: `${rule.meaning}\n\nExample: ${rule.example}\n\nSource: ${rule.documents}`,
      markdown: `${rule.meaning}\n\n**Example.** ${rule.example}\n\n**Source.** ${rule.documents}`,
    },
    defaultConfiguration: { level: SARIF_LEVELS[rule.level] },
    properties: { tags: ['network', 'reachability'] },
  };
}

/** `dead-range` as viewers of alerts show it: `DeadRange`. */
function friendlyName(id: string): string {
  return id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What is accepted is an alert all the same, suppressed for the reason given. */
function resultOf(
  { finding, place }: PlacedFinding<NamedFinding>,
  ruleIndex: number,
  why: string | undefined,
): Result {
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: SARIF_LEVELS[finding.level],
    message: { text: `${finding.message}. ${finding.subject}. Fix: ${finding.fix}.` },
    locations: [{ ...locationOf(place), logicalLocations: logicalLocationsOf(finding) }],
    partialFingerprints: { [FINGERPRINT]: finding.fingerprint },
    ...(why !== undefined && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: why }],
    }),
  };
}

/** The subject, and the address of the Terraform resource that declares it. */
function logicalLocationsOf({ subject, source: { address } }: Finding): LogicalLocation[] {
  return [
    { fullyQualifiedName: subject },
    ...(address === undefined ? [] : [{ fullyQualifiedName: address, kind: 'resource' }]),
  ];
}

function locationOf({ file, line, column }: FilePlace): Location {
  return {
    physicalLocation: {
      artifactLocation: artifactOf(file),
      ...(line !== undefined && {
        region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
      }),
    },
  };
}

function artifactOf(file: string): ArtifactLocation {
  if (isAbsolute(file)) return { uri: pathToFileURL(file).href };
  const parts = normalize(file).split(sep).map(encodeURIComponent);
  return { uri: parts.join('/'), uriBaseId: '%SRCROOT%' };
}
