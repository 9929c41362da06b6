/**
 * Max-min fair sharing of links: nobody can have more without somebody who has less, or as little,
 * having less still.
 *
 * By filling: the rate of every flow rises evenly until it has what it asks for or one of its links is
 * full; who is stopped keeps what it has, and the others rise on. Flows with equal demands on the same
 * links are one share with a weight. Amounts are whole units; a link's last units, which do not divide,
 * go to the first shares. Cost: links × shares, once per share that is stopped.
 */
export interface Share {
  /** Units that its flows ask for together. */
  readonly demand: number;
  /** Flows in it; need not be whole. Above 0. */
  readonly weight: number;
  /** Links it crosses, each once. */
  readonly links: readonly number[];
}

export interface Sharing {
  /** Whole units per share, none above its demand, none of the links above its capacity. */
  readonly granted: readonly number[];
  /** Link that stops a share short of its demand; absent: it has what it asks for. */
  readonly stoppedBy: readonly (number | undefined)[];
}

export function shareFairly(shares: readonly Share[], capacities: readonly number[]): Sharing {
  const left = [...capacities];
  const granted = shares.map(() => 0);
  const stoppedBy: (number | undefined)[] = shares.map(() => undefined);
  const rising = new Set(shares.keys());
  const grant = (index: number, units: number): void => {
    granted[index]! += units;
    for (const link of shares[index]!.links) left[link]! -= units;
  };
  while (rising.size > 0) {
    const full = narrowest(shares, rising, left);
    const level = full?.level ?? Infinity;
    const content = [...rising].filter((index) => shares[index]!.demand <= level * shares[index]!.weight);
    if (content.length > 0) {
      // Less than its part of the narrowest link: it has what it asks for, and the others rise on.
      for (const index of content) {
        grant(index, shares[index]!.demand);
        rising.delete(index);
      }
      continue;
    }
    if (!full) throw new Error('a share that no link stops has what it asks for');
    const stopped = [...rising].filter((index) => shares[index]!.links.includes(full.link));
    for (const index of stopped) {
      grant(index, Math.min(Math.floor(level * shares[index]!.weight), roomOf(shares[index]!, left)));
      stoppedBy[index] = full.link;
      rising.delete(index);
    }
    handOutRest(shares, stopped, full.link, { left, granted, grant });
  }
  const isShort = (index: number): boolean => granted[index]! < shares[index]!.demand;
  return { granted, stoppedBy: stoppedBy.map((link, index) => (isShort(index) ? link : undefined)) };
}

/** The link that is full first when all that rise on rise evenly, and the rate of a flow by then. */
function narrowest(
  shares: readonly Share[],
  rising: ReadonlySet<number>,
  left: readonly number[],
): { readonly link: number; readonly level: number } | undefined {
  const weights = left.map(() => 0);
  for (const index of rising) {
    for (const link of shares[index]!.links) weights[link]! += shares[index]!.weight;
  }
  let found: { link: number; level: number } | undefined;
  for (const [link, weight] of weights.entries()) {
    if (weight === 0) continue;
    const level = left[link]! / weight;
    if (!found || level < found.level) found = { link, level };
  }
  return found;
}

function roomOf({ links }: Share, left: readonly number[]): number {
  return Math.min(...links.map((link) => left[link]!));
}

/** Units that the division left over, one each in order, as long as every link on the way has room. */
function handOutRest(
  shares: readonly Share[],
  stopped: readonly number[],
  link: number,
  state: {
    readonly left: readonly number[];
    readonly granted: readonly number[];
    readonly grant: (index: number, units: number) => void;
  },
): void {
  for (let isMoving = true; isMoving && state.left[link]! > 0;) {
    isMoving = false;
    for (const index of stopped) {
      const wants = state.granted[index]! < shares[index]!.demand;
      if (!wants || roomOf(shares[index]!, state.left) < 1) continue;
      state.grant(index, 1);
      isMoving = true;
    }
  }
}
