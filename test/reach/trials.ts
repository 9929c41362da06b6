/**
 * `npm run trials -- [networks] [first seed]`: the properties of reach and diff on as many random networks
 * as one has patience for. Every failure prints the seed that shows it again.
 */
import { tryBruteForce } from './brute-force.ts';
import { tryBlame, tryDiff } from './diff-trial.ts';
import { tryTiling } from './tiling-trial.ts';

const [networks = 2000, firstSeed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);

const TRIALS: readonly { readonly name: string; readonly run: (seed: number) => object }[] = [
  { name: 'boxes tile, members fare as their set', run: (seed) => tryTiling(seed, { pairs: 12 }) },
  { name: 'every packet of small spaces', run: (seed) => tryBruteForce(seed, 1000) },
  { name: 'differences are those of the traces', run: (seed) => tryDiff(seed, 4) },
  { name: 'blame is on the guilty', run: (seed) => tryBlame(seed) },
];

console.log(`${networks} networks from seed ${firstSeed}`);
for (const { name, run } of TRIALS) {
  const totals = new Map<string, number>();
  let failures = 0;
  for (let seed = firstSeed; seed < firstSeed + networks; seed++) {
    try {
      for (const [key, value] of Object.entries(run(seed))) {
        totals.set(key, (totals.get(key) ?? 0) + Number(value));
      }
    } catch (error) {
      failures++;
      console.log(error instanceof Error ? error.message : String(error));
    }
  }
  const counts = [...totals].map(([key, value]) => `${value} ${key}`).join(', ');
  console.log(`${failures === 0 ? 'ok  ' : 'FAIL'} ${name}: ${counts}, ${failures} failures`);
  if (failures > 0) process.exitCode = 1;
}
