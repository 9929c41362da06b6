/**
 * The command line: argv in, exit code out. Commands are loaded when they are called, so that `--help`
 * costs next to nothing.
 */
import { Command, CommanderError } from 'commander';
import { defineCheck } from './define/check.ts';
import { defineCompletion } from './define/completion.ts';
import { defineDiff } from './define/diff.ts';
import { defineImport } from './define/import.ts';
import { defineMcp } from './define/mcp.ts';
import { defineReach } from './define/reach.ts';
import { defineReplay } from './define/replay.ts';
import { defineRun } from './define/run.ts';
import { defineSchema } from './define/schema.ts';
import { defineServe } from './define/serve.ts';
import { defineTrace } from './define/trace.ts';
import { defineVerify } from './define/verify.ts';
import { defineWhatIf } from './define/whatif.ts';
import { BAD_INPUT, OK, OUR_FAULT } from './exit-code.ts';
import { wantsColour, writeError } from './terminal.ts';
import { UsageError } from './usage.ts';
import { VERSION } from './version.ts';

/** In the order in which `--help` lists them. */
const COMMANDS = [
  defineRun,
  defineCheck,
  defineTrace,
  defineReach,
  defineDiff,
  defineWhatIf,
  defineVerify,
  defineImport,
  defineReplay,
  defineServe,
  defineMcp,
  defineSchema,
  defineCompletion,
] as const;

/** Runs one command line; never rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode = OK;
  const program = new Command('vpcsim')
    .description('Network-reachability simulator and packet-forwarding engine for cloud VPCs')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(vpcsim --help shows what there is)');
  for (const define of COMMANDS) {
    define(program, (code) => {
      exitCode = code;
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explainFailure(error);
  }
}

/** Says what went wrong on stderr, and whose fault it is by the exit code. */
async function explainFailure(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? OK : BAD_INPUT;
  if (error instanceof UsageError) {
    writeError(`vpcsim: ${error.message}\n${error.hint === undefined ? '' : `  hint: ${error.hint}\n`}`);
    return BAD_INPUT;
  }
  const { InputError } = await import('../source/problem.ts');
  if (error instanceof InputError) {
    const { renderProblems } = await import('../report/problem-text.ts');
    const { styleFor } = await import('../report/style.ts');
    const style = styleFor(wantsColour(undefined, process.stderr));
    const count = error.problems.length;
    writeError(renderProblems(error.problems, error.fileNamed, style));
    writeError(`${count} problem${count === 1 ? '' : 's'}, nothing was done\n`);
    return BAD_INPUT;
  }
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeError(`vpcsim: this is a bug in vpcsim, not in your input\n${cause}\n`);
  return OUR_FAULT;
}
