/**
 * `npm run trials:repair -- [flows] [first seed]`: planted faults on as many broken flows as one has
 * patience for. Every failure prints the seed that shows it again.
 */
import { tryRepair } from './repair-trial.ts';

const [flows = 1000, firstSeed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);

const totals = new Map<string, number>();
let failures = 0;
let seed = firstSeed;
for (; (totals.get('flows') ?? 0) < flows; seed++) {
  try {
    for (const [key, value] of Object.entries(tryRepair(seed))) {
      totals.set(key, (totals.get(key) ?? 0) + Number(value));
    }
  } catch (error) {
    failures++;
    console.log(error instanceof Error ? error.message : String(error));
  }
}
const counts = [...totals].map(([key, value]) => `${value} ${key}`).join(', ');
console.log(`${seed - firstSeed} networks from seed ${firstSeed}: ${counts}, ${failures} failures`);
if (failures > 0) process.exitCode = 1;
