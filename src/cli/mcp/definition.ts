/**
 * What every tool has: words for the agent, arguments, and an answer that is both text and data.
 */
import { z } from 'zod';
import type { JsonObject } from '../../report/json.ts';
import type { Library } from './library.ts';

export interface Answer {
  /** As the command line prints it. */
  readonly text: string;
  /** The JSON report. */
  readonly document: JsonObject;
}

interface Words {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

export interface Tool extends Words {
  readonly input: z.ZodRawShape;
  /** Throws an InputError or a UsageError for what the agent got wrong. */
  readonly answer: (library: Library, args: unknown) => Promise<Answer> | Answer;
}

interface Definition<Shape extends z.ZodRawShape> extends Words {
  readonly input: Shape;
  readonly answer: (library: Library, args: z.infer<z.ZodObject<Shape>>) => Promise<Answer> | Answer;
}

/** Arguments reach the answer as their schema says. */
export function tool<Shape extends z.ZodRawShape>(definition: Definition<Shape>): Tool {
  const schema = z.object(definition.input);
  return { ...definition, answer: (library, args) => definition.answer(library, schema.parse(args)) };
}
