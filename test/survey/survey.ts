/**
 * `npm run survey -- <folder…>`: what becomes of every file and folder in some folders, each as an input of
 * its own: objects read, what is not modelled, the time it took, and whether the scenario that `import`
 * writes of it gives the same reports to the byte; or the error a user gets.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import { renderProblems } from '../../src/report/problem-text.ts';
import { styleFor } from '../../src/report/style.ts';
import { loadNetwork } from '../../src/source/load.ts';
import { differences, questionsAbout, questionsAsked, type Answer } from './reports.ts';

const workshop = mkdtempSync(join(tmpdir(), 'vpcsim-survey-'));
const rows: string[][] = [];
for (const folder of process.argv.slice(2)) {
  for (const name of readdirSync(folder).toSorted()) {
    process.stderr.write(`${name}\n`);
    rows.push(await surveyOf(join(folder, name)));
  }
}
rmSync(workshop, { recursive: true });
process.stdout.write(
  '| input | objects read | VPCs, subnets, interfaces, links | not modelled | seconds | import |\n',
);
process.stdout.write('|---|---:|---|---:|---:|---|\n');
for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`);
const failed = rows.filter((row) => row.at(-1)!.startsWith('differs'));
process.stdout.write(`\n${rows.length} inputs, ${failed.length} whose import differs\n`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function surveyOf(path: string): Promise<string[]> {
  const begun = performance.now();
  const { network, counts, problems, fileNamed } = await loadNetwork([path]);
  const seconds = ((performance.now() - begun) / 1000).toFixed(2);
  const [problem] = problems;
  if (problem) {
    const [line = ''] = renderProblems([problem], fileNamed, styleFor(false)).split('\n');
    return [path, '', '', '', seconds, line.replaceAll('|', '\\|')];
  }
  const { vpcs, subnets, enis, links, unmodelled } = network;
  const read = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const sizes = [vpcs, subnets, enis, links].map((section) => section.size).join(', ');
  const copy = join(workshop, 'net.yaml');
  await capture('import', path, '-o', copy);
  const questions = [...questionsAbout(network), ...questionsAsked(path)];
  const differing = await differences(capture, questions, [path], [copy]);
  const verdict =
    differing.length === 0 ? `same in ${questions.length} reports` : `differs: ${differing.join('; ')}`;
  return [path, String(read), sizes, String(unmodelled.size), seconds, verdict];
}

/** What a command line prints. */
async function capture(...argv: string[]): Promise<Answer> {
  const write = process.stdout.write.bind(process.stdout);
  const writeError = process.stderr.write.bind(process.stderr);
  let stdout = '';
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    stdout += String(chunk);
    return true;
  };
  process.stderr.write = (): boolean => true;
  try {
    return { exitCode: await main(argv), stdout };
  } finally {
    process.stdout.write = write;
    process.stderr.write = writeError;
  }
}
