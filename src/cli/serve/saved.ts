/**
 * What was changed on a live page, as files that the other commands read.
 */
import type { Network } from '../../model/network.ts';
import { writeNetwork } from '../../source/scenario/write/write-scenario.ts';
import type { Input } from '../input.ts';
import type { LiveStep } from './live-network.ts';
import { Problems } from './problems.ts';

/** Name of the change set in a saved scenario. */
const CHANGE_SET = 'made on the page';

/** A file for `vpcsim whatif --change`: a list of events, each on a line of its own. */
export function savedChanges(steps: readonly LiveStep[]): string {
  return steps.length === 0 ? '[]\n' : eventLines(steps, '');
}

/**
 * A scenario that was read, word for word, with the changes as one more named change set; of anything else the
 * network as it is by now.
 */
export function savedScenario(input: Input, network: Network, steps: readonly LiveStep[]): string {
  const { document, scenario, side, counts, ignored, missing } = input;
  if (!document) {
    return writeNetwork(scenario.id, network, { ...(side && { plan: side }), counts, ignored, missing });
  }
  const { text } = document.file;
  if (/^\s*\{/.test(text)) return inJson(text, steps);
  const lines = eventLines(steps, '    ');
  const entry = `  ${JSON.stringify(CHANGE_SET)}:\n${lines}`;
  if (!/^changes:/m.test(text)) return `${text.trimEnd()}\n\nchanges:\n${entry}`;
  if (!/^changes:\s*(#.*)?$/m.test(text)) {
    throw new Problems(['the scenario writes its change sets on one line; save the change set']);
  }
  return text.replace(/^changes:.*\n/m, (line) => line + entry);
}

function eventLines(steps: readonly LiveStep[], indent: string): string {
  return steps.map(({ event }) => `${indent}- ${JSON.stringify(event)}\n`).join('');
}

function inJson(text: string, steps: readonly LiveStep[]): string {
  const document = JSON.parse(text) as { readonly changes?: Record<string, unknown> };
  const events = steps.map(({ event }) => event);
  return `${JSON.stringify({ ...document, changes: { ...document.changes, [CHANGE_SET]: events } }, undefined, 2)}\n`;
}
