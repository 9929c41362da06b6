/**
 * The words of `vpcsim schema`: what files may say.
 */
import { Option } from 'commander';
import type { SchemaCommandOptions } from '../schema-command.ts';
import type { Define } from './definition.ts';

export const defineSchema: Define = (program, end) => {
  program
    .command('schema')
    .description('print the JSON Schema of scenario files or of JSON reports')
    .addOption(
      new Option('--of <what>', 'what it describes').choices(['scenario', 'report']).default('scenario'),
    )
    .option('-o, --output <file>', 'write it to a file, whole or not at all')
    .action(async (options: SchemaCommandOptions) => {
      const { schemaCommand } = await import('../schema-command.ts');
      end(await schemaCommand(options));
    });
};
