/**
 * Builds kernel.wasm before the tests when a source of it is newer, so that nobody tests yesterday's kernels.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const built = new URL('dist/kernel/kernel.wasm', root);
const assembly = new URL('src/kernel/assembly/', root);

export default function buildKernel(): void {
  const builtAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = Math.max(...readdirSync(assembly).map((name) => statSync(new URL(name, assembly)).mtimeMs));
  if (newest > builtAt)
    execFileSync('npm', ['run', '--silent', 'build:kernel'], { cwd: root, stdio: 'inherit' });
}
