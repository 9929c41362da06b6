/**
 * `vpcsim verify`: does a certificate prove what it claims, of this network?
 */
import { verifyCertificate } from '../certificate/certify.ts';
import { findFiles, readText, SIZE_LIMITS } from '../source/input-files.ts';
import { InputError, type Problem } from '../source/problem.ts';
import { BAD_INPUT, FINDINGS, OK } from './exit-code.ts';
import { loadInput, type InputOptions } from './input.ts';
import { writeError, writeOut } from './terminal.ts';

export async function verifyCommand(
  certificate: string,
  paths: readonly string[],
  options: InputOptions,
): Promise<number> {
  const text = readCertificate(certificate);
  const { scenario } = await loadInput(paths, options);
  const result = verifyCertificate(text, scenario.network);
  switch (result.verdict) {
    case 'accepted': {
      const { claim, states, facts } = result;
      const [from, to] = [claim.from, claim.to].map(({ kind, id }) => `${kind} ${id}`);
      const which = `protocols ${claim.protocols}, ports ${claim.sourcePorts} to ${claim.ports}`;
      writeOut(`accepted: no flow from ${from} to ${to} completes both legs (${which})\n`);
      writeOut(`${states} states over ${facts.length} facts of the network\n`);
      return OK;
    }
    case 'rejected':
      writeOut(`rejected: ${result.why}\n`);
      return FINDINGS;
    case 'cannot-certify':
      writeError(`cannot certify: ${result.why}\n`);
      return BAD_INPUT;
  }
}

function readCertificate(path: string): string {
  const problems: Problem[] = [];
  const [file] = findFiles([path], problems);
  const source = file && readText(file, SIZE_LIMITS.export, problems);
  if (!source) throw new InputError(problems, () => undefined);
  return source.text;
}
