/**
 * The words of `vpcsim serve`.
 */
import type { ServeCommandOptions } from '../serve-command.ts';
import { INPUT, withInput, type Define } from './definition.ts';

export const defineServe: Define = (program, end) => {
  const command = program
    .command('serve')
    .description('open the page of an input in a browser, change things there, and see what follows')
    .argument('<input...>', INPUT)
    .option('--port <n>', 'port on loopback; 0 takes a free one', '4280');
  withInput(command).action(async (inputs: string[], options: ServeCommandOptions) => {
    const { serveCommand } = await import('../serve-command.ts');
    end(await serveCommand(inputs, options));
  });
};
