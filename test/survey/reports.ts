/**
 * Every kind of report about an input, to compare two inputs that should answer alike.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatAddress, type Address } from '../../src/ip/address.ts';
import type { Network } from '../../src/model/network.ts';
import { OUTSIDE } from '../observed/comparison.ts';
import { readProbes } from '../observed/probe.ts';

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
}

/** Runs one command line. */
export type Runner = (...argv: string[]) => Promise<Answer>;

/** Command lines with a place for the input, and flows between a few of its interfaces. */
export function questionsAbout(network: Network): string[][] {
  const ids = [...network.enis.keys()];
  const [first, last] = [ids[0], ids.at(-1)];
  const between = [ids[Math.floor(ids.length / 3)], ids[Math.floor((2 * ids.length) / 3)]];
  const pairs = [[first, last], [last, 'internet'], ['internet', first], between];
  const questions = [['check', '{}'], ['run', '{}'], ...(ids.length > 0 ? [['reach', '{}']] : [])];
  for (const [from, to] of pairs) {
    if (from !== undefined && to !== undefined && from !== to) {
      questions.push(['trace', '{}', from, to, '--explain']);
    }
  }
  return questions.flatMap((question) => [question, [...question, '--format', 'json']]);
}

/** A question for each probe that a lab was asked, where the folder of an input has a table of them. */
export function questionsAsked(folder: string): string[][] {
  const table = join(folder, 'observed-reachability.tsv');
  if (!existsSync(table)) return [];
  return readProbes(table).map(({ source, destination, protocol, port }) => [
    'trace',
    '{}',
    placeText(source),
    placeText(destination),
    '--explain',
    '--proto',
    protocol,
    ...(port === undefined ? [] : ['--port', String(port)]),
  ]);
}

function placeText(address: Address): string {
  return address === OUTSIDE ? 'internet' : formatAddress(address);
}

/** The questions that two inputs answer differently. */
export async function differences(
  run: Runner,
  questions: readonly string[][],
  a: readonly string[],
  b: readonly string[],
): Promise<string[]> {
  const differing: string[] = [];
  for (const question of questions) {
    const about = (input: readonly string[]): string[] =>
      question.flatMap((word) => (word === '{}' ? [...input] : [word]));
    const [ofA, ofB] = [await run(...about(a)), await run(...about(b))];
    if (ofA.stdout !== ofB.stdout || ofA.exitCode !== ofB.exitCode) differing.push(question.join(' '));
  }
  return differing;
}
