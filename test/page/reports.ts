/**
 * Reports made by the command line, as the browser tests open them.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { run } from '../cli/run-main.ts';
import { thousandVpcs } from './thousand-vpcs.ts';

export const HUB = new URL('../../scenarios/hub-and-spoke.yaml', import.meta.url).pathname;
export const LAB = new URL('../data/aws/lab-shared-vpc', import.meta.url).pathname;

const folder = mkdtempSync(join(tmpdir(), 'vpcsim-page-'));

export function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** `file:` URL of the page of a command; every answer is fine, a mistake is not. */
export async function report(name: string, ...argv: string[]): Promise<string> {
  const path = join(folder, `${name}.html`);
  const { exitCode, stderr } = await run(...argv, '--format', 'html', '-o', path);
  expect([exitCode < 2, stderr]).toEqual([true, '']);
  return `file://${path}`;
}

export function company(): string {
  return write('company.json', JSON.stringify(thousandVpcs()));
}
