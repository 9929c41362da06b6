/**
 * `npm run bench`: every question, or those whose name holds the text behind `--only`; `--quick` asks with
 * fewer rounds and without the second harness.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { flowQuestions } from './flows.ts';
import { ask, checksum, renderRows } from './harness.ts';
import { lookupQuestions } from './lookup.ts';
import { parseQuestions } from './parse.ts';

const argv = process.argv.slice(2);
const isQuick = argv.includes('--quick');
const onlyAt = argv.indexOf('--only');
const only = onlyAt >= 0 ? argv[onlyAt + 1] : undefined;

console.log(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`);
console.log('ratios are to the first row of a question, in the same run; larger is faster\n');
for (const make of [...lookupQuestions, ...flowQuestions, ...parseQuestions]) {
  const question = make();
  if (only !== undefined && !question.name.includes(only)) continue;
  const rows = await ask(question, { rounds: isQuick ? 3 : 11, crossCheck: !isQuick });
  console.log(`${renderRows(rows)}\n`);
}
if (only === undefined || /reach/i.test(only)) {
  // A cold start is one only in a process of its own.
  const reach = new URL('./reach.ts', import.meta.url).pathname;
  const sizes = argv.includes('--large') ? ['100', '1000', '10000'] : ['100', '1000'];
  const options = ['--only', only ?? '', '--rounds', isQuick ? '1' : '3'];
  execFileSync(process.execPath, ['--import', 'tsx', reach, ...sizes, ...options], { stdio: 'inherit' });
}
console.log(`checksum of all answers ${checksum()}`);
