/**
 * `vpcsim schema`: JSON Schema of scenario files, for editors.
 */
import { z } from 'zod';
import { toJson } from '../report/json.ts';
import { scenario } from '../source/scenario/schema.ts';
import { OK } from './exit-code.ts';
import { writeOut } from './terminal.ts';

export function schemaCommand(): number {
  const schema = z.toJSONSchema(scenario, { target: 'draft-7', io: 'input' });
  writeOut(toJson(JSON.parse(JSON.stringify(schema)) as Parameters<typeof toJson>[0]));
  return OK;
}
