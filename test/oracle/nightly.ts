// The long run: random networks by the thousand, every flow judged by engine and oracle.
//   npm run nightly -- --seed 1 --out failures
// Networks are numbered from the seed on, so that any of them can be made again alone. Of each kind of
// disagreement the first one is shrunk and written as a scenario file; one is enough for the exit code.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DROP_REASONS } from '../../src/model/drop-reason.ts';
import { PROFILES, type Profile } from '../arbitrary/document.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { type Comparison, compareScenario } from './compare.ts';
import { asYaml, kindOf, shrunk } from './disagreement.ts';

/** How often each profile met each outcome. */
class Tally {
  readonly #counts = new Map<string, Map<string, number>>();

  add(outcome: string, column: string, count: number): void {
    const row = this.#counts.get(outcome) ?? new Map<string, number>();
    row.set(column, (row.get(column) ?? 0) + count);
    this.#counts.set(outcome, row);
  }

  total(outcome: string): number {
    return [...(this.#counts.get(outcome)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }

  outcomes(): string[] {
    return [...this.#counts.keys()];
  }

  line(outcome: string, columns: readonly string[]): string {
    const row = this.#counts.get(outcome);
    const cells = columns.map((column) => String(row?.get(column) ?? 0).padStart(9));
    return `${outcome.padEnd(36)}${String(this.total(outcome)).padStart(10)}${cells.join('')}`;
  }
}

interface Run {
  readonly networks: number;
  readonly flows: number;
  readonly seed: number;
  readonly profile: Profile | undefined;
  readonly out: string | undefined;
}

function number(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} is a number, not ${text}`);
  return value;
}

function readRun(): Run {
  const { values } = parseArgs({
    options: {
      networks: { type: 'string', default: '2000' },
      flows: { type: 'string', default: '200000' },
      seed: { type: 'string', default: '1' },
      profile: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const profile = PROFILES.find((name) => name === values.profile);
  if (values.profile !== undefined && profile === undefined) {
    throw new Error(`--profile is one of ${PROFILES.join(', ')}`);
  }
  return {
    networks: number(values.networks, 'networks'),
    flows: number(values.flows, 'flows'),
    seed: number(values.seed, 'seed'),
    profile,
    out: values.out,
  };
}

function perNetwork({ networks, flows }: Run): number {
  return Math.max(1, Math.round(flows / Math.max(1, networks)));
}

function report(run: Run, tally: Tally, networks: Tally): void {
  const never = DROP_REASONS.filter((reason) => tally.total(reason) === 0);
  const rows = tally.outcomes().sort((a, b) => tally.total(b) - tally.total(a));
  console.log(`${''.padEnd(36)}${'all'.padStart(10)}${PROFILES.map((name) => name.padStart(9)).join('')}`);
  console.log(networks.line('networks', PROFILES));
  for (const outcome of rows) console.log(tally.line(outcome, PROFILES));
  console.log(`never produced: ${never.length === 0 ? 'none' : never.join(', ')}`);
  console.log(`seed ${run.seed}, ${perNetwork(run)} flows per network`);
}

function main(): void {
  const run = readRun();
  const tally = new Tally();
  const networks = new Tally();
  const kinds = new Map<string, number>();
  let flows = 0;
  let inBulk = 0;
  const started = performance.now();
  for (let i = 0; i < run.networks; i += 1) {
    const seed = run.seed + i;
    const chosen = run.profile === undefined ? {} : { profile: run.profile };
    const document = arbitraryScenario(seed, { flows: perNetwork(run), ...chosen });
    const found: Comparison = compareScenario(document);
    flows += found.flows;
    inBulk += found.inBulk;
    networks.add('networks', document.profile, 1);
    for (const [outcome, count] of found.outcomes) tally.add(outcome, document.profile, count);
    for (const disagreement of found.disagreements) {
      const kind = kindOf(document, disagreement);
      const seen = kinds.get(kind) ?? 0;
      kinds.set(kind, seen + 1);
      if (seen > 0) continue;
      console.error(`seed ${seed}: ${kind}`);
      if (run.out === undefined) continue;
      mkdirSync(run.out, { recursive: true });
      const file = join(run.out, `${document.profile}-${seed}-${kinds.size}.yaml`);
      writeFileSync(file, asYaml(shrunk(document, disagreement)));
    }
    if ((i + 1) % 500 === 0) {
      const seconds = Math.round((performance.now() - started) / 1000);
      console.error(
        `${i + 1} of ${run.networks} networks, ${flows} flows, ${kinds.size} kinds, ${seconds} s`,
      );
    }
  }
  report(run, tally, networks);
  const disagreements = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  for (const [kind, count] of kinds) console.log(`${String(count).padStart(8)}  ${kind}`);
  console.log(
    `networks ${run.networks}, flows ${flows} (${inBulk} in bulk too), disagreements ${disagreements}`,
  );
  if (disagreements > 0) process.exitCode = 1;
}

main();
