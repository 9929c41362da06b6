/**
 * vpcsim for agents, over the Model Context Protocol: six tools that ask and none that changes anything.
 */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { renderProblems } from '../../report/problem-text.ts';
import { styleFor } from '../../report/style.ts';
import { InputError } from '../../source/problem.ts';
import { UsageError } from '../usage.ts';
import { VERSION } from '../version.ts';
import { check } from './check.ts';
import type { Library } from './library.ts';
import { load } from './load.ts';
import { reach } from './reach.ts';
import { repair } from './repair.ts';
import type { Tool } from './definition.ts';
import { trace } from './trace.ts';
import { whatif } from './whatif.ts';

const TOOLS: readonly Tool[] = [load, trace, reach, whatif, check, repair];

export function mcpServer(library: Library): McpServer {
  const server = new McpServer(
    { name: 'vpcsim', version: VERSION },
    {
      instructions:
        'Load a network first. Verdicts are exact for what is modelled; one that is marked conditional depends ' +
        'on objects that are not, which are named.',
    },
  );
  for (const { name, title, description, input, answer } of TOOLS) {
    const annotations = { readOnlyHint: true, openWorldHint: false };
    server.registerTool(name, { title, description, inputSchema: input, annotations }, (args) =>
      answered(() => answer(library, args)),
    );
  }
  return server;
}

/** A mistake of the agent is an answer it can learn from; one of ours goes up. */
async function answered(ask: () => ReturnType<Tool['answer']>): Promise<CallToolResult> {
  try {
    const { text, document } = await ask();
    return { content: [{ type: 'text', text }], structuredContent: document };
  } catch (error) {
    return { content: [{ type: 'text', text: explained(error) }], isError: true };
  }
}

function explained(error: unknown): string {
  if (error instanceof InputError) return renderProblems(error.problems, error.fileNamed, styleFor(false));
  if (!(error instanceof UsageError)) throw error;
  return error.hint === undefined ? error.message : `${error.message}\nhint: ${error.hint}`;
}
