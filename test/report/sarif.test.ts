/**
 * SARIF as consumers insist on it. The types of `@types/sarif` hold the shape at compile time; the schema
 * below holds what SARIF 2.1.0 and code scanning demand of values: bounds, formats, references.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RULES } from '../../src/finding/check.ts';
import { run } from '../cli/run-main.ts';

const hub = 'scenarios/hub-and-spoke.yaml';

const text = z.string().min(1);
const message = z.strictObject({ text });
const multiformat = z.strictObject({ text, markdown: text.optional() });
const level = z.enum(['none', 'note', 'warning', 'error']);

/** RFC 3986: no blanks, no brackets, no bare non-ASCII characters. */
const uri = z.string().regex(/^[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]+$/);

const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({ uri, uriBaseId: z.literal('%SRCROOT%').optional() }),
    region: z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1).optional() }).optional(),
  }),
  logicalLocations: z
    .array(z.strictObject({ fullyQualifiedName: text, kind: z.literal('resource').optional() }))
    .optional(),
});

const log = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: text,
            semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
            rules: z
              .array(
                z.strictObject({
                  id: z.string().regex(/^[a-z][a-z-]*$/),
                  name: z.string().regex(/^([A-Z][a-z]*)+$/),
                  shortDescription: multiformat,
                  fullDescription: multiformat,
                  help: multiformat,
                  defaultConfiguration: z.strictObject({ level }),
                  properties: z.strictObject({ tags: z.array(text) }),
                }),
              )
              .min(1),
          }),
        }),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        invocations: z.array(
          z.strictObject({
            executionSuccessful: z.boolean(),
            toolExecutionNotifications: z.array(
              z.strictObject({ level, message, locations: z.array(location) }),
            ),
          }),
        ),
        results: z.array(
          z.strictObject({
            ruleId: text,
            ruleIndex: z.int().min(0),
            level,
            message,
            // Code scanning drops results without a place.
            locations: z.array(location).min(1),
            partialFingerprints: z.record(z.string(), z.string().regex(/^[0-9a-f]{32}$/)),
            suppressions: z
              .array(
                z.strictObject({
                  kind: z.literal('external'),
                  status: z.literal('accepted'),
                  justification: text,
                }),
              )
              .optional(),
          }),
        ),
      }),
    )
    .length(1),
});

async function sarifOf(...args: string[]) {
  const { stdout } = await run('check', ...args, '--format', 'sarif');
  return log.parse(JSON.parse(stdout)).runs[0]!;
}

function fingerprintsOf({ results }: Awaited<ReturnType<typeof sarifOf>>): string[] {
  return results.flatMap(({ partialFingerprints }) => Object.values(partialFingerprints));
}

describe('a check in SARIF', () => {
  it.each([hub, ...RULES.map(({ id }) => `scenarios/findings/${id}.yaml`)])(
    'is valid for %s',
    async (file) => {
      const { results, tool } = await sarifOf(file);
      expect(results.length).toBeGreaterThan(0);
      for (const { ruleId, ruleIndex, locations } of results) {
        expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
        expect(locations[0]!.physicalLocation.artifactLocation.uri).toBe(file);
        expect(locations[0]!.physicalLocation.region).toBeDefined();
      }
    },
  );

  it('keeps the identity of every finding when lines move', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vpcsim-'));
    const moved = join(folder, 'moved.yaml');
    writeFileSync(moved, `# a line\n# and another\n\n${readFileSync(hub, 'utf8')}`);
    const [before, after] = [await sarifOf(hub), await sarifOf(moved)];
    const line = ({ results }: typeof before) => results[0]!.locations[0]!.physicalLocation.region!.startLine;
    expect(line(after)).toBe(line(before) + 3);
    expect(fingerprintsOf(after)).toEqual(fingerprintsOf(before));
  });

  it('names the resource of a plan that is to blame', async () => {
    const plan = 'test/source/terraform/documents/remove-peering-route.plan.json';
    const { results } = await sarifOf(plan);
    const names = results.flatMap(({ locations }) =>
      locations.flatMap(({ logicalLocations = [] }) =>
        logicalLocations.flatMap(({ kind, fullyQualifiedName }) => (kind ? [fullyQualifiedName] : [])),
      ),
    );
    expect(names).toContain('aws_route.b_to_a');
  });

  it('gives no two findings one identity', async () => {
    const prints = fingerprintsOf(await sarifOf('scenarios/cases/AWS-23.yaml'));
    expect(prints.length).toBeGreaterThan(1);
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('writes paths as URIs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vpcsim-'));
    const odd = join(folder, 'net #1 (größer) [x].yaml');
    writeFileSync(odd, readFileSync(hub, 'utf8'));
    const { results } = await sarifOf(odd);
    expect(results[0]!.locations[0]!.physicalLocation.artifactLocation.uri).toMatch(
      /^file:\/\/\/.*net%20%231%20\(gr%C3%B6%C3%9Fer\)/,
    );
  });
});
