/**
 * `vpcsim schema`: JSON Schema of what programs and editors read and write.
 */
import { z } from 'zod';
import { reportSchema } from '../report/report-schema.ts';
import { toJson, type JsonObject } from '../report/json.ts';
import { scenario } from '../source/scenario/schema.ts';
import { OK } from './exit-code.ts';
import { readChoice } from './usage.ts';
import { writeReport, type OutputOptions } from './write-report.ts';

export interface SchemaCommandOptions extends Pick<OutputOptions, 'output'> {
  readonly of: string;
}

const SCHEMAS = { scenario, report: reportSchema } as const;

export async function schemaCommand(options: SchemaCommandOptions): Promise<number> {
  const schema = SCHEMAS[readChoice(options.of, '--of', ['scenario', 'report'])];
  const document = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', reused: 'ref' });
  await writeReport(toJson(JSON.parse(JSON.stringify(document)) as JsonObject), options);
  return OK;
}
