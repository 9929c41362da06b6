/**
 * The words of `vpcsim schema`: what files may say.
 */
import type { Define } from './definition.ts';

export const defineSchema: Define = (program, end) => {
  program
    .command('schema')
    .description('print the JSON Schema of scenario files')
    .action(async () => {
      const { schemaCommand } = await import('../schema-command.ts');
      end(schemaCommand());
    });
};
