/**
 * The words of `vpcsim mcp`: tools for agents.
 */
import type { McpCommandOptions } from '../mcp-command.ts';
import type { Define } from './definition.ts';

export const defineMcp: Define = (program, end) => {
  program
    .command('mcp')
    .description('serve tools for agents over stdin and stdout (Model Context Protocol)')
    .option('--root <folder>', 'the only folder whose files agents may name', '.')
    .action(async (options: McpCommandOptions) => {
      const { mcpCommand } = await import('../mcp-command.ts');
      end(await mcpCommand(options));
    });
};
