/**
 * Networks that an agent has loaded, by name, and the folder it may load from.
 */
import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { withoutRefused } from '../../model/refusals.ts';
import type { Network } from '../../model/network.ts';
import { didYouMean } from '../../source/problem.ts';
import { loadInput, type Input, type InputOptions } from '../input.ts';
import { UsageError } from '../usage.ts';

export interface Loaded extends Input {
  readonly name: string;
  /** As the providers would have accepted it. */
  readonly network: Network;
}

export class Library {
  private readonly root: string;
  private readonly loaded = new Map<string, Loaded>();

  /** `root` is the only folder whose files can be named. */
  constructor(root: string) {
    this.root = realpathSync(root);
  }

  /** Loads an input under a name, in place of what had it. Throws what {@link loadInput} throws. */
  async load(name: string, paths: readonly string[], options: InputOptions): Promise<Loaded> {
    const input = await loadInput(
      paths.map((path) => this.within(path)),
      options,
    );
    const loaded = { ...input, name, network: withoutRefused(input.scenario.network) };
    // The latest comes last, which is the one that is meant when no name is given.
    this.loaded.delete(name);
    this.loaded.set(name, loaded);
    return loaded;
  }

  /** By name, or the latest. */
  named(name: string | undefined): Loaded {
    if (this.loaded.size === 0) throw new UsageError('no network is loaded', 'call the tool "load" first');
    const found = name === undefined ? [...this.loaded.values()].at(-1) : this.loaded.get(name);
    if (found) return found;
    const names = [...this.loaded.keys()];
    throw new UsageError(
      `no network is loaded under the name "${name}"`,
      didYouMean(name ?? '', names) ?? `there are ${names.join(', ')}`,
    );
  }

  /** A path below the root, links followed. A file that does not exist is for the reader to report. */
  within(path: string): string {
    const wanted = resolve(this.root, path);
    let real = wanted;
    try {
      real = realpathSync(wanted);
    } catch {
      // Reported where it is read.
    }
    for (const candidate of [wanted, real]) {
      const way = relative(this.root, candidate);
      if (way === '..' || way.startsWith('../') || isAbsolute(way)) {
        throw new UsageError(`${path} is outside of ${this.root}`, 'start the server with --root');
      }
    }
    return relative(process.cwd(), wanted) || '.';
  }
}
