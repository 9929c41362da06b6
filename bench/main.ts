/**
 * `npm run bench`: every question, or some.
 *
 *     --only <pattern>      those whose name matches the pattern, in any case
 *     --quick               fewer rounds, and not a second time by benchmark.js
 *     --cpu                 the time of the processor, for a machine that others keep busy
 *     --json <file>         the rows, too
 *     --prefixes <file>     a full Internet table for the lookup questions: one prefix per line, .gz or not;
 *                           without it a generated one with the same lengths is used
 *     --native              DPDK's tables beside ours; needs libdpdk-dev and a C compiler
 *     --large               10,000 VPCs in the questions about reach and whole flows
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kernelAbsence } from '../src/kernel/module.ts';
import { flowEntries } from './flows.ts';
import { ask, checksum, type Row } from './harness.ts';
import { lookupEntries } from './lookup.ts';
import { endNatives } from './lookup/native.ts';
import { parseEntries } from './parse.ts';
import { renderRows } from './render.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    cpu: { type: 'boolean', default: false },
    json: { type: 'string' },
    prefixes: { type: 'string' },
    native: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
  },
});
const only = new RegExp(options.only, 'i');
const rounds = options.quick ? 3 : 15;

console.log(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`);
console.log(`kernels: ${kernelAbsence() ?? 'WebAssembly'}`);
console.log('each × is how often the first row of a question is as fast as this one, in the same run\n');

const rows: Row[] = [];
const entries = [...lookupEntries(options), ...flowEntries(options), ...parseEntries];
for (const entry of entries.filter(({ name }) => only.test(name))) {
  const own = await ask(entry, {
    rounds,
    crossCheck: !options.quick && !options.cpu,
    clock: options.cpu ? 'cpu' : 'wall',
  });
  rows.push(...own);
  console.log(`${renderRows(own)}\n`);
}
if (options.only === '' || /reach/i.test(options.only)) {
  // A cold start is one only in a process of its own.
  const reach = new URL('./reach.ts', import.meta.url).pathname;
  const sizes = options.large ? ['100', '1000', '10000'] : ['100', '1000'];
  const asked = ['--only', options.only, '--rounds', options.quick ? '1' : '3'];
  const kept = join(tmpdir(), `vpcsim-reach-${process.pid}.json`);
  const argv = ['--import', 'tsx', reach, ...sizes, ...asked, '--json', kept];
  execFileSync(process.execPath, argv, { stdio: 'inherit' });
  rows.push(...(JSON.parse(readFileSync(kept, 'utf8')) as Row[]));
  rmSync(kept);
}
endNatives();
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, undefined, 2)}\n`);
const missed = rows.filter((row) => row.met === false);
console.log(
  `${rows.filter((row) => row.met).length} goals met, ${missed.length} missed; checksum ${checksum()}`,
);
