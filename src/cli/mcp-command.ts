/**
 * `vpcsim mcp`: tools for agents, over the streams of the process.
 */
import { once } from 'node:events';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { OK } from './exit-code.ts';
import { Library } from './mcp/library.ts';
import { mcpServer } from './mcp/server.ts';

export interface McpCommandOptions {
  readonly root: string;
}

/** Ends when the agent closes the connection. */
export async function mcpCommand({ root }: McpCommandOptions): Promise<number> {
  const server = mcpServer(new Library(root));
  await server.connect(new StdioServerTransport());
  await once(process.stdin, 'end');
  await server.close();
  return OK;
}
