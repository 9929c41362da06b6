/**
 * The words of `vpcsim import`: inputs become scenario files.
 */
import type { ImportCommandOptions } from '../import-command.ts';
import { INPUT, withInput, type Define } from './definition.ts';

export const defineImport: Define = (program, end) => {
  const command = program
    .command('import')
    .description('write any input as a scenario file that answers every question alike')
    .argument('<input...>', INPUT)
    .option('-o, --output <file>', 'write the scenario to a file, whole or not at all');
  withInput(command).action(async (inputs: string[], options: ImportCommandOptions) => {
    const { importCommand } = await import('../import-command.ts');
    end(await importCommand(inputs, options));
  });
};
