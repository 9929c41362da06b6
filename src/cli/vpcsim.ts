#!/usr/bin/env node
/**
 * The program: hands its arguments to the command line and its exit code to the shell.
 */
import { main } from './main.ts';
import { quietOnClosedPipe } from './terminal.ts';

quietOnClosedPipe();
process.exitCode = await main(process.argv.slice(2));
